"""A runner's process, as whoever started it knows it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Protocol

from ...platforms.locks import is_locked


class Runner(Protocol):
    """A process that runs one attempt."""

    @property
    def pid(self) -> int | None:
        """None where only its own page says it."""

    def has_ended(self) -> bool: ...

    def exit_code(self) -> int | None:
        """Its exit code, or minus the signal that ended it; None while it runs, or if nobody
        knows."""


class Spawned:
    """A runner that is a child of this process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def exit_code(self) -> int | None:
        return self._process.poll()


class Adopted:
    """A runner known by the lock that it holds."""

    pid = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has_ended(self) -> bool:
        return not is_locked(self._folder / "alive")

    def exit_code(self) -> int | None:
        return None
