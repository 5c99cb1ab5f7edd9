"""A process is known by an identity that no other will ever have."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from jupyter_ext.platforms import processes
from jupyter_ext.platforms.descendants import descendants
from jupyter_ext.platforms.processes import ProcessIdentity


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        yield process
        process.kill()


def known(pid: int) -> ProcessIdentity:
    identity = processes.identify(pid)
    assert identity is not None
    return identity


def test_a_live_process_is_alive_and_a_dead_one_is_not_even_before_it_is_reaped(
    sleeper: "subprocess.Popen[bytes]",
) -> None:
    identity = known(sleeper.pid)
    assert processes.is_alive(identity)
    sleeper.kill()
    deadline = time.monotonic() + 5
    while processes.is_alive(identity) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not processes.is_alive(identity)
    assert processes.identify(sleeper.pid) is None


def test_a_later_process_of_the_same_number_gets_no_signal(
    sleeper: "subprocess.Popen[bytes]",
) -> None:
    identity = known(sleeper.pid)
    earlier = replace(identity, start_ticks=identity.start_ticks - 1)
    another_boot = replace(identity, boot_id="another")
    assert not processes.send_signal(earlier, signal.SIGKILL)
    assert not processes.send_signal(another_boot, signal.SIGKILL)
    processes.kill_tree(earlier)
    assert sleeper.poll() is None


def test_a_signal_reaches_exactly_this_process(sleeper: "subprocess.Popen[bytes]") -> None:
    assert processes.send_signal(known(sleeper.pid), signal.SIGTERM)
    assert sleeper.wait(5) == -signal.SIGTERM


def test_without_pidfd_a_signal_still_goes_to_the_right_process_only(
    sleeper: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    identity = known(sleeper.pid)
    assert not processes.send_signal(replace(identity, start_ticks=1), signal.SIGKILL)
    assert processes.send_signal(identity, signal.SIGTERM)
    assert sleeper.wait(5) == -signal.SIGTERM


def test_an_identity_survives_json() -> None:
    mine = known(os.getpid())
    assert ProcessIdentity.from_json(mine.to_json()) == mine
    assert processes.identify() == mine


def test_a_whole_tree_is_killed() -> None:
    code = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (child,) = [known(pid) for pid in descendants(parent.pid)]
        assert processes.kill_tree(known(parent.pid))
        assert not processes.is_alive(child)


def test_a_detached_process_has_a_session_of_its_own() -> None:
    process = processes.spawn_detached([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        assert os.getsid(process.pid) == process.pid
    finally:
        process.kill()
        process.wait()


def test_a_memory_limit_stops_what_asks_for_more() -> None:
    code = (
        "from jupyter_ext.platforms.processes import limit_memory\n"
        "assert limit_memory(200_000_000)\n"
        "try: b'x' * 400_000_000\n"
        "except MemoryError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "refused\n"
