"""Attempt folders for tests: made as the dispatcher makes them, run as it runs them."""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat

Nb = dict[str, Any]


def code(source: str, *tags: str, **metadata: Any) -> Nb:
    cell = nbformat.v4.new_code_cell(source, metadata=dict(metadata))
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def notebook(*cells: str | Nb, **metadata: Any) -> Nb:
    """A notebook of these cells; a text is a code cell."""
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return nbformat.v4.new_notebook(cells=made, metadata=dict(metadata))


def parameter(alias: str, value: Any, kind: str = "integer") -> dict[str, Any]:
    """A parameter as a manifest names it."""
    return {"alias": alias, "type": kind, "value": value, "default": None, "description": ""}


class AttemptFolder:
    """An attempt's folder, its runner, and what it left."""

    def __init__(self, data: Path, body: bytes, filename: str, manifest: dict[str, Any]) -> None:
        self.data = data
        self.folder = data / "attempts" / "execution-1" / "1"
        self.folder.mkdir(parents=True)
        blob = self.blob(body)
        self.manifest: dict[str, Any] = {
            "format": 1,
            "execution_id": "execution-1",
            "attempt": 1,
            "session": {"id": "session-1", "name": "A test", "number": 1},
            "body": {
                "kind": "notebook" if filename.endswith(".ipynb") else "script",
                "filename": filename,
                **blob,
            },
            "files": [],
            "inputs": [],
            "parameters": [],
            "outputs": [],
            "runtime": {
                "name": "default",
                "kernelspec": None,
                "working_folder": "isolated",
                "notebook_folder": None,
                "timeouts": {"start": 60, "cell": None, "run": None},
                "nice": 0,
                "memory_limit": None,
            },
            "limits": {"copy_bytes": 67108864},
        }
        for key, value in manifest.items():
            if key == "runtime":
                self.manifest["runtime"] |= value
            else:
                self.manifest[key] = value
        (self.folder / "manifest.json").write_text(json.dumps(self.manifest))
        self.process: subprocess.Popen[bytes] | None = None

    def blob(self, data: bytes) -> dict[str, Any]:
        return put_blob(self.data, data)

    def start(self, env: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_ext.engine.runner", str(self.folder)],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=env,
        )
        return self.process

    def run(self, timeout: float = 90, env: dict[str, str] | None = None) -> dict[str, Any]:
        """Run the attempt to its end; its result."""
        assert self.start(env).wait(timeout) == 0, self.log
        return self.result

    def wait(self, timeout: float = 60) -> dict[str, Any]:
        assert self.process is not None
        assert self.process.wait(timeout) == 0, self.log
        return self.result

    @property
    def result(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "result.json").read_bytes()))

    @property
    def executed(self) -> Any:
        """The executed notebook, checked to be a valid one."""
        nb = nbformat.read(self.folder / "executed.ipynb", as_version=4)
        nbformat.validate(nb)
        return nb

    @property
    def journal(self) -> list[dict[str, Any]]:
        path = self.folder / "journal.jsonl"
        return [json.loads(line) for line in path.read_bytes().splitlines()]

    @property
    def progress(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "progress.json").read_bytes()))

    @property
    def log(self) -> str:
        return (self.folder / "runner.log").read_text()

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    def outgoing(self, sha256: str) -> bytes:
        return (self.folder / "outgoing" / sha256).read_bytes()

    def until(self, what: Callable[[], Any], timeout: float = 30) -> Any:
        """Wait until `what` gives something true; it."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            try:
                found = what()
            except (OSError, ValueError, TypeError):
                found = None
            if found:
                return found
            assert self.process is None or self.process.poll() is None, (
                f"the runner ended: {self.log}"
            )
            time.sleep(0.02)
        raise AssertionError(f"waited {timeout} s in vain\n{self.log}")


def put_blob(data: Path, content: bytes) -> dict[str, Any]:
    """Content in a blob store, as a manifest names it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = data / "blobs" / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(content)
        path.chmod(0o444)
    return {"blob": str(path), "sha256": sha256, "size": len(content)}


def texts(cell: Nb) -> str:
    """What a cell put out as text, joined."""
    found: Sequence[Any] = cell["outputs"]
    return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in found)
