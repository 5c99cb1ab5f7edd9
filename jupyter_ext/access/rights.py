"""What an acting user may see: so far what is the user's own."""

from __future__ import annotations

import re
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session as Tx

from ..errors import Gone, InvalidInput, NotFound
from .identity import Actor

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Owned(Protocol):
    """A row that has an owner and may be a tombstone."""

    owner: Any
    deleted_at: Any


R = TypeVar("R", bound=Owned)


def is_id(value: str) -> bool:
    """Whether a text can be an object's id; whatever else was sent never reaches the database."""
    return _ID.fullmatch(value) is not None


def owned(tx: Tx, actor: Actor, table: type[R], object_id: str, noun: str) -> R:
    """The actor's row of that id, a deleted one too.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = tx.get(table, object_id) if is_id(object_id) else None
    if row is None or row.owner != actor.id:
        raise NotFound(f"There is no {noun} {object_id[:64]!r}.")
    return row


def live(tx: Tx, actor: Actor, table: type[R], object_id: str, noun: str) -> R:
    """The actor's row of that id, for changing it.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Gone: it was deleted.
    """
    row = owned(tx, actor, table, object_id, noun)
    if row.deleted_at is not None:
        raise Gone(f"This {noun} was deleted.")
    return row


def named(tx: Tx, actor: Actor, table: type[R], object_id: str, noun: str, field: str) -> R:
    """The actor's live row that a request names in `field`.

    Raises:
        InvalidInput: there is none, it is somebody else's, or it was deleted.
    """
    try:
        return live(tx, actor, table, object_id, noun)
    except (NotFound, Gone) as error:
        raise InvalidInput(f"{error.message} Choose another one.", field=field) from error
