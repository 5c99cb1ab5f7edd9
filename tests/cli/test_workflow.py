"""`jupyter ext workflow`: how far a launch is, ending all of it, running the failed again."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.testing.scenes import write_notebook

from .conftest import Terminal


def each(*values: int) -> list[str]:
    return [word for value in values for word in ("--each", f"n={value}")]


@pytest.fixture
def picky(tmp_path: Path) -> str:
    """A notebook that fails from 3 on, unless there is a file `mended`."""
    write_notebook(
        tmp_path / "picky.ipynb",
        "# parameters\nn = 1",
        "import os\nassert n < 3 or os.path.exists('mended'), n",
    )
    return "picky.ipynb"


def test_the_failed_are_run_again_until_all_succeeded(
    terminal: Terminal, picky: str, tmp_path: Path
) -> None:
    first = terminal.json("run", picky, *each(1, 3, 4), "--name", "Grid", code=1)["workflow"]

    again = terminal.json("workflow", "rerun-failed", "last", code=1)

    assert again["states"] == {"FAILED": 2}
    assert [one["parameters"]["n"] for one in again["sessions"]] == [3, 4]
    (tmp_path / "mended").touch()
    done = terminal("workflow", "rerun-failed", first[:13], code=0)
    assert done.stdout.splitlines()[0].split() == ["SESSION", "STATE", "TIME", "n", "REASON"]
    assert "2 of 2 succeeded" in done.stdout
    shown = terminal.json("workflow", "show", "Grid")["workflow"]
    assert [one["sessions"] for one in shown["reruns"]] == [2, 2]
    refused = terminal("workflow", "rerun-failed", "last", code=2)
    assert "None of its sessions has failed" in refused.stderr


def test_they_are_listed_and_shown(terminal: Terminal, picky: str) -> None:
    assert "No workflows yet" in terminal("workflow", "list").stdout
    terminal("run", picky)
    workflow = terminal.json("run", picky, *each(1, 3), "--name", "Grid", code=1)["workflow"]

    header, line = terminal("workflow", "list").stdout.splitlines()
    assert header.split() == ["WORKFLOW", "OVER", "STATES", "NAME", "OF"]
    assert line.startswith(f"{workflow[:8]}  2/2   1 failed, 1 succeeded  Grid")
    page = terminal.json("workflow", "list")
    assert [(one["id"], one["states"]) for one in page["items"]] == [
        (workflow, {"FAILED": 1, "SUCCEEDED": 1})
    ]
    assert terminal.json("workflow", "list", "--single")["total"] == 2
    assert terminal.json("workflow", "list", "--active")["total"] == 0
    assert terminal("workflow", "list", "-q", "nothing").stdout == "No workflows.\n"

    facts, _, rows = terminal("workflow", "show", "last").stdout.partition("\n\n")
    told = dict(line.split(None, 1) for line in facts.splitlines())
    assert (told["workflow"], told["states"]) == (workflow, "1 failed, 1 succeeded")
    assert told["cells"] == "3/4", "the one that failed did its first"
    assert [line.split()[1] for line in rows.splitlines()] == ["STATE", "succeeded", "failed"]
    some = terminal("workflow", "show", "last", "--state", "failed").stdout
    assert "succeeded " not in some.partition("\n\n")[2]
    assert "1 more" in terminal("workflow", "show", "last", "-n", "1").stdout
    terminal("workflow", "show", "last", "--follow", code=1)


@pytest.mark.parametrize("words", [["show"], ["kill"], ["rerun-failed"]])
def test_what_is_not_there_ends_with_2(terminal: Terminal, words: list[str]) -> None:
    for said, told in (
        ("last", "No workflows yet"),
        ("none", "jupyter ext workflow list"),
        ("00000000-0000-4000-8000-000000000000", "There is no workflow"),
        ("\udcff", "is text"),
    ):
        assert told in terminal("workflow", *words, said, code=2).stderr
    too_long = terminal("workflow", "kill", "last", "--reason", "x" * 501, code=2)
    assert "--reason" in too_long.stderr


@pytest.fixture
def endless(terminal: Terminal, tmp_path: Path) -> Any:
    """A command whose four sessions don't end, two or more of which run."""
    write_notebook(
        tmp_path / "endless.ipynb",
        "# parameters\nn = 1",
        "open(f'began {n}', 'w').close()\nimport time\ntime.sleep(600)",
    )
    process = terminal.start("run", "endless.ipynb", *each(1, 2, 3, 4))
    until = time.monotonic() + 90
    while not list(tmp_path.glob("began *")):
        assert time.monotonic() < until, process.communicate(timeout=5)
        time.sleep(0.1)
    yield process
    process.kill()
    process.communicate(timeout=30)


def test_all_are_killed_with_a_reason_while_their_command_waits(
    terminal: Terminal, endless: Any
) -> None:
    [listed] = terminal.json("workflow", "list", "--active")["items"]
    assert sum(listed["states"].values()) == 4

    killed = terminal("workflow", "kill", "last", "--reason", "wrong data")

    assert killed.stdout == f"4 cancelled  workflow {listed['id']}\n"
    endless.wait(60)
    assert endless.returncode == 130
    sessions = terminal.json("workflow", "show", "last")["sessions"]["items"]
    assert {one["kill_reason"] for one in sessions} == {"wrong data"}
    again = terminal("workflow", "kill", "last", "--reason", "twice")
    assert again.stdout.startswith("They were over already: 4 cancelled")
    assert terminal.json("workflow", "kill", "last")["states"] == {"CANCELLED": 4}


def test_all_are_killed_though_their_command_is_gone(terminal: Terminal, endless: Any) -> None:
    endless.send_signal(signal.SIGKILL)
    endless.wait(30)

    killed = terminal.json("workflow", "kill", "last", "--reason", "left alone")

    assert killed["states"] == {"CANCELLED": 4}
    assert {one["kill_reason"] for one in killed["sessions"]} == {"left alone"}
