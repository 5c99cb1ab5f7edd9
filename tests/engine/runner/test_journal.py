"""The journal and the live page are written as little as possible and never too much."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_ext.engine.runner.journal import Journal
from jupyter_ext.engine.runner.progress import Progress


class Clock:
    """Keeps what was scheduled until the test lets the time pass."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        assert 0 < seconds <= 0.2
        self.waiting.append(what)

    def ring(self) -> None:
        waiting, self.waiting = self.waiting, []
        for what in waiting:
            what()


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def events(path: Path) -> list[tuple[Any, ...]]:
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    return [(e["e"], (e.get("o") or {}).get("text", e.get("text"))) for e in lines]


def test_the_first_piece_is_written_at_once_and_those_that_follow_are_joined(
    tmp_path: Path,
) -> None:
    clock = Clock()
    journal = Journal(tmp_path / "j", 10_000, clock.later)
    for text in ("a", "b", "c"):
        journal.output(0, stream(text))
    journal.output(0, stream("!", "stderr"))
    journal.output(0, stream("d"))
    assert events(tmp_path / "j") == [("output", "a")]

    clock.ring()

    assert events(tmp_path / "j")[1:] == [("output", "bc"), ("output", "!"), ("output", "d")]
    assert clock.waiting == []


def test_what_a_clear_takes_away_before_it_was_written_never_is(tmp_path: Path) -> None:
    clock = Clock()
    journal = Journal(tmp_path / "j", 10_000, clock.later)
    journal.output(0, stream("first"))
    for number in range(1000):
        journal.clear(0)
        journal.output(0, stream(str(number)))
    journal.cell_end(0, "ok", 1)
    assert events(tmp_path / "j") == [
        ("output", "first"),
        ("clear", None),
        ("output", "999"),
        ("cell_end", None),
    ]


def test_a_full_journal_says_so_once_and_still_tells_of_cells(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", 300)
    for _ in range(10):
        journal.output(0, stream("x" * 100))
        journal.flush()
    journal.cell_end(0, "ok", 1)
    assert [name for name, _ in events(tmp_path / "j")] == ["output", "note", "cell_end"]
    assert journal.bytes == (tmp_path / "j").stat().st_size


def test_a_disk_that_is_full_ends_the_journal_not_the_run(tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        return
    (tmp_path / "j").symlink_to("/dev/full")
    journal = Journal(tmp_path / "j", 1000)
    journal.output(0, stream("x"))
    journal.cell_end(0, "ok", 1)
    journal.close()
    page = Progress(tmp_path / "no such folder" / "p")
    page.phase("running")


def test_the_page_is_small_and_written_at_most_every_fifth_of_a_second(tmp_path: Path) -> None:
    clock = Clock()
    progress = Progress(tmp_path / "p", clock.later)
    progress.total(3)
    progress.phase("running")
    for number in range(100):
        progress.cell(number, number + 1, "id" * 32, "ü" * 10_000)
        progress.newest("ü" * 10_000 + "\n" + "\U0001f600" * 5000 + f" {number}\n\n")
        progress.cell_ended(done=True)
    assert json.loads((tmp_path / "p").read_bytes())["cells_done"] == 0
    clock.ring()
    page = json.loads((tmp_path / "p").read_bytes())
    assert page["cells_done"] == 100
    assert page["newest_output"].endswith(" 99")
    assert len((tmp_path / "p").read_bytes()) <= 4096
    assert clock.waiting == []
