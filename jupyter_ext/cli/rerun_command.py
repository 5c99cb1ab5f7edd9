"""`jupyter ext rerun`: run a session again with the newest code."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .given import declared, pairs, typed
from .product import EXIT_CODES, as_json, fail, find_session, opened
from .run_command import (
    cache_option,
    check_target,
    report,
    runtime_id,
    timeout_option,
    write_notebook,
    write_option,
)

if TYPE_CHECKING:
    from ..services import Services
    from ..sessions.records import RerunPlan, RerunRequest

_MOST = 20  # packages that are listed


@click.command()
@click.argument("session")
@click.option("-p", "parameters", multiple=True, metavar="NAME=VALUE", help="Another value.")
@click.option(
    "-i",
    "inputs",
    multiple=True,
    metavar="ALIAS=FILE",
    help="Another input: a file or folder, or the id of a version of its artifact.",
)
@write_option
@click.option("--runtime", help="Name or id of another runtime.")
@cache_option
@timeout_option
@click.option("--name", help="Of the new session; default: the time.")
@as_json
def rerun(
    session: str,
    parameters: tuple[str, ...],
    inputs: tuple[str, ...],
    target: Path | None,
    runtime: str | None,
    use_cache: bool | None,
    timeout: float | None,
    name: str | None,
    as_json: bool,
) -> None:
    """Run SESSION again: its data and values, the newest version of its code.

    SESSION is an id, the begin of one, a name, or `last`. The session stays as it is. Says what
    changed since in the code and in the environment. Ends like `run`.
    """
    check_target(target)
    given = pairs(parameters, "-p"), pairs(inputs, "-i")
    from ..access.identity import os_actor
    from .watching import interrupts, watch

    with interrupts() as heard, opened() as services:
        actor = os_actor()
        session_id = find_session(services, session)
        plan = services.reruns.plan(actor, session_id)
        request = _request(
            services,
            plan,
            given,
            runtime_id=runtime_id(services, runtime, isolated=False),
            use_cache=use_cache,
            run_timeout=timeout,
            name=name,
        )
        if not as_json:
            _tell_changes(services, plan, request)
        started = services.reruns.rerun(actor, session_id, request, uuid.uuid4().hex)
        services.dispatcher.wake()
        ended = watch(services, started.id, heard, shown=not as_json)
        report(ended, write_notebook(services, ended, target), as_json=as_json)
    sys.exit(EXIT_CODES[ended.state])


def _request(
    services: Services,
    plan: RerunPlan,
    given: tuple[dict[str, str], dict[str, str]],
    **more: Any,
) -> RerunRequest:
    from pydantic import ValidationError

    from ..access.identity import os_actor
    from ..sessions.records import RerunRequest
    from .inputs import taken_in

    actor = os_actor()
    version = services.specifications.version(actor, plan.specification.id, str(plan.version))
    signature = version.signature.model_dump(mode="json")
    chosen = declared(signature, given[1])
    try:
        return RerunRequest(
            parameters=typed(signature, given[0]),
            inputs={
                alias: taken_in(services, actor, alias, said) for alias, said in chosen.items()
            },
            **more,
        )
    except ValidationError as error:
        problem = error.errors()[0]
        fail(str(problem["msg"]), ".".join(map(str, problem["loc"])))


def _tell_changes(services: Services, plan: RerunPlan, request: RerunRequest) -> None:
    from ..access.identity import os_actor

    for note in plan.notes:
        click.echo(note)
    click.echo(f"code         {_code(services, plan)}")
    found = services.reruns.environment(os_actor(), plan.session.id, request.runtime_id)
    if not found.known:
        click.echo(f"environment  {found.reason}")
    elif not found.changes:
        click.echo("environment  as it was")
    for one in found.changes[:_MOST]:
        before, after = one.before or "not there", one.after or "not there"
        click.echo(f"environment  {one.name} {before} → {after}")
    if len(found.changes) > _MOST:
        click.echo(f"environment  {len(found.changes) - _MOST} more differ")


def _code(services: Services, plan: RerunPlan) -> str:
    from ..access.identity import os_actor

    if plan.session_version == plan.version:
        return f"version {plan.version}, as it was"
    diff = services.specifications.diff(
        os_actor(), plan.specification.id, plan.session_version, plan.version
    )
    words = [
        f"{count} {kind}"
        for kind in ("changed", "added", "removed")
        if (count := sum(one.kind == kind for one in diff.cells))
    ]
    said = f"cells: {', '.join(words)}" if words else "the same cells"
    return f"version {plan.session_version} → {plan.version} ({said})"
