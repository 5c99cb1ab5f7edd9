"""The processes below a process, and their end. Standard library only: the tether uses it too."""

import contextlib
import os
import signal
import sys
import time

try:
    import ctypes
except ImportError:
    ctypes = None  # type: ignore[assignment]

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
SIGKILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def _prctl(option: int, value: int) -> bool:
    if ctypes is None or not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def become_subreaper() -> bool:
    """Be the parent of every orphan among our descendants (Linux); False where that can't be."""
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> bool:
    """Be killed when the parent thread ends (Linux); False where that can't be."""
    return _prctl(_PR_SET_PDEATHSIG, SIGKILL)


def children_by_parent() -> dict[int, list[int]]:
    """Every process that can be seen, by its parent's pid. Dead ones that nobody reaped too."""
    found: dict[int, list[int]] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return _children_by_ps()
    for name in names:
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                with open(f"/proc/{name}/stat", "rb") as stream:
                    fields = stream.read().rpartition(b")")[2].split()
                found.setdefault(int(fields[1]), []).append(int(name))
    return found


def _children_by_ps() -> dict[int, list[int]]:
    import subprocess

    found: dict[int, list[int]] = {}
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        listing = subprocess.run(
            ["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, timeout=5, check=False
        ).stdout
        for line in listing.splitlines():
            pid, parent = line.split()
            found.setdefault(int(parent), []).append(int(pid))
    return found


def descendants(pid: int) -> list[int]:
    """The pids of all processes below `pid`, parents before their children."""
    by_parent = children_by_parent()
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for child in by_parent.get(waiting.pop(), ()):
            if child not in found:
                found.append(child)
                waiting.append(child)
    return found


def signal_all(pids: list[int], number: int) -> None:
    """Send a signal to each of `pids`; those that are gone or not ours are passed over."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def reap() -> dict[int, int]:
    """Collect children that have ended: their wait statuses by pid."""
    ended: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended[pid] = status


def kill_descendants(patience: float = 10.0) -> bool:
    """Kill and reap everything below this process; False if something was left after `patience`.

    Meant for a subreaper: an orphan's new parent is this process, so nothing gets away. All are
    stopped first, so that none starts another while the others are being killed.
    """
    until = time.monotonic() + patience
    stopped: set[int] = set()
    pause = 0.001
    while True:
        reap()
        found = descendants(os.getpid())
        if not found:
            return True
        if time.monotonic() > until:
            return False
        fresh = [pid for pid in found if pid not in stopped]
        if fresh and hasattr(signal, "SIGSTOP"):
            signal_all(fresh, signal.SIGSTOP)
            stopped.update(fresh)
            continue
        signal_all(found, SIGKILL)
        time.sleep(pause)
        pause = min(pause * 2, 0.05)
