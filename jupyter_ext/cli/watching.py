"""Watching a session from a terminal, until it is over; Ctrl-C cancels it."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ..access.identity import os_actor
from ..engine.runner.cell_numbers import called
from .product import printable

if TYPE_CHECKING:
    from ..services import Services
    from ..sessions.records import Progress, SessionDetail

LOOK_SECONDS = 0.1
QUICK_SECONDS = 0.02
QUICK_LOOKS = 100


class Interrupts:
    """Counts Ctrl-C instead of being ended by it."""

    def __init__(self) -> None:
        self.count = 0
        self.came = threading.Event()

    def __call__(self, _number: int, _frame: Any) -> None:
        self.count += 1
        self.came.set()


@contextlib.contextmanager
def interrupts() -> Iterator[Interrupts]:
    """For the time of a `with` block Ctrl-C is counted, not obeyed."""
    found = Interrupts()
    before = signal.signal(signal.SIGINT, found)
    try:
        yield found
    finally:
        signal.signal(signal.SIGINT, before)


def watch(services: Services, session_id: str, heard: Interrupts, *, shown: bool) -> SessionDetail:
    """Wait for a session's end, showing how far it is on stderr; Ctrl-C cancels, twice hurries."""
    actor = os_actor()
    line = Line(shown)
    interrupts = count_interrupts(heard)
    while True:
        session = services.sessions.get(actor, session_id)
        if session.state.is_terminal:
            line.clear()
            return session
        line.show_session(session.state.value, session.progress)
        if pressed := next(interrupts):
            line.say("cancelling …" if pressed == 1 else "cancelling harder …")
            services.sessions.cancel(actor, session_id, "Ctrl-C")
            services.dispatcher.wake()


def count_interrupts(heard: Interrupts) -> Iterator[int]:
    """Wait a moment, again and again: how often Ctrl-C was pressed if it was since, else 0."""
    handled = looks = 0
    while True:
        looks += 1
        heard.came.wait(QUICK_SECONDS if looks < QUICK_LOOKS else LOOK_SECONDS)
        heard.came.clear()
        pressed, handled = (heard.count if heard.count > handled else 0), heard.count
        yield pressed


class Line:
    """One line on stderr that is rewritten; without a terminal, a line for each cell."""

    def __init__(self, shown: bool) -> None:
        self._shown = shown
        self._terminal = sys.stderr.isatty()
        self._last = ""

    def show_session(self, state: str, progress: Progress | None) -> None:
        self.show(_text(state, progress, with_output=self._terminal))

    def show(self, text: str) -> None:
        if not self._shown or text == self._last:
            return
        self._last = text
        if self._terminal:
            width = shutil.get_terminal_size().columns
            click.echo(f"\r{text[: width - 1].ljust(width - 1)}", nl=False, err=True)
        else:
            click.echo(text, err=True)

    def say(self, text: str) -> None:
        if self._shown:
            self.clear()
            click.echo(text, err=True)

    def clear(self) -> None:
        if self._shown and self._terminal and self._last:
            width = shutil.get_terminal_size().columns
            click.echo(f"\r{' ' * (width - 1)}\r", nl=False, err=True)


def _text(state: str, progress: Progress | None, *, with_output: bool) -> str:
    if progress is None:
        return state.lower()
    if progress.waiting:
        place = f" Place {progress.queue_position} in the queue." if progress.queue_position else ""
        return f"queued. {progress.waiting}{place}"
    total, done = progress.cells_total or 0, progress.cells_done or 0
    if not total:
        return progress.phase
    bar = "█" * round(20 * done / total)
    text = f"{bar:░<20} {done}/{total}"
    if progress.cell is not None:
        text += f"  {called(progress.cell.number)}: {progress.cell.head}"
    elif progress.phase != "running":
        text += f"  {progress.phase}"
    if not progress.responding:
        text += "  (not responding)"
    elif with_output and progress.newest_output:
        text += f"  │ {progress.newest_output}"
    return printable(text)
