"""Dispatchers know of each other by rows with leases, by the database's clock."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Tx

from ..platforms.processes import ProcessIdentity, is_alive
from ..sessions.model import Dispatcher as DispatcherRow
from ..sessions.transitions import release
from ..store.base import utcnow
from ..store.database import Database
from .places import Place

LEASE_SECONDS = 15.0
RENEW_SECONDS = 5.0
_KINDS = {"server": 0, "worker": 1, "cli": 2}  # who recovers, if there is a choice


def database_now(tx: Tx) -> datetime:
    """The database's time. SQLite has none of its own: it is this host's."""
    if tx.get_bind().dialect.name == "sqlite":
        return utcnow()
    now: datetime = tx.execute(select(func.clock_timestamp())).scalar_one()
    return now


def live(tx: Tx, pool: str, host: str) -> list[DispatcherRow]:
    """The dispatchers of a pool that hold their lease and, on this host, whose process lives."""
    rows = tx.scalars(
        select(DispatcherRow).where(
            DispatcherRow.pool == pool, DispatcherRow.lease_until > database_now(tx)
        )
    ).all()
    return [
        row for row in rows if row.host != host or is_alive(ProcessIdentity.from_json(row.process))
    ]


class Lease:
    """A dispatcher's own row: made, renewed, removed; and who among all is the recoverer."""

    def __init__(self, database: Database, place: Place, capacity: int) -> None:
        self._database = database
        self._place = place
        self._capacity = capacity
        self._renewed = 0.0  # monotonic: by it only the own pace is kept

    def renew(self) -> None:
        """Write the row, unless that was done a moment ago."""
        now = time.monotonic()
        if self._renewed and now - self._renewed < RENEW_SECONDS:
            return
        place = self._place
        with self._database.write() as tx:
            until = database_now(tx) + timedelta(seconds=LEASE_SECONDS)
            row = tx.get(DispatcherRow, place.id)
            if row is None:
                row = DispatcherRow(
                    id=place.id,
                    pool=place.pool,
                    host=place.host,
                    process=place.process.to_json(),
                    kind=place.kind,
                    capacity=self._capacity,
                    lease_until=until,
                )
                tx.add(row)
            row.lease_until = until
        self._renewed = now

    def give_up(self) -> None:
        """Remove the row: what this dispatcher followed may be adopted at once."""
        with self._database.write() as tx:
            release(tx, self._place.id)
            tx.execute(delete(DispatcherRow).where(DispatcherRow.id == self._place.id))

    def leads(self) -> bool:
        """Whether this dispatcher is the recoverer of its host and pool: servers come first."""
        with self._database.read() as tx:
            rows = [
                row
                for row in live(tx, self._place.pool, self._place.host)
                if row.host == self._place.host
            ]
        rows.sort(key=lambda row: (_KINDS.get(row.kind, 9), row.started_at, row.id))
        return bool(rows) and rows[0].id == self._place.id

    def bury(self) -> list[str]:
        """Remove the rows of dispatchers that are gone; what only they would have claimed is
        free. Gives their ids."""
        with self._database.read() as tx:
            alive = {row.id for row in live(tx, self._place.pool, self._place.host)}
            every = tx.scalars(
                select(DispatcherRow.id).where(DispatcherRow.pool == self._place.pool)
            ).all()
        gone = [found for found in every if found not in alive and found != self._place.id]
        if gone:
            with self._database.write() as tx:
                for found in gone:
                    release(tx, found)
                tx.execute(delete(DispatcherRow).where(DispatcherRow.id.in_(gone)))
        return gone
