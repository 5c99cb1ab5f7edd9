"""The services behind a command, and its errors as exit codes."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from ..engine.places import DispatcherKind
    from ..records import Page
    from ..services import Services
    from ..sessions.records import SessionRecord

BAD_INPUT = 2
CANCELLED = 130
EXIT_CODES = {"SUCCEEDED": 0, "FAILED": 1, "CANCELLED": CANCELLED, "TIMED_OUT": 3, "CRASHED": 3}
SETTLE_SECONDS = 20.0

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@contextlib.contextmanager
def opened(
    kind: DispatcherKind = "cli",
    *,
    start: bool = True,
    settled: bool = True,
    settings: Mapping[str, Any] | None = None,
) -> Iterator[Services]:
    """The services; what ended while nobody looked is known first. Errors end the command with 2.

    Runs that go on are left to the server, a worker or the next command.
    """
    from ..errors import JupyterExtError
    from ..services import Services
    from ..settings import Settings

    try:
        services = Services(Settings(**(settings or {})), kind)
        try:
            if start:
                services.dispatcher.start()
                if settled:
                    services.dispatcher.settle(SETTLE_SECONDS)
            yield services
        finally:
            services.close()
    except JupyterExtError as error:
        fail(error.message, error.field)


def fail(message: str, field: str | None = None) -> NoReturn:
    """End with a message on stderr and the code for bad input."""
    click.echo(f"Error: {field}: {message}" if field else f"Error: {message}", err=True)
    sys.exit(BAD_INPUT)


def echo_json(value: Any) -> None:
    """One JSON document on stdout, whatever it holds."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


@contextlib.contextmanager
def writing(target: Path) -> Iterator[BinaryIO]:
    """The file that `-o` names, there when all of it was written; ends with the code for bad input
    where it can't be."""
    from ..store.archives import whole_file

    try:
        with whole_file(target) as file:
            yield file
    except OSError as error:
        fail(f"{target} can't be written: {error.strerror}.", "-o")


def find_session(services: Services, said: str) -> str:
    """The id of the session that is meant: an id, the begin of one, a name, or `last`."""
    from ..access.identity import os_actor
    from ..sessions.listing import Filter

    check_text(said, "session")
    if said == "last":
        page = services.sessions.list(os_actor(), Filter(limit=1))
        if not page.items:
            fail("There are no sessions yet.")
        return page.items[0].id
    if len(said) == 36:
        return said
    return meant(said, _matching(services, said), "session", "jupyter ext sessions")


def check_text(said: str, noun: str) -> None:
    """Refuse what can't be a name; ends with the code for bad input."""
    try:
        said.encode()
    except UnicodeEncodeError:
        fail(f"A {noun}'s name is text; this holds bytes that are none.")


def _matching(services: Services, said: str) -> Iterator[SessionRecord]:
    """Every session that the search finds: by its instance's name it may find very many."""
    from ..access.identity import os_actor
    from ..sessions.listing import Filter

    return every(
        lambda offset, limit: services.sessions.list(
            os_actor(), Filter(q=said, limit=limit, offset=offset)
        )
    )


def every(page_of: Callable[[int, int], Page[T]]) -> Iterator[T]:
    """All that a list holds; `page_of` gives the part from an offset, as many as a limit says."""
    from ..records import MAX_PAGE

    offset, total = 0, 1
    while offset < total:
        page = page_of(offset, MAX_PAGE)
        yield from page.items
        offset, total = offset + MAX_PAGE, page.total


def meant(said: str, found: Iterable[Any], noun: str, listing: str) -> str:
    """The id of the one of them that is meant: by the begin of its id, or its name."""
    exact = {one.id for one in found if one.id.startswith(said.lower()) or one.name == said}
    if len(exact) == 1:
        return str(*exact)
    if not exact:
        fail(f"There is no {noun} {said!r}; `{listing}` lists them.")
    fail(f"{len(exact)} {noun}s are meant by {said!r}; say more of the id.")


def table(rows: list[list[str]], header: list[str] | None = None) -> None:
    """Columns on stdout, as wide as what they hold, which can't steer the terminal."""
    lines = [[*map(printable, line)] for line in ([header, *rows] if header else rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def printable(text: str) -> str:
    """On one line, without what would steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def quiet_pipe(command: F) -> F:
    """A reader that stops reading (`| head`) is no error."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)

    return run  # type: ignore[return-value]
