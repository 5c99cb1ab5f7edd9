"""Journals and logs that the code of a run has put something else in the place of."""

from __future__ import annotations

from pathlib import Path

from jupyter_ext.sessions.traces import _opener, journal_page


def test_a_journal_nested_without_end_is_passed_over(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    journal.write_text("[" * 100_000 + "\n" + '{"t": 1, "e": "end"}\n')

    page = journal_page(lambda: journal.open("rb"), 0, 1_000_000)

    assert page.events == [{"t": 1, "e": "end"}]


def test_a_log_that_is_a_link_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "kernel.log").symlink_to(tmp_path / "secret")

    assert _opener(tmp_path / "kernel.log") is None
    assert _opener(tmp_path / "secret") is not None
