"""`jupyter ext sessions|show|logs|report|kill|artifacts|audit`: the same facts as elsewhere."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.cli.product import find_session
from jupyter_ext.services import Services
from jupyter_ext.sessions.listing import Filter
from jupyter_ext.testing.scenes import write_notebook

from .conftest import Terminal


def test_a_session_is_found_by_its_name_among_very_many_of_an_instance_of_that_name(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given: what the search finds by the instance's name is newer
    rows = [SimpleNamespace(id=f"{n:036}", name=f"run {n}") for n in range(450)]
    rows.append(SimpleNamespace(id="a" * 36, name="score"))

    def search(actor: Actor, wanted: Filter) -> SimpleNamespace:
        assert wanted.q in ("score", "none")
        items = rows[wanted.offset : wanted.offset + wanted.limit]
        return SimpleNamespace(items=items, total=len(rows))

    monkeypatch.setattr(services.sessions, "list", search)

    # then
    assert find_session(services, "score") == "a" * 36
    with pytest.raises(SystemExit):
        find_session(services, "none")


def test_what_a_session_left_can_be_looked_at(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(
        tmp_path / "a.ipynb",
        "import jx\nprint('seen')\njx.output('scores').write({'a': 1})\n"
        "jx.metric('auc\\x1b[2J', 1)",
    )
    session = terminal.json("run", "a.ipynb")["session"]

    listed = terminal.json("sessions")
    assert [one["id"] for one in listed["items"]] == [session]
    assert session[:8] in terminal("sessions").stdout
    for said in (session, session[:6], "last"):
        assert terminal.json("show", said)["id"] == session
    shown = terminal("show", "last").stdout
    assert "succeeded" in shown
    assert "metric auc [2J" in shown  # nothing that would steer the terminal
    assert "seen" in terminal("logs", "last").stdout
    assert {"kernel", "run"} == set(terminal.json("logs", "last")["logs"])
    assert "over already" in terminal("kill", "last").stdout
    assert "--reason" in terminal("kill", "last", "--reason", "x" * 501, code=2).stderr

    made = terminal.json("report", "last", "--no-code")
    assert "seen" in Path(made["report"]).read_text()
    assert terminal("report", "last", "-o", "-").stdout.lstrip().startswith("<!")

    [artifact] = terminal.json("artifacts")["items"]
    assert artifact["version_count"] == 1
    terminal("artifacts", artifact["id"], "-o", "scores.json")
    by_id = terminal("artifacts", artifact["id"]).output
    assert terminal("artifacts", artifact["id"][:8]).output == by_id
    assert terminal("artifacts", artifact["name"]).output == by_id
    assert "There is no artifact 'nothing'" in terminal("artifacts", "nothing", code=2).output
    assert "1" in (tmp_path / "scores.json").read_text()


def test_a_result_that_was_reused_is_shown_as_cached(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(tmp_path / "a.ipynb", "import jx\njx.output('scores').write({'a': 1})")
    first = terminal.json("run", "a.ipynb", "--isolated")
    second = terminal.json("run", "a.ipynb", "--isolated", "--cache")

    assert first["cached_from"] is None
    assert second["state"] == "SUCCEEDED"
    assert second["cached_from"]["id"] == first["session"]
    assert second["outputs"] == first["outputs"]
    assert terminal.json("show", "last")["cached_from"]["id"] == first["session"]
    for words in (["show", "last"], ["sessions"], ["run", "a.ipynb", "--isolated", "--cache"]):
        assert "cached" in terminal(*words).stdout
    assert first["session"] in terminal("show", "last").stdout
    assert "use_cache" in terminal("run", "a.ipynb", "--cache", code=2).stderr


def test_what_is_not_there_ends_with_2_and_says_what_to_do(terminal: Terminal) -> None:
    for words in (["show", "nothing"], ["logs", "last"], ["report", "nothing"], ["kill", "last"]):
        assert "ession" in terminal(*words, code=2).stderr
    assert "jupyter ext run" in terminal("sessions").stdout


def test_a_changed_row_of_the_trail_is_found(terminal: Terminal, tmp_path: Path) -> None:
    assert "whole" in terminal("audit", "verify").stdout

    database = sqlite3.connect(tmp_path / "data" / "jupyter_ext.sqlite")
    database.execute("UPDATE audit SET actor = 'somebody else' WHERE seq = 1")
    database.commit()
    database.close()

    found = terminal.json("audit", "verify", code=1)
    assert found["whole"] is False
    assert found["breaks"][0]["row"] == 1


def test_help_is_there_for_each_command(terminal: Terminal) -> None:
    text = terminal("--help").stdout
    for name in (
        "run",
        "sessions",
        "show",
        "logs",
        "report",
        "rerun",
        "kill",
        "artifacts",
        "audit",
    ):
        assert name in text
        assert "Usage" in terminal(name, "--help").stdout
