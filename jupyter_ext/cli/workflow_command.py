"""`jupyter ext workflow`: the sessions that one launch started, seen, ended, run again as one."""

from __future__ import annotations

import sys
import uuid
from typing import TYPE_CHECKING

import click

from ..durations import in_words
from .product import as_json, check_text, echo_json, fail, meant, opened, quiet_pipe, table
from .sessions_command import checked_reason, reason_option, states_option

if TYPE_CHECKING:
    from ..services import Services
    from ..workflows.records import WorkflowRecord, WorkflowSummary


@click.group()
def workflow() -> None:
    """The sessions that one launch started, as one."""


@workflow.command("list")
@click.option("--active", is_flag=True, help="Only those that aren't over.")
@click.option("--single", is_flag=True, help="Also the launches of one session.")
@click.option("-q", "text", default="", help="Searched in names and ids.")
@click.option("-n", "limit", default=20, type=click.IntRange(1, 200), show_default=True)
@as_json
@quiet_pipe
def list_(active: bool, single: bool, text: str, limit: int, as_json: bool) -> None:
    """List workflows, newest first: how many of their sessions are over, and in which states."""
    from ..access.identity import os_actor
    from ..workflows.listing import Filter

    wish = Filter(q=text, limit=limit, single=single, active=True if active else None)
    with opened() as services:
        page = services.workflows.list(os_actor(), wish)
    if as_json:
        echo_json(page.model_dump(mode="json"))
        return
    if not page.items:
        click.echo("No workflows." if text or active else _FIRST)
        return
    header = ["WORKFLOW", "OVER", "STATES", "NAME", "OF"]
    table([_row(one) for one in page.items], header)
    if page.total > len(page.items):
        click.echo(f"{page.total - len(page.items)} more; -n shows more of them.")


_FIRST = "No workflows yet. Start one: jupyter ext run NOTEBOOK --each NAME=VALUE --each NAME=VALUE"


def _row(one: WorkflowSummary) -> list[str]:
    from .workflow_run import going_on, in_states

    there = sum(one.states.values())
    return [
        one.id[:8],
        f"{there - going_on(one.states)}/{there}",
        in_states(one.states),
        one.name,
        f"{one.specification.name} v{one.specification_version}",
    ]


@workflow.command()
@click.argument("workflow")
@states_option
@click.option(
    "-n", "limit", default=20, type=click.IntRange(1, 200), show_default=True,
    help="Of its sessions.",
)  # fmt: skip
@click.option("-f", "--follow", is_flag=True, help="Go on until all are over; then end like `run`.")
@as_json
@quiet_pipe
def show(workflow: str, states: tuple[str, ...], limit: int, follow: bool, as_json: bool) -> None:
    """Show WORKFLOW: how far all its sessions are, and what differs between them.

    WORKFLOW is an id, the begin of one, a name, or `last`.
    """
    from ..access.identity import os_actor
    from .watching import Interrupts
    from .workflow_run import exit_code, sessions, tell_sessions, watch

    with opened() as services:
        found = services.workflows.get(os_actor(), _find(services, workflow))
        if follow:
            found = watch(services, found.id, Interrupts(), shown=not as_json)
        page = sessions(services, found.id, limit=limit, state=[one.upper() for one in states])
    if as_json:
        record = found.model_dump(mode="json")
        echo_json({"workflow": record, "sessions": page.model_dump(mode="json")})
    else:
        _tell(found)
        click.echo()
        tell_sessions(found, page.items)
        if page.total > len(page.items):
            click.echo(f"{page.total - len(page.items)} more; -n shows more of them.")
    sys.exit(exit_code(found) if follow else 0)


def _tell(found: WorkflowRecord) -> None:
    from .workflow_run import in_states

    total = found.cells_total
    gone = found.sessions - sum(found.states.values())
    took = (found.ended_at - found.started_at) if found.ended_at and found.started_at else None
    lines = [
        ("workflow", found.id),
        ("name", found.name),
        ("sessions", f"{found.sessions}" + (f", {gone} deleted" if gone else "")),
        ("states", in_states(found.states)),
        ("cells", f"{found.cells_done}/{total}" if total else ""),
        ("of", f"{found.specification.name}, version {found.specification_version}"),
        ("instance", found.instance.name),
        ("created", f"{found.created_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("took", in_words(took.total_seconds()) if took is not None else ""),
        ("rerun of", f"{found.rerun_of.name}  {found.rerun_of.id}" if found.rerun_of else ""),
        *(("run again as", f"{one.name}  {one.id}") for one in found.reruns),
    ]
    table([[name, value] for name, value in lines if value])


@workflow.command()
@click.argument("workflow")
@reason_option
@as_json
def kill(workflow: str, reason: str, as_json: bool) -> None:
    """End all sessions of WORKFLOW that wait or run. Waits for their end."""
    reason = checked_reason(reason)
    from ..access.identity import os_actor
    from .watching import interrupts
    from .workflow_run import document, going_on, in_states, watch

    with interrupts() as heard, opened() as services:
        before = services.workflows.get(os_actor(), _find(services, workflow))
        if going_on(before.states):
            services.workflows.cancel(os_actor(), before.id, reason)
            services.dispatcher.wake()
        found = watch(services, before.id, heard, shown=not as_json)
        if as_json:
            echo_json(document(services, found))
            return
    said = "" if going_on(before.states) else "They were over already: "
    click.echo(f"{said}{in_states(found.states)}  workflow {found.id}")


@workflow.command("rerun-failed")
@click.argument("workflow")
@as_json
def rerun_failed(workflow: str, as_json: bool) -> None:
    """Run those sessions of WORKFLOW that didn't succeed again, as a workflow of their own.

    With the same values and versions and the newest code. Those that are run again just now are
    left out. Waits for the end of all, and ends like `run`; Ctrl-C cancels all.
    """
    from ..access.identity import os_actor
    from .watching import interrupts
    from .workflow_run import finish

    with interrupts() as heard, opened() as services:
        again = services.workflows.rerun_failed(
            os_actor(), _find(services, workflow), uuid.uuid4().hex
        )
        services.dispatcher.wake()
        code = finish(services, again.id, heard, as_json=as_json)
    sys.exit(code)


def _find(services: Services, said: str) -> str:
    """The id of the workflow that is meant: an id, the begin of one, a name, or `last`."""
    from ..access.identity import os_actor
    from ..workflows.listing import Filter

    check_text(said, "workflow")
    if said == "last":
        page = services.workflows.list(os_actor(), Filter(limit=1))
        if not page.items:
            fail(_FIRST)
        return page.items[0].id
    if len(said) == 36:
        return said
    page = services.workflows.list(os_actor(), Filter(q=said, limit=200, single=True))
    return meant(said, page.items, "workflow", "jupyter ext workflow list")
