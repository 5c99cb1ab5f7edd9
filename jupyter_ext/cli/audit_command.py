"""`jupyter ext audit`: the trail of every change."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

import click

from .product import as_json, echo_json, fail, opened, quiet_pipe, writing

if TYPE_CHECKING:
    from ..audit.verifying import Checked

TAMPERED = 1


@click.group()
def audit() -> None:
    """The trail of every change of every object."""


def _time(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if value else None
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC) if found else None
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f"{value!r} isn't a time; say 2026-11-22 or 2026-11-22T14:00+01:00."
        ) from error


@audit.command()
@click.option("--object", "object_id", metavar="ID", help="Only of this object.")
@click.option(
    "--since", metavar="TIME", callback=_time, help="Then or later; UTC unless it says otherwise."
)
@click.option("--until", metavar="TIME", callback=_time, help="Earlier than that.")
@click.option("--user", "users", multiple=True, help="Only by this one; several may be given.")
@click.option("--action", "actions", multiple=True, help="Only this; several may be given.")
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True
)
@click.option("-o", "target", type=click.Path(path_type=Path), help="Where to; default: stdout.")
@quiet_pipe
def export(
    object_id: str | None,
    since: datetime | None,
    until: datetime | None,
    users: tuple[str, ...],
    actions: tuple[str, ...],
    form: Literal["jsonl", "csv"],
    target: Path | None,
) -> None:
    """Write the trail, or what is wanted of it, a row a line; all users' rows.

    The last line has the head of the chain, by which `jupyter ext audit verify --file` checks it.
    """
    from ..access.rights import is_id
    from ..audit.export import lines
    from ..audit.filters import Wanted

    if object_id is not None and not is_id(object_id):
        fail("Say the whole id, 36 characters.", "--object")
    wanted = Wanted(object_id, since, until, users, actions)
    with opened(start=False) as services, services.database.read() as tx, _file(target) as file:
        for line in lines(tx, wanted, form):
            file.write(line)


@contextlib.contextmanager
def _file(target: Path | None) -> Iterator[IO[str]]:
    """Stdout, or a file that is there when all of it was written."""
    if target is None or str(target) == "-":
        sys.stdout.reconfigure(newline="") if hasattr(sys.stdout, "reconfigure") else None
        yield sys.stdout
        return
    with writing(target) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        yield text
        text.detach()


@audit.command()
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path),
    help="Check this export instead; no database is needed.",
)
@click.option("--compare", is_flag=True, help="With --file: also against the trail here.")
@click.option("--head", metavar="HASH", help="Also that the row with this hash is still there.")
@as_json
def verify(path: Path | None, compare: bool, head: str | None, as_json: bool) -> None:
    """Check that no row of the trail was changed, removed or put in; ends with 1 if one was.

    Who makes the whole chain anew, or takes its newest rows away, isn't found out by it alone:
    note the hash of its head elsewhere, and give it with --head.
    """
    if path is None:
        if compare:
            raise click.UsageError("--compare needs --file.")
        _verify_trail(head, as_json)
    else:
        if head is not None and not compare:
            raise click.UsageError("--head looks into the trail: with --file, give --compare too.")
        _verify_file(path, compare, head, as_json)


def _verify_trail(head: str | None, as_json: bool) -> None:
    from sqlalchemy import func, select

    from ..access import trail
    from ..access.model import AuditRow

    with opened(start=False) as services, services.database.read() as tx:
        rows = tx.scalar(select(func.count()).select_from(AuditRow)) or 0
        breaks = [{"row": one.seq, "why": one.why} for one in trail.verify(tx)]
        seq, found = trail.head(tx)
        if head is not None and not _has(tx, head):
            breaks.append({"row": seq, "why": f"no row has the hash {head}"})
    if as_json:
        facts = {"rows": rows, "head": {"seq": seq, "hash": found}}
        echo_json({**facts, "whole": not breaks, "breaks": breaks})
    elif breaks:
        for one in breaks:
            click.echo(f"row {one['row']}: {one['why']}")
        click.echo(f"{len(breaks)} breaks in {rows} rows.")
    else:
        click.echo(f"The trail is whole: {rows} rows. Its head is {found}")
    sys.exit(TAMPERED if breaks else 0)


def _has(tx: Any, head: str) -> bool:
    from sqlalchemy import select

    from ..access.model import AuditRow

    return tx.scalar(select(AuditRow.seq).where(AuditRow.hash == head.strip().lower())) is not None


def _verify_file(path: Path, compare: bool, head: str | None, as_json: bool) -> None:
    from ..audit.verifying import verify as check
    from ..errors import InvalidInput

    try:
        if compare:
            with opened(start=False) as services, services.database.read() as tx:
                found = check(path, tx)
                if head is not None and not _has(tx, head):
                    found.problems.append(f"No row of the trail has the hash {head}.")
        else:
            found = check(path)
    except InvalidInput as error:
        fail(error.message, "--file")
    _tell(path, found, as_json)
    sys.exit(TAMPERED if found.problems else 0)


def _tell(path: Path, found: Checked, as_json: bool) -> None:
    if as_json:
        echo_json(
            {
                "file": str(path.absolute()),
                "rows": found.rows,
                "filters": found.filters,
                "head": found.head,
                "whole": not found.problems,
                "problems": found.problems,
            }
        )
        return
    for one in found.problems:
        click.echo(one)
    if found.problems:
        click.echo(f"{len(found.problems)} problems in {found.rows} rows.")
        return
    held = "what was wanted of the trail" if found.filters else "the whole trail"
    click.echo(
        f"The file is whole: {found.rows} rows, {held}. "
        f"The head of the chain was row {found.head.get('seq')}, {found.head.get('hash')}"
    )
