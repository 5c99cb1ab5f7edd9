"""How long a run will take, from earlier successful ones of the same code."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from .model import Session
from .states import State

LAST = 20  # sessions that the mean is of
MOST = 20  # different codes that are looked up at once


def estimates(tx: Tx, bodies: Iterable[str]) -> dict[str, float]:
    """Mean seconds of the last runs by the hash of their body; nothing for code that never
    succeeded. The cost doesn't grow with the number of sessions kept."""
    found = {}
    for body in sorted(set(bodies))[:MOST]:
        last = (
            select(Session.duration)
            .where(
                Session.body_sha256 == body,
                Session.state == State.SUCCEEDED.value,
                Session.duration.is_not(None),
                Session.cached_from.is_(None),
            )
            .order_by(Session.created_at.desc())
            .limit(LAST)
            .subquery()
        )
        mean = tx.scalar(select(func.avg(last.c.duration)))
        if mean is not None:
            found[body] = float(mean)
    return found
