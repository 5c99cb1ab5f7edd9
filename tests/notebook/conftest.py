"""A workspace as the runner lays it out, and the `jx` that reads it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jx
import pytest


def a_version(number: int, path: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"uuid-{number}",
        "number": number,
        "name": f"2024-01-0{number}",
        "filename": Path(path).name,
        "media_type": "text/csv",
        "size": 12,
        "sha256": f"{number:064x}",
        "kind": "file",
        "created_at": "2024-01-31T10:20:30Z",
        "session_id": None,
        "path": path,
    } | more


def an_input(alias: str, *versions: dict[str, Any], **more: Any) -> dict[str, Any]:
    chosen = versions[-1] if versions else None
    return {
        "alias": alias,
        "description": "",
        "required": False,
        "configured": chosen is not None,
        "artifact": {"id": "a1", "name": "Rows"} if chosen else None,
        "path": chosen["path"] if chosen else None,
        "version": chosen,
        "versions": list(versions),
    } | more


def a_parameter(alias: str, kind: str, value: Any) -> dict[str, Any]:
    return {"alias": alias, "type": kind, "value": value, "default": None, "description": ""}


Lay = Callable[..., Path]


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lay]:
    """Lays out a workspace: files by path, inputs, parameters, outputs; gives its folder."""

    def lay_out(
        files: dict[str, str | bytes] | None = None,
        inputs: list[dict[str, Any]] | None = None,
        parameters: list[dict[str, Any]] | None = None,
        outputs: list[str] | None = None,
    ) -> Path:
        for path, content in (files or {}).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / path).write_bytes(data)
        manifest = {
            "format": 1,
            "execution_id": "e1",
            "attempt": 1,
            "session": {"id": "s1", "name": "today", "number": 7},
            "inputs": inputs or [],
            "parameters": parameters or [],
            "outputs": [{"alias": alias, "path": f"outputs/{alias}"} for alias in outputs or []],
        }
        (tmp_path / ".jx").mkdir(exist_ok=True)
        path = tmp_path / ".jx" / "manifest.json"
        path.write_text(json.dumps(manifest))
        (tmp_path / "outputs").mkdir(exist_ok=True)
        monkeypatch.setenv("JX_MANIFEST", str(path))
        monkeypatch.setenv("JX_OUTPUTS", str(tmp_path / "outputs"))
        monkeypatch.setenv("JX_EVENTS", str(tmp_path / ".jx" / "events.jsonl"))
        return tmp_path

    for name in ("JX_MANIFEST", "JX_OUTPUTS", "JX_EVENTS"):
        monkeypatch.delenv(name, raising=False)
    yield lay_out
    jx.use(None)


@pytest.fixture
def events(tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    """What was appended to the workspace's events so far."""

    def read() -> list[dict[str, Any]]:
        path = tmp_path / ".jx" / "events.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return read
