"""`jupyter ext compare`: sessions side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..durations import in_words
from .product import as_json, echo_json, find_session, opened, printable, quiet_pipe, table

if TYPE_CHECKING:
    from ..comparisons.records import ComparedFile, ComparedVersion, Comparison

_WIDEST = 40  # characters of a cell


@click.command()
@click.argument("sessions", nargs=-1, required=True)
@click.option("--all", "everything", is_flag=True, help="Also what is the same in all.")
@as_json
@quiet_pipe
def compare(sessions: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Compare SESSIONS, 2 to 10: metrics, parameters, data, outputs, packages that differ.

    Each is an id, the begin of one, a name, or `last`.
    """
    from ..access.identity import os_actor

    with opened() as services:
        ids = [find_session(services, one) for one in sessions]
        found = services.comparisons.compare(os_actor(), ids)
    if as_json:
        echo_json(found.model_dump(mode="json"))
        return
    header = ["", *(_cell(f"{n} {one.name}") for n, one in enumerate(found.sessions, 1))]
    table([*_facts(found), *_rows(found, everything=everything)], header)
    if not everything:
        click.echo("Only what differs is shown; --all shows the rest.")


def _facts(found: Comparison) -> Iterator[list[str]]:
    yield ["session", *(one.id[:8] for one in found.sessions)]
    yield ["state", *(one.state.value.lower().replace("_", " ") for one in found.sessions)]
    yield [
        "code",
        *(
            _cell(f"{one.specification.name} v{one.specification_version}")
            for one in found.sessions
        ),
    ]
    yield [
        "took",
        *(in_words(one.duration) if one.duration is not None else "" for one in found.sessions),
    ]


def _rows(found: Comparison, *, everything: bool) -> Iterator[list[str]]:
    groups: Sequence[tuple[str, Sequence[Any], Any]] = (
        ("metric", found.metrics, str),
        ("parameter", found.parameters, lambda one: "no value" if one.text is None else one.text),
        ("input", found.inputs, _version),
        ("output", found.outputs, _file),
        ("", found.environments.rows, str),
    )
    for noun, rows, told in groups:
        for row in rows:
            if not (everything or row.differs):
                continue
            name = f"{noun} {row.name if hasattr(row, 'name') else row.alias}".strip()
            yield [_cell(name), *("–" if one is None else _cell(told(one)) for one in row.cells)]


def _version(one: ComparedVersion) -> str:
    return _link(one, otherwise="not configured")


def _file(one: ComparedFile) -> str:
    return _link(one, otherwise="partial" if one.partial else "not written")


def _link(one: ComparedVersion | ComparedFile, *, otherwise: str) -> str:
    if one.hidden:
        return "not shared with you"
    if one.version is None:
        return otherwise
    return f"{one.version.artifact.name} v{one.version.number}"


def _cell(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= _WIDEST else f"{shown[: _WIDEST - 1]}…"
