"""The users and groups that are known here."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.model import KnownUser
from ..store import lists
from ..store.base import utcnow
from ..store.database import Database
from .records import KnownUserRecord, People

MOST = 50  # users and groups that are offered at once


class Directory:
    """Who has been here; a name that is mistyped isn't among them."""

    def __init__(self, database: Database, groups: Mapping[str, frozenset[str]]) -> None:
        self._database = database
        self._listed = groups
        self._noted: dict[str, Actor] = {}

    def is_new(self, actor: Actor) -> bool:
        """Whether something is to be noted of somebody."""
        return actor.proven and self._noted.get(actor.id) != actor

    def note(self, actor: Actor) -> None:
        """Remember somebody whom the identity provider vouches for, with the groups."""
        if not self.is_new(actor):
            return
        with self._database.write() as tx:
            row = tx.get(KnownUser, actor.id)
            if row is None:
                row = KnownUser(id=actor.id, name=actor.name, groups=[])
                tx.add(row)
            row.name, row.groups, row.seen_at = actor.name[:255], list(actor.groups), utcnow()
        self._noted[actor.id] = actor

    def people(self, actor: Actor, text: str) -> People:
        """Users other than the actor, and groups, whose name or id holds a text.

        Nobody, where it isn't proven who asks.
        """
        if not actor.proven:
            return People(users=[], groups=[])
        wanted = text.strip()
        with self._database.read() as tx:
            found = select(KnownUser).where(KnownUser.id != actor.id)
            if wanted:
                found = found.where(
                    or_(
                        lists.contains(KnownUser.id, wanted), lists.contains(KnownUser.name, wanted)
                    )
                )
            rows = tx.scalars(found.order_by(KnownUser.name, KnownUser.id).limit(MOST)).all()
            groups = self.groups(tx)
        users = [KnownUserRecord(id=row.id, name=row.name) for row in rows]
        named = [name for name in sorted(groups) if wanted.lower() in name.lower()]
        return People(users=users, groups=named[:MOST])

    def groups(self, tx: Tx) -> set[str]:
        """The groups of the settings, and those that somebody here is in."""
        found = set(self._listed)
        for groups in tx.scalars(select(KnownUser.groups)):
            found.update(groups)
        return found
