"""Slow clients and long requests: each waits for itself, nobody waits for it."""

from __future__ import annotations

import contextlib
import fcntl
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..product import Product, Refused, until

MANY = 20  # more than the server has threads of any kind
SOON = 20.0  # seconds; what waits, waits for a minute
CHUNK = b"x" * 1000


def begin(server: Product, size: int = len(CHUNK), **target: str) -> str:
    made: dict[str, Any] = server.post(
        "uploads", {"filename": "a.bin", "size": size, **target}, timeout=SOON
    )
    return str(made["id"])


def send(server: Product, upload: str, data: bytes = CHUNK) -> Any:
    return server.ask("PUT", f"uploads/{upload}?offset=0", data, timeout=90)


def finish(server: Product, upload: str) -> dict[str, Any]:
    made: dict[str, Any] = server.post(f"uploads/{upload}/commit", timeout=SOON)
    return made


def everything_goes_on(server: Product, artifact: str) -> None:
    """Others read, write and upload, to the same artifact too."""
    for target in ({}, {"artifact_id": artifact}):
        upload = begin(server, **target)
        server.ask("PUT", f"uploads/{upload}?offset=0", CHUNK, timeout=SOON)
        version = finish(server, upload)
        found = server.ask(
            "GET", f"artifact-versions/{version['id']}/content", raw=True, timeout=SOON
        )
        assert found == CHUNK
    server.ask("GET", f"artifacts/{artifact}/versions", timeout=SOON)
    server.ask("GET", f"artifact-versions/{version['id']}/preview", timeout=SOON)
    server.ask("PATCH", f"artifacts/{artifact}", {"description": "still here"}, timeout=SOON)


@contextlib.contextmanager
def busy(server: Product, upload: str) -> Iterator[None]:
    """As while somebody else writes to an upload: another server, or a commit of many bytes."""
    with (server.data / "uploads" / f"{upload}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_an_upload_that_is_written_to_holds_up_nobody_else(server: Product) -> None:
    # given
    first = begin(server)
    send(server, first)
    artifact = finish(server, first)["artifact"]["id"]
    held, dropped = begin(server, artifact_id=artifact), begin(server, artifact_id=artifact)

    def try_to(method: str, upload: str) -> int:
        try:
            body = CHUNK if method == "PUT" else None
            server.ask(method, f"uploads/{upload}?offset=0", body, timeout=90)
        except Refused as refused:
            return refused.status
        return 200

    with ThreadPoolExecutor(2 * MANY) as pool:
        with busy(server, held), busy(server, dropped):
            # when: more requests than threads wait for their turn
            chunks = [pool.submit(try_to, "PUT", held) for _ in range(MANY)]
            drops = [pool.submit(try_to, "DELETE", dropped) for _ in range(MANY)]
            # then
            for _ in range(3):
                everything_goes_on(server, artifact)
            assert not any(one.done() for one in (*chunks, *drops))
        # and: each has its turn, one of them with success
        assert sorted(one.result(60) for one in chunks) == [200, *[409] * (MANY - 1)]
        assert sorted(one.result(60) for one in drops) == [200, *[404] * (MANY - 1)]
    assert finish(server, held)["number"] == 5


def test_clients_that_send_or_read_slowly_hold_up_nobody_else(server: Product) -> None:
    # given: contents larger than what the system keeps for a reader that stands still
    size = 8 * 2**20
    upload = begin(server, size)
    send(server, upload, bytes(size))
    version = finish(server, upload)
    artifact = version["artifact"]["id"]
    with contextlib.ExitStack() as open_connections:

        def connect(head: str, body: bytes = b"") -> None:
            line = open_connections.enter_context(
                socket.create_connection(("127.0.0.1", server.port), timeout=SOON)
            )
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            common = f"Host: 127.0.0.1:{server.port}\r\nAuthorization: token {server.token}\r\n"
            line.sendall(f"{head}\r\n{common}".encode() + body)

        api = "/jupyter-ext/api"
        uploads = [begin(server, 2 * len(CHUNK), artifact_id=artifact) for _ in range(MANY)]
        # when
        for slow in uploads:
            connect(
                f"PUT {api}/uploads/{slow}?offset=0 HTTP/1.1",
                f"Content-Length: {2 * len(CHUNK)}\r\n\r\n".encode() + CHUNK,
            )
            connect(f"GET {api}/artifact-versions/{version['id']}/content HTTP/1.1", b"\r\n")
        # then
        for _ in range(3):
            everything_goes_on(server, artifact)
        for slow in uploads:
            assert server.get(f"uploads/{slow}")["received"] == 0
    until(lambda: send(server, uploads[0], 2 * CHUNK) is not None, 30, "a broken one goes on")
    assert finish(server, uploads[0])["size"] == 2 * len(CHUNK)
