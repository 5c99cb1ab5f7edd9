"""`jupyter ext report`: the report of a session as one file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from .product import as_json, echo_json, find_session, opened, writing


@click.command()
@click.argument("session")
@click.option("-o", "target", type=click.Path(path_type=Path), help="Where to; `-`: stdout.")
@click.option("--code/--no-code", default=True, help="With the code, or without.")
@click.option("--pdf", is_flag=True, help="As PDF, where Chromium is installed.")
@as_json
def report(session: str, target: Path | None, code: bool, pdf: bool, as_json: bool) -> None:
    """Write the report of SESSION, complete in one file."""
    from ..access.identity import os_actor
    from ..sessions.reports import ReportWish

    with opened() as services:
        session_id = find_session(services, session)
        wish = ReportWish(code=code, format="pdf" if pdf else "html")
        made = services.session_reports.report(os_actor(), session_id, wish)
        if str(target) == "-":
            sys.stdout.buffer.write(made.path.read_bytes())
            return
        chosen = target or Path(_file_name(made.filename))
        with writing(chosen) as file, made.path.open("rb") as page:
            shutil.copyfileobj(page, file)
    if as_json:
        echo_json({"session": session_id, "report": str(chosen.absolute())})
    else:
        click.echo(str(chosen))


def _file_name(name: str) -> str:
    return "".join("_" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in name)
