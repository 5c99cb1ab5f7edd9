"""Following the sequence of changes, whoever writes them.

The sequence is a table, so what the CLI, a worker or another server did appears too. A thread
looks at it when this process has written, at the latest every half second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Tx

from ..store.database import Database
from .audience import audiences, is_shared
from .model import Change
from .trail import newest

LOOK_SECONDS = 0.5
MIN_SECONDS = 0.02  # between two looks, however much this process writes
PRUNE_SECONDS = 600.0
KEEP = 100_000  # rows of the sequence
CATCH_UP = 5_000  # rows given at once; beyond that a refetch is cheaper
LOG = logging.getLogger("jupyter_ext.changes")


@dataclass(frozen=True)
class ChangeEvent:
    """One row of the sequence."""

    seq: int
    kind: str
    id: str
    action: str
    owner: str
    at: str
    data: dict[str, Any] | None
    audience: frozenset[str] = frozenset()  # principals who hear of it besides the owner

    def is_for(self, principals: Collection[str]) -> bool:
        """Whether somebody hears of it."""
        return self.owner in principals or not self.audience.isdisjoint(principals)

    def message(self) -> dict[str, Any]:
        """As a live view gets it."""
        return {
            "type": "change",
            "seq": self.seq,
            "kind": self.kind,
            "id": self.id,
            "action": self.action,
            "at": self.at,
            "data": self.data,
        }


def _events(tx: Tx, rows: Sequence[Change]) -> list[ChangeEvent]:
    heard = audiences(tx, rows)
    return [
        ChangeEvent(
            row.seq, row.kind, row.object_id, row.action, row.owner, row.at.isoformat(), row.data,
            heard.get((row.kind, row.object_id), frozenset()),
        )
        for row in rows
    ]  # fmt: skip


class ChangeFollower:
    """Reads the sequence in a thread and hands new events to its listeners."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: list[Callable[[list[ChangeEvent]], None]] = []
        self._stop = threading.Event()
        self._written = threading.Event()
        self._thread: threading.Thread | None = None
        self.seq = 0

    def start(self) -> None:
        with self._database.read() as tx:
            self.seq = newest(tx)
        self._database.after_write(self._written.set)
        self._thread = threading.Thread(target=self._follow, name="changes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._written.set()
        if self._thread:
            self._thread.join(timeout=5)

    def listen(self, listener: Callable[[list[ChangeEvent]], None]) -> Callable[[], None]:
        """Call `listener` in the follower's thread with every batch; returns how to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def since(self, seq: int, principals: Collection[str]) -> list[ChangeEvent] | None:
        """Somebody's events after `seq`; None when they are no longer kept or too many."""
        with self._database.read() as tx:
            oldest = tx.scalar(select(func.min(Change.seq)))
            if seq > newest(tx) or (oldest is not None and seq < oldest - 1):
                return None
            wanted = select(Change).where(Change.seq > seq)
            if not is_shared(tx):
                wanted = wanted.where(Change.owner.in_(principals))
            rows = tx.scalars(wanted.order_by(Change.seq).limit(CATCH_UP + 1)).all()
            if len(rows) > CATCH_UP:
                return None
            return [event for event in _events(tx, rows) if event.is_for(principals)]

    def _follow(self) -> None:
        pruned = time.monotonic()
        while not self._stop.wait(MIN_SECONDS):
            self._written.wait(LOOK_SECONDS)
            self._written.clear()
            if self._stop.is_set():
                return
            try:
                while self._look() == CATCH_UP:
                    pass
                if time.monotonic() - pruned > PRUNE_SECONDS:
                    pruned = time.monotonic()
                    self._prune()
            except Exception:
                LOG.warning("the sequence of changes could not be read", exc_info=True)

    def _look(self) -> int:
        """Hand on what is new; how many rows that was."""
        with self._database.read() as tx:
            if newest(tx) == self.seq:
                return 0
            rows = tx.scalars(
                select(Change).where(Change.seq > self.seq).order_by(Change.seq).limit(CATCH_UP)
            ).all()
            events = _events(tx, rows)
        if rows:
            self.seq = rows[-1].seq
            for listener in list(self._listeners):
                listener(events)
        return len(rows)

    def _prune(self) -> None:
        with self._database.write() as tx:
            tx.execute(delete(Change).where(Change.seq <= newest(tx) - KEEP))
