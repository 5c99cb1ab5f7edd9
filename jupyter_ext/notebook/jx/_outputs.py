"""Outputs: the paths to write to, and `.write()`, which picks the format by what it is given."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import IO, Any, Callable, Optional, Tuple

from ._errors import short_traceback
from ._events import safe
from ._manifest import Manifest, needed

_Bytes = bytes


class Output:
    """Where an output is to be written: a path for anything that takes one, or `.write(obj)`.

    `outputs/<alias>` with the suffix, a file or a folder. A run takes what lies there at its end.
    """

    def __init__(self, manifest: Manifest, alias: str, suffix: str) -> None:
        self.alias = alias
        self.suffix = suffix
        self._folder = manifest.outputs
        self._streaming = False

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return "<Output {}: {}>".format(self.alias, self._folder / (self.alias + self.suffix))

    def __truediv__(self, name: str) -> Path:
        """A path in the output's folder, which is made when it isn't there."""
        self.path.mkdir(parents=True, exist_ok=True)
        return self.path / name

    @property
    def path(self) -> Path:
        """The path to write to, absolute; the folder above it exists."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / (self.alias + self.suffix)

    def open(self, mode: str = "w", **options: Any) -> IO[Any]:
        """Open for writing, as `open()` does; text is UTF-8 unless said otherwise."""
        if "b" not in mode:
            options.setdefault("encoding", "utf-8")
        return open(str(self.path), mode, **options)

    def write(self, obj: Any) -> Optional[int]:
        """Write `obj` as the output, in place of what was there.

        A table (pandas, polars) becomes .csv, a figure or picture .png, an array .npy, a chart with
        `write_html` .html, dicts, lists and numbers .json, text .txt, bytes a file as they are; a
        path is copied (a folder too); with a suffix of your own it is written in that format. Text
        and bytes written to the same object one after the other go on in the same file, as in any
        file that is open. Raises TypeError for other objects: write those to the path yourself.
        """
        if isinstance(obj, (str, _Bytes, bytearray, memoryview)):
            return self._go_on(obj)
        self._streaming = False
        suffix, writer = _writer(obj, self.suffix)
        self._clear(suffix)
        writer(self.path)
        return None

    def flush(self) -> None:
        """Nothing is held back: for writers that take this for an open file."""

    def _go_on(self, piece: Any) -> int:
        text = isinstance(piece, str)
        if not self._streaming:
            self._clear(self.suffix or (".txt" if text else ""))
        data = piece.encode("utf-8") if text else piece
        with open(str(self.path), "ab" if self._streaming else "wb") as stream:
            stream.write(data)
        self._streaming = True
        return len(piece)

    def _clear(self, suffix: str) -> None:
        """Remove what the output was before: two candidates would be ambiguous."""
        self.suffix = suffix
        path = self.path
        for old in [path.parent / self.alias, *path.parent.glob(self.alias + ".*")]:
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(str(old))
            elif old.exists() or old.is_symlink():
                old.unlink()


@short_traceback
def output(alias: str, suffix: str = "") -> Output:
    """Where to write the output `alias`; `suffix` (".csv") is the file name's ending.

    Raises UnknownAlias, NoManifest, ValueError for a suffix that isn't one.
    """
    manifest = needed()
    manifest.get("output", alias)
    if not isinstance(suffix, str) or not re.fullmatch(r"(\.[^./\\\0]*[^./\\\0\s])*", suffix):
        raise ValueError('a suffix begins with a dot, like ".csv"; {!r} isn\'t one'.format(suffix))
    return Output(manifest, alias, suffix)


Writer = Callable[[Path], Any]


def _writer(obj: Any, suffix: str) -> Tuple[str, Writer]:
    """The suffix to write `obj` with, and what does it. Raises TypeError."""
    if isinstance(obj, os.PathLike):
        return _copier(Path(os.fspath(obj)), suffix)
    for find in (_table, _picture, _array, _page):
        found = find(obj, suffix)
        if found is not None:
            return found
    try:
        content = safe(obj)
    except (TypeError, ValueError, RecursionError):
        content = None
    if (content is None and obj is not None) or suffix not in ("", ".json"):
        raise TypeError(
            "jx can't write a {} as {}: write it to the path yourself, for instance "
            'joblib.dump(obj, jx.output(alias, suffix=".joblib").path)'.format(
                type(obj).__name__, suffix or "any format it knows"
            )
        )
    return ".json", lambda path: _write_json(path, content)


