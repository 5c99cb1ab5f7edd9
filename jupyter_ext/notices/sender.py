"""Sends word of sessions that ended, once per channel, whichever of several servers does it.

What is to be told follows from the sessions themselves, so nothing is forgotten by a server that
was killed; what was told is a row, so nobody is told twice. A server that dies between sending and
noting that it did sends again: receivers know a delivery by its id.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, exists, select, update
from sqlalchemy.orm import Session as Tx

from ..access.follower import ChangeEvent
from ..instances.model import Instance
from ..sessions.model import Session
from ..sessions.states import TERMINAL
from ..specifications.model import Specification, SpecificationVersion
from ..store.base import utcnow
from ..store.database import Database
from .channels import NotDelivered, mail, post
from .chosen import NoticeSettings
from .model import Notice, NoticeChannel

LOOK_SECONDS = 30.0
NEWS = timedelta(days=1)  # what ended longer ago is no news
RETRIES = (60, 300, 900, 3600, 3 * 3600, 6 * 3600)  # seconds after each attempt that failed
AT_ONCE = 100
LOG = logging.getLogger("jupyter_ext.notices")

_ENDS = frozenset(state.value.lower() for state in TERMINAL)
_SENDS: Mapping[str, Callable[[NoticeSettings, str, Mapping[str, Any]], None]] = {
    "webhook": post,
    "mail": mail,
}


@dataclass(frozen=True)
class _Claimed:
    id: str
    channel: str
    attempt: int
    facts: Mapping[str, Any]


class NoticeSender:
    """A thread of its own: a slow receiver holds up nothing else."""

    def __init__(self, database: Database, chosen: NoticeSettings) -> None:
        self._database = database
        self._chosen = chosen
        self._news = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, where there is a channel."""
        if self._chosen.channels:
            self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
            self._thread.start()

    def heard(self, events: list[ChangeEvent]) -> None:
        """Look at once when a session has ended."""
        if any(one.kind == "session" and one.action in _ENDS for one in events):
            self._news.set()

    def stop(self) -> None:
        """What is being sent is waited for a little; what isn't sent is sent by the next server."""
        self._stop.set()
        self._news.set()
        if self._thread:
            self._thread.join(timeout=2)

    def turn(self) -> None:
        """Note what ended, and send what is due."""
        with self._database.write() as tx:
            for channel in self._chosen.channels:
                self._note(tx, channel)
        for channel in self._chosen.channels:
            while not self._stop.is_set() and (claimed := self._claim(channel)):
                self._send(claimed)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._news.clear()
            try:
                self.turn()
            except Exception:
                LOG.warning("notices wait for the database", exc_info=True)
            self._news.wait(LOOK_SECONDS)

    def _note(self, tx: Tx, channel: str) -> None:
        """A row for each session that ended since the channel is in use."""
        now = utcnow()
        known = tx.get(NoticeChannel, channel)
        if known is None:
            tx.add(NoticeChannel(name=channel, since=now))
            return
        told = exists().where(Notice.channel == channel, Notice.session_id == Session.id)
        ended = tx.scalars(
            select(Session.id)
            .where(
                Session.ended_at >= max(known.since, now - NEWS),
                Session.state.in_(self._chosen.states),
                Session.deleted_at.is_(None),
                ~told,
            )
            .order_by(Session.ended_at)
            .limit(AT_ONCE)
        )
        tx.add_all(Notice(channel=channel, session_id=one, due_at=now) for one in ended)

    def _claim(self, channel: str) -> _Claimed | None:
        """The next one that is due; for others it is due later from now on."""
        now = utcnow()
        with self._database.write() as tx:
            notice = tx.scalars(
                select(Notice)
                .where(Notice.channel == channel, Notice.due_at <= now)
                .order_by(Notice.due_at)
                .limit(1)
            ).first()
            if notice is None:
                return None
            attempt = notice.attempts + 1
            wait = RETRIES[attempt - 1] if attempt <= len(RETRIES) else None
            notice.attempts = attempt
            notice.due_at = None if wait is None else now + timedelta(seconds=wait)
            facts = facts_of(tx, notice.session_id, self._chosen.public_url)
        return _Claimed(notice.id, channel, attempt, facts)

    def _send(self, claimed: _Claimed) -> None:
        try:
            _SENDS[claimed.channel](self._chosen, claimed.id, claimed.facts)
        except NotDelivered as error:
            LOG.warning(
                "session %s ended, and %s (attempt %d)",
                claimed.facts["session"]["id"],
                error,
                claimed.attempt,
            )
            self._keep(claimed, error=str(error))
        else:
            self._keep(claimed, error=None, sent_at=utcnow(), due_at=None)

    def _keep(self, claimed: _Claimed, **values: Any) -> None:
        with self._database.write() as tx:
            done: CursorResult[Any] = tx.execute(  # type: ignore[assignment]
                update(Notice)
                .where(Notice.id == claimed.id, Notice.attempts == claimed.attempt)
                .values(**values)
            )
        if not done.rowcount:
            LOG.info("notice %s was taken over by another server", claimed.id)


def facts_of(tx: Tx, session_id: str, public_url: str) -> dict[str, Any]:
    """What is told of a session: names, times and the reason; no data, no outputs."""
    row = tx.get_one(Session, session_id)
    instance = tx.get_one(Instance, row.instance_id)
    specification = tx.get_one(Specification, row.specification_id)
    version = tx.get_one(SpecificationVersion, row.specification_version_id)
    report = f"{public_url.rstrip('/')}/jupyter-ext/api/sessions/{row.id}/report"
    return {
        "event": f"session.{row.state.lower()}",
        "session": {
            "id": row.id,
            "number": row.number,
            "name": row.name,
            "state": row.state,
            "reason": (row.reason or "")[:500] or None,
            "owner": row.owner,
            "instance": {"id": instance.id, "name": instance.name},
            "specification": {"id": specification.id, "name": specification.name},
            "specification_version": version.number,
            "started_at": row.started_at and row.started_at.isoformat(),
            "ended_at": row.ended_at and row.ended_at.isoformat(),
            "duration": row.duration,
        },
        "report": report if public_url and row.notebook_sha256 else None,
    }
