"""Who has logged out, or whose token was revoked, hears of no change soon after."""

from __future__ import annotations

import asyncio
import http.cookiejar
import json
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.auth import passwd
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.product import Product, until

PASSWORD = "a password of a test"
BOUND = 30.0  # seconds, as the REST reference says
PATIENCE = 30.0
PROVIDER = '''
import pathlib
from jupyter_server.auth.identity import IdentityProvider, User

class Listed(IdentityProvider):
    """Tokens and whose they are, in a file: a line that is gone is a token revoked."""
    def get_user(self, handler):
        said = self.get_token(handler)
        for line in pathlib.Path("tokens").read_text().splitlines():
            token, name = line.split()
            if said == token:
                return User(username=name)
'''


class Browser:
    """Cookies and what they open."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.base = f"http://127.0.0.1:{product.port}"
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def open(self, path: str, **form: str) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        with self._opener.open(f"{self.base}{path}", data, timeout=30) as response:
            found: bytes = response.read()
        return found.decode()

    def login(self) -> None:
        self.open("/login")
        xsrf = next(one.value for one in self.jar if one.name == "_xsrf")
        self.open("/login", password=PASSWORD, _xsrf=xsrf or "")

    async def listen(self, query: str = "") -> WebSocketClientConnection:
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.jar)
        url = f"{self.base}/jupyter-ext/api/changes{query}".replace("http", "ws", 1)
        return await websocket_connect(HTTPRequest(url, headers={"Cookie": cookies}))


async def hears_until_closed(socket: WebSocketClientConnection, since: float) -> float:
    """Read until the server closes; the seconds from `since` on."""
    while await asyncio.wait_for(socket.read_message(), BOUND + PATIENCE) is not None:
        pass
    return time.monotonic() - since


async def next_change(socket: WebSocketClientConnection) -> dict[str, Any]:
    while True:
        text = await asyncio.wait_for(socket.read_message(), BOUND + PATIENCE)
        assert text is not None
        message: dict[str, Any] = json.loads(text)
        if message["type"] == "change":
            return message


@pytest.fixture
def with_password(tmp_path: Path) -> Iterator[Product]:
    found = Product(tmp_path / "product")
    found.start(
        capacity=0, arguments=(f"--PasswordIdentityProvider.hashed_password={passwd(PASSWORD)}",)
    )
    yield found
    found.kill()


@pytest.fixture
def with_tokens(tmp_path: Path) -> Iterator[Product]:
    found = Product(tmp_path / "product")
    (found.home / "listed.py").write_text(PROVIDER)
    (found.home / "tokens").write_text(f"{found.token} ada\nsecond ada\n")
    found.start(
        capacity=0,
        arguments=(
            "--ServerApp.identity_provider_class=listed.Listed",
            "--ServerApp.disable_check_xsrf=True",
        ),
    )
    yield found
    found.kill()


async def test_a_page_of_somebody_who_has_logged_out_hears_nothing_more(
    with_password: Product,
) -> None:
    stays, leaves = Browser(with_password), Browser(with_password)
    stays.login()
    leaves.login()
    sockets = [await browser.listen() for browser in (stays, leaves)]
    with_password.post("artifacts", {"name": "both hear"})
    seen = [await next_change(socket) for socket in sockets]

    leaves.open("/logout")
    took = await hears_until_closed(sockets[1], time.monotonic())

    assert took < BOUND + PATIENCE
    with pytest.raises(HTTPClientError) as refused:
        await leaves.listen(f"?since={seen[1]['resume']}")
    assert refused.value.code == 403
    # and: one who is still there comes back, and has missed nothing
    await hears_until_closed(sockets[0], time.monotonic())
    made = with_password.post("artifacts", {"name": "one hears"})
    again = await stays.listen(f"?since={seen[0]['resume']}")
    assert (await next_change(again))["id"] == made["id"]
    again.close()


async def test_a_page_whose_token_was_revoked_hears_nothing_more(with_tokens: Product) -> None:
    browser = Browser(with_tokens)
    socket = await browser.listen("?token=second")
    with_tokens.post("artifacts", {"name": "heard"})
    await next_change(socket)

    (with_tokens.home / "tokens").write_text(f"{with_tokens.token} ada\n")
    took = await hears_until_closed(socket, time.monotonic())

    assert took < BOUND + PATIENCE
    with pytest.raises(HTTPClientError) as refused:
        await browser.listen("?token=second")
    assert refused.value.code == 403
    until(lambda: bool(with_tokens.get("status")), 10, "the other token is good")
