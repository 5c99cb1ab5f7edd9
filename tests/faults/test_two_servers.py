"""Fault 17: two servers on one database share its queue; one takes over what the other left."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..product import Product, until, users_by_header
from .conftest import end_all

CAPACITY = 2


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[Product, Product]]:
    first, second = Product(tmp_path / "first"), Product(tmp_path / "second")
    second.data, second.root = first.data, first.root
    try:
        for one in (first, second):
            one.start(capacity=CAPACITY, arguments=users_by_header(one, "ada"))
        yield first, second
        end_all(second)
    finally:
        for one in (first, second):
            one.kill()


def run(server: Product, path: str, user: str = "ada", key: str = "") -> str:
    headers = {"X-User": user, "Idempotency-Key": key or f"{user} {path}"}
    return str(server.post("run-file", {"path": path}, headers=headers)["id"])


def diary(server: Product, name: str, go: Path) -> str:
    """A notebook that notes its begin, waits for `go`, and notes its end."""
    note = server.home / "diary"
    return server.write_notebook(
        f"{name}.ipynb",
        f"""
import os, time
def note(what):
    with open({str(note)!r}, "a") as diary:
        diary.write(f"{name} {{what}}\\n")
note("begin")
while not os.path.exists({str(go)!r}):
    time.sleep(0.05)
note("end")
""",
    )


def noted(server: Product, what: str) -> list[str]:
    path = server.home / "diary"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.split()[0] for line in lines if line.endswith(what)]


def test_17_what_two_servers_are_given_runs_once_each_fairly_and_within_the_capacity(
    servers: tuple[Product, Product], tmp_path: Path
) -> None:
    # given: the pool is full, and of two users one has submitted much more than the other
    first, second = servers
    full = [run(servers[n], diary(first, f"full{n}", tmp_path / "full")) for n in range(CAPACITY)]
    until(lambda: len(noted(first, "begin")) == CAPACITY, 90, "the pool is full")
    go = tmp_path / "go"
    many = [run(servers[n % 2], diary(first, f"ada{n}", go)) for n in range(6)]
    one = run(second, diary(first, "bob", go), "bob")

    # when: both are asked the same twice, and there is room again
    again = [run(servers[1 - n % 2], f"ada{n}.ipynb") for n in range(6)]
    assert again == many
    (tmp_path / "full").touch()

    # then: the other user's turn comes at once, and no more run than may
    until(lambda: len(noted(first, "begin")) == 2 * CAPACITY, 90, "the next ones run")
    assert "bob" in noted(first, "begin")
    for server in servers:
        active = server.ask("GET", "sessions?active=true", headers={"X-User": "ada"})["items"]
        running = [item for item in active if item["state"] != "QUEUED"]
        assert len(running) <= CAPACITY
    go.touch()
    for session in (*full, *many):
        assert first.wait(session, "SUCCEEDED")["executions"][0]["attempt"] == 1
    assert second.ask("GET", f"sessions/{one}", headers={"X-User": "bob"})["id"] == one
    until(lambda: "bob" in noted(first, "end"), 60, "the other user's run ends")
    names = [f"full{n}" for n in range(CAPACITY)] + [f"ada{n}" for n in range(6)] + ["bob"]
    assert Counter(noted(first, "begin")) == Counter(names)
    assert Counter(noted(first, "end")) == Counter(names)


def test_17_what_a_killed_server_followed_and_left_waiting_is_the_others(
    servers: tuple[Product, Product], tmp_path: Path
) -> None:
    # given: everything was submitted to the first; what runs is followed by either
    first, second = servers
    go = tmp_path / "go"
    sessions = [run(first, diary(first, f"n{n}", go)) for n in range(CAPACITY + 2)]
    until(lambda: len(noted(first, "begin")) == CAPACITY, 90, "some run")

    # when
    first.kill()
    go.touch()

    # then: each runs once and its end is known, without the first
    for session in sessions:
        ended: dict[str, Any] = second.wait(session, "SUCCEEDED", timeout=120)
        assert ended["executions"][0]["attempt"] == 1
    names = [f"n{n}" for n in range(CAPACITY + 2)]
    assert sorted(noted(first, "begin")) == sorted(noted(first, "end")) == names
    # and: the first, started again, sees the same
    first.start(capacity=CAPACITY, arguments=users_by_header(first, "ada"))
    states = {item["id"]: item["state"] for item in first.get("sessions")["items"]}
    assert states == dict.fromkeys(sessions, "SUCCEEDED"), json.dumps(states)
