"""Who besides its owner hears of a change: those with whom the object is shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Executable, literal, select
from sqlalchemy.orm import Session as Tx

from ..artifacts.model import Artifact
from ..instances.model import Instance, InstanceInput, InstanceOutput
from ..reviews.model import Review
from ..sessions.model import Session
from .model import Change, Grant
from .roles import KINDS

Audiences = dict[tuple[str, str], frozenset[str]]  # principals, by kind and id


def is_shared(tx: Tx) -> bool:
    """Whether anything at all is shared here."""
    return tx.scalar(select(literal(1)).select_from(Grant).limit(1)) is not None


def audiences(tx: Tx, rows: Sequence[Change]) -> Audiences:
    """The principals who hear of each object that some changes are of."""
    if not rows or not is_shared(tx):
        return {}
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        ids[row.kind].add(row.object_id)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind in KINDS:
        _add(tx, found, kind, _given(kind, ids[kind]))
    for part in (InstanceInput, InstanceOutput):
        _add(tx, found, "artifact", _given_with_instance(part, ids["artifact"]))
    of_reviews = dict(
        tx.execute(select(Review.id, Review.session_id).where(Review.id.in_(ids["review"]))).all()
    )
    sessions = ids["session"] | set(of_reviews.values())
    if of_reviews:
        _add(tx, found, "session", _given("session", sessions))
    for statement in _given_with_sessions(sessions):
        _add(tx, found, "session", statement)
    for review_id, session_id in of_reviews.items():
        found["review", review_id] |= found["session", session_id]
    return {key: frozenset(principals) for key, principals in found.items() if principals}


def _add(tx: Tx, found: dict[tuple[str, str], set[str]], kind: str, statement: Executable) -> None:
    for object_id, principal in tx.execute(statement):
        found[kind, object_id].add(principal)


def _given(kind: str, ids: Iterable[str]) -> Executable:
    return select(Grant.object_id, Grant.principal).where(
        Grant.kind == kind, Grant.object_id.in_(set(ids))
    )


def _given_with_instance(
    part: type[InstanceInput] | type[InstanceOutput], ids: Iterable[str]
) -> Executable:
    return (
        select(part.artifact_id, Grant.principal)
        .join(Grant, (Grant.kind == "instance") & (Grant.object_id == part.instance_id))
        .join(Instance, Instance.id == part.instance_id)
        .join(Artifact, (Artifact.id == part.artifact_id) & (Artifact.owner == Instance.owner))
        .where(part.artifact_id.in_(set(ids)))
    )


def _given_with_sessions(ids: Iterable[str]) -> list[Executable]:
    wanted = Session.id.in_(set(ids))
    return [
        select(Session.id, Grant.principal)
        .join(Grant, (Grant.kind == "instance") & (Grant.object_id == Session.instance_id))
        .where(wanted),
        select(Session.id, Instance.owner)
        .join(Instance, Instance.id == Session.instance_id)
        .where(wanted),
    ]
