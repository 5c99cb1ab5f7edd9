"""Every route of the table, asked by those who may not: no token, a read-only user, no XSRF."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_server.auth.authorizer import AllowAllAuthorizer
from jupyter_server.auth.identity import User
from tornado.httpclient import HTTPClientError
from tornado.web import create_signed_value

from jupyter_ext.web.openapi import operations
from jupyter_ext.web.routes import ROUTES

SOMEWHERE = "00000000-0000-4000-8000-000000000000"
WALK = [(path, method, found) for path, method, found in operations()]


def address(path: str) -> list[str]:
    return ["jupyter-ext", "api", *re.sub(r"{\w+}", SOMEWHERE, path).strip("/").split("/")]


async def status(jp_fetch: Any, path: str, method: str, **options: Any) -> tuple[int, Any]:
    body = None if method in ("get", "delete") else "{}"
    try:
        response = await jp_fetch(
            *address(path),
            method=method.upper(),
            body=body,
            params={"offset": "0", "left": "1", "right": "1"},
            **options,
        )
    except HTTPClientError as error:
        return error.code, error.response.body if error.response else b""
    return response.code, response.body


def test_every_verb_of_every_handler_is_an_operation() -> None:
    for path, handler in ROUTES:
        own = [m for m in ("get", "post", "put", "patch", "delete") if m in vars(handler)]
        assert own, f"{path} answers nothing"
        for method in own:
            assert hasattr(vars(handler)[method], "operation"), f"{method} {path} is unguarded"


async def test_without_a_token_nothing_is_answered(jp_fetch: Any) -> None:
    for path, method, _ in WALK:
        code, body = await status(jp_fetch, path, method, headers={"Authorization": "token wrong"})
        assert (code, SOMEWHERE.encode() in body) == (403, False), f"{method} {path}"


class ReadOnly(AllowAllAuthorizer):
    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return action == "read" or resource != "jupyter-ext"


@pytest.fixture
def read_only(jp_serverapp: Any) -> Iterator[None]:
    before = jp_serverapp.authorizer
    authorizer = ReadOnly(parent=jp_serverapp, identity_provider=jp_serverapp.identity_provider)
    jp_serverapp.web_app.settings["authorizer"] = authorizer
    yield
    jp_serverapp.web_app.settings["authorizer"] = before


async def test_a_reader_reads_and_does_nothing_else(jp_fetch: Any, read_only: None) -> None:
    for path, method, found in WALK:
        code, body = await status(jp_fetch, path, method)
        assert (code == 403) == (found.action != "read"), f"{method} {path}: {code} {body!r}"


async def test_a_page_of_another_site_changes_nothing(
    jp_serverapp: Any, http_server_client: Any, jp_base_url: str
) -> None:
    """Logged in by cookie, but without the XSRF token that only our own pages know."""
    host = http_server_client.get_url("").split("/")[2]
    cookie = login_cookie(jp_serverapp, host)
    known = await http_server_client.fetch(
        jp_base_url + "jupyter-ext/api/status", headers={"Cookie": cookie}
    )
    assert known.code == 200
    for path, method, _ in WALK:
        if method == "get":
            continue
        with pytest.raises(HTTPClientError) as refused:
            await http_server_client.fetch(
                jp_base_url + "/".join(address(path)),
                method=method.upper(),
                body=None if method == "delete" else "{}",
                headers={"Cookie": cookie},
            )
        said = refused.value.response.body.lower() if refused.value.response else b""
        assert refused.value.code == 403, f"{method} {path}"
        assert b"xsrf" in said, f"{method} {path}: {said!r}"


def login_cookie(serverapp: Any, host: str) -> str:
    """The cookie that a browser has after logging in with the token."""
    user = User("someone")
    name = re.sub(r"[^0-9a-zA-Z]+", "-", f"username-{host}")
    secret = serverapp.web_app.settings["cookie_secret"]
    value = create_signed_value(secret, name, serverapp.identity_provider.user_to_cookie(user))
    return f"{name}={value.decode()}"


async def test_an_unknown_address_is_a_json_404(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as missing:
        await jp_fetch("jupyter-ext", "api", "nowhere", "at-all")
    assert missing.value.code == 404
    assert json.loads(missing.value.response.body)["error"]["code"] == "not_found"


async def test_the_changes_socket_wants_a_token(jp_ws_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_ws_fetch("jupyter-ext", "api", "changes", headers={"Authorization": "token wrong"})
    assert refused.value.code == 403
