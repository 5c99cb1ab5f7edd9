"""Reading what a run writes while it runs and what is kept of it after: journal and logs.

While it runs they are files in the attempt's folder; after its end they are stored contents. The
offsets are the same, so a reader goes on over the end without noticing.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..engine.commit import JOURNAL, LOGS
from ..engine.left_behind import NotAFile, open_regular
from ..errors import NotFound
from ..store.blobs import CHUNK, Blobs, Content
from .model import Execution, Session, SessionLog
from .records import JournalPage, LogPage
from .states import State

MOST_LINE = 64 * 2**20  # bytes of one event: an output can be large


def journal_page(opened: Callable[[], BinaryIO] | None, offset: int, limit: int) -> JournalPage:
    """Whole events from a byte offset on; at least one, if there is one.

    A negative offset is counted from the end and moved to the next event's begin. `done` is for
    the caller to say.
    """
    if opened is None:
        return JournalPage(events=[], next=max(0, offset), done=False)
    with opened() as stream:
        start = _start(stream, offset)
        data = stream.read(limit)
        while data and b"\n" not in data and len(data) < MOST_LINE:
            more = stream.read(CHUNK)
            if not more:
                break
            data += more
    if offset < 0 and start > 0:
        skipped = data.find(b"\n") + 1
        data, start = data[skipped:], start + skipped
    whole = data[: data.rfind(b"\n") + 1]
    events = [_event(line) for line in whole.splitlines() if line]
    return JournalPage(
        events=[event for event in events if event], next=start + len(whole), done=False
    )


def log_page(opened: Callable[[], BinaryIO] | None, offset: int, limit: int) -> LogPage:
    """Text from a byte offset on, cut between characters; `done` is for the caller to say."""
    if opened is None:
        return LogPage(text="", start=0, next=0, size=0, done=False)
    with opened() as stream:
        size = stream.seek(0, 2)
        start = min(size, offset) if offset >= 0 else max(0, size + offset)
        stream.seek(start)
        data = stream.read(limit)
    lead = 0
    while lead < len(data) and lead < 4 and data[lead] & 0xC0 == 0x80:
        lead += 1  # begins inside a character
    data, start = data[lead:], start + lead
    if start + len(data) < size:
        data = data[: _whole_characters(data)]
    return LogPage(
        text=data.decode("utf-8", "replace"),
        start=start,
        next=start + len(data),
        size=size,
        done=False,
    )


def _start(stream: BinaryIO, offset: int) -> int:
    if offset >= 0:
        return stream.seek(offset)
    size = 0
    if isinstance(stream, gzip.GzipFile):  # knows no end but by reading to it
        while chunk := stream.read(CHUNK):
            size += len(chunk)
    else:
        size = stream.seek(0, 2)
    return stream.seek(max(0, size + offset))


def _whole_characters(data: bytes) -> int:
    """How many bytes make whole characters; never nothing."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            needs = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return (len(data) - back or len(data)) if needs > back else len(data)
    return len(data)


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None  # written while the machine went down, or by the code of the run
    return event if isinstance(event, dict) else None


@dataclass(frozen=True)
class LogSoFar:
    """A log that is still being written, as it was when it was asked for."""

    filename: str
    chunks: Iterator[bytes]


class Traces:
    """Where the journal and the logs of a session are now."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def journal(self, tx: Tx, row: Session, offset: int, limit: int) -> JournalPage:
        opened, over = self._journal(tx, row)
        page = journal_page(opened, offset, limit)
        return page.model_copy(update={"done": over and not page.events})

    def log(self, tx: Tx, row: Session, name: str, offset: int, limit: int) -> LogPage:
        """A part of a log.

        Raises:
            NotFound: there is no log of that name.
        """
        opened, over = self._log(tx, row, name)
        page = log_page(opened, offset, limit)
        return page.model_copy(update={"done": over and page.next >= page.size})

    def log_file(self, tx: Tx, row: Session, name: str) -> Content | LogSoFar:
        """A whole log; while the session isn't over, what there is of it.

        Raises:
            NotFound: there is no log of that name.
        """
        _known(name)
        kept = _kept(tx, row, name)
        if kept is None:
            if not State(row.state).is_terminal:
                chunks = _so_far(_folder(tx, row) / LOGS[name])
                return LogSoFar(f"{row.name} {name} so far.log", chunks)
            raise NotFound(f"This session has no {name} log.")
        return Content(
            filename=f"{row.name} {name}.log",
            media_type="text/plain; charset=utf-8",
            size=kept.size,
            sha256=kept.sha256,
        )

    def _journal(self, tx: Tx, row: Session) -> tuple[Callable[[], BinaryIO] | None, bool]:
        kept = _kept(tx, row, JOURNAL)
        if kept is None:
            return _opener(_folder(tx, row) / "journal.jsonl"), State(row.state).is_terminal

        def packed() -> BinaryIO:
            return gzip.GzipFile(self._blobs.local_path(kept.sha256), "rb")  # type: ignore[return-value]

        return packed, True

    def _log(self, tx: Tx, row: Session, name: str) -> tuple[Callable[[], BinaryIO] | None, bool]:
        _known(name)
        kept = _kept(tx, row, name)
        if kept is None:
            return _opener(_folder(tx, row) / LOGS[name]), State(row.state).is_terminal
        return _opener(self._blobs.local_path(kept.sha256)), True


def _known(name: str) -> None:
    if name not in LOGS:
        raise NotFound(f"There is no such log; there are: {', '.join(LOGS)}.")


def _kept(tx: Tx, row: Session, name: str) -> SessionLog | None:
    return tx.get(SessionLog, (row.id, name))


def _folder(tx: Tx, row: Session) -> Path:
    found = tx.scalar(
        select(Execution.attempt_folder)
        .where(Execution.session_id == row.id)
        .order_by(Execution.created_at)
        .limit(1)
    )
    return Path(found or "/nonexistent")


def _so_far(path: Path) -> Iterator[bytes]:
    """The bytes that a file has now: one that grows faster than it is read has an end, too."""
    try:
        stream = open_regular(path)
    except (OSError, NotAFile):  # nothing yet, or the code of the run put something else there
        return
    with stream:
        left = stream.seek(0, 2)
        stream.seek(0)
        while left > 0 and (chunk := stream.read(min(left, CHUNK))):
            left -= len(chunk)
            yield chunk


def _opener(path: Path) -> Callable[[], BinaryIO] | None:
    there = path.is_file() and not path.is_symlink()  # the code of a run could link it elsewhere
    return (lambda: open_regular(path)) if there else None
