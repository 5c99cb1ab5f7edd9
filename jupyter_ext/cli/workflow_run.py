"""Waiting for the sessions of one launch, and saying how they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..access.identity import os_actor
from ..durations import in_words
from .product import EXIT_CODES, echo_json, every, table
from .run_command import summary
from .watching import Interrupts, Line, count_interrupts

if TYPE_CHECKING:
    from ..records import Page
    from ..services import Services
    from ..sessions.states import State
    from ..workflows.records import WorkflowRecord, WorkflowSession

_WORST = ("CANCELLED", "FAILED", "CRASHED", "TIMED_OUT")  # what the exit code tells of, first
_MOST_TEXT = 40  # characters of a value


def finish(services: Services, workflow_id: str, heard: Interrupts, *, as_json: bool) -> int:
    """Wait for the end of all, say how they ended; the exit code. Ctrl-C cancels all."""
    found = watch(services, workflow_id, heard, shown=not as_json)
    if as_json:
        echo_json(document(services, found))
    else:
        rows = list(_every_session(services, workflow_id))
        tell_sessions(found, rows)
        succeeded = sum(one.state.value == "SUCCEEDED" for one in rows)
        click.echo(f"{succeeded} of {len(rows)} succeeded  workflow {found.id}")
    return exit_code(found)


def exit_code(found: WorkflowRecord) -> int:
    """That of the worst end; 0 only if all succeeded."""
    ends = {state.value for state in found.states}
    return EXIT_CODES[next((state for state in _WORST if state in ends), "SUCCEEDED")]


def watch(
    services: Services, workflow_id: str, heard: Interrupts, *, shown: bool
) -> WorkflowRecord:
    """Wait for the end of all, showing how far they are on stderr; Ctrl-C cancels all."""
    line = Line(shown)
    actor = os_actor()
    interrupts = count_interrupts(heard)
    while True:
        found = services.workflows.get(actor, workflow_id)
        if going_on(found.states) == 0:
            line.clear()
            return found
        line.show(_progress(found))
        if pressed := next(interrupts):
            line.say("cancelling all …" if pressed == 1 else "cancelling all harder …")
            services.workflows.cancel(actor, workflow_id, "Ctrl-C")
            services.dispatcher.wake()


def document(services: Services, found: WorkflowRecord) -> dict[str, Any]:
    """What `--json` prints of a launch that is over."""
    actor = os_actor()
    return {
        "workflow": found.id,
        "name": found.name,
        "states": {state.value: count for state, count in found.states.items()},
        "varied": found.varied.model_dump(),
        "sessions": [
            summary(services.sessions.get(actor, one.id))
            for one in _every_session(services, found.id)
        ],
    }


def sessions(services: Services, workflow_id: str, **wish: Any) -> Page[WorkflowSession]:
    """Some of its sessions, in the order of the launch."""
    from ..workflows.queries import WorkflowSessionQuery

    query = WorkflowSessionQuery(**wish)
    return services.workflows.sessions(os_actor(), workflow_id, query)


def tell_sessions(found: WorkflowRecord, rows: Sequence[WorkflowSession]) -> None:
    """A line for each session, with what isn't the same in all."""
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
            for one in rows
        ],
        ["SESSION", "STATE", "TIME", *varied, "REASON"],
    )


def going_on(states: Mapping[State, int]) -> int:
    """How many wait or run."""
    return sum(count for state, count in states.items() if not state.is_terminal)


def in_states(states: Mapping[State, int]) -> str:
    """`2 failed, 1 running, 9 succeeded`."""
    return ", ".join(
        f"{count} {state.value.lower().replace('_', ' ')}"
        for state, count in sorted(states.items())
    )


def _progress(found: WorkflowRecord) -> str:
    there = sum(found.states.values())
    over = there - going_on(found.states)
    bar = "█" * round(20 * over / there)
    return f"{bar:░<20} {over}/{there}  {in_states(found.states)}"


def _every_session(services: Services, workflow_id: str) -> Iterator[WorkflowSession]:
    return every(lambda offset, limit: sessions(services, workflow_id, limit=limit, offset=offset))


def _values(session: WorkflowSession) -> dict[str, str]:
    values: dict[str, Any] = {
        alias: value if isinstance(value, str) else json.dumps(value)
        for alias, value in session.varied_parameters.items()
    }
    for alias, version in session.varied_inputs.items():
        values[alias] = f"v{version.number}"
    return {
        alias: text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"
        for alias, text in values.items()
    }
