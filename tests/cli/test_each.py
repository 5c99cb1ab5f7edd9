"""`jupyter ext run --each`: a session for each combination of values, one exit code for all."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

from jupyter_ext.testing.scenes import write_notebook

from .conftest import Terminal


def test_each_value_is_run_and_the_code_is_0_when_all_succeeded(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(
        tmp_path / "grid.ipynb",
        "# parameters\nrate = 0.5\nword = 'x'",
        "import jx\njx.metric('twice', rate * 2)",
    )

    done = terminal.json(
        "run", "grid.ipynb", "--each", "rate=0.1", "--each", "rate=2", "--each", "word=a,b",
        "--each", "word=c=d",
    )  # fmt: skip

    assert done["states"] == {"SUCCEEDED": 4}
    assert done["varied"]["parameters"] == ["rate", "word"]
    taken = [(one["parameters"]["rate"], one["parameters"]["word"]) for one in done["sessions"]]
    assert taken == [(0.1, "a,b"), (0.1, "c=d"), (2.0, "a,b"), (2.0, "c=d")]
    assert [one["metrics"]["twice"] for one in done["sessions"]] == [0.2, 0.2, 4.0, 4.0]
    listed = terminal.json("sessions", "--workflow", done["workflow"])
    assert listed["total"] == 4


def test_those_that_are_zipped_go_in_step_and_a_failure_ends_with_1(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "a.ipynb", "# parameters\na = 1\nb = 1", "assert a < b")

    done = terminal(
        "run", "a.ipynb", "--each", "a=1", "--each", "a=4", "--each", "b=2", "--each", "b=3",
        "--zip", "a,b", code=1,
    )  # fmt: skip

    lines = done.stdout.splitlines()
    assert lines[0].split() == ["SESSION", "STATE", "TIME", "a", "b", "REASON"]
    assert "succeeded" in lines[1]
    assert "failed" in lines[2]
    assert lines[-1].startswith("1 of 2 succeeded")


def test_versions_of_an_input_are_given_each(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(
        tmp_path / "a.ipynb",
        "import jx\njx.metric('rows', len(jx.input('data').path.read_text().splitlines()))",
    )
    (tmp_path / "x.csv").write_text("a\n1\n")
    first = terminal.json("run", "a.ipynb", "-i", "data=x.csv")
    (tmp_path / "x.csv").write_text("a\n1\n2\n")
    version = first["inputs"][0]["version"]["id"]

    done = terminal.json("run", "a.ipynb", "--each", f"data={version}", "--each", "data=x.csv")

    assert [one["metrics"]["rows"] for one in done["sessions"]] == [2, 3]
    assert done["varied"] == {"parameters": [], "inputs": ["data"]}


def test_one_value_is_one_session_as_ever(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(tmp_path / "a.ipynb", "# parameters\nn = 1", "n")
    assert terminal.json("run", "a.ipynb", "--each", "n=7")["parameters"] == {"n": 7}


def test_bad_lists_end_with_2_and_start_nothing(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(tmp_path / "a.ipynb", "# parameters\nn = 1\nm = 1", "n")
    for words, said in (
        (["--each", "n=1", "--each", "n=many"], "a whole number"),
        (["--each", "n=1", "--each", "m=1", "--each", "m=2", "--zip", "n,m"], "lists.parameters.m"),
        (["--each", "n=1", "-p", "n=2"], "lists.parameters.n"),
        (["--zip", "n"], "lists.zipped"),
        (["--each", "n"], "NAME=VALUE"),
        (["--each", "n=1", "-o", "out.ipynb"], "-o"),
    ):
        assert said in terminal("run", "a.ipynb", *words, code=2).stderr
    assert terminal.json("sessions")["total"] == 0


def test_ctrl_c_cancels_all_and_ends_with_130(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(
        tmp_path / "a.ipynb",
        "# parameters\nn = 1",
        "open(f'began {n}', 'w').close()\nimport time\ntime.sleep(600)",
    )
    numbers = [word for n in range(6) for word in ("--each", f"n={n}")]
    process = terminal.start("run", "a.ipynb", *numbers, "--json")
    until = time.monotonic() + 90
    while not list(tmp_path.glob("began *")):
        assert time.monotonic() < until, process.communicate(timeout=5)
        time.sleep(0.1)

    process.send_signal(signal.SIGINT)
    stdout, _ = process.communicate(timeout=120)

    assert process.returncode == 130
    assert json.loads(stdout)["states"] == {"CANCELLED": 6}
