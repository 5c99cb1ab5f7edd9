"""`jupyter ext sessions`, `show` and `kill`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..durations import in_words
from .product import as_json, echo_json, fail, find_session, opened, quiet_pipe, table

if TYPE_CHECKING:
    from ..sessions.records import SessionDetail, SessionRecord

_STATES = ["queued", "starting", "running", "cancelling", "succeeded", "failed", "cancelled",
           "timed_out", "crashed"]  # fmt: skip

states_option = click.option(
    "--state", "states", multiple=True, type=click.Choice(_STATES, case_sensitive=False)
)


@click.command()
@click.option("--active", is_flag=True, help="Only those that aren't over.")
@states_option
@click.option("-q", "text", default="", help="Searched in names, notes, tags and ids.")
@click.option("--workflow", "workflow_id", metavar="ID", help="Only those that one launch started.")
@click.option("-n", "limit", default=20, type=click.IntRange(1, 200), show_default=True)
@as_json
@quiet_pipe
def sessions(
    active: bool,
    states: tuple[str, ...],
    text: str,
    workflow_id: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List sessions, newest first."""
    from ..access.identity import os_actor
    from ..sessions.listing import Filter
    from ..sessions.states import State

    with opened() as services:
        page = services.sessions.list(
            os_actor(),
            Filter(
                q=text,
                limit=limit,
                workflow_id=workflow_id,
                active=True if active else None,
                state=[State(one.upper()) for one in states],
            ),
        )
    if as_json:
        echo_json(page.model_dump(mode="json"))
        return
    if not page.items:
        click.echo("No sessions." if text or active or states or workflow_id else _FIRST)
        return
    table([_row(one) for one in page.items], ["SESSION", "STATE", "CELLS", "TIME", "NAME", "OF"])
    if page.total > len(page.items):
        click.echo(f"{page.total - len(page.items)} more; -n shows more of them.")


_FIRST = "No sessions yet. Run a notebook: jupyter ext run NOTEBOOK"


def _row(one: SessionRecord) -> list[str]:
    progress = one.progress
    total = progress.cells_total if progress else one.cells_total
    done = progress.cells_done if progress else one.cells_done
    return [
        one.id[:8],
        "cached" if one.cached_from else one.state.value.lower().replace("_", " "),
        f"{done}/{total}" if total else "",
        in_words(one.duration) if one.duration is not None else "",
        one.name,
        f"{one.specification.name} v{one.specification_version}",
    ]


@click.command()
@click.argument("session")
@as_json
@quiet_pipe
def show(session: str, as_json: bool) -> None:
    """Show SESSION: an id, the begin of one, a name, or `last`."""
    from ..access.identity import os_actor

    with opened() as services:
        found = services.sessions.get(os_actor(), find_session(services, session))
    if as_json:
        echo_json(found.model_dump(mode="json"))
        return
    _tell(found)


def _tell(found: SessionDetail) -> None:
    from .run_command import result_of, tell_failure

    lines = [
        ("session", found.id),
        ("name", found.name),
        ("state", found.state.value.lower().replace("_", " ")),
        ("cached", result_of(found.cached_from) if found.cached_from else ""),
        ("reason", found.reason or ""),
        ("of", f"{found.specification.name}, version {found.specification_version}"),
        ("instance", f"{found.instance.name}, session {found.number}"),
        ("created", f"{found.created_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("took", in_words(found.duration) if found.duration is not None else ""),
        ("cells", f"{found.cells_done}/{found.cells_total}" if found.cells_total else ""),
        *((f"input {one.alias}", _version(one.version)) for one in found.inputs),
        *((f"parameter {one.alias}", str(one.value)) for one in found.parameters),
        *(
            (
                f"output {one.alias}",
                "partial" if one.partial else _version(one.version, "not written"),
            )
            for one in found.outputs
        ),
        *((f"metric {name}", str(value)) for name, value in found.metrics.items()),
    ]
    table([[name, value] for name, value in lines if value])
    tell_failure(found)


def _version(version: object, none: str = "not configured") -> str:
    from ..records import VersionRef

    if not isinstance(version, VersionRef):
        return none
    return f"{version.artifact.name}, version {version.number}  {version.id}"


reason_option = click.option(
    "--reason", default="", help="Why; kept with the session, at most 500 characters."
)


def checked_reason(reason: str) -> str:
    """The reason as it is kept; ends with the code for bad input where it can't be."""
    from pydantic import ValidationError

    from ..sessions.records import CancelRequest

    try:
        return CancelRequest(reason=reason).reason
    except ValidationError as error:
        fail(str(error.errors()[0]["msg"]), "--reason")


@click.command()
@click.argument("session")
@reason_option
@as_json
def kill(session: str, reason: str, as_json: bool) -> None:
    """End SESSION: interrupt, then terminate, then kill. Waits for its end."""
    reason = checked_reason(reason)
    from ..access.identity import os_actor
    from .run_command import summary
    from .watching import interrupts, watch

    with interrupts() as heard, opened() as services:
        session_id = find_session(services, session)
        before = services.sessions.get(os_actor(), session_id)
        if not before.state.is_terminal:
            services.sessions.cancel(os_actor(), session_id, reason)
            services.dispatcher.wake()
        found = watch(services, session_id, heard, shown=not as_json)
    if as_json:
        echo_json(summary(found))
    elif before.state.is_terminal:
        click.echo(f"It was over already: {found.state.value.lower()}.")
    else:
        click.echo(found.state.value.lower() + (f": {found.reason}" if found.reason else ""))
