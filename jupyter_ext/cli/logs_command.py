"""`jupyter ext logs`: what a session printed."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import click

from ..engine.runner.cell_numbers import called
from .product import as_json, echo_json, find_session, opened, quiet_pipe

if TYPE_CHECKING:
    from ..services import Services

_PIECE = 262_144  # bytes
_LOOK_SECONDS = 0.5


@click.command()
@click.argument("session")
@click.option("--run", "name", flag_value="run", help="The run's own log.")
@click.option("--kernel", "name", flag_value="kernel", help="What the kernel's process printed.")
@click.option("-f", "--follow", is_flag=True, help="Go on until the session is over.")
@as_json
@quiet_pipe
def logs(session: str, name: str | None, follow: bool, as_json: bool) -> None:
    """Print the logs of SESSION: what its cells put out, unless one of the logs is named."""
    with opened() as services:
        session_id = find_session(services, session)
        if as_json:
            echo_json(_everything(services, session_id, name))
        elif name is None:
            _print_cells(services, session_id, follow)
        else:
            _print_log(services, session_id, name, follow)


def _everything(services: Services, session_id: str, name: str | None) -> dict[str, Any]:
    from ..access.identity import os_actor

    over = services.sessions.get(os_actor(), session_id).state.is_terminal
    texts = {}
    for one in [name] if name else ["kernel", "run"]:
        text, offset = "", 0
        while True:
            page = services.sessions.log(os_actor(), session_id, one, offset, _PIECE)
            text += page.text
            if page.next >= page.size or page.next == offset:
                break
            offset = page.next
        texts[one] = text
    found: dict[str, Any] = {"session": session_id, "logs": texts, "complete": over}
    if name is None:
        events, offset = [], 0
        while True:
            journal = services.sessions.journal(os_actor(), session_id, offset, _PIECE)
            if not journal.events:
                break
            events += journal.events
            offset = journal.next
        found["journal"] = events
    return found


def _print_log(services: Services, session_id: str, name: str, follow: bool) -> None:
    from ..access.identity import os_actor

    offset = 0
    while True:
        page = services.sessions.log(os_actor(), session_id, name, offset, _PIECE)
        click.echo(page.text, nl=False)
        offset = page.next
        if page.done or (not follow and page.next >= page.size):
            return
        if page.next >= page.size:
            time.sleep(_LOOK_SECONDS)


def _print_cells(services: Services, session_id: str, follow: bool) -> None:
    from ..access.identity import os_actor

    offset, within_a_line = 0, False
    while True:
        page = services.sessions.journal(os_actor(), session_id, offset, _PIECE)
        for event in page.events:
            text = _said(event)
            if not text:
                continue
            whole = not _is_stream(event)  # a stream comes in pieces; the rest has its own lines
            click.echo(("\n" if whole and within_a_line else "") + text, nl=False)
            within_a_line = not text.endswith("\n")
            if whole and within_a_line:
                click.echo()
                within_a_line = False
        offset = page.next
        if page.done or (not follow and not page.events):
            break
        if not page.events:
            time.sleep(_LOOK_SECONDS)
    if within_a_line:
        click.echo()


def _is_stream(event: dict[str, Any]) -> bool:
    return bool((event.get("o") or {}).get("output_type") == "stream")


def _said(event: dict[str, Any]) -> str:
    kind = event.get("e")
    if kind == "cell":
        return f"── {called(event.get('number'))} ──"
    if kind == "note":
        return f"({event.get('text')})"
    if kind == "end":
        return f"── {str(event.get('state')).lower()} ──"
    if kind != "output":
        return ""
    output = event.get("o") or {}
    if output.get("output_type") == "stream":
        return _joined(output.get("text"))
    if output.get("output_type") == "error":
        return "\n".join(output.get("traceback") or [])
    data = output.get("data") or {}
    return _joined(data.get("text/plain")) or f"[{', '.join(data)}]"


def _joined(text: Any) -> str:
    if isinstance(text, list):
        return "".join(map(str, text))
    return text if isinstance(text, str) else json.dumps(text) if text else ""
