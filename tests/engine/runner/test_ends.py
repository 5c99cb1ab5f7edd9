"""However a run ends, its end is true, soon, and leaves no process behind."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.engine.runner.recover import StillAlive, rebuild
from jupyter_ext.platforms.locks import is_locked
from jupyter_ext.platforms.processes import ProcessIdentity, identify, is_alive

from .attempts import AttemptFolder, code, notebook, texts
from .conftest import MakeAttempt

# writes the pid of a child in a session of its own
DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    open('daemon', 'w').write(str(os.getpid()))
    time.sleep(60)
    os._exit(0)
while not os.path.exists('daemon') or not open('daemon').read():
    time.sleep(0.01)
"""


def kernel_of(attempt: AttemptFolder) -> ProcessIdentity:
    return ProcessIdentity.from_json(attempt.until(lambda: attempt.progress["kernel"]))


def in_cell(attempt: AttemptFolder, number: int) -> None:
    """Wait until the runner says that this cell runs, and it has printed something."""
    attempt.until(lambda: attempt.progress["cell"]["number"] == number)

    def has_printed() -> bool:
        [place] = [e["i"] for e in attempt.journal if e["e"] == "cell" and e["number"] == number]
        return any(e["e"] == "output" and e["i"] == place for e in attempt.journal)

    attempt.until(has_printed)


def daemon_of(attempt: AttemptFolder) -> ProcessIdentity:
    def look() -> ProcessIdentity | None:
        return identify(int((attempt.workspace / "daemon").read_text()))

    found = attempt.until(look)
    assert isinstance(found, ProcessIdentity)
    return found


def gone(*processes: ProcessIdentity) -> bool:
    deadline = time.monotonic() + 5
    while any(is_alive(one) for one in processes) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(is_alive(one) for one in processes)


def states(attempt: AttemptFolder) -> list[Any]:
    return [(c.metadata.get("jupyter-ext") or {}).get("status") for c in attempt.executed.cells]


def test_a_kernel_killed_in_a_cell_is_a_crash_with_signal_and_cell(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        notebook("print('kept')", "print('begun', flush=True)\nimport time; time.sleep(60)", "1")
    )
    attempt.start()
    in_cell(attempt, 2)
    killed_at = time.monotonic()
    os.kill(kernel_of(attempt).pid, signal.SIGKILL)

    result = attempt.wait(60)

    assert time.monotonic() - killed_at < 3
    assert (result["state"], result["signal"]) == ("CRASHED", signal.SIGKILL)
    assert result["reason"] == "the kernel was killed by signal 9 (SIGKILL) in cell 2"
    assert (result["error"]["cell_index"], result["error"]["cell_number"]) == (1, 2)
    assert [texts(cell) for cell in attempt.executed.cells] == ["kept\n", "begun\n", ""]
    assert states(attempt) == [None, "crashed", "not run"]


# what a kernel has said leaves it by a thread, which its end doesn't wait for
LAST_WORDS = "import os, time; print('last', flush=True); time.sleep(1); "


def test_a_kernel_that_ends_itself_is_a_crash_with_its_code(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook(LAST_WORDS + "os._exit(5)"))
    result = attempt.run()
    assert result["state"] == "CRASHED"
    assert result["reason"] == "the kernel ended by itself with code 5 in cell 1"
    assert texts(attempt.executed.cells[0]) == "last\n"


