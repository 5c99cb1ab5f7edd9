"""`jupyter ext run`: run a notebook as a session and wait for its end."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..durations import in_words
from ..engine.runner.cell_numbers import called
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
    target: Path | None,
    isolated: bool,
    runtime: str | None,
    use_cache: bool | None,
    timeout: float | None,
    name: str | None,
    as_json: bool,
) -> None:
    """Run NOTEBOOK (or a script) as a session, in its own folder unless --isolated.

    Ends with 0 when it succeeded, 1 when it failed, 2 for bad usage or input, 3 when it crashed
    or timed out, 130 when it was cancelled; Ctrl-C cancels it and waits for that.
    """
    if isolated and runtime:
        raise click.UsageError("--isolated and --runtime exclude each other.")
    check_target(target)
    given = pairs(parameters, "-p"), pairs(inputs, "-i")
    from ..access.identity import os_actor
    from .watching import interrupts, watch

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


def pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.UsageError(f"{option} takes NAME=VALUE, not {text!r}.")
        if name in found:
            raise click.UsageError(f"{option} {name} is there twice.")
        found[name] = value
    return found


def _request(
    services: Services,
    notebook: Path,
    given: tuple[dict[str, str], dict[str, str]],
    **more: Any,
) -> tuple[RunFileRequest, Source]:
    """What is to be run; everything that can be wrong about it is found here."""
    from pydantic import ValidationError

    from ..access.identity import os_actor
    from ..sessions.records import RunFileRequest
    from ..specifications.files import local_source
    from .inputs import taken_in

    actor = os_actor()
    source = local_source(notebook, [])
    signature = services.sessions.signature(actor, source)
    chosen = declared(signature, given[1])
    check_required(signature, chosen)
    try:
        request = RunFileRequest(
            path=source.path,
            parameters=typed(signature, given[0]),
            inputs={
                alias: taken_in(services, actor, alias, said) for alias, said in chosen.items()
            },
            **more,
        )
    except ValidationError as error:
        problem = error.errors()[0]
        fail(str(problem["msg"]), ".".join(map(str, problem["loc"])))
    return request, source


def typed(signature: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Values as the signature has them; of a parameter that it doesn't name as JSON, else text."""
    from ..specifications.values import ValueProblem, from_text

    declared = {one["alias"]: one for one in signature["parameters"]}
    values: dict[str, Any] = {}
    for name, text in texts.items():
        field = f"parameters.{name}"
        parameter = declared.get(name)
        if parameter is None:
            values[name] = _json_or_text(text)
            continue
        try:
            values[name] = from_text(parameter["type"], text, parameter.get("choices") or [], field)
        except ValueProblem as problem:
            fail(problem.message, problem.field)
    return values


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def declared(signature: Mapping[str, Any], inputs: dict[str, str]) -> dict[str, str]:
    """Refuse an input that the notebook doesn't have before its file is taken in."""
    aliases = [one["alias"] for one in signature["inputs"]]
    for alias in inputs:
        if alias not in aliases:
            there = f"it has {', '.join(aliases)}" if aliases else "it has none"
            fail(f"The notebook has no input {alias!r}; {there}.", f"inputs.{alias}")
    return inputs


def check_required(signature: Mapping[str, Any], inputs: Mapping[str, str]) -> None:
    """Refuse to run without the data that the notebook can't do without."""
    for one in signature["inputs"]:
        alias = one["alias"]
        if one.get("required") and alias not in inputs:
            fail(
                f"The notebook needs data for the input {alias!r}: give it with -i {alias}=FILE.",
                f"inputs.{alias}",
            )


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
