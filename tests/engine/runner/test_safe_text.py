"""Text that a kernel sent fits into every file, database and page."""

import json
from pathlib import Path

import pytest

from jupyter_ext.engine.runner.journal import Journal
from jupyter_ext.engine.runner.safe_text import safe, safe_text, without_ansi


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("plain", "plain"),
        ("é 😀", "é 😀"),
        ("a\0b", "a␀b"),
        ("a\ud800b", "a\ufffdb"),
        ("pair \ud83d\ude00", "pair 😀"),
        ("é\0\udc00", "é␀\ufffd"),
    ],
)
def test_nul_and_half_characters_are_replaced_and_nothing_else(given: str, made: str) -> None:
    assert safe_text(given) == made
    made.encode("utf-8")


def test_data_is_made_safe_all_the_way_down_and_left_alone_where_it_is() -> None:
    fine = {"data": {"text/plain": "x", "n": [1, None, 2.5]}}
    assert safe(fine) is fine
    assert safe({"k\0": ["\0", {"x": "\udfff"}]}) == {"k␀": ["␀", {"x": "\ufffd"}]}


def test_colours_are_taken_out() -> None:
    assert without_ansi("\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07") == "red link"


def test_a_journal_can_be_read_whatever_was_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", 10_000)
    journal.output(0, {"output_type": "stream", "name": "stdout", "text": "a\ud800\0\u2028\n"})
    journal.close()
    (line,) = (tmp_path / "j").read_text("ascii").splitlines()
    assert json.loads(line)["o"]["text"] == "a\ud800\0\u2028\n"
