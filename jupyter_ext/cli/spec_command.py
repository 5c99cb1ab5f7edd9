"""`jupyter ext spec`: specifications, and taking them from one installation to another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .artifacts_command import Wish
from .product import as_json, echo_json, every, fail, meant, opened, quiet_pipe, table, writing

if TYPE_CHECKING:
    from ..records import Page
    from ..services import Services
    from ..specifications.records import SpecificationRecord


@dataclass
class _Wish(Wish):
    """A page of specifications, as the service takes it."""

    status: str = "all"
    ad_hoc: bool = True


@click.group()
def spec() -> None:
    """Specifications, and taking them from one installation to another."""


@spec.command("list")
@click.option(
    "-q", "text", default="", help="Searched in names, descriptions, notes, tags and ids."
)
@click.option("-n", "limit", default=20, type=click.IntRange(1, 200), show_default=True)
@as_json
@quiet_pipe
def list_(text: str, limit: int, as_json: bool) -> None:
    """List specifications, newest first."""
    with opened(start=False) as services:
        page = _found(services, text, 0, limit)
    if as_json:
        echo_json(page.model_dump(mode="json"))
        return
    rows = [
        [one.id, str(one.newest_version), "yes" if one.registered_at else "no", one.name]
        for one in page.items
    ]
    table(rows, ["SPECIFICATION", "VERSIONS", "REGISTERED", "NAME"])


@spec.command()
@click.argument("specification")
@click.option(
    "-v", "--version", "versions", multiple=True, type=int,
    help="A version's number; repeat it for more. Default: all of them.",
)  # fmt: skip
@click.option("-o", "target", type=click.Path(path_type=Path), help="Where to.")
@as_json
def export(
    specification: str, versions: tuple[int, ...], target: Path | None, as_json: bool
) -> None:
    """Write SPECIFICATION (an id or a name) as one file that `jupyter ext spec import` takes."""
    from ..access.identity import os_actor

    with opened(start=False) as services:
        found = _one(services, specification)
        bundle = services.bundle_export.export(os_actor(), found, versions)
        path = target or Path(bundle.filename)
        with writing(path) as file:
            file.writelines(bundle.chunks())
    if as_json:
        echo_json({"specification": found, "bundle": str(path.absolute())})
    else:
        click.echo(str(path))


@spec.command("import")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--name", help="Of the new specification; default: the name it had.")
@click.option("--into", help="Add the versions to this specification (an id or a name) instead.")
@as_json
def import_(bundle: Path, name: str | None, into: str | None, as_json: bool) -> None:
    """Make a new specification of BUNDLE, or further versions of one.

    All of it or nothing: a file that isn't what it should be is refused, and the reason named.
    """
    from pydantic import TypeAdapter, ValidationError

    from ..access.identity import os_actor
    from ..records import Name

    if name is not None and into is not None:
        raise click.UsageError("--name is of a new specification; --into adds to one.")
    try:
        title = None if name is None else TypeAdapter(Name).validate_python(name)
    except ValidationError as error:
        fail(error.errors()[0]["msg"].removeprefix("Value error, "), "--name")
    with opened(start=False) as services:
        target = None if into is None else _one(services, into)
        done = services.bundle_import.from_file(
            os_actor(), bundle, name=bundle.name, title=title, into=target
        )
    if as_json:
        echo_json(done.model_dump(mode="json"))
        return
    known = f", {done.known} were there already" if done.known else ""
    click.echo(f"{done.specification.id}  {done.specification.name}")
    count = len(done.versions)
    click.echo(f"{count} version{'' if count == 1 else 's'} imported{known}.")


def _found(services: Services, text: str, offset: int, limit: int) -> Page[SpecificationRecord]:
    from ..access.identity import os_actor

    return services.specifications.list(os_actor(), _Wish(q=text, offset=offset, limit=limit))


def _one(services: Services, said: str) -> str:
    if len(said) == 36:
        return said
    found = every(partial(_found, services, said))
    return meant(said, found, "specification", "jupyter ext spec list")
