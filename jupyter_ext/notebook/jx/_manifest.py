"""The manifest: which data, parameters and outputs this code was given, and where they lie."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from ._errors import ManifestInvalid, NoManifest, unknown

Record = Dict[str, Any]
_KINDS = {"input": "inputs", "parameter": "parameters", "output": "outputs"}
_chosen: List[Path] = []
_read: Dict[Tuple[str, int, int], Manifest] = {}


class Manifest:
    """One manifest as read; `base` is the folder to which its paths are relative."""

    def __init__(self, path: Path, content: Record, by_environment: bool) -> None:
        self.path = path
        self.base = path.parent.parent if path.parent.name == ".jx" else path.parent
        told = os.environ if by_environment else {}
        self.outputs = Path(told.get("JX_OUTPUTS") or self.base / "outputs")
        self.events = Path(told.get("JX_EVENTS") or self.base / ".jx" / "events.jsonl")
        session = content.get("session")
        self.session: Record = dict(session) if isinstance(session, dict) else {}
        for key in ("execution_id", "attempt"):
            if content.get(key) is not None:
                self.session[key] = content[key]
        self._declared = {
            kind: {one["alias"]: one for one in _records(path, content, key)}
            for kind, key in _KINDS.items()
        }

    def get(self, kind: str, alias: str) -> Record:
        """What is declared as `kind` ("input", "parameter", "output") under `alias`.

        Raises UnknownAlias.
        """
        declared = self._declared[kind]
        if isinstance(alias, str) and alias in declared:
            return declared[alias]
        others = [
            k for k in _KINDS if k != kind and isinstance(alias, str) and alias in self._declared[k]
        ]
        raise unknown(kind, alias, declared, others[0] if others else "")

    def place(self, relative: str) -> Path:
        """A path of the manifest as an absolute one."""
        return Path(os.path.abspath(str(self.base / relative)))


def use(path: "Optional[os.PathLike[str] | str]") -> None:
    """Read inputs and parameters from this manifest file; `use(None)` goes back to JX_MANIFEST.

    Raises ManifestInvalid.
    """
    if path is None:
        _chosen.clear()
        return
    chosen = Path(os.path.abspath(os.fspath(path)))
    _load(chosen, by_environment=False)
    _chosen[:] = [chosen]


def current() -> Optional[Manifest]:
    """The manifest that `use` chose, else that of JX_MANIFEST; None without either.

    Read again when the file changed. Raises ManifestInvalid.
    """
    if _chosen:
        return _load(_chosen[0], by_environment=False)
    path = os.environ.get("JX_MANIFEST")
    return _load(Path(os.path.abspath(path)), by_environment=True) if path else None


def needed() -> Manifest:
    """The manifest in use. Raises NoManifest, ManifestInvalid."""
    manifest = current()
    if manifest is None:
        raise NoManifest(
            "no data is chosen for this notebook: in the Signature tab of the right sidebar press "
            "Open with data…, or run the notebook as a session. (Outside JupyterLab: set "
            'JX_MANIFEST, or call jx.use("manifest.json").)'
        )
    return manifest


def _load(path: Path, by_environment: bool) -> Manifest:
    try:
        state = path.stat()
        key = (str(path) + ("*" if by_environment else ""), state.st_mtime_ns, state.st_size)
        if key not in _read:
            content = json.loads(path.read_text(encoding="utf-8-sig"))
            if not isinstance(content, dict):
                raise ManifestInvalid("{} isn't a manifest: it holds no JSON object".format(path))
            _read.clear()
            _read[key] = Manifest(path, content, by_environment)
        return _read[key]
    except OSError as error:
        raise ManifestInvalid("can't read {}: {}".format(path, error.strerror or error)) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ManifestInvalid("{} isn't a manifest: {}".format(path, error)) from None


def _records(path: Path, content: Record, key: str) -> List[Record]:
    """The list under `key`; the short forms that people write by hand become the long one."""
    given = content.get(key, [])
    if isinstance(given, dict):
        given = [_short(key, alias, value) for alias, value in given.items()]
    if not isinstance(given, list):
        raise ManifestInvalid("{}: {} must be a list or an object".format(path, key))
    if key == "outputs":
        given = [{"alias": one} if isinstance(one, str) else one for one in given]
    for index, one in enumerate(given):
        if not isinstance(one, dict) or not isinstance(one.get("alias"), str):
            raise ManifestInvalid("{}: {}[{}] has no alias".format(path, key, index))
    return given


def _short(key: str, alias: str, value: Any) -> Record:
    if key == "inputs":
        version = (
            None if value is None else {"filename": os.path.basename(str(value)), "path": value}
        )
        return {
            "alias": alias,
            "configured": value is not None,
            "path": value,
            "version": version,
            "versions": [version] if version else [],
        }
    return {"alias": alias, "value": value}
