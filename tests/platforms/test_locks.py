"""A lock is held by one, or by several that share it, and ends with its process."""

import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_ext.platforms import locks
from jupyter_ext.platforms.locks import FileLock, is_locked


@pytest.fixture(params=["flock", "portable"])
def path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to lock, on a system with flock and on one without."""
    if request.param == "portable":
        monkeypatch.setattr(locks, "fcntl", None)
    return tmp_path / "alive"


def holder(path: Path, portable: bool) -> "subprocess.Popen[str]":
    code = (
        "import sys\n"
        "from jupyter_ext.platforms import locks\n"
        f"{'locks.fcntl = None' if portable else ''}\n"
        f"lock = locks.FileLock({str(path)!r})\n"
        "assert lock.try_acquire()\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_exclusive_lock_is_refused_until_the_first_is_released(path: Path) -> None:
    first, second = FileLock(path), FileLock(path)
    assert first.try_acquire()
    assert not second.try_acquire()
    first.release()
    assert second.try_acquire()
    second.release()


def test_shared_locks_go_together_and_keep_an_exclusive_one_out(path: Path) -> None:
    one, two, alone = FileLock(path, shared=True), FileLock(path, shared=True), FileLock(path)
    assert one.try_acquire()
    assert two.try_acquire()
    assert not alone.try_acquire()
    one.release()
    two.release()
    assert alone.try_acquire()
    assert not one.try_acquire()
    alone.release()


def test_waiting_ends_after_the_time_given(path: Path) -> None:
    with FileLock(path).hold():
        assert not FileLock(path).acquire(timeout=0.2)
        with pytest.raises(TimeoutError), FileLock(path).hold(timeout=0):
            pass


def test_looking_at_a_lock_tells_whether_it_is_held_and_leaves_it_as_it_was(path: Path) -> None:
    assert not is_locked(path)
    assert not path.exists()
    with FileLock(path).hold():
        assert is_locked(path)
        assert is_locked(path)
    assert not is_locked(path)


def test_a_lock_ends_with_a_process_that_was_killed(path: Path) -> None:
    process = holder(path, portable=locks.fcntl is None)
    assert is_locked(path)
    process.kill()
    process.wait()
    assert not is_locked(path)
