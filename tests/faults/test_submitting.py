"""Faults 22 and 25: the same submit many times at once; a client that is gone in the middle."""

from __future__ import annotations

import json
import socket
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from ..product import Product, Refused, until


def test_22_one_key_twenty_times_at_once_is_one_session(server: Product) -> None:
    path = server.write_notebook("once.ipynb", "print(1)")
    before = server.get("sessions")["total"]
    key = uuid.uuid4().hex

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: server.run(path, key=key)["id"], range(20)))

    assert len(set(answers)) == 1
    assert server.get("sessions")["total"] == before + 1
    server.wait(answers[0], "SUCCEEDED")
    assert server.run(path, key=key)["state"] == "SUCCEEDED"
    with pytest.raises(Refused) as refused:
        server.run(path, key=key, name="another request")
    assert refused.value.status == 409
    assert refused.value.error["details"]["session_id"] == answers[0]
    assert server.get("sessions")["total"] == before + 1


def test_25_a_client_that_is_gone_in_the_middle_of_its_request_leaves_nothing(
    server: Product,
) -> None:
    path = server.write_notebook("gone.ipynb", "print(1)")
    before = server.get("sessions")["total"]
    body = json.dumps({"path": path}).encode()

    send(server, body[:-5], len(body), key=uuid.uuid4().hex)

    assert server.get("sessions")["total"] == before
    assert server.get("status")["version"]


def test_25_a_client_that_does_not_wait_for_the_answer_finds_its_session_by_its_key(
    server: Product,
) -> None:
    path = server.write_notebook("unheard.ipynb", "print(1)")
    before = server.get("sessions")["total"]
    key = uuid.uuid4().hex
    body = json.dumps({"path": path}).encode()

    send(server, body, len(body), key=key)
    until(lambda: server.get("sessions")["total"] > before, 20, "the session is there")
    session = server.run(path, key=key)

    assert server.get("sessions")["total"] == before + 1
    server.wait(session["id"], "SUCCEEDED")


def send(server: Product, body: bytes, length: int, *, key: str) -> None:
    """Send a request and hang up without reading the answer."""
    head = (
        "POST /jupyter-ext/api/run-file HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{server.port}\r\n"
        f"Authorization: token {server.token}\r\n"
        "Content-Type: application/json\r\n"
        f"Idempotency-Key: {key}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(head.encode() + body)
