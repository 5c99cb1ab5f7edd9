"""The sessions that one launch started: how far they are, ending them, running the failed again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.roles import Role
from ..errors import Conflict, InvalidInput
from ..records import Page
from ..sessions.launch import Launch, live_instance, newest_version
from ..sessions.model import Session
from ..sessions.reruns import again
from ..sessions.service import SessionService
from ..sessions.states import State
from ..specifications.model import Specification
from ..specifications.values import same
from ..store.database import Database
from . import listing, reading
from .records import WorkflowRecord, WorkflowSession, WorkflowSummary


class WorkflowService:
    """Launches, each seen as one."""

    def __init__(self, database: Database, sessions: SessionService, host: str) -> None:
        self._database = database
        self._sessions = sessions
        self._host = host

    def list(self, actor: Actor, query: Any) -> Page[WorkflowSummary]:
        """The launches that match, newest first.

        Raises:
            InvalidInput: the list can't be sorted by that column.
        """
        with self._database.read() as tx:
            return listing.page(tx, actor, query)

    def get(self, actor: Actor, workflow_id: str) -> WorkflowRecord:
        """How far its sessions are.

        Raises:
            NotFound: there is no such workflow, or all its sessions were deleted.
        """
        with self._database.read() as tx:
            return reading.record(tx, actor, reading.seen(tx, actor, workflow_id))

    def sessions(self, actor: Actor, workflow_id: str, query: Any) -> Page[WorkflowSession]:
        """Its sessions that match, with what differs between them; archived ones too.

        Raises:
            NotFound: there is no such workflow.
            InvalidInput: the list can't be sorted by that column.
        """
        with self._database.read() as tx:
            row = reading.seen(tx, actor, workflow_id)
            return reading.page(tx, actor, row, query, self._host)

    def cancel(self, actor: Actor, workflow_id: str, reason: str = "") -> WorkflowRecord:
        """End all of its sessions that aren't over and that are the actor's to end, those that
        would start next last of all.

        Raises:
            NotFound: there is no such workflow.
            NotAllowed: none of them is the actor's to end.
        """
        open_ones = [one for one in State if not one.is_terminal]
        with self._database.read() as tx:
            row = reading.seen(tx, actor, workflow_id)
            best = listing.best(tx, actor, [row])[row.id]
            rights.check_role(tx, actor, best, "session", Role.EDITOR)
            going_on = reading.ids(tx, actor, row, open_ones, Role.EDITOR)
        self._sessions.cancel_all(actor, going_on, reason)
        return self.get(actor, workflow_id)

    def rerun_failed(self, actor: Actor, workflow_id: str, key: str) -> WorkflowRecord:
        """Start a workflow with the values and versions of those sessions that didn't succeed.

        Those that such a workflow runs again just now are left out.

        Raises:
            NotFound: there is no such workflow.
            Gone: its instance was deleted.
            Conflict: none has failed, or all that have are run again; or the key was used for
                something else.
            InvalidInput: a version was deleted, or the newest code doesn't take a value.
            TooMany: too many of the actor's sessions would wait.
        """

        def prepare(tx: Tx) -> Launch:
            row = reading.seen(tx, actor, workflow_id)
            instance = live_instance(tx, actor, row.instance_id)
            failed, busy = reading.failed(tx, actor, row)
            if not failed:
                raise _nothing_to_run(busy)
            version = newest_version(tx, tx.get_one(Specification, instance.specification_id))
            wanted = []
            for session in failed:
                one = again(tx, session, instance, version.signature)
                _check_carried(session, one.parameters, version.signature)
                wanted.append(one)
            return Launch(instance, wanted, varied=row.varied, rerun_of=row.id)

        first = self._sessions.submission.submit(
            actor, key, {"rerun failed of workflow": workflow_id}, prepare
        )
        return self.get(actor, self._sessions.get(actor, first).workflow.id)


def _nothing_to_run(busy: Sequence[str]) -> Conflict:
    if not busy:
        return Conflict("None of its sessions has failed, so there is nothing to run again.")
    return Conflict(
        "Those that failed are being run again already. Wait for that, or kill it first.",
        details={"workflows": list(busy)},
    )


def _check_carried(
    session: Session, values: Mapping[str, Any], signature: Mapping[str, Any]
) -> None:
    """Refuse to run a session again with other values than it had.

    Raises:
        InvalidInput: the newest code doesn't take one of them, or has no such parameter.
    """
    types = {one["alias"]: one["type"] for one in signature["parameters"]}
    for alias, had in json.loads(session.parameters_text).items():
        if not (alias in types and alias in values and same(types[alias], values[alias], had)):
            raise InvalidInput(
                f"The newest version of the code doesn't take the value of {alias} that "
                f"{session.name} had. Rerun such sessions one by one.",
                field=f"parameters.{alias}",
            )
