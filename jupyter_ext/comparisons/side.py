"""The sessions that are compared, each with what is read of it once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..records import VersionRef
from ..sessions.model import Session
from ..sessions.reading import version_refs
from ..sessions.seen import readable_of


@dataclass(frozen=True)
class Side:
    """A session, what its record says, and what was snapshot at its submission."""

    row: Session
    facts: dict[str, Any]
    manifest: dict[str, Any]

    @property
    def deleted(self) -> bool:
        return self.row.deleted_at is not None


def ids_of(sides: Iterable[Side]) -> list[str]:
    """The ids of those sessions that are there."""
    return [one.row.id for one in sides if not one.deleted]


def links_to_versions(
    tx: Tx, actor: Actor, sides: Iterable[Side], used: Sequence[tuple[str, str | None]]
) -> dict[str, VersionRef]:
    """Links to versions that sessions used, by their ids; `used` has (session, version).

    Who ran a session has all that it had. Of other sessions the actor is told what may be read:
    what isn't in the answer isn't to be named.
    """
    own = {one.row.id for one in sides if one.row.owner == actor.id}
    had = {version_id for session_id, version_id in used if version_id and session_id in own}
    others = {version_id for _, version_id in used if version_id} - had
    return version_refs(tx, [*had, *readable_of(tx, actor, others)])
