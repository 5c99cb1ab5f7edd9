"""`jupyter ext audit export|verify`: the trail as a file, and whether it holds."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from .conftest import Terminal


@pytest.fixture
def rows(terminal: Terminal) -> int:
    """How many rows a new data folder's trail has: those of the default runtimes."""
    found: int = terminal.json("audit", "verify")["rows"]
    assert found == 2
    return found


def tamper(folder: Path, statement: str) -> None:
    database = sqlite3.connect(folder / "data" / "jupyter_ext.sqlite")
    database.execute(statement)
    database.commit()
    database.close()


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_can_be_checked(terminal: Terminal, rows: int, tmp_path: Path, form: str) -> None:
    terminal("audit", "export", "--format", form, "-o", f"trail.{form}")

    alone = terminal.json("audit", "verify", "--file", f"trail.{form}")
    beside = terminal.json("audit", "verify", "--file", f"trail.{form}", "--compare")
    here = terminal.json("audit", "verify")
    assert (alone["whole"], alone["rows"], alone["head"]) == (True, rows, here["head"])
    assert beside["whole"]
    assert here["head"]["hash"] in terminal("audit", "verify").stdout
    assert here["head"]["hash"] in terminal("audit", "verify", "--file", f"trail.{form}").stdout
    assert os.listdir(tmp_path) == ["data", f"trail.{form}"] or not [
        name for name in os.listdir(tmp_path) if name.endswith(".part")
    ]


def test_stdout_has_the_rows_and_nothing_else(terminal: Terminal, rows: int) -> None:
    printed = [json.loads(line) for line in terminal("audit", "export").stdout.splitlines()]

    assert [row.get("action") for row in printed] == ["created"] * rows + [None]
    assert printed[-1]["end"]["rows"] == rows


def test_only_what_is_wanted(terminal: Terminal, rows: int) -> None:
    first = json.loads(terminal("audit", "export").stdout.splitlines()[0])

    def count(*words: str) -> int:
        return len(terminal("audit", "export", *words).stdout.splitlines()) - 1

    assert count("--object", first["object_id"]) == 1
    assert count("--user", "jupyter-ext", "--action", "created") == rows
    assert count("--user", "nobody") == 0
    assert count("--since", "2020-01-01", "--until", "2020-01-02T00:00+02:00") == 0
    assert count("--since", "2020-01-01") == rows
    for words in (["--object", "x"], ["--since", "yesterday"], ["--format", "xml"]):
        assert "Error" in terminal("audit", "export", *words, code=2).stderr


def test_tampering_ends_with_1(terminal: Terminal, rows: int, tmp_path: Path) -> None:
    terminal("audit", "export", "-o", "trail.jsonl")
    path = tmp_path / "trail.jsonl"
    text = path.read_text()
    path.write_text(text.replace('"created"', '"deleted"', 1))

    found = terminal.json("audit", "verify", "--file", "trail.jsonl", code=1)
    assert found["problems"] == ["Row 1 of the file: row 1 was changed after it was written."]
    assert "1 problems" in terminal("audit", "verify", "--file", "trail.jsonl", code=1).stdout
    assert "Error" in terminal("audit", "verify", "--file", "nowhere", code=2).stderr


def test_a_head_noted_earlier_tells_of_a_chain_made_anew(
    terminal: Terminal, rows: int, tmp_path: Path
) -> None:
    noted = terminal.json("audit", "verify")["head"]["hash"]
    terminal("audit", "export", "-o", "trail.csv", "--format", "csv")
    assert terminal.json("audit", "verify", "--head", noted)["whole"]

    # when: the newest row is taken away, which the rest of the chain doesn't tell
    tamper(tmp_path, f"DELETE FROM audit WHERE seq = {rows}")

    assert terminal.json("audit", "verify")["whole"]
    assert not terminal.json("audit", "verify", "--head", noted, code=1)["whole"]
    by_file = ("audit", "verify", "--file", "trail.csv", "--compare")
    assert "no longer has the head" in terminal(*by_file, code=1).stdout
    assert terminal.json(*by_file, "--head", noted, code=1)["whole"] is False


def test_options_that_do_not_go_together_are_refused(terminal: Terminal) -> None:
    assert "--file" in terminal("audit", "verify", "--compare", code=2).stderr
    words = ("audit", "verify", "--file", "x", "--head", "0" * 64)
    assert "--compare" in terminal(*words, code=2).stderr


def test_a_place_that_cannot_be_written_is_said(terminal: Terminal) -> None:
    said = terminal("audit", "export", "-o", "nowhere/trail.csv", code=2).stderr
    assert "can't be written" in said


def test_an_export_goes_through_no_link(terminal: Terminal, rows: int, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("precious")
    for name in ("trail.jsonl", ".trail.jsonl.part"):
        (tmp_path / name).symlink_to(tmp_path / "other")

    terminal("audit", "export", "-o", "trail.jsonl")

    assert (tmp_path / "other").read_text() == "precious"
    assert terminal.json("audit", "verify", "--file", "trail.jsonl")["rows"] == rows
