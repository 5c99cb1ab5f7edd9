"""The server's token is written nowhere by the product, however it is sent."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClientError
from tornado.websocket import websocket_connect

from tests.product import Product, until

SHOWS_ITSELF = """
import os, pathlib
def told(pid):
    at = pathlib.Path("/proc", str(pid))
    found = [(at / name).read_bytes() for name in ("environ", "cmdline")]
    return [one.replace(b"\\0", b"\\n").decode() for one in found]
pid = os.getpid()
for above in range(3):  # the kernel, its tether, its runner
    print(pid, *told(pid), sep="\\n")
    status = pathlib.Path("/proc", str(pid), "status").read_text()
    pid = int(status.split("PPid:")[1].split()[0])
"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Product]:
    found = Product(tmp_path / "product")
    monkeypatch.setenv("JUPYTER_TOKEN", found.token)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", found.token)
    found.start(capacity=1)
    yield found
    found.kill()


def by_url(server: Product, method: str, path: str, body: bytes | None = None) -> int:
    """A request whose token stands in its URL; the status."""
    joint = "&" if "?" in path else "?"
    request = urllib.request.Request(
        f"{server.api}/{path}{joint}token={server.token}",
        data=body,
        method=method,
        headers={"Referer": f"http://127.0.0.1/lab?token={server.token}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return int(response.status)
    except urllib.error.HTTPError:
        return 400


def everything_kept(server: Product) -> Iterator[tuple[Path, bytes]]:
    """Every file of the product, unpacked, and the server's log."""
    yield server.home / "server.log", (server.home / "server.log").read_bytes()
    for at, _, names in os.walk(server.data):
        for name in names:
            path = Path(at, name)
            with contextlib.suppress(OSError):
                data = path.read_bytes()
                yield path, gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


async def test_no_log_no_environment_and_no_file_of_ours_holds_the_token(server: Product) -> None:
    # given: the token by header, in URLs that are answered and in some that are refused
    assert server.get("status")
    assert by_url(server, "GET", "status") == 200
    for method, path, body in (
        ("GET", "sessions/none", None),
        ("GET", "sessions?sort=nonsense", None),
        ("GET", "nowhere", None),
        ("POST", "artifacts", b"{"),
        ("POST", "artifacts", json.dumps({"name": 1}).encode()),
        ("PUT", "uploads/none?offset=x", b"x"),
    ):
        assert by_url(server, method, path, body) == 400
    assert by_url(server, "POST", "artifacts", json.dumps({"name": "by url"}).encode()) == 201

    # and: on the websocket of changes, also one that is refused
    url = f"{server.api}/changes".replace("http", "ws", 1)
    socket = await websocket_connect(f"{url}?token={server.token}")
    assert await socket.read_message()
    socket.close()
    with pytest.raises(HTTPClientError):
        await websocket_connect(f"{url}?since=x&token={server.token}")

    # when: a run shows all that it and those above it were given, once well and once not
    path = server.write_notebook("shows.ipynb", SHOWS_ITSELF)
    assert by_url(server, "POST", "run-file", json.dumps({"path": path}).encode()) == 201
    failing = server.run(server.write_notebook("fails.ipynb", SHOWS_ITSELF, "1 / 0"))

    # then
    server.wait(failing["id"], "FAILED")
    ended = server.wait(server.get(f"sessions?path={path}")["items"][0]["id"], "SUCCEEDED")
    shown = json.dumps(server.get(f"sessions/{ended['id']}/notebook"))
    assert "jupyter_ext.engine.runner" in shown, "what it was given was shown"
    assert server.token not in shown
    server.ask("GET", f"sessions/{ended['id']}/report", raw=True)
    attempts = server.data / "attempts"
    until(lambda: not any(attempts.iterdir()), 30, "what the runs left is kept")
    found = list(everything_kept(server))
    assert any(b"by url" in data for _, data in found), "the database is among them"
    token = server.token.encode()
    assert [path for path, data in found if token in data] == []
