"""Scenes that tests are played in: notebooks on disk, sessions that run to their end."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..access.identity import Actor

if TYPE_CHECKING:
    from ..services import Services
    from ..sessions.records import SessionDetail
    from ..settings import Settings


def write_notebook(path: Path, *cells: str, **metadata: Any) -> Path:
    """A notebook of Python code cells; a cell that begins with `# parameters` has that tag."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(
            {
                "nbformat": 4,
                "nbformat_minor": 5,
                "metadata": {
                    "kernelspec": {
                        "name": "python3",
                        "display_name": "Python 3",
                        "language": "python",
                    },
                    **metadata,
                },
                "cells": [
                    {
                        "id": f"cell-{position}",
                        "cell_type": "code",
                        "source": source,
                        "metadata": {"tags": ["parameters"]}
                        if source.startswith("# parameters")
                        else {},
                        "outputs": [],
                        "execution_count": None,
                    }
                    for position, source in enumerate(cells)
                ],
            }
        )
    )
    return path


class Bench:
    """Services, a user, and a folder with the user's notebooks."""

    def __init__(self, services: Services, actor: Actor, folder: Path) -> None:
        self.services = services
        self.actor = actor
        self.folder = folder

    def notebook(self, *cells: str, name: str = "analysis.ipynb", **metadata: Any) -> Path:
        return write_notebook(self.folder / name, *cells, **metadata)

    def submit(self, path: Path, *, key: str | None = None, **request: Any) -> SessionDetail:
        """Run a file as a session; it waits until a dispatcher looks."""
        from ..sessions.records import RunFileRequest
        from ..specifications.files import local_source

        session = self.services.sessions.submit_file(
            self.actor,
            RunFileRequest(path=str(path), **request),
            local_source(path, []),
            key or uuid.uuid4().hex,
        )
        self.services.dispatcher.wake()
        return session

    def get(self, session_id: str) -> SessionDetail:
        return self.services.sessions.get(self.actor, session_id)

    def wait(self, session_id: str, *states: str, timeout: float = 90.0) -> SessionDetail:
        """Wait until a session is in one of the states, by default over.

        Raises:
            AssertionError: it ended otherwise, or took longer.
        """
        until = time.monotonic() + timeout
        while True:
            session = self.get(session_id)
            if session.state in states or (not states and session.state.is_terminal):
                return session
            assert not session.state.is_terminal, f"{session.state}: {session.reason}"
            assert time.monotonic() < until, f"still {session.state} after {timeout} s"
            time.sleep(0.02)

    def run(self, *cells: str, **request: Any) -> SessionDetail:
        """Run a notebook of these cells to its end."""
        return self.wait(self.submit(self.notebook(*cells), **request).id)


@contextmanager
def running_bench(settings: Settings, actor: Actor, folder: Path) -> Iterator[Bench]:
    """A bench whose dispatcher runs; what still runs at the end is ended."""
    from ..services import Services
    from ..sessions.listing import Filter

    services = Services(settings)
    services.start()
    try:
        yield Bench(services, actor, folder)
        for session in services.sessions.list(actor, Filter(limit=200)).items:
            if not session.state.is_terminal:
                services.sessions.cancel(actor, session.id, "the test is over")
    finally:
        services.close()
