"""`jupyter ext audit`: the trail of every change."""

from __future__ import annotations

import sys

import click

from .product import as_json, echo_json, opened


@click.group()
def audit() -> None:
    """The trail of every change of every object."""


@audit.command()
@as_json
def verify(as_json: bool) -> None:
    """Check that no row of the trail was changed, removed or put in; ends with 1 if one was."""
    from sqlalchemy import func, select

    from ..access import trail
    from ..access.model import AuditRow

    with opened(start=False) as services, services.database.read() as tx:
        rows = tx.scalar(select(func.count()).select_from(AuditRow)) or 0
        breaks = [{"row": one.seq, "why": one.why} for one in trail.verify(tx)]
    if as_json:
        echo_json({"rows": rows, "whole": not breaks, "breaks": breaks})
    elif breaks:
        for one in breaks:
            click.echo(f"row {one['row']}: {one['why']}")
        click.echo(f"{len(breaks)} breaks in {rows} rows.")
    else:
        click.echo(f"The trail is whole: {rows} rows.")
    sys.exit(1 if breaks else 0)
