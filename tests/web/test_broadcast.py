"""Other extensions hear that something changed, and nothing of whose or which it was."""

from __future__ import annotations

import asyncio
from typing import Any, get_args

import pytest

from jupyter_ext.access.trail import announce
from jupyter_ext.audit.records import Kind
from jupyter_ext.web.broadcast import SCHEMA_ID


async def test_changes_are_on_the_servers_event_bus_without_ids(jp_serverapp: Any) -> None:
    services = jp_serverapp.web_app.settings["jupyter_ext"]
    heard: list[dict[str, Any]] = []
    came = asyncio.Event()

    async def listener(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        heard.append(data)
        came.set()

    jp_serverapp.event_logger.add_listener(schema_id=SCHEMA_ID, listener=listener)
    with services.database.write() as tx:
        announce(tx, "session", "secret-id", "progress", owner="ada", data={"phase": "running"})
        announce(tx, "session", "secret-id", "succeeded", owner="ada")
    await asyncio.wait_for(came.wait(), 10)

    assert heard == [{"kind": "session", "action": "succeeded"}]


async def test_changes_of_every_kind_of_object_are_heard(jp_serverapp: Any) -> None:
    services = jp_serverapp.web_app.settings["jupyter_ext"]
    kinds = [*get_args(Kind), "execution"]
    heard: list[str] = []
    came = asyncio.Event()

    async def listener(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        heard.append(data["kind"])
        if len(heard) == len(kinds):
            came.set()

    jp_serverapp.event_logger.add_listener(schema_id=SCHEMA_ID, listener=listener)
    with services.database.write() as tx:
        for kind in kinds:
            announce(tx, kind, "secret-id", "updated", owner="ada")
    await asyncio.wait_for(came.wait(), 10)

    assert sorted(heard) == sorted(kinds)


async def test_a_change_that_cannot_be_told_keeps_back_none_after_it(
    jp_serverapp: Any, caplog: pytest.LogCaptureFixture
) -> None:
    services = jp_serverapp.web_app.settings["jupyter_ext"]
    heard: list[str] = []
    came = asyncio.Event()

    async def listener(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        heard.append(data["kind"])
        came.set()

    jp_serverapp.event_logger.add_listener(schema_id=SCHEMA_ID, listener=listener)
    with services.database.write() as tx:
        announce(tx, "of no schema", "secret-id", "updated", owner="ada")
        announce(tx, "session", "secret-id", "updated", owner="ada")
    await asyncio.wait_for(came.wait(), 10)

    assert heard == ["session"]
    assert "a change of of no schema could not be told" in caplog.text
