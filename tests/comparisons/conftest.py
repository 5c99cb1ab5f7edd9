"""The bench of sessions that only wait, and sessions that left something."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from jupyter_ext.access.identity import Actor
from jupyter_ext.comparisons.records import Comparison
from jupyter_ext.sessions.model import LoggedResult, Metric, Session
from jupyter_ext.sessions.states import State
from jupyter_ext.store.base import new_id, utcnow
from tests.lineage.conftest import Chain, chain

__all__ = ["Chain", "chain"]


def compare(chain: Chain, *ids: str, actor: Actor | None = None) -> Comparison:
    return chain.services.comparisons.compare(actor or chain.actor, ids)


def started(chain: Chain, **request: Any) -> str:
    return chain.start(**request).id


def end(chain: Chain, *ids: str, **values: Any) -> None:
    """As if they had succeeded."""
    with chain.services.database.write() as tx:
        tx.execute(
            update(Session)
            .where(Session.id.in_(ids))
            .values(**{"state": State.SUCCEEDED.value, **values})
        )


def log(chain: Chain, session_id: str, name: str, *values: float | None) -> None:
    """Values of a metric; None is NaN."""
    log_all(chain, session_id, [(name, value) for value in values])


def log_all(chain: Chain, session_id: str, values: list[tuple[str, float | None]]) -> None:
    with chain.services.database.write() as tx:
        tx.execute(
            insert(Metric),
            [
                {
                    "id": new_id(),
                    "session_id": session_id,
                    "position": place,
                    "name": name,
                    "value": value,
                    "special": "NaN" if value is None else None,
                    "step": None,
                    "at": utcnow(),
                }
                for place, (name, value) in enumerate(values)
            ],
        )


def result(chain: Chain, session_id: str, name: str, content: bytes, position: int = 0) -> None:
    with chain.services.database.write() as tx:
        tx.add(
            LoggedResult(
                session_id=session_id,
                position=position,
                name=name,
                kind="text",
                media_type="text/plain",
                sha256=chain.services.blobs.put_bytes(content),
                size=len(content),
            )
        )


def by_name(rows: Any) -> dict[str, Any]:
    return {getattr(row, "alias", None) or row.name: row for row in rows}
