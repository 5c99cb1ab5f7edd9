"""`jupyter ext run`: run a notebook as a session and wait for its end."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..durations import in_words
from ..engine.runner.cell_numbers import called
from .given import Given, check_required, declared, many, names, pairs, typed
from .product import CANCELLED, EXIT_CODES, as_json, echo_json, fail, opened, writing

if TYPE_CHECKING:
    from ..records import Ref
    from ..services import Services
    from ..sessions.records import RunFileRequest, SessionDetail
    from ..specifications.source import Source


write_option = click.option(
    "-o", "target", type=click.Path(path_type=Path), help="Write the executed notebook."
)
cache_option = click.option(
    "--cache/--no-cache",
    "use_cache",
    default=None,
    help="Take the result of an earlier run of the same code, data, values and runtime, "
    "if there is one; default: as the runtime says.",
)
timeout_option = click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), help="Seconds in all."
)


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("-p", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter's value.")
@click.option(
    "-i",
    "inputs",
    multiple=True,
    metavar="ALIAS=FILE",
    help="An input: a file or folder, or the id of an artifact's version.",
)
@click.option(
    "--each",
    "several",
    multiple=True,
    metavar="NAME=VALUE",
    help="One of several values of a parameter, or of several versions of an input: given again "
    "for each. A session runs for each combination.",
)
@click.option(
    "--zip",
    "zipped",
    multiple=True,
    metavar="NAME,NAME",
    help="Those of --each that go in step, first with first, instead of being combined.",
)
@write_option
@click.option("--isolated", is_flag=True, help="Run in a folder of its own, not the notebook's.")
@click.option("--runtime", help="Name or id of the runtime.")
@cache_option
@timeout_option
@click.option("--name", help="Of the session; default: the time.")
@as_json
def run(
    notebook: Path,
    parameters: tuple[str, ...],
    inputs: tuple[str, ...],
    several: tuple[str, ...],
    zipped: tuple[str, ...],
    target: Path | None,
    isolated: bool,
    runtime: str | None,
    use_cache: bool | None,
    timeout: float | None,
    name: str | None,
    as_json: bool,
) -> None:
    """Run NOTEBOOK (or a script) as a session, in its own folder unless --isolated.

    With --each as several sessions. Ends with 0 when it succeeded (all of them did), 1 when it
    failed, 2 for bad usage or input, 3 when it crashed or timed out, 130 when it was cancelled;
    Ctrl-C cancels it and waits for that.
    """
    if isolated and runtime:
        raise click.UsageError("--isolated and --runtime exclude each other.")
    if several and target is not None:
        raise click.UsageError("-o writes one notebook; it can't be given with --each.")
    check_target(target)
    given = Given(pairs(parameters, "-p"), pairs(inputs, "-i"), many(several), names(zipped))
    from ..access.identity import os_actor
    from .watching import interrupts, watch
    from .workflow_run import finish

    with interrupts() as heard, opened(settled=False) as services:
        request, source = _request(
            services,
            notebook,
            given,
            runtime_id=runtime_id(services, runtime, isolated),
            use_cache=use_cache,
            run_timeout=timeout,
            name=name,
        )
        if heard.count:
            sys.exit(CANCELLED)
        session = services.sessions.submit_file(os_actor(), request, source, uuid.uuid4().hex)
        services.dispatcher.wake()
        if session.workflow.sessions > 1:
            sys.exit(finish(services, session.workflow.id, heard, as_json=as_json))
        session = watch(services, session.id, heard, shown=not as_json)
        report(session, write_notebook(services, session, target), as_json=as_json)
    sys.exit(EXIT_CODES[session.state])


def check_target(target: Path | None) -> None:
    """Before anything runs: can the executed notebook be written there at all."""
    if target is not None and not target.absolute().parent.is_dir():
        fail(f"The folder {target.absolute().parent} isn't there.", "-o")
    if target is not None and target.is_dir():
        fail(f"{target} is a folder; name a file.", "-o")


def report(session: SessionDetail, written: Path | None, *, as_json: bool) -> None:
    """Say how it ended, to a person or to a program."""
    if as_json:
        echo_json(summary(session, written))
    else:
        tell(session, written)


def _request(
    services: Services,
    notebook: Path,
    given: Given,
    **more: Any,
) -> tuple[RunFileRequest, Source]:
    """What is to be run; everything that can be wrong about it is found here."""
    from pydantic import ValidationError

    from ..access.identity import os_actor
    from ..sessions.records import Lists, RunFileRequest
    from ..specifications.files import local_source
    from .inputs import taken_in

    actor = os_actor()
    source = local_source(notebook, [])
    signature = services.sessions.signature(actor, source)
    chosen = declared(signature, given.inputs)
    aliases = [one["alias"] for one in signature["inputs"]]
    versions = {name: said for name, said in given.several.items() if name in aliases}
    check_required(signature, chosen | versions)
    values = {
        name: [value for text in said for value in typed(signature, {name: text}).values()]
        for name, said in given.several.items()
        if name not in versions
    }
    try:
        request = RunFileRequest(
            path=source.path,
            parameters=typed(signature, given.parameters),
            inputs={
                alias: taken_in(services, actor, alias, said) for alias, said in chosen.items()
            },
            lists=Lists(
                parameters=values,
                inputs={
                    alias: [taken_in(services, actor, alias, one) for one in said]
                    for alias, said in versions.items()
                },
                zipped=given.zipped,
            )
            if given.several or given.zipped
            else None,
            **more,
        )
    except ValidationError as error:
        problem = error.errors()[0]
        fail(str(problem["msg"]), ".".join(map(str, problem["loc"])))
    return request, source


def runtime_id(services: Services, said: str | None, isolated: bool) -> str | None:
    from ..access.identity import os_actor
    from ..runtimes.service import DEFAULT
    from .artifacts_command import Wish

    if said is None and not isolated:
        return None
    page = services.runtimes.list(os_actor(), Wish())
    if isolated:
        return next(one.id for one in page.items if one.is_default)
    found = next((one.id for one in page.items if said in (one.id, one.name)), None)
    if found is None:
        names = ", ".join(one.name for one in page.items) or DEFAULT
        fail(f"There is no runtime {said!r}; there are: {names}.", "--runtime")
    return found


def write_notebook(services: Services, session: SessionDetail, target: Path | None) -> Path | None:
    """The executed notebook beside and renamed, so that `target` is whole or as it was."""
    from ..access.identity import os_actor

    if target is None or not session.has_report:
        return None
    content = services.sessions.notebook(os_actor(), session.id)
    with writing(target) as file:
        file.writelines(services.blobs.chunks(content.sha256))
    return target


def summary(session: SessionDetail, written: Path | None = None) -> dict[str, Any]:
    """What `--json` prints of a session."""
    record = session.model_dump(mode="json")
    return {
        "session": session.id,
        "name": session.name,
        "number": session.number,
        "state": session.state.value,
        "reason": session.reason,
        "killed_by": session.killed_by,
        "kill_reason": session.kill_reason,
        "cached_from": record["cached_from"],
        "error": record["error"],
        "rerun_of": record["rerun_of"],
        "workflow": session.workflow.id,
        "timings": {
            "created_at": record["created_at"],
            "started_at": record["started_at"],
            "ended_at": record["ended_at"],
            "duration": session.duration,
        },
        "cells": {"total": session.cells_total, "done": session.cells_done},
        "specification": record["specification"],
        "specification_version": session.specification_version,
        "instance": record["instance"],
        "inputs": record["inputs"],
        "parameters": {one.alias: one.value for one in session.parameters},
        "outputs": record["outputs"],
        "metrics": record["metrics"],
        "notebook": str(written) if written else None,
    }


def result_of(source: Ref) -> str:
    """Which session did the work of a cached one."""
    gone = " (deleted)" if source.deleted else ""
    return f"the result of session {source.name}  {source.id}{gone}"


def tell_failure(session: SessionDetail) -> None:
    """The traceback of a cell that raised; what else ended a run its reason says."""
    if session.error is not None and session.error.traceback:
        click.echo(f"{called(session.error.cell_number)}: {session.error.ename}")
        click.echo("\n".join(session.error.traceback))


def tell(session: SessionDetail, written: Path | None) -> None:
    took = f" in {in_words(session.duration)}" if session.duration is not None else ""
    click.echo(f"{session.state.value.lower().replace('_', ' ')}{took}  session {session.id}")
    click.echo(f"code  version {session.specification_version} of {session.specification.name}")
    if session.cached_from is not None:
        click.echo(f"cached: {result_of(session.cached_from)}")
    if session.reason:
        click.echo(session.reason)
    tell_failure(session)
    for name, value in session.metrics.items():
        click.echo(f"metric  {name} = {value}")
    for output in session.outputs:
        if output.version is not None:
            click.echo(
                f"output  {output.alias} → {output.artifact.name}, version "
                f"{output.version.number}  {output.version.id}"
            )
        elif output.partial:
            click.echo(f"output  {output.alias}: partial, kept on the session")
    if written:
        click.echo(f"notebook  {written}")
