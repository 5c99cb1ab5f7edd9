"""`jupyter ext artifacts`: what there is, and its versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..store.lists import Whose
from .product import as_json, echo_json, every, fail, meant, opened, quiet_pipe, table, writing

if TYPE_CHECKING:
    from ..services import Services


@dataclass
class Wish:
    """A page of a list, as the services take it."""

    q: str = ""
    tag: list[str] = field(default_factory=list)
    sort: str = ""
    offset: int = 0
    limit: int = 200
    deleted: bool = False
    whose: Whose = "all"
    starred: bool | None = None


@click.command()
@click.argument("artifact", required=False)
@click.option(
    "-q", "text", default="", help="Searched in names, descriptions, notes, tags and ids."
)
@click.option("-n", "limit", default=20, type=click.IntRange(1, 200), show_default=True)
@click.option(
    "-o", "target", type=click.Path(path_type=Path), help="Write the newest version's file here."
)
@as_json
@quiet_pipe
def artifacts(
    artifact: str | None, text: str, limit: int, target: Path | None, as_json: bool
) -> None:
    """List artifacts, newest first; or the versions of ARTIFACT (an id, its begin, or a name)."""
    from ..access.identity import os_actor

    if target is not None and artifact is None:
        raise click.UsageError("-o takes the id of an artifact.")
    with opened() as services:
        if artifact is None:
            page = services.artifacts.list(os_actor(), Wish(q=text, limit=limit))
            if as_json:
                echo_json(page.model_dump(mode="json"))
                return
            rows = [[one.id, str(one.version_count), one.origin, one.name] for one in page.items]
            table(rows, ["ARTIFACT", "VERSIONS", "ORIGIN", "NAME"])
            return
        artifact = _one(services, artifact)
        versions = services.artifacts.versions(os_actor(), artifact, Wish(q=text, limit=limit))
        if target is not None:
            newest = next((one for one in versions.items if one.deleted_at is None), None)
            if newest is None:
                fail("It has no version yet.")
            if newest.kind != "file":
                fail("Its newest version is a folder; download it from JupyterLab.")
            with writing(target) as file:
                file.writelines(services.blobs.chunks(newest.sha256))
        if as_json:
            echo_json(versions.model_dump(mode="json"))
            return
        table(
            [
                [one.id, str(one.number), str(one.size), one.filename, one.name]
                for one in versions.items
            ],
            ["VERSION", "NUMBER", "BYTES", "FILE", "NAME"],
        )


def _one(services: Services, said: str) -> str:
    from ..access.identity import os_actor

    if len(said) == 36:
        return said
    found = every(
        lambda offset, limit: services.artifacts.list(
            os_actor(), Wish(q=said, offset=offset, limit=limit)
        )
    )
    return meant(said, found, "artifact", "jupyter ext artifacts")
