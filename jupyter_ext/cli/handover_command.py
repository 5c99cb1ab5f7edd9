"""`jupyter ext handover`: a session as one archive that runs without jupyter-ext."""

from __future__ import annotations

from pathlib import Path

import click

from .product import as_json, echo_json, find_session, opened, writing


@click.command()
@click.argument("session")
@click.option("-o", "target", type=click.Path(path_type=Path), help="Where to.")
@click.option("--data/--no-data", default=True, help="With the inputs, or with their hashes only.")
@as_json
def handover(session: str, target: Path | None, data: bool, as_json: bool) -> None:
    """Write SESSION as one archive that runs without jupyter-ext.

    It holds the code with its values, the inputs, the packages' versions, the report and a script
    that runs it all again.
    """
    from ..access.identity import os_actor

    with opened(start=False) as services:
        session_id = find_session(services, session)
        made = services.hand_over.make(os_actor(), session_id, data=data)
        path = target or Path(made.filename)
        with writing(path) as file:
            file.writelines(made.chunks())
    if as_json:
        echo_json({"session": session_id, "archive": str(path.absolute())})
    else:
        click.echo(str(path))
