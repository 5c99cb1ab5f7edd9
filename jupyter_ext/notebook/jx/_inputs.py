"""Inputs: the chosen version of an artifact, and the earlier ones."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import IO, Any, BinaryIO, Dict, Iterator, List, Optional, Set, Tuple, Type

from ._errors import Undefined, short_traceback
from ._events import append
from ._manifest import Manifest, Record, needed

_Bytes = bytes
_logged: Set[Tuple[str, str, str]] = set()
_OF_A_FILE = ("seek", "tell", "readline", "readinto", "readable", "seekable", "fileno", "peek")
_COMPRESSED = (".gz", ".bz2", ".xz", ".zip", ".zst")
_FRAMES = {
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".parquet": "read_parquet",
    ".pq": "read_parquet",
    ".feather": "read_feather",
    ".xlsx": "read_excel",
    ".xls": "read_excel",
    ".jsonl": "read_json",
    ".ndjson": "read_json",
}
_BY_MEDIA_TYPE = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.apache.parquet": ".parquet",
    "application/x-parquet": ".parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/x-ndjson": ".jsonl",
    "application/json": ".json",
}
_TEXT = (".txt", ".md", ".log", ".html", ".htm", ".xml", ".yaml", ".yml", ".toml", ".ini", ".sql")


class Version:
    """One version of an artifact: a path to its content, and the facts about it.

    A path for anything that takes one: `open(v)`, `pandas.read_csv(v)`, `numpy.load(v)`.
    """

    def __init__(
        self, manifest: Manifest, alias: str, facts: Record, artifact: Optional[str]
    ) -> None:
        self._manifest = manifest
        self._facts = facts
        self._path = manifest.place(facts["path"])
        self.alias = alias
        self.artifact = artifact

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        said = "<{} {}".format(type(self).__name__, self.alias)
        if self.number is not None:
            said += ", version {}".format(self.number)
        return said + ": {}>".format(self._path)

    @property
    def path(self) -> Path:
        """Where the content lies, absolute. To be read only."""
        self._log_read()
        return self._path

    @property
    def version(self) -> Dict[str, Any]:
        """All facts of this version: id, number, name, filename, media_type, size, sha256, …"""
        return {key: value for key, value in self._facts.items() if key != "path"}

    @property
    def number(self) -> Optional[int]:
        """1 for the artifact's first version, 2 for its second, …"""
        return self._facts.get("number")

    @property
    def uuid(self) -> Optional[str]:
        """The version's id."""
        return self._facts.get("id")

    @property
    def sha256(self) -> Optional[str]:
        """The content's hash, in hexadecimal digits."""
        return self._facts.get("sha256")

    @property
    def name(self) -> Optional[str]:
        """The version's name; by default the time it was made."""
        return self._facts.get("name")

    @property
    def filename(self) -> str:
        """The file's (or folder's) own name."""
        return self._facts.get("filename") or self._path.name

    @property
    def media_type(self) -> Optional[str]:
        """What the content is, such as `text/csv`."""
        return self._facts.get("media_type")

    @property
    def size(self) -> Optional[int]:
        """Bytes."""
        return self._facts.get("size")

    @property
    def created_at(self) -> Optional[datetime.datetime]:
        """When the version was made, with its time zone."""
        text = self._facts.get("created_at")
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None

    def _log_read(self) -> None:
        mark = (str(self._manifest.events), self.alias, str(self.uuid))
        if self.uuid is None or mark in _logged:
            return
        _logged.add(mark)
        try:
            append(self._manifest, {"type": "read", "alias": self.alias, "version_id": self.uuid})
        except OSError:  # a reader that may not write is still given its data
            pass


class FileVersion(Version):
    """A version that is one file."""

    _stream: Optional[BinaryIO] = None

    def open(self, mode: str = "r", **options: Any) -> IO[Any]:
        """Open for reading, as `open()` does; text is UTF-8 unless said otherwise."""
        if set(mode) & set("wax+"):
            raise ValueError('input "{}" can only be read: mode {!r}'.format(self.alias, mode))
        if "b" not in mode:
            options.setdefault("encoding", "utf-8")
        return open(str(self.path), mode, **options)

    def bytes(self) -> _Bytes:
        """The whole content."""
        return self.path.read_bytes()

    def text(self, encoding: str = "utf-8-sig") -> str:
        """The whole content as text."""
        return self.path.read_text(encoding=encoding)

    def read(self, *size: Any, **options: Any) -> Any:
        """The content as what it is: a table, JSON, or text.

        Tables (csv, tsv, parquet, Excel, JSON lines) are read by pandas, which gets the `options`.
        Raises TypeError for other kinds, ImportError where pandas is needed but isn't there. (Given
        a size it is a file's own `read`: libraries that look for an open file, such as `numpy.load`
        and `pickle.load`, find one.)
        """
        if size:
            return self._opened().read(*size)
        kind = self._kind()
        if kind in _FRAMES:
            return self._frame(kind, options)
        if options:
            raise TypeError(
                "read() takes options for tables only; this is {}".format(self.filename)
            )
        if kind in (".json", ".ipynb", ".geojson"):
            return json.loads(self.text())
        if kind in _TEXT or (self.media_type or "").startswith("text/"):
            return self.text()
        what = self.media_type or "a file of unknown type"
        raise TypeError(
            'jx can\'t tell how to read input "{0}" ({1}, {2}): use jx.input("{0}").path, '
            '.bytes() or .open("rb")'.format(self.alias, self.filename, what)
        )

    def _kind(self) -> str:
        suffixes = [suffix.lower() for suffix in Path(self.filename).suffixes]
        while len(suffixes) > 1 and suffixes[-1] in _COMPRESSED:
            suffixes.pop()
        known = (*_FRAMES, *_TEXT, ".json", ".ipynb", ".geojson")
        if suffixes and suffixes[-1] in known:
            return suffixes[-1]
        media_type = (self.media_type or "").split(";")[0].strip().lower()
        return _BY_MEDIA_TYPE.get(media_type, ".json" if media_type.endswith("+json") else "")

    def _frame(self, kind: str, options: Dict[str, Any]) -> Any:
        try:
            import pandas  # type: ignore[import-untyped,unused-ignore]
        except ImportError:
            raise ImportError(
                "pandas isn't installed in this kernel, so jx.input(\"{0}\").read() can't make a "
                'table of {1}: install pandas, or use jx.input("{0}").path'.format(
                    self.alias, self.filename
                )
            ) from None
        if kind == ".tsv":
            options.setdefault("sep", "\t")
        if kind in (".jsonl", ".ndjson"):
            options.setdefault("lines", True)
        return getattr(pandas, _FRAMES[kind])(str(self.path), **options)

    def _opened(self) -> BinaryIO:
        if self._stream is None or self._stream.closed:
            self._stream = open(str(self.path), "rb")
        return self._stream

    def __getattr__(self, name: str) -> Any:
        if name in _OF_A_FILE:
            return getattr(self._opened(), name)
        raise AttributeError("an input has no {!r}".format(name))


