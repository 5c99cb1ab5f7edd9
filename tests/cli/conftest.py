"""The command in this process, on a data folder of its own; as a process where signals matter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jupyter_ext.cli import main

COMMAND = [sys.executable, "-m", "jupyter_ext.cli"]


class Terminal:
    """Gives commands in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._runner = CliRunner()

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A command as a process of its own."""
        return subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.folder,
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words: str, code: int | None = 0) -> Result:
        done = self._runner.invoke(main, words)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert code is None or done.exit_code == code, done.output
        return done

    def json(self, *words: str, code: int | None = 0) -> Any:
        """What a command prints with --json: one document and nothing else."""
        return json.loads(self(*words, "--json", code=code).stdout)


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_sqlite: Path
) -> Iterator[Terminal]:
    data = tmp_path / "data"
    data.mkdir()
    (data / "jupyter_ext.sqlite").write_bytes(migrated_sqlite.read_bytes())
    monkeypatch.setenv("JUPYTER_EXT_DATA_DIR", str(data))
    monkeypatch.chdir(tmp_path)
    found = Terminal(tmp_path)
    yield found
    for one in found.json("sessions", "--active")["items"]:
        found("kill", one["id"], code=None)
