"""Processes by an identity that no later process can have, and what may be asked of them."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from .descendants import SIGKILL, descendants, signal_all

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

_LINUX = sys.platform.startswith("linux")


@dataclass(frozen=True)
class ProcessIdentity:
    """Which process: a pid comes back, the same pid started at the same tick of the same boot
    doesn't."""

    boot_id: str
    pid: int
    start_ticks: int

    def to_json(self) -> dict[str, Any]:
        return {"boot_id": self.boot_id, "pid": self.pid, "start_ticks": self.start_ticks}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "ProcessIdentity":
        return cls(str(value["boot_id"]), int(value["pid"]), int(value["start_ticks"]))


@functools.cache
def boot_id() -> str:
    """What tells this start of the machine from any other."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as stream:
            return stream.read().strip()
    except OSError:
        import psutil

        return f"boot-{int(psutil.boot_time())}"


def _start_ticks(pid: int) -> int | None:
    """When `pid` started, in the system's ticks; None if there is no such process, or a dead one
    that nobody has reaped."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stream:
            fields = stream.read().rpartition(b")")[2].split()
        return None if fields[0] in (b"Z", b"X") else int(fields[19])
    except OSError:
        if _LINUX:
            return None
    return _start_ticks_by_psutil(pid)


def _start_ticks_by_psutil(pid: int) -> int | None:
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return round(process.create_time() * 100)
    except psutil.Error:
        return None


def identify(pid: int | None = None) -> ProcessIdentity | None:
    """The identity of the live process `pid` (None: this one); None if there is none."""
    pid = os.getpid() if pid is None else pid
    ticks = _start_ticks(pid)
    return None if ticks is None else ProcessIdentity(boot_id(), pid, ticks)


def is_alive(identity: ProcessIdentity) -> bool:
    """Whether exactly this process still lives (stopped counts as alive, a zombie doesn't)."""
    return identity.boot_id == boot_id() and _start_ticks(identity.pid) == identity.start_ticks


def send_signal(identity: ProcessIdentity, number: int) -> bool:
    """Send a signal to exactly this process; False when it is gone. Never hits another one."""
    if not hasattr(os, "pidfd_open") or not hasattr(signal, "pidfd_send_signal"):
        return _send_signal_by_pid(identity, number)
    try:
        fd = os.pidfd_open(identity.pid)
    except ProcessLookupError:
        return False
    except OSError:  # a kernel or container without pidfd
        return _send_signal_by_pid(identity, number)
    try:
        if not is_alive(identity):
            return False
        signal.pidfd_send_signal(fd, number)
    except ProcessLookupError:
        return False
    finally:
        os.close(fd)
    return True


def _send_signal_by_pid(identity: ProcessIdentity, number: int) -> bool:
    if not is_alive(identity):
        return False
    try:
        os.kill(identity.pid, number)
    except ProcessLookupError:
        return False
    return True


def signal_tree(identity: ProcessIdentity, number: int) -> bool:
    """Send a signal to a process and all below it; False when it is gone."""
    if not is_alive(identity):
        return False
    signal_all(descendants(identity.pid), number)
    return send_signal(identity, number)


def kill_tree(identity: ProcessIdentity, patience: float = 5.0) -> bool:
    """Kill a process and all below it; True once the process is gone.

    What had already moved away from below it (a double fork) is the tether's work, not this one's.
    """
    until = time.monotonic() + patience
    while is_alive(identity):
        signal_tree(identity, SIGKILL)
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def spawn_detached(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: str | os.PathLike[str] | None = None,
    output: IO[Any] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process that outlives this one and that no terminal can reach.

    It has a session of its own, no input, and `output` (or nothing) for both streams.
    """
    detached: dict[str, Any] = (
        {"start_new_session": True}
        if os.name == "posix"
        else {
            "creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
            | getattr(subprocess, "DETACHED_PROCESS", 0)
        }
    )
    return subprocess.Popen(
        list(argv),
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if output is None else output,
        stderr=subprocess.DEVNULL if output is None else subprocess.STDOUT,
        close_fds=True,
        **detached,
    )


def set_nice(value: int) -> None:
    """Make this process, and what it starts, yield to others; nothing where that can't be."""
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, value)


def limit_memory(limit: int) -> bool:
    """Let this process, and each one that it starts, have `limit` bytes of data at most; False
    where that can't be."""
    if resource is None:
        return False
    kind = resource.RLIMIT_DATA if _LINUX else resource.RLIMIT_AS
    try:
        resource.setrlimit(kind, (limit, limit))
    except (OSError, ValueError):
        return False
    return True