class FolderVersion(Version):
    """A version that is a folder: iterate over its files, or join a name with `/`."""

    def __iter__(self) -> Iterator[Path]:
        return iter(sorted(path for path in self.path.rglob("*") if path.is_file()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def __getattr__(self, name: str) -> Any:
        if name in ("read", "open", "bytes", "text"):
            raise AttributeError(
                'input "{0}" is a folder: iterate over its files, or pass jx.input("{0}").path to '
                "what reads folders (pandas.read_parquet does)".format(self.alias)
            )
        raise AttributeError("an input has no {!r}".format(name))


class _Earlier:
    """What the chosen version of an input can do besides: name the versions before it."""

    alias: str
    _manifest: Manifest

    def versions(self) -> List[Version]:
        """This version and all earlier ones, oldest first; never a newer one."""
        record = self._manifest.get("input", self.alias)
        return [_version(self._manifest, record, facts, chosen=False) for facts in _all(record)]


class FileInput(_Earlier, FileVersion):
    """The version chosen for an input: one file."""


class FolderInput(_Earlier, FolderVersion):
    """The version chosen for an input: a folder."""


@short_traceback
def input(alias: str) -> Any:
    """The version chosen for the input `alias`: a path, `.read()`, `.versions()` and its facts.

    Raises Undefined when the input was left empty, UnknownAlias, NoManifest.
    """
    manifest = needed()
    record = manifest.get("input", alias)
    if not _configured(record):
        raise Undefined(
            'input "{0}" is undefined: it was left empty (Not configured). Ask jx.has("{0}") '
            "before using it, or choose data for it.".format(alias)
        )
    return _version(manifest, record, _chosen_facts(record), chosen=True)


@short_traceback
def has(alias: str) -> bool:
    """Whether data was chosen for the input `alias`.

    Raises UnknownAlias, NoManifest.
    """
    return _configured(needed().get("input", alias))


@short_traceback
def parameter(alias: str) -> Any:
    """The value of the parameter `alias`, typed: a date is a `datetime.date`.

    Raises UnknownAlias, NoManifest.
    """
    record = needed().get("parameter", alias)
    value, kind = record.get("value"), record.get("type")
    if kind == "date" and isinstance(value, str):
        return datetime.date(*map(int, value.split("-")))
    if kind == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return json.loads(json.dumps(value)) if isinstance(value, (dict, list)) else value


def _configured(record: Record) -> bool:
    return bool(record.get("configured", True)) and bool(
        record.get("path") or (record.get("version") or {}).get("path")
    )


def _chosen_facts(record: Record) -> Record:
    facts = dict(record.get("version") or {})
    facts["path"] = facts.get("path") or record["path"]
    return facts


def _all(record: Record) -> List[Record]:
    chosen = _chosen_facts(record)
    earlier = [v for v in record.get("versions") or [] if v.get("path")]
    return earlier if any(v.get("id") == chosen.get("id") for v in earlier) else [*earlier, chosen]


def _version(manifest: Manifest, record: Record, facts: Record, chosen: bool) -> Version:
    artifact = record.get("artifact")
    name = artifact.get("name") if isinstance(artifact, dict) else artifact
    path = manifest.place(facts["path"])
    folder = facts.get("kind") == "folder" or (facts.get("kind") is None and path.is_dir())
    made: Type[Version]
    if chosen:
        made = FolderInput if folder else FileInput
    else:
        made = FolderVersion if folder else FileVersion
    if not path.exists():
        raise FileNotFoundError(
            'the data of input "{}" isn\'t there any more: {} is missing'.format(
                record["alias"], path
            )
        )
    return made(manifest, record["alias"], facts, name)