def _write_json(path: Path, content: Any) -> None:
    with open(str(path), "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)


def _copier(source: Path, suffix: str) -> Tuple[str, Writer]:
    if source.is_dir():
        return suffix, lambda path: shutil.copytree(str(source), str(path))
    if not source.is_file():
        raise FileNotFoundError("there is no file {}".format(source))
    # read first: the source may be the very file that makes way
    content = source.read_bytes()
    return suffix or "".join(source.suffixes), lambda path: path.write_bytes(content)


def _table(obj: Any, suffix: str) -> Optional[Tuple[str, Writer]]:
    ways = {
        ".csv": ("to_csv", "write_csv"),
        ".tsv": ("to_csv", "write_csv"),
        ".parquet": ("to_parquet", "write_parquet"),
        ".feather": ("to_feather", "write_ipc"),
        ".xlsx": ("to_excel", "write_excel"),
        ".jsonl": ("to_json", "write_ndjson"),
        ".json": ("to_json", "write_json"),
        ".html": ("to_html", ""),
    }
    pandas, polars = hasattr(obj, "to_csv"), hasattr(obj, "write_csv")
    if not (pandas or polars) or (suffix and suffix not in ways):
        return None
    suffix = suffix or ".csv"
    if pandas and hasattr(obj, "to_frame") and suffix not in (".csv", ".tsv", ".json", ".jsonl"):
        obj = obj.to_frame()
    write = getattr(obj, ways[suffix][0 if pandas else 1], None)
    if write is None:
        return None
    options: Any = {}
    if suffix == ".tsv":
        options["sep" if pandas else "separator"] = "\t"
    if pandas and suffix in (".csv", ".tsv", ".parquet", ".xlsx", ".html"):
        options["index"] = _tells_something(obj.index)
    if pandas and suffix in (".json", ".jsonl"):
        options.update(orient="records", lines=suffix == ".jsonl", date_format="iso")
        if hasattr(obj, "to_frame"):
            write = obj.to_frame().to_json
    return suffix, lambda path: write(str(path), **options)


def _tells_something(index: Any) -> bool:
    """Whether a pandas index is more than row numbers."""
    return type(index).__name__ != "RangeIndex" or index.name is not None


def _picture(obj: Any, suffix: str) -> Optional[Tuple[str, Writer]]:
    figure: Any = obj if hasattr(obj, "savefig") else getattr(obj, "figure", None)
    if hasattr(figure, "savefig"):
        return suffix or ".png", lambda path: figure.savefig(str(path), bbox_inches="tight")
    if hasattr(obj, "save") and hasattr(obj, "getpixel"):
        return suffix or ".png", lambda path: obj.save(str(path))
    return None


def _array(obj: Any, suffix: str) -> Optional[Tuple[str, Writer]]:
    if not (hasattr(obj, "__array_interface__") and getattr(obj, "shape", None)):
        return None
    import numpy

    if suffix in ("", ".npy"):
        return ".npy", lambda path: numpy.save(str(path), obj, allow_pickle=False)
    if suffix in (".csv", ".tsv", ".txt"):
        comma = {".csv": ",", ".tsv": "\t"}.get(suffix, " ")
        return suffix, lambda path: numpy.savetxt(str(path), obj, delimiter=comma, fmt="%.17g")
    return None


def _page(obj: Any, suffix: str) -> Optional[Tuple[str, Writer]]:
    if callable(getattr(obj, "write_html", None)) and suffix in ("", ".html"):  # plotly
        return ".html", lambda path: obj.write_html(str(path))
    if callable(getattr(obj, "to_dict", None)) and suffix in ("", ".json"):  # altair
        return ".json", lambda path: _write_json(path, safe(obj.to_dict()))
    return None
