"""Starting sessions: one key is one launch, which is made whole or not at all.

Nothing runs here. The same key gives the same sessions, however often and from however many
places at once it is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..errors import Conflict, NotFound, TooMany
from ..runtimes.service import RuntimeService
from ..store.blobs import Blobs
from ..store.database import Database
from .launch import Launch
from .model import Session, Workflow
from .states import State
from .writing import Writer


class Submission:
    """Writes new sessions into the queue of a pool."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        runtimes: RuntimeService,
        *,
        pool: str,
        only_dispatcher: str | None,
        max_queued: int,
        max_launch: int,
        root: Path | None,
    ) -> None:
        self._database = database
        self._writer = Writer(blobs, runtimes, pool, only_dispatcher, max_launch, root)
        self._max_queued = max_queued

    def submit(
        self,
        actor: Actor,
        key: str,
        request: Mapping[str, Any],
        prepare: Callable[[Tx], Launch],
    ) -> str:
        """Write the sessions of a launch, or find those that this key has made; the first's id.

        `request` is what the key stands for; `prepare` says in the transaction what to run. All
        sessions are made or none.

        Raises:
            Conflict: the key was used for something else.
            TooMany: too many sessions of the actor would wait.
            TooLarge: the values of all of them would take too much.
            InvalidInput: an input or a value can't be taken, with the field.
        """
        digest = hashlib.sha256(
            json.dumps(request, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()
        for last in (False, True):
            try:
                with self._database.write() as tx:
                    found = self.known(tx, actor, key, digest)
                    if found is not None:
                        return found
                    room = self._room(tx, actor)
                    return self._writer.write(tx, actor, prepare(tx), (key, digest), room)
            except IntegrityError:
                if last:
                    raise  # not the key: another process can win only once
        raise AssertionError("unreachable")

    def known(self, tx: Tx, actor: Actor, key: str, digest: str) -> str | None:
        """The first session of the launch that a key has made.

        Raises:
            Conflict: it was made by another request.
            NotFound: all its sessions were deleted.
        """
        row = tx.execute(
            select(Workflow.id, Workflow.request_hash).where(
                Workflow.owner == actor.id, Workflow.idempotency_key == key
            )
        ).first()
        if row is None:
            return None
        first = tx.scalars(
            select(Session.id)
            .where(Session.workflow_id == row.id, Session.deleted_at.is_(None))
            .order_by(Session.number)
            .limit(1)
        ).first()
        if row.request_hash != digest:
            raise Conflict(
                "This idempotency key was used for another request. Send a new key.",
                details={"session_id": first},
            )
        if first is None:
            raise NotFound("The session that this key has made was deleted. Send a new key.")
        return first

    def _room(self, tx: Tx, actor: Actor) -> int:
        """How many more sessions of the actor may wait."""
        waiting = tx.scalar(
            select(func.count())
            .select_from(Session)
            .where(Session.owner == actor.id, Session.state == State.QUEUED.value)
        )
        room = self._max_queued - (waiting or 0)
        if room < 1:
            raise TooMany(
                f"{waiting} of your sessions wait already. Let some run, or stop pending ones."
            )
        return room
