"""Waiting for the sessions of one launch, and saying how they ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ..access.identity import os_actor
from ..durations import in_words
from ..records import MAX_PAGE
from ..sessions.listing import Filter
from .product import EXIT_CODES, echo_json, table
from .run_command import summary
from .watching import Interrupts, Line, count_interrupts

if TYPE_CHECKING:
    from ..services import Services
    from ..sessions.records import SessionDetail
    from ..workflows.records import WorkflowRecord

_WORST = ("CANCELLED", "FAILED", "CRASHED", "TIMED_OUT")  # what the exit code tells of, first
_MOST_TEXT = 40  # characters of a value


def finish(services: Services, workflow_id: str, heard: Interrupts, *, as_json: bool) -> int:
    """Wait for the end of all, say how they ended; the exit code. Ctrl-C cancels all."""
    found = _watch(services, workflow_id, heard, shown=not as_json)
    sessions = list(_sessions(services, workflow_id))
    if as_json:
        echo_json(
            {
                "workflow": found.id,
                "name": found.name,
                "states": {state.value: count for state, count in found.states.items()},
                "varied": found.varied.model_dump(),
                "sessions": [summary(one) for one in sessions],
            }
        )
    else:
        _tell(found, sessions)
    ends = {one.state.value for one in sessions}
    return EXIT_CODES[next((state for state in _WORST if state in ends), "SUCCEEDED")]


def _watch(
    services: Services, workflow_id: str, heard: Interrupts, *, shown: bool
) -> WorkflowRecord:
    line = Line(shown)
    actor = os_actor()
    interrupts = count_interrupts(heard)
    while True:
        found = services.workflows.get(actor, workflow_id)
        if all(state.is_terminal for state in found.states):
            line.clear()
            return found
        line.show(_progress(found))
        if pressed := next(interrupts):
            line.say("cancelling all …" if pressed == 1 else "cancelling all harder …")
            services.workflows.cancel(actor, workflow_id, "Ctrl-C")
            services.dispatcher.wake()


def _progress(found: WorkflowRecord) -> str:
    over = sum(count for state, count in found.states.items() if state.is_terminal)
    bar = "█" * round(20 * over / found.sessions)
    states = ", ".join(
        f"{count} {state.value.lower().replace('_', ' ')}"
        for state, count in sorted(found.states.items())
    )
    return f"{bar:░<20} {over}/{found.sessions}  {states}"


def _sessions(services: Services, workflow_id: str) -> list[SessionDetail]:
    actor = os_actor()
    found: list[SessionDetail] = []
    offset, total = 0, 1
    while offset < total:
        wish = Filter(workflow_id=workflow_id, sort="number", limit=MAX_PAGE, offset=offset)
        page = services.sessions.list(actor, wish)
        found.extend(services.sessions.get(actor, one.id) for one in page.items)
        offset, total = offset + MAX_PAGE, page.total
    return found


def _tell(found: WorkflowRecord, sessions: list[SessionDetail]) -> None:
    varied = [*found.varied.inputs, *found.varied.parameters]
    table(
        [
            [
                one.id[:8],
                one.state.value.lower().replace("_", " "),
                in_words(one.duration) if one.duration is not None else "",
                *(_values(one).get(alias, "") for alias in varied),
                one.reason or "",
            ]
            for one in sessions
        ],
        ["SESSION", "STATE", "TIME", *varied, "REASON"],
    )
    succeeded = sum(one.state.value == "SUCCEEDED" for one in sessions)
    click.echo(f"{succeeded} of {len(sessions)} succeeded  workflow {found.id}")


def _values(session: SessionDetail) -> dict[str, str]:
    values: dict[str, Any] = {
        one.alias: one.value if isinstance(one.value, str) else json.dumps(one.value)
        for one in session.parameters
    }
    for given in session.inputs:
        if given.version is not None:
            values[given.alias] = f"v{given.version.number}"
    return {
        alias: text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"
        for alias, text in values.items()
    }
