"""Which rows are wanted, for lists and for exports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session as Tx

from ..access.model import AuditRow
from ..records import clean_text
from ..store.lists import contains, search


@dataclass(frozen=True)
class Wanted:
    """Each empty one lets every row through; `since` is the first moment, `until` the one after
    the last."""

    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    users: Sequence[str] = ()
    actions: Sequence[str] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        """What to add to WHERE."""
        found: list[ColumnElement[bool]] = []
        if self.object_id is not None:
            found.append(AuditRow.object_id == self.object_id)
        if self.since is not None:
            found.append(AuditRow.at >= self.since)
        if self.until is not None:
            found.append(AuditRow.at < self.until)
        if self.users:
            found.append(AuditRow.actor.in_(self.users))
        if self.actions:
            found.append(AuditRow.action.in_(self.actions))
        return found

    def lets_through(self, row: AuditRow) -> bool:
        """The same of a row at hand."""
        return (
            self.object_id in (None, row.object_id)
            and (self.since is None or row.at >= self.since)
            and (self.until is None or row.at < self.until)
            and (not self.users or row.actor in self.users)
            and (not self.actions or row.action in self.actions)
        )

    def as_json(self) -> dict[str, Any]:
        """Those that are set, for an export to say what it holds."""
        facts = {
            "object": self.object_id,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "users": list(self.users),
            "actions": list(self.actions),
        }
        return {name: value for name, value in facts.items() if value}

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Wanted:
        """What `as_json` gave.

        Raises:
            TypeError, ValueError: it isn't that.
        """
        if set(facts) - {"object", "since", "until", "users", "actions"}:
            raise ValueError("no filters of an export")
        return cls(
            object_id=clean_text(facts["object"]) if "object" in facts else None,
            since=_moment(facts.get("since")),
            until=_moment(facts.get("until")),
            users=tuple(map(clean_text, facts.get("users", ()))),
            actions=tuple(map(clean_text, facts.get("actions", ()))),
        )


def _moment(text: str | None) -> datetime | None:
    found = datetime.fromisoformat(text) if text else None
    if found is not None and found.tzinfo is None:
        raise ValueError("a time without a zone")
    return found


def holding(tx: Tx, text: str) -> list[ColumnElement[bool]]:
    """What to add to WHERE so that a row says `text` anywhere; nothing for no text.

    Raises:
        InvalidInput: the text holds a NUL.
    """
    plain = search(
        text, AuditRow.actor, AuditRow.object_id, func.replace(AuditRow.action, "_", " ")
    )
    if not plain:
        return []
    sought = text.strip()
    if tx.get_bind().dialect.name == "postgresql":
        written = json.dumps(sought, ensure_ascii=False)[1:-1]  # as it stands within quotes
        said = [contains(column, written) for column in (AuditRow.before, AuditRow.after)]
    else:
        said = [_in_tree(column, sought) for column in (AuditRow.before, AuditRow.after)]
    return [or_(*plain, *said)]


def _in_tree(column: Any, sought: str) -> ColumnElement[bool]:
    # SQLite keeps JSON as text in which é is written \u00e9: look at what it stands for
    rows = func.json_tree(column).table_valued("key", "atom")
    held = or_(*(_holds(one, sought) for one in (rows.c.atom, rows.c.key)))
    return select(literal(1)).select_from(rows).where(held).exists()


def _holds(column: Any, sought: str) -> ColumnElement[bool]:
    if sought.isascii():  # SQLite's LIKE is blind to the case of these by itself, and quick
        found: ColumnElement[bool] = column.contains(sought, autoescape=True)
        return found
    return contains(column, sought)
