"""One server for the tests of a file that don't kill it, and what can be seen from outside."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..product import Product, until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, running, with room for four; every session is ended afterwards."""
    found = Product(tmp_path_factory.mktemp("product"))
    found.start(capacity=4)
    yield found
    end_all(found)
    found.kill()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Product]:
    """The product, not started yet, for tests that kill it; its runners are ended afterwards."""
    found = Product(tmp_path / "product")
    yield found
    if found.process is None or found.process.poll() is not None:
        found.process = None
        found.start()
    end_all(found)
    found.kill()


def end_all(product: Product) -> None:
    """End every session that isn't over."""
    active = product.get("sessions?active=true&limit=200")["items"]
    for session in active:
        product.post(f"sessions/{session['id']}/cancel")
    for session in active:
        product.wait(session["id"], timeout=60)


def events(product: Product, session_id: str, kind: str) -> list[dict[str, Any]]:
    """The events of one kind in a session's journal."""
    page = product.get(f"sessions/{session_id}/journal?limit=1048576")
    return [event for event in page["events"] if event["e"] == kind]


def pid_of(product: Product, session_id: str, what: str) -> int:
    """The process id of a session's runner (`start`) or kernel (`kernel`), by its journal."""
    found: list[int] = []

    def there() -> bool:
        found.extend(event["pid"] for event in events(product, session_id, what) if event["pid"])
        return bool(found)

    until(there, 30, f"the journal says the pid of the {what}")
    return found[-1]


def lives(pid: int) -> bool:
    """Whether a process runs; one that is dead and only not reaped doesn't."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] not in ("Z", "X")


def kill(pid: int, with_signal: signal.Signals = signal.SIGKILL) -> None:
    os.kill(pid, with_signal)


def executed(product: Product, session_id: str) -> dict[str, Any]:
    """The notebook as executed."""
    notebook: dict[str, Any] = product.get(f"sessions/{session_id}/notebook")
    return notebook


def texts(cell: dict[str, Any]) -> str:
    """What a cell printed."""
    return "".join(
        "".join(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream"
    )
