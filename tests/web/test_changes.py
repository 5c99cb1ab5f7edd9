"""The websocket of changes: whose, from where on, how often, and what a slow reader gets."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from jupyter_ext.access.identity import os_actor
from jupyter_ext.access.trail import announce
from jupyter_ext.web import changes
from jupyter_ext.web.changes import Paced


class Reader:
    """A page's end of the socket."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def message(self, timeout: float = 10.0) -> dict[str, Any]:
        text = await asyncio.wait_for(self._socket.read_message(), timeout)
        assert text is not None, "the server closed the socket"
        found: dict[str, Any] = json.loads(text)
        return found

    async def change(self, object_id: str) -> dict[str, Any]:
        """The next change of one object; other messages are passed over."""
        while True:
            found = await self.message()
            if found["type"] == "change" and found["id"] == object_id:
                return found

    async def until(self, kind: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The next message of a type, and what came before it."""
        before = []
        while True:
            found = await self.message()
            if found["type"] == kind:
                return found, before
            before.append(found)

    async def close_code(self) -> int:
        """The code with which the server closes the socket."""
        assert await asyncio.wait_for(self._socket.read_message(), 10) is None
        found: int = self._socket.close_code
        return found

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def services(jp_serverapp: Any) -> Any:
    return jp_serverapp.web_app.settings["jupyter_ext"]


@pytest.fixture
def connect(jp_ws_fetch: Any) -> Any:
    async def opened(**params: Any) -> Reader:
        return Reader(await jp_ws_fetch("jupyter-ext", "api", "changes", params=params))

    return opened


def tell(services: Any, object_id: str, action: str = "updated", owner: str | None = None) -> None:
    with services.database.write() as tx:
        announce(tx, "artifact", object_id, action, owner=owner or os_actor().id)


async def test_says_hello_then_what_happens(services: Any, connect: Any) -> None:
    reader = await connect()

    hello = await reader.message()
    tell(services, "a")
    change = await reader.change("a")

    assert hello["type"] == "hello"
    assert change["seq"] > hello["seq"]
    assert (change["kind"], change["action"], change["data"]) == ("artifact", "updated", None)
    assert "owner" not in change


async def test_what_is_somebody_elses_is_not_told(services: Any, connect: Any) -> None:
    reader = await connect()
    await reader.message()

    tell(services, "theirs", owner="somebody else")
    tell(services, "mine")
    first, _ = await reader.until("change")

    assert first["id"] == "mine"


async def test_who_comes_back_gets_what_was_missed_once_and_in_order(
    services: Any, connect: Any
) -> None:
    reader = await connect()
    seq = (await reader.message())["seq"]
    reader.close()
    for name in "abc":
        tell(services, name)
    tell(services, "theirs", owner="somebody else")

    reader = await connect(since=seq)
    await reader.message()
    tell(services, "d")
    told = [(await reader.message())["id"] for _ in range(4)]

    assert told == ["a", "b", "c", "d"]


@pytest.mark.parametrize("since", [10**9, 0])
async def test_who_was_away_too_long_is_told_to_refetch(
    services: Any, connect: Any, since: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        tell(services, f"x{number}")
    monkeypatch.setattr("jupyter_ext.access.follower.CATCH_UP", 3)

    reader = await connect(since=since)
    message, before = await reader.until("refetch")

    assert 0 <= message["seq"] < 10**9
    assert [one["type"] for one in before] == ["hello"]


async def test_a_heartbeat_says_that_the_line_is_alive(
    connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "HEARTBEAT_SECONDS", 0.2)
    reader = await connect()

    beat, _ = await reader.until("heartbeat")
    again, _ = await reader.until("heartbeat")

    assert again["seq"] >= beat["seq"]


async def test_one_object_is_told_of_five_times_a_second_and_the_newest_is_never_lost(
    services: Any, connect: Any
) -> None:
    reader = await connect()
    await reader.message()

    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(60):
        await loop.run_in_executor(None, tell, services, "busy", f"step {number}")
    told = [await reader.change("busy")]
    while told[-1]["action"] != "step 59":
        told.append(await reader.change("busy"))
    took = loop.time() - began

    assert len(told) <= 5 * took + 2


async def test_who_goes_in_the_middle_comes_back_to_what_was_held_back(
    services: Any, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "Paced", lambda: Paced(gap=60))
    reader = await connect()
    await reader.message()
    for name in ("busy", "busy", "other"):
        tell(services, name)
    other = await reader.change("other")
    reader.close()

    reader = await connect(since=other["resume"])
    await reader.message()

    assert (await reader.change("busy"))["seq"] == other["seq"] - 1


async def test_a_socket_ends_soon_and_asks_its_page_to_come_again(
    services: Any, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LIFE_SECONDS", 0.5)
    reader = await connect()
    await reader.message()
    tell(services, "a")
    change = await reader.change("a")

    assert await reader.close_code() == changes.COME_AGAIN
    tell(services, "b")
    reader = await connect(since=change["resume"])
    await reader.message()
    assert (await reader.message())["id"] == "b"


async def test_a_reader_that_stands_still_is_told_to_refetch(
    services: Any, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MAX_QUEUE", 10)
    reader = await connect()
    await reader.message()

    with services.database.write() as tx:  # all at once: the socket sees them in one batch
        for number in range(200):
            announce(tx, "artifact", f"many {number}", "updated", owner=os_actor().id)
    message, _ = await reader.until("refetch")

    assert message["seq"] >= 200
    tell(services, "after")
    assert (await reader.change("after"))["seq"] > message["seq"]


async def test_changes_by_another_process_appear(
    services: Any, connect: Any, jp_serverapp: Any
) -> None:
    reader = await connect()
    await reader.message()

    code = (
        "from jupyter_ext.settings import Settings\n"
        "from jupyter_ext.services import Services\n"
        "from jupyter_ext.access.identity import os_actor\n"
        "from jupyter_ext.artifacts.records import ArtifactCreate\n"
        "services = Services(Settings(), 'cli')\n"
        "print(services.artifacts.create(os_actor(), ArtifactCreate(name='from afar')).id)\n"
        "services.close()\n"
    )
    environment = os.environ | {"JUPYTER_EXT_DATA_DIR": str(services.settings.data_dir)}
    done = await asyncio.get_running_loop().run_in_executor(
        None,
        lambda: subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ),
    )
    change = await reader.change(done.stdout.strip())

    assert (change["kind"], change["action"]) == ("artifact", "created")


def test_progress_never_hides_a_change_of_state() -> None:
    paced = Paced(gap=0.2)

    def message(seq: int, action: str) -> dict[str, Any]:
        return {"type": "change", "kind": "session", "id": "s", "action": action, "seq": seq}

    assert [one["seq"] for one in paced.take(message(1, "running"), 0.0)] == [1]
    assert paced.take(message(2, "progress"), 0.05) == []
    assert paced.take(message(3, "succeeded"), 0.1) == []
    assert paced.take(message(4, "progress"), 0.15) == []
    assert [one["seq"] for one in paced.due(0.2)] == [3]
    assert paced.due(0.4) == []
