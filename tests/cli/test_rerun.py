"""`jupyter ext rerun`: a session once more, with what changed since."""

from __future__ import annotations

from pathlib import Path

from jupyter_ext.testing.scenes import write_notebook

from .conftest import Terminal


def test_a_session_is_run_again_with_its_data_and_the_newest_code(
    terminal: Terminal, tmp_path: Path
) -> None:
    # given: a session; then its notebook and its file went on, and were run
    notebook = tmp_path / "a.ipynb"
    reads = "import jx\nprint('read', jx.input('data').text())"
    write_notebook(notebook, "# parameters\nn = 1", reads)
    (tmp_path / "x.csv").write_text("first")
    first = terminal.json("run", "a.ipynb", "-i", "data=x.csv", "-p", "n=7")
    write_notebook(notebook, "# parameters\nn = 1", reads, "print('n is', n)")
    (tmp_path / "x.csv").write_text("second")
    terminal.json("run", "a.ipynb", "-i", "data=x.csv")

    # when
    again = terminal.json("rerun", first["session"][:8], "-o", "out.ipynb")

    # then
    assert again["state"] == "SUCCEEDED"
    assert again["rerun_of"]["id"] == first["session"]
    assert again["specification_version"] == 2
    assert again["parameters"] == {"n": 7}
    executed = (tmp_path / "out.ipynb").read_text()
    assert "read first" in executed
    assert "n is 7" in executed

    # and: it says what changed, and takes other values
    said = terminal("rerun", first["session"], "-p", "n=8").stdout
    assert "version 1 → 2 (cells: 1 added)" in said
    assert "environment  as it was" in said
    assert [one["name"] for one in terminal.json("show", first["session"])["reruns"]]
    assert terminal.json("show", "last")["changed_parameters"] == {"n": 8}


def test_what_cannot_be_run_again_ends_with_2(terminal: Terminal, tmp_path: Path) -> None:
    assert "no sessions" in terminal("rerun", "last", code=2).stderr
    write_notebook(tmp_path / "a.ipynb", "# parameters\nn = 1")
    terminal.json("run", "a.ipynb")
    assert "parameters.n" in terminal("rerun", "last", "-p", "n=much", code=2).stderr
    assert "inputs.data" in terminal("rerun", "last", "-i", "data=none.csv", code=2).stderr
    # and: the file of an input that there isn't is not taken in
    (tmp_path / "x.csv").write_text("x")
    assert "no input 'data'" in terminal("rerun", "last", "-i", "data=x.csv", code=2).stderr
    assert terminal.json("artifacts") == {"items": [], "total": 0, "offset": 0}
