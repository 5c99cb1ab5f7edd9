"""Live changes: one websocket a page, fed from the sequence in the database.

Each page gets the changes of what its user may see, and no others, in order, with their sequence
numbers: who comes back says where it was and gets what it missed. What is said of different
objects may come out of order; `resume` in each message is the number from which one who comes
back loses nothing.

A socket doesn't live long: nobody tells a server that a login's cookie was dropped, so each page
shows again and again what it has.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado import web, websocket

from ..access.follower import ChangeEvent, ChangeFollower
from .base import LoggedByPath
from .identity import SETTING, actor_of
from .operation import RESOURCE

HEARTBEAT_SECONDS = 10.0
LIFE_SECONDS = 30.0  # that somebody who has logged out, or whose token is void, may still hear
COME_AGAIN = 4001  # close code: the page is to connect again, at once
MIN_GAP_SECONDS = 0.2  # at most 5 messages a second and object
MAX_QUEUE = 1000  # messages waiting for a slow client; then it is told to refetch


class ChangesSocket(LoggedByPath, websocket.WebSocketHandler, JupyterHandler):
    """`GET …/changes?since=SEQ`: hello, what was missed, then what happens; a heartbeat."""

    auth_resource = RESOURCE

    async def prepare(self) -> None:
        # an awaitable of Jupyter's base handler: a page is never sent to the login from here
        await JupyterHandler.prepare(self, _redirect_to_login=False)

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        allowed = self.authorizer.is_authorized(self, self.current_user, "read", RESOURCE)
        if not (await allowed if asyncio.iscoroutine(allowed) else allowed):
            raise web.HTTPError(403)
        try:
            self.since = int(self.get_query_argument("since", "-1"))
        except ValueError as error:
            raise web.HTTPError(400, "since must be a number") from error
        await super().get(*args, **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> None:
        self.follower: ChangeFollower = self.settings[SETTING].changes
        self.principals = actor_of(self).principals
        self.paced = Paced()
        self.sent = self.taken = self.follower.seq
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue(MAX_QUEUE)
        loop = asyncio.get_running_loop()
        self.unlisten = self.follower.listen(
            lambda events: loop.call_soon_threadsafe(self._take, events)
        )
        self.task = asyncio.ensure_future(self._send())
        self.end = loop.call_later(LIFE_SECONDS, self.close, COME_AGAIN, "connect again")

    def on_close(self) -> None:
        self.end.cancel()
        self.unlisten()
        self.task.cancel()

    def on_message(self, message: str | bytes) -> None:
        """Nothing that a client says is acted upon."""

    def _take(self, events: list[ChangeEvent]) -> None:
        for event in events:
            if event.is_for(self.principals):
                self._put(event.message())
        self.taken = events[-1].seq

    def _put(self, message: dict[str, Any]) -> None:
        try:
            self.outgoing.put_nowait(message)
        except asyncio.QueueFull:
            while not self.outgoing.empty():
                self.outgoing.get_nowait()
            self.paced.clear()
            self.outgoing.put_nowait({"type": "refetch", "seq": self.follower.seq})

    @property
    def _resume(self) -> int:
        """From where on somebody who comes back loses nothing."""
        reached = max(self.sent, self.taken) if self.outgoing.empty() else self.sent
        return min(reached, self.paced.oldest(reached + 1) - 1)

    async def _send(self) -> None:
        self.sent = await self._greet()
        beat = time.monotonic() + HEARTBEAT_SECONDS
        while True:
            until = min(beat, self.paced.next_at(beat))
            try:
                message = await asyncio.wait_for(
                    self.outgoing.get(), max(0.001, until - time.monotonic())
                )
            except TimeoutError:
                message = None
            now = time.monotonic()
            if message is not None and message["seq"] > self.sent:
                self.sent = message["seq"]
                await self._say(self.paced.take(message, now))
            await self._say(self.paced.due(now))
            if now >= beat:
                beat = now + HEARTBEAT_SECONDS
                await self._write({"type": "heartbeat", "seq": self._resume})

    async def _greet(self) -> int:
        """Say hello and what was missed; the sequence number up to which all was said."""
        seq = self.follower.seq
        await self._write({"type": "hello", "seq": seq if self.since < 0 else self.since})
        if self.since < 0:
            return seq
        missed = await asyncio.get_running_loop().run_in_executor(
            self.settings[SETTING].readers, self.follower.since, self.since, self.principals
        )
        if missed is None:
            await self._write({"type": "refetch", "seq": seq})
            return seq
        for event in missed:
            await self._write({**event.message(), "resume": event.seq})
        return missed[-1].seq if missed else self.since

    async def _say(self, messages: list[dict[str, Any]]) -> None:
        for place, message in enumerate(messages):
            to_come = min((one["seq"] - 1 for one in messages[place + 1 :]), default=self._resume)
            await self._write({**message, "resume": min(self._resume, to_come)})

    async def _write(self, message: dict[str, Any]) -> None:
        try:
            await self.write_message(json.dumps(message))
        except websocket.WebSocketClosedError:
            self.close()


class Paced:
    """Holds back what follows too soon on the same object.

    What is held is replaced by what comes after it: the newest is always said, what lies between
    may not be. Progress never replaces a change of state.
    """

    def __init__(self, gap: float = MIN_GAP_SECONDS) -> None:
        self._gap = gap
        self._held: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}
        self._said: dict[tuple[str, str], float] = {}

    def take(self, message: dict[str, Any], now: float) -> list[dict[str, Any]]:
        """What is to be said at once: the message, or nothing."""
        if message["type"] != "change":
            return [message]
        key = (message["kind"], message["id"])
        if key in self._held:
            at, held = self._held[key]
            if message["action"] != "progress" or held["action"] == "progress":
                self._held[key] = (at, message)
            return []
        ready = self._said.get(key, float("-inf")) + self._gap
        if now < ready:
            self._held[key] = (ready, message)
            return []
        self._said[key] = now
        return [message]

    def due(self, now: float) -> list[dict[str, Any]]:
        """What was held long enough, in order."""
        ready = [key for key, (at, _) in self._held.items() if at <= now]
        messages = sorted((self._held.pop(key)[1] for key in ready), key=lambda one: one["seq"])
        self._said.update(dict.fromkeys(ready, now))
        if len(self._said) > MAX_QUEUE:
            self._said = {key: at for key, at in self._said.items() if now - at < self._gap}
        return messages

    def next_at(self, default: float) -> float:
        """When something held is due."""
        return min((at for at, _ in self._held.values()), default=default)

    def oldest(self, default: int) -> int:
        """The least sequence number of what is held."""
        return min((held["seq"] for _, held in self._held.values()), default=default)

    def clear(self) -> None:
        self._held.clear()
