"""Locks on files that end with the process that holds them, however it ends.

`flock` where the system has it. Elsewhere SQLite's own file locks, which every system has that
Python runs on: an exclusive lock is an open exclusive transaction on the (empty) file, a shared
one an open reading transaction.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import sqlite3

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.05


class _Held(Protocol):
    def release(self) -> None: ...


class FileLock:
    """A lock on `path`, exclusive or shared, held until `release` or the end of the process.

    Two objects in one process exclude each other as two processes do. The file is made when it is
    missing and stays; nothing is ever written into it.
    """

    def __init__(self, path: str | os.PathLike[str], *, shared: bool = False) -> None:
        self.path = Path(path)
        self.shared = shared
        self._held: _Held | None = None

    @property
    def held(self) -> bool:
        return self._held is not None

    def try_acquire(self) -> bool:
        """Take the lock if it is free now; False when somebody else has it."""
        if self._held is None:
            self._held = _take(self.path, self.shared)
        return self._held is not None

    def acquire(self, timeout: float | None = None) -> bool:
        """Wait for the lock, `timeout` seconds at most (None: for ever); False when it is over."""
        until = None if timeout is None else time.monotonic() + timeout
        while not self.try_acquire():
            if until is not None and time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        return True

    def release(self) -> None:
        if self._held is not None:
            self._held.release()
            self._held = None

    @contextlib.contextmanager
    def hold(self, timeout: float | None = None) -> Iterator[None]:
        """Hold the lock for a `with` block. Raises TimeoutError."""
        if not self.acquire(timeout):
            raise TimeoutError(f"{self.path.name} is locked by another process")
        try:
            yield
        finally:
            self.release()


def is_locked(path: str | os.PathLike[str]) -> bool:
    """Whether anybody holds a lock on `path`. A file that isn't there is not locked.

    It looks by taking the lock for an instant: who takes one without waiting can meet it.
    """
    if not os.path.exists(path):
        return False
    probe = FileLock(path)
    free = probe.try_acquire()
    probe.release()
    return not free


def _take(path: Path, shared: bool) -> _Held | None:
    return _Flock.take(path, shared) if fcntl is not None else _Transaction.take(path, shared)


class _Flock:
    def __init__(self, fd: int) -> None:
        self._fd = fd

    @classmethod
    def take(cls, path: Path, shared: bool) -> "_Flock | None":
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        except BaseException:
            os.close(fd)
            raise
        return cls(fd)

    def release(self) -> None:
        os.close(self._fd)


class _Transaction:
    def __init__(self, connection: "sqlite3.Connection") -> None:
        self._connection = connection

    @classmethod
    def take(cls, path: Path, shared: bool) -> "_Transaction | None":
        import sqlite3  # late: it isn't needed where there is flock

        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN" if shared else "BEGIN EXCLUSIVE")
            if shared:  # a transaction takes its lock with the first reading
                connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except sqlite3.OperationalError as error:
            connection.close()
            if "locked" in str(error):
                return None
            raise
        return cls(connection)

    def release(self) -> None:
        self._connection.close()
