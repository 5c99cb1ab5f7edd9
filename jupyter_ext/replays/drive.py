"""The contents drive `Replay:` and its exports, as JupyterLab asks for them.

A notebook is at `<session>/<replay>/<name>.ipynb`. It is a function of the session, so a tab that
is restored after its replay has ended still opens. Every verb that writes is refused.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from ..access.rights import is_id
from ..errors import NotFound, ReadOnly
from ..web.base import ApiHandler
from ..web.downloads import send_export
from ..web.errors import ErrorFacts
from ..web.operation import RESOURCE
from .live import SETTING, LiveReplays

REFUSAL = (
    "A replay is never saved: the session stays as it was. To keep what you changed, use “Save as "
    "a new notebook…”, which writes a notebook of your own."
)


class _DriveHandler(ApiHandler):
    def _place(self, path: str) -> tuple[str, str, str]:
        """Session, replay and name of the notebook at a path.

        Raises:
            NotFound: it can't be one's.
        """
        parts = path.strip("/").split("/")
        if len(parts) != 3 or not is_id(parts[0]) or not is_id(parts[1]):
            raise NotFound("There is nothing at this place of the drive.")
        return parts[0], parts[1], parts[2]


class ContentsHandler(_DriveHandler):
    """The contents API of the drive, as far as it goes."""

    @web.authenticated
    @authorized("read", RESOURCE)
    async def get(self, path: str) -> None:
        path = path.strip("/")
        if not path:
            await self._send(_model("", "", "directory", datetime.fromtimestamp(0, UTC), []))
            return
        replays, content = self.services.replays, None
        session_id, _, name = self._place(path.removesuffix("/checkpoints"))
        made = await self.reading(replays.made_at, self.actor, session_id)
        if path.endswith("/checkpoints"):
            await self._send([])
            return
        if self.get_query_argument("content", "1") != "0":
            content = await self.moving(replays.notebook, self.actor, session_id)
        await self._send(_model(name, path, "notebook", made, content))

    @web.authenticated
    @authorized("write", RESOURCE)
    async def put(self, path: str) -> None:
        raise ReadOnly(REFUSAL)

    @web.authenticated
    @authorized("write", RESOURCE)
    async def post(self, path: str) -> None:
        raise ReadOnly(REFUSAL)

    @web.authenticated
    @authorized("write", RESOURCE)
    async def patch(self, path: str) -> None:
        raise ReadOnly(REFUSAL)

    @web.authenticated
    @authorized("write", RESOURCE)
    async def delete(self, path: str) -> None:
        raise ReadOnly(REFUSAL)

    async def _send(self, value: Any) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "application/json")
        # off the loop: a notebook may be large
        self.finish(await self.moving(json.dumps, value))

    def error_body(self, facts: ErrorFacts) -> dict[str, Any]:
        """The contents API has the message at the top; JupyterLab shows it."""
        return {"message": facts.message, "reason": None, **super().error_body(facts)}


class ExportHandler(_DriveHandler):
    """`/nbconvert/<format>/Replay:<path>`: Jupyter's own handler knows only its own files."""

    @web.authenticated
    @authorized("read", RESOURCE)
    async def get(self, form: str, path: str) -> None:
        session_id, replay_id, name = self._place(path)
        live: LiveReplays = self.settings[SETTING]
        try:
            shown = live.shown(self.actor, replay_id)
        except NotFound:
            shown = None
        exported = await self.moving(
            self.services.replays.exported,
            self.actor,
            session_id,
            shown,
            name.removesuffix(".ipynb"),
            form,
        )
        await send_export(self, exported)


def handlers(base_url: str, api: str) -> list[tuple[str, Any]]:
    """The routes of the drive; `api` is where our API is."""
    return [
        (url_path_join(api, "replay-contents") + r"(?P<path>(?:/.*)?)", ContentsHandler),
        (
            url_path_join(base_url, "nbconvert") + r"/(?P<form>\w+)/Replay(?::|%3A)(?P<path>.*)",
            ExportHandler,
        ),
    ]


def _model(name: str, path: str, kind: str, made: datetime, content: Any) -> dict[str, Any]:
    """A model of the contents API; `last_modified` is the same however often it is asked."""
    at = made.isoformat().replace("+00:00", "Z")
    return {
        "name": name,
        "path": path,
        "type": kind,
        "writable": False,
        "created": at,
        "last_modified": at,
        "mimetype": None,
        "format": None if content is None else "json",
        "content": content,
        "size": None,
    }
