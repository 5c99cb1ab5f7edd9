"""Faults 1 to 4: the server, the runner, the kernel are killed, at any time."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from ..product import Product, until
from .conftest import events, executed, kill, lives, pid_of, texts

WAIT = (
    "import os, time\nwhile not os.path.exists({path!r}):\n    time.sleep(0.05)\nprint('went on')"
)


def waiting_for(path: Path) -> str:
    return WAIT.format(path=str(path))


def test_1_runs_outlive_a_killed_server_and_their_end_is_known_after_its_restart(
    mortal: Product, tmp_path: Path
) -> None:
    go_early, go_late = tmp_path / "early", tmp_path / "late"
    mortal.start(capacity=2)
    early = mortal.run(
        mortal.write_notebook("early.ipynb", "print(1)", waiting_for(go_early), "print(3)")
    )["id"]
    late = mortal.run(
        mortal.write_notebook("late.ipynb", "print(1)", waiting_for(go_late), "print(3)")
    )["id"]
    mortal.wait_for_cell(early, 2)
    mortal.wait_for_cell(late, 2)
    runners = [pid_of(mortal, one, "start") for one in (early, late)]

    mortal.kill()
    go_early.touch()
    until(lambda: not lives(runners[0]), 60, "the runner finishes without a server")
    assert lives(runners[1])
    mortal.start(capacity=2)

    ended = mortal.wait(early, "SUCCEEDED", timeout=20, promise=20)
    assert ended["cells_done"] == 3
    assert "went on" in texts(executed(mortal, early)["cells"][1])
    assert mortal.session(late)["state"] == "RUNNING"
    assert mortal.wait_for_cell(late, 2)["responding"]
    go_late.touch()
    mortal.wait(late, "SUCCEEDED", timeout=30)
    assert len(events(mortal, late, "start")) == 1, "it was run once"


@pytest.mark.parametrize(
    ("kind", "holding"),
    [
        ("sleeping", "import time\ntime.sleep(1000)"),
        # PyDLL keeps the GIL: no thread of the kernel can notice anything
        ("holding the GIL", "import ctypes\nctypes.PyDLL(None).sleep(1000)"),
    ],
)
def test_2_a_killed_runner_takes_everything_with_it_and_what_is_known_is_kept(
    server: Product, kind: str, holding: str, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    child = (
        "import subprocess, os, jx\n"
        "jx.output('scores').write({'a': 1})\n"
        "away = subprocess.Popen(['setsid', 'sleep', '1000'])\n"
        "twice = subprocess.run(['sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 & echo $!'],"
        " stdout=subprocess.PIPE, text=True).stdout\n"
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{away.pid}} {{twice}}')\n"
        "print('begun')"
    )
    session = server.run(server.write_notebook(f"{kind}.ipynb", child, holding, "print(3)"))["id"]
    server.wait_for_cell(session, 2)
    below = [int(pid) for pid in pids.read_text().split()]
    assert all(lives(pid) for pid in below)

    kill(pid_of(server, session, "start"))

    ended = server.wait(session, "CRASHED", timeout=20, promise=20)
    until(lambda: not any(lives(pid) for pid in below), 5, "nothing of it is left")
    assert "killed" in ended["reason"]
    assert [(one["partial"], one["version"]) for one in ended["outputs"]] == [(True, None)]
    kept = json.loads(server.ask("GET", f"sessions/{session}/partial-outputs/scores", raw=True))
    assert kept == {"a": 1}
    notebook = executed(server, session)
    assert "begun" in texts(notebook["cells"][0])
    assert notebook["cells"][2]["outputs"] == []


def test_2_a_killed_runner_takes_an_r_kernel_with_it(server: Product) -> None:
    if shutil.which("R") is None or not _has_kernel("ir"):
        pytest.skip("R: no R kernel is installed (Debian: r-cran-irkernel)")
    path = server.write_notebook(
        "r.ipynb",
        "Sys.sleep(1000)",
        kernelspec={"name": "ir", "display_name": "R", "language": "R"},
    )
    session = server.run(path)["id"]
    server.wait_for_cell(session, 1, timeout=90)
    kernel = pid_of(server, session, "kernel")

    kill(pid_of(server, session, "start"))

    server.wait(session, "CRASHED", timeout=20)
    until(lambda: not lives(kernel), 5, "the kernel is gone")


def test_3_a_killed_kernel_is_a_crash_with_signal_and_cell_within_three_seconds(
    server: Product,
) -> None:
    path = server.write_notebook("killed.ipynb", "print(1)", "import time\ntime.sleep(1000)", "3")
    session = server.run(path)["id"]
    server.wait_for_cell(session, 2)

    kill(pid_of(server, session, "kernel"))

    ended = server.wait(session, "CRASHED", timeout=10, promise=3)
    assert "SIGKILL" in ended["reason"] or "signal 9" in ended["reason"]
    assert ended["error"]["cell_number"] == 2
    assert ended["cells_done"] == 1
    notebook = executed(server, session)
    assert texts(notebook["cells"][0]) == "1\n"
    assert notebook["cells"][2]["execution_count"] is None
    assert "not run" in json.dumps(notebook["cells"][2]["metadata"])


def test_4_a_kernel_that_dies_while_starting_is_told_with_what_it_said(
    mortal: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    write_kernelspec(
        share, "dying", ["python3", "-c", "import sys; sys.exit('no licence on this machine')"]
    )
    monkeypatch.setenv("JUPYTER_PATH", str(share))
    mortal.start(capacity=2)
    path = mortal.write_notebook(
        "dying.ipynb", "1", kernelspec={"name": "dying", "display_name": "x", "language": "python"}
    )

    session = mortal.run(path)["id"]
    ended = mortal.wait(session, "CRASHED", "FAILED", timeout=30, promise=10)

    assert "start" in ended["reason"]
    log = mortal.get(f"sessions/{session}/logs/kernel")
    assert "no licence on this machine" in ended["reason"] + log["text"]


def write_kernelspec(share: Path, name: str, argv: list[str]) -> None:
    folder = share / "kernels" / name
    folder.mkdir(parents=True)
    spec = {"argv": argv, "display_name": name, "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))


def _has_kernel(name: str) -> bool:
    from jupyter_client.kernelspec import find_kernel_specs

    return name in find_kernel_specs() and os.name == "posix"
