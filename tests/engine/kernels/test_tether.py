"""Whatever a command starts ends with its tether, and its tether with whoever holds the line."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.engine.kernels import tethered as tethered_module
from jupyter_ext.engine.kernels.tethered import CommandNotStarted, Tethered
from jupyter_ext.platforms.processes import ProcessIdentity, identify, is_alive

# starts a child in a session of its own and an orphan, then holds the interpreter lock
FAMILY = """
import ctypes, os, sys, time
def child(name, orphan):
    if os.fork() == 0:
        os.setsid()
        if orphan and os.fork():
            os._exit(0)
        open(name, "w").write(str(os.getpid()))
        time.sleep(60)
        os._exit(0)
child("setsid", False)
child("orphan", True)
open("self", "w").write(str(os.getpid()))
if "gil" in sys.argv:
    ctypes.PyDLL(None).sleep(60)
time.sleep(60)
"""
HOLDER = """
import os, sys, time
from jupyter_ext.engine.kernels.tethered import Tethered
t = Tethered([sys.executable, "-c", sys.argv[1], "gil"], env=dict(os.environ), cwd=".", log="log")
t.wait_started()
time.sleep(60)
"""


def until(what: Callable[[], Any], seconds: float = 10) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def family(folder: Path) -> list[ProcessIdentity]:
    """The three processes of FAMILY, once all of them run."""
    names = ("self", "setsid", "orphan")
    assert until(lambda: all((folder / n).exists() and (folder / n).read_text() for n in names))
    found = [identify(int((folder / name).read_text())) for name in names]
    assert None not in found
    return [one for one in found if one is not None]


@pytest.fixture
def tether(tmp_path: Path) -> Iterator[Callable[..., Tethered]]:
    """Starts Python code at the end of a tether, in the test's folder."""
    made: list[Tethered] = []

    def start(code: str, *arguments: str, **options: Any) -> Tethered:
        options.setdefault("log", tmp_path / "log")
        argv = [sys.executable, "-c", code, *arguments]
        made.append(Tethered(argv, env=dict(os.environ), cwd=tmp_path, **options))
        made[-1].wait_started(10)
        return made[-1]

    yield start
    for one in made:
        one.close()


def test_closing_the_line_ends_children_in_other_sessions_and_orphans(
    tether: Callable[..., Tethered], tmp_path: Path
) -> None:
    command = tether(FAMILY)
    alive = family(tmp_path)

    assert command.close()

    assert [is_alive(one) for one in alive] == [False, False, False]


def test_a_killed_holder_takes_everything_along_also_while_the_interpreter_lock_is_held(
    tmp_path: Path,
) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, FAMILY], cwd=tmp_path)
    alive = family(tmp_path)

    holder.kill()
    holder.wait()

    assert until(lambda: not any(is_alive(one) for one in alive), 5)


def test_a_killed_tether_takes_the_command_along(
    tether: Callable[..., Tethered], tmp_path: Path
) -> None:
    command = tether("import time; time.sleep(60)")
    assert command.identity is not None
    os.kill(command.tether_pid, signal.SIGKILL)
    assert command.wait_exited(5)
    assert until(lambda: not is_alive(command.identity))
    assert command.exit_signal == signal.SIGKILL


def test_how_the_command_ended_is_known_at_once(tether: Callable[..., Tethered]) -> None:
    by_itself = tether("raise SystemExit(7)")
    assert by_itself.wait_exited(10)
    assert (by_itself.exit_code, by_itself.exit_signal) == (7, None)
    assert not by_itself.gone  # what it left behind may still be asked to end

    killed = tether("import os; os.kill(os.getpid(), 11)")
    assert killed.wait_exited(10)
    assert (killed.exit_code, killed.exit_signal) == (None, signal.SIGSEGV)


def test_signals_reach_the_command_or_everything_it_started(
    tether: Callable[..., Tethered], tmp_path: Path
) -> None:
    command = tether(
        "import os, time\n"
        "try:\n open('up', 'w').close(); time.sleep(60)\n"
        "except KeyboardInterrupt: raise SystemExit(42)"
    )
    assert until((tmp_path / "up").exists)
    command.signal(signal.SIGINT)
    assert command.wait_exited(5)
    assert command.exit_code == 42

    command = tether(FAMILY)
    alive = family(tmp_path)
    command.signal_tree(signal.SIGTERM)
    assert until(lambda: not any(is_alive(one) for one in alive))


def test_a_signal_to_the_tether_goes_to_the_command(tether: Callable[..., Tethered]) -> None:
    command = tether("import time; time.sleep(60)")
    os.kill(command.tether_pid, signal.SIGTERM)
    assert command.wait_exited(5)
    assert command.exit_signal == signal.SIGTERM


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    command = Tethered(["/no/such/program"], env={}, cwd=tmp_path, log=tmp_path / "log")
    with pytest.raises(CommandNotStarted, match="No such file"):
        command.wait_started(10)
    assert command.close()


def test_the_log_grows_to_its_limit_and_says_so(
    tether: Callable[..., Tethered], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tethered_module, "LOG_LIMIT", 1000)
    command = tether("print('x' * 5000)")
    assert command.wait_exited(10)
    assert command.close()
    log = (tmp_path / "log").read_bytes()
    assert log.startswith(b"x" * 1000 + b"\n[4001 more bytes were left out]")


def test_without_a_log_the_streams_are_told(
    tether: Callable[..., Tethered], tmp_path: Path
) -> None:
    told: list[dict[str, Any]] = []
    command = tether(
        "import sys; sys.stdout.write('é' * 100_000); sys.stderr.write('bad')",
        log=None,
        on_message=told.append,
    )
    assert command.wait_exited(10)
    command.close()
    texts = {
        name: "".join(m["text"] for m in told if m.get("name") == name)
        for name in ("stdout", "stderr")
    }
    assert texts == {"stdout": "é" * 100_000, "stderr": "bad"}


def test_the_environment_is_the_one_given_and_the_scratch_folder_goes(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "socket").touch()
    code = "import os; print(sorted(k for k in os.environ if k not in ('LC_CTYPE',)))"
    command = Tethered(
        [sys.executable, "-c", code],
        env={"HOME": "/nowhere"},
        cwd=tmp_path,
        log=tmp_path / "log",
        scratch=scratch,
    )
    command.wait_exited(10)
    assert command.close()
    assert (tmp_path / "log").read_text() == "['HOME', 'JPY_PARENT_PID']\n"
    assert not scratch.exists()


PORTABLE = """
import os, sys
del os.fork
sys.path.append(sys.argv.pop(1))
from jupyter_ext.engine.kernels.tether import main
sys.exit(main())
"""


def test_the_portable_tether_keeps_the_same_promises(
    tether: Callable[..., Tethered], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tethered_module, "_BOOT", PORTABLE)
    told: list[dict[str, Any]] = []
    command = tether("print('hello'); raise SystemExit(3)", log=None, on_message=told.append)
    assert command.wait_exited(10)
    assert (command.exit_code, command.exit_signal) == (3, None)
    assert command.close()
    assert "".join(m["text"] for m in told if m["e"] == "output") == "hello\n"

    sleeper = tether("import time; time.sleep(60)")
    assert sleeper.identity is not None
    sleeper.signal_tree(signal.SIGKILL)
    assert sleeper.wait_exited(10)
    assert sleeper.exit_signal == signal.SIGKILL

    another = tether("import time; time.sleep(60)")
    assert another.identity is not None
    assert another.close()
    assert not is_alive(another.identity)