def test_a_kernel_that_dies_while_starting_is_a_crash_that_quotes_it(
    make_attempt: MakeAttempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_kernel(tmp_path, monkeypatch, "dying", ["python", "-c", "raise OSError('no licence')"])
    attempt = make_attempt(notebook("1"), runtime={"kernelspec": "dying"})
    began = time.monotonic()

    result = attempt.run()

    assert time.monotonic() - began < 10
    assert result["state"] == "CRASHED"
    assert result["reason"].endswith("code 1 while starting: OSError: no licence")
    assert states(attempt) == ["not run"]


def install_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, argv: list[str]
) -> None:
    folder = tmp_path / "jupyter" / "kernels" / name
    folder.mkdir(parents=True)
    spec = {"argv": argv, "display_name": name, "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))


def test_a_program_that_is_not_there_fails_before_the_start(
    make_attempt: MakeAttempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_kernel(tmp_path, monkeypatch, "absent", ["/no/such/kernel", "{connection_file}"])
    result = make_attempt(notebook("1"), runtime={"kernelspec": "absent"}).run()
    assert result["state"] == "FAILED"
    assert "the kernel 'absent' can't be started" in result["reason"]
    assert "/no/such/kernel" in result["reason"]


def test_a_kernel_that_never_answers_times_out(
    make_attempt: MakeAttempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    argv = ["python", "-c", "import time; time.sleep(60)"]
    install_kernel(tmp_path, monkeypatch, "mute", argv)
    attempt = make_attempt(
        notebook("1"), runtime={"kernelspec": "mute", "timeouts": {"start": 1, "cell": None}}
    )
    result = attempt.run(20)
    assert (result["state"], result["reason"]) == (
        "TIMED_OUT",
        "the kernel did not start within 1 s",
    )


def test_cancelling_interrupts_the_cell_and_keeps_what_was_there(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        notebook(
            "import jx; open(jx.output('scores'), 'w').write('half')",
            code("print('begun', flush=True)\nimport time; time.sleep(60)", "raises-exception"),
            "print('never')",
        ),
        outputs=[{"alias": "scores", "description": "", "required": True, "artifact": None}],
    )
    attempt.start()
    in_cell(attempt, 2)
    asked_at = time.monotonic()
    attempt.folder.joinpath("cancel").touch()

    result = attempt.wait(45)

    took = time.monotonic() - asked_at
    print(f"cancelled in {took:.1f} s (promised: 3 s)")
    assert took < 30, "the cell itself takes a minute"
    assert (result["state"], result["reason"]) == ("CANCELLED", "cancelled on request")
    assert result["error"]["ename"] == "KeyboardInterrupt" or result["error"]["cell_number"] == 2
    assert [output["alias"] for output in result["outputs"]] == ["scores"]
    assert states(attempt) == [None, None, "not run"]
    assert texts(attempt.executed.cells[1]).startswith("begun\n")


def test_a_signal_without_a_cancel_file_is_not_called_cancelled(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("print('x', flush=True); import time; time.sleep(60)"))
    process = attempt.start()
    in_cell(attempt, 1)
    process.send_signal(signal.SIGTERM)
    result = attempt.wait(60)
    assert (result["state"], result["signal"]) == ("CRASHED", signal.SIGTERM)
    assert result["reason"] == "the runner was ended by SIGTERM"


def test_a_kernel_that_ignores_interrupts_and_termination_is_killed(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        notebook(
            "import signal\n"
            "for n in (signal.SIGINT, signal.SIGTERM): signal.signal(n, signal.SIG_IGN)\n"
            + DAEMON
            + "print('deaf', flush=True)\n"
            "while True: time.sleep(1)"
        ),
        limits={"interrupt_seconds": 0.5, "terminate_seconds": 0.5},
    )
    attempt.start()
    in_cell(attempt, 1)
    kernel, daemon = kernel_of(attempt), daemon_of(attempt)
    attempt.folder.joinpath("cancel").touch()

    result = attempt.wait(60)

    assert result["state"] == "CANCELLED"
    assert gone(kernel, daemon)
    assert texts(attempt.executed.cells[0]) == "deaf\n"


def test_who_asks_again_need_not_wait_for_the_next_rung(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
            "print('deaf', flush=True)\n"
            "while True: time.sleep(1)"
        ),
        limits={"interrupt_seconds": 60},
    )
    process = attempt.start()
    in_cell(attempt, 1)
    attempt.folder.joinpath("cancel").touch()
    process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    assert attempt.wait(15)["state"] == "CANCELLED"


def test_cancelled_while_the_kernel_tidies_up_it_is_not_waited_for(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        notebook("import atexit, time; atexit.register(time.sleep, 60); print('done')"),
        limits={"shutdown_seconds": 60, "terminate_seconds": 0.5},
    )
    attempt.start()
    attempt.until(lambda: attempt.progress["phase"] == "saving")
    (attempt.folder / "cancel").touch()
    result = attempt.wait(15)
    assert result["state"] == "CANCELLED"
    assert texts(attempt.executed.cells[0]) == "done\n"


def test_a_kernel_never_stands_still_when_it_is_asked_to_leave(make_attempt: MakeAttempt) -> None:
    """ipykernel's threads race at its end; half of such runs lost ten seconds."""
    for _ in range(6):
        attempt = make_attempt(notebook("print(1)"))
        assert attempt.run()["state"] == "SUCCEEDED"
        assert not [event for event in attempt.journal if event["e"] == "note"]


def test_cancelled_before_it_starts_nothing_is_run(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("print('never')"))
    attempt.folder.joinpath("cancel").touch()
    result = attempt.run()
    assert result["state"] == "CANCELLED"
    assert not (attempt.folder / "kernel.log").exists()


@pytest.mark.parametrize(
    ("timeouts", "reason"),
    [
        ({"cell": 1.5}, "cell 2 took longer than 1.5 s"),
        ({"run": 15}, "the run took longer than 15 s"),
    ],
)
def test_a_cell_or_run_that_takes_too_long_is_timed_out(
    make_attempt: MakeAttempt, timeouts: dict[str, Any], reason: str
) -> None:
    attempt = make_attempt(
        notebook("print('quick')", "import time; print('slow', flush=True); time.sleep(60)", "3"),
        runtime={"timeouts": {"start": 60, "cell": None, "run": None} | timeouts},
    )
    result = attempt.run(60)
    assert (result["state"], result["reason"]) == ("TIMED_OUT", reason)
    assert result["error"]["cell_number"] == 2
    assert states(attempt)[2] == "not run"


def test_what_a_killed_tether_leaves_behind_is_ended_by_the_runner(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(notebook(DAEMON + "print('up', flush=True)\ntime.sleep(60)"))
    attempt.start()
    in_cell(attempt, 1)
    kernel, daemon = kernel_of(attempt), daemon_of(attempt)
    stat = Path(f"/proc/{kernel.pid}/stat").read_text()
    os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)
    result = attempt.wait(60)
    assert (result["state"], result["signal"]) == ("CRASHED", signal.SIGKILL)
    assert gone(kernel, daemon)


def test_what_a_cell_leaves_running_is_killed_after_the_end(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook(DAEMON))
    result = attempt.run()
    assert result["state"] == "SUCCEEDED"
    pid = int((attempt.workspace / "daemon").read_text())
    assert identify(pid) is None


def test_asking_for_input_fails_at_once_and_says_what_to_do(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("name = input('Name? ')"))
    result = attempt.run(30)
    assert result["state"] == "FAILED"
    assert result["reason"] == (
        "cell 1 asks for input from the keyboard, and nobody is there to answer: "
        "make it a parameter"
    )


@pytest.mark.parametrize(
    "busy", ["while True: time.sleep(1)", "import ctypes; ctypes.PyDLL(None).sleep(60)"]
)
def test_a_killed_runner_takes_everything_along_and_its_run_is_rebuilt(
    make_attempt: MakeAttempt, busy: str
) -> None:
    attempt = make_attempt(
        notebook(
            code("greeting = 'x'", "parameters"),
            "import jx, time; open(jx.output('scores'), 'w').write('half')\n"
            "jx.metric('loss', 2)\nprint(greeting)" + DAEMON,
            "from IPython.display import display\n"
            "handle = display('old', display_id=True); handle.update('new')\n"
            f"print('begun', flush=True); time.sleep(0.5)\n{busy}",
            "print('never')",
        ),
        parameters=[
            {"alias": "greeting", "type": "string", "value": "hi", "default": "", "description": ""}
        ],
        outputs=[{"alias": "scores", "description": "", "required": True, "artifact": None}],
    )
    process = attempt.start()
    in_cell(attempt, 3)
    attempt.until(lambda: any("begun" in str(event) for event in attempt.journal))
    kernel, daemon = kernel_of(attempt), daemon_of(attempt)
    with pytest.raises(StillAlive):
        rebuild(attempt.folder)
    time.sleep(0.6)
    process.kill()
    process.wait()
    assert gone(kernel, daemon)
    assert not is_locked(attempt.folder / "alive")

    result = rebuild(attempt.folder)

    assert result == attempt.result == rebuild(attempt.folder)
    assert result["state"] == "CRASHED"
    assert result["reason"].endswith("in cell 3")
    assert result["error"]["cell_number"] == 3
    assert result["cells"] == {"total": 4, "done": 2}
    assert [texts(cell) for cell in attempt.executed.cells] == ["", "", "hi\n", "'new'begun\n", ""]
    assert states(attempt) == [None, None, None, "crashed", "not run"]
    assert [m["name"] for m in result["metrics"]] == ["loss"]
    (output,) = result["outputs"]
    assert attempt.outgoing(output["sha256"]) == b"half"
    assert attempt.outgoing(result["notebook"]["sha256"])


def test_an_attempt_runs_at_most_once(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("1"))
    attempt.run()
    written = (attempt.folder / "result.json").read_bytes()
    assert attempt.start().wait(30) == 3
    assert (attempt.folder / "result.json").read_bytes() == written
