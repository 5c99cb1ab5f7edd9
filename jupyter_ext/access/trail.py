"""Writing and verifying the audit trail; every change also enters the change sequence.

The chain makes tampering evident, it doesn't prevent it: whoever can write the
database can rewrite the whole chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session as Tx

from ..store.base import utcnow
from .identity import Actor
from .model import AuditRow, Change

GENESIS = "0" * 64
_CHAIN_LOCK = 0x6A657874  # any constant: all writers of the chain take the same lock


@dataclass(frozen=True)
class Entry:
    """What somebody did to one object."""

    action: str
    kind: str
    object_id: str
    owner: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def record(
    tx: Tx,
    actor: Actor,
    action: str,
    kind: str,
    object_id: str,
    *,
    owner: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append an audit row and a change, in the caller's write transaction."""
    record_all(tx, actor, [Entry(action, kind, object_id, owner, before, after)])


def record_all(tx: Tx, actor: Actor, entries: Sequence[Entry]) -> None:
    """Append an audit row and a change for each entry, in the caller's write transaction.

    On SQLite the write transaction is exclusive; on PostgreSQL an advisory lock held to
    the end of the transaction keeps the chain, and the change sequence, in one line.
    """
    lock_sequence(tx)
    tx.flush()
    last_seq, last_hash = head(tx)
    for seq, entry in enumerate(entries, last_seq + 1):
        row = AuditRow(
            seq=seq,
            at=utcnow(),
            actor=actor.id,
            actor_proven=actor.proven,
            action=entry.action,
            kind=entry.kind,
            object_id=entry.object_id,
            before=_plain(entry.before),
            after=_plain(entry.after),
            previous_hash=last_hash,
            hash="",
        )
        row.hash = last_hash = digest(row)
        tx.add(row)
    tx.flush()
    _enter(tx, [(one.kind, one.object_id, one.action, one.owner, None) for one in entries])


def announce(
    tx: Tx,
    kind: str,
    object_id: str,
    action: str,
    *,
    owner: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Enter something into the change sequence, without a row of the trail."""
    lock_sequence(tx)
    _enter(tx, [(kind, object_id, action, owner, data)])


def _enter(tx: Tx, changes: Sequence[tuple[str, str, str, str, dict[str, Any] | None]]) -> None:
    names = ("kind", "object_id", "action", "owner", "data")
    now = utcnow()
    rows = [{"at": now, **dict(zip(names, one, strict=True))} for one in changes]
    if rows:
        tx.execute(insert(Change), rows)


def lock_sequence(tx: Tx) -> None:
    """Make writers of the trail and of the change sequence wait for each other.

    Without it a later sequence number could become visible before an earlier one, and
    a follower that has seen the later would never ask for the earlier.
    """
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


def _plain(value: dict[str, Any] | None) -> dict[str, Any] | None:
    # what is hashed must be what any database gives back
    return None if value is None else json.loads(json.dumps(value, default=str))


def digest(row: AuditRow) -> str:
    """sha256 over the row's fields in canonical JSON, the previous hash included."""
    fields = [
        row.seq,
        row.at.isoformat(timespec="microseconds"),
        row.actor,
        row.actor_proven,
        row.action,
        row.kind,
        row.object_id,
        row.before,
        row.after,
        row.previous_hash,
    ]
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def exported(row: AuditRow) -> dict[str, Any]:
    """A row as JSON, with all that its hash is made of."""
    return {
        "seq": row.seq,
        "at": row.at.isoformat(timespec="microseconds"),
        "actor": row.actor,
        "actor_proven": row.actor_proven,
        "action": row.action,
        "kind": row.kind,
        "object_id": row.object_id,
        "before": row.before,
        "after": row.after,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    }


def imported(fields: dict[str, Any]) -> AuditRow:
    """The row that `exported` gave; it isn't stored.

    Raises:
        KeyError, TypeError, ValueError: the fields aren't a row's.
    """
    names = exported(AuditRow(at=utcnow())).keys()
    row = AuditRow(
        **{name: fields[name] for name in names if name != "at"},
        at=datetime.fromisoformat(fields["at"]),
    )
    if not isinstance(row.seq, int) or row.at.tzinfo is None:
        raise ValueError("not a row's number and time")
    return row


@dataclass(frozen=True)
class Broken:
    """A row at which the chain doesn't hold, and why."""

    seq: int
    why: str


def verify(tx: Tx) -> Iterator[Broken]:
    """Yield every break of the chain, in order; nothing when it holds."""
    expected_hash, expected_seq = GENESIS, 1
    for row in tx.scalars(select(AuditRow).order_by(AuditRow.seq)).yield_per(500):
        if row.seq != expected_seq:
            yield Broken(row.seq, f"rows {expected_seq} to {row.seq - 1} are missing")
        if row.previous_hash != expected_hash:
            yield Broken(row.seq, "doesn't follow from the row before it")
        if digest(row) != row.hash:
            yield Broken(row.seq, "was changed after it was written")
        expected_hash, expected_seq = row.hash, row.seq + 1


class ExportedRows:
    """Checks rows of the trail that stand outside of the database, one after the other."""

    def __init__(self) -> None:
        self.last: AuditRow | None = None

    def take(self, fields: dict[str, Any]) -> tuple[AuditRow | None, str | None]:
        """The row of these fields and what is wrong with it; None for a row that can't be read.

        Rows may be left out in between: the next one then follows from what isn't here.
        """
        before = self.last
        try:
            row = imported(fields)
            whole = digest(row) == row.hash
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            self.last = None
            return None, "was changed after it was written"
        if not whole:
            self.last = None
            return row, "was changed after it was written"
        self.last = row
        if before is not None and row.seq <= before.seq:
            return row, "isn't in its place"
        if before is not None and row.seq == before.seq + 1 and row.previous_hash != before.hash:
            return row, "doesn't follow from the row before it"
        return row, None


def head(tx: Tx) -> tuple[int, str]:
    """Number and hash of the newest row: what the whole chain comes down to."""
    last = tx.execute(
        select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
    ).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def newest(tx: Tx) -> int:
    """The sequence number of the newest change, 0 when there is none."""
    return tx.scalar(select(func.max(Change.seq))) or 0
