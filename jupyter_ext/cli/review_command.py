"""`jupyter ext review` and `jupyter ext verify`: a review as a file, and checking it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .product import as_json, echo_json, fail, find_session, opened

TAMPERED = 1


@click.group()
def review() -> None:
    """Reviews of sessions."""


@review.command()
@click.argument("session")
@click.option("--number", type=int, help="Which review; default: the approved one, else the last.")
@click.option("-o", "target", type=click.Path(path_type=Path), help="Where to.")
@as_json
def export(session: str, number: int | None, target: Path | None, as_json: bool) -> None:
    """Write a review of SESSION as one file that `jupyter ext verify` checks."""
    from ..access.identity import os_actor

    with opened() as services:
        session_id = find_session(services, session)
        found = services.reviews.list(os_actor(), session_id)
        if not found:
            fail("This session has no reviews yet.")
        chosen = [one for one in found if number in (None, one.number)]
        if not chosen:
            fail(f"This session has no review {number}.", "--number")
        best = next((one for one in chosen if one.state == "APPROVED"), chosen[0])
        path = target or Path(f"review-{best.number}-of-{session_id[:8]}.zip")
        try:
            services.review_export.export(os_actor(), best.id, path)
        except OSError as error:
            fail(f"{path} can't be written: {error.strerror}.", "-o")
    if as_json:
        echo_json({"review": best.id, "state": best.state, "bundle": str(path.absolute())})
    else:
        click.echo(str(path))


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@as_json
def verify(bundle: Path, as_json: bool) -> None:
    """Check an exported review, without a server; ends with 1 if something was tampered with.

    It tells whether the parts belong together. Who made them all anew isn't found out: for that
    compare the hashes with those in the database (`jupyter ext audit verify`).
    """
    from ..errors import InvalidInput
    from ..reviews.verifying import verify as check

    try:
        problems = check(bundle)
    except InvalidInput as error:
        fail(error.message)
    if as_json:
        echo_json({"bundle": str(bundle.absolute()), "whole": not problems, "problems": problems})
    else:
        for one in problems:
            click.echo(one)
        click.echo(f"{len(problems)} problems found." if problems else "All parts belong together.")
    sys.exit(TAMPERED if problems else 0)
