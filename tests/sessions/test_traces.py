"""Reading journals and logs piece by piece, live and kept, with the same offsets."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from jupyter_ext.sessions.traces import journal_page, log_page

EVENTS = [{"e": "output", "i": number, "text": "é" * number} for number in range(20)]


@pytest.fixture(params=["live", "kept"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], BinaryIO]:
    plain = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in EVENTS).encode()
    if request.param == "live":
        (tmp_path / "j").write_bytes(plain + b'{"e": "cut o')
        return lambda: (tmp_path / "j").open("rb")
    (tmp_path / "j").write_bytes(gzip.compress(plain))
    return lambda: gzip.GzipFile(tmp_path / "j", "rb")  # type: ignore[return-value]


@pytest.mark.parametrize("limit", [1, 30, 100_000])
def test_every_event_is_read_once_whatever_the_pieces(
    journal: Callable[[], BinaryIO], limit: int
) -> None:
    events, offset = [], 0
    while True:
        page = journal_page(journal, offset, limit)
        if not page.events:
            break
        events += page.events
        offset = page.next
    assert events == EVENTS


def test_the_end_can_be_asked_for(journal: Callable[[], BinaryIO]) -> None:
    page = journal_page(journal, -200, 200)
    assert page.events
    assert page.events == EVENTS[-len(page.events) :]
    assert journal_page(journal, page.next, 1000).events == []


def test_a_journal_that_is_not_there_yet_is_empty() -> None:
    assert journal_page(None, 0, 100).events == []
    assert log_page(None, 0, 100).text == ""


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 1000])
def test_a_log_is_cut_between_characters(tmp_path: Path, limit: int) -> None:
    text = "a€𝄞é\n" * 10
    path = tmp_path / "log"
    path.write_bytes(text.encode())
    read, offset = "", 0
    while True:
        page = log_page(lambda: path.open("rb"), offset, max(4, limit))
        read += page.text
        offset = page.next
        if offset >= page.size:
            break
    assert read == text
    assert log_page(lambda: path.open("rb"), -3, 100).text in ("é\n", "\n")
