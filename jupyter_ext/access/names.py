"""How the users are called who were here."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from .model import KnownUser


def names_of(tx: Tx, users: Iterable[str]) -> dict[str, str]:
    """The names of users by id; nothing for who was never here."""
    wanted = set(users)
    if not wanted:
        return {}
    return dict(
        tx.execute(select(KnownUser.id, KnownUser.name).where(KnownUser.id.in_(wanted))).all()
    )
