"""`jupyter ext compare`: what differs between sessions, as a table."""

from __future__ import annotations

from pathlib import Path

from jupyter_ext.testing.scenes import write_notebook

from .conftest import Terminal


def test_what_differs_is_a_table(terminal: Terminal, tmp_path: Path) -> None:
    # given
    log = "import jx\njx.metric('double', rate * 2)\njx.metric('one', 1)"
    write_notebook(tmp_path / "a.ipynb", "# parameters\nrate = 1\nkept = 5", log)
    ids = [
        terminal.json("run", "a.ipynb", "-p", f"rate={rate}", "--name", f"at {rate}")["session"]
        for rate in (1, 2)
    ]

    # when
    said = terminal("compare", ids[0][:8], "at 2").stdout

    # then
    lines = [line.split() for line in said.splitlines()]
    assert ["session", ids[0][:8], ids[1][:8]] in lines
    assert ["metric", "double", "2.0", "4.0"] in lines or ["metric", "double", "2", "4"] in lines
    assert ["parameter", "rate", "1", "2"] in lines
    assert "kept" not in said
    assert "one" not in said.replace("none", "").split()

    # and
    everything = terminal("compare", *ids, "--all").stdout
    assert ["parameter", "kept", "5", "5"] in [line.split() for line in everything.splitlines()]
    assert len(terminal.json("compare", *ids)["sessions"]) == 2

    # and: what can't be compared ends with 2 and the reason
    assert "at least two" in terminal("compare", "at 1", code=2).stderr
    assert "twice" in terminal("compare", "at 1", ids[0], code=2).stderr
    assert "no session" in terminal("compare", "at 1", "at 3", code=2).stderr
