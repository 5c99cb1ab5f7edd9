"""Launches whose sessions only wait, ended as a test wants it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from jupyter_ext.sessions.model import Execution, Session
from jupyter_ext.sessions.states import State
from jupyter_ext.workflows.queries import WorkflowSessionQuery
from jupyter_ext.workflows.records import WorkflowRecord, WorkflowSession

from .conftest import Waiting


def launch(waiting: Waiting, *rates: float, **more: Any) -> WorkflowRecord:
    session = waiting.start(lists={"parameters": {"rate": list(rates), **more}})
    return waiting.services.workflows.get(waiting.actor, session.workflow.id)


def rows(waiting: Waiting, workflow: WorkflowRecord, **query: Any) -> list[WorkflowSession]:
    wish = WorkflowSessionQuery(**{"limit": 200, **query})
    return waiting.services.workflows.sessions(waiting.actor, workflow.id, wish).items


def get(waiting: Waiting, workflow: WorkflowRecord) -> WorkflowRecord:
    return waiting.services.workflows.get(waiting.actor, workflow.id)


def end(waiting: Waiting, session_id: str, state: State, **values: Any) -> None:
    """As if it had run."""
    with waiting.services.database.write() as tx:
        tx.execute(
            update(Session).where(Session.id == session_id).values(state=state.value, **values)
        )
        tx.execute(
            update(Execution).where(Execution.session_id == session_id).values(state=state.value)
        )
