"""The client of a kernel: ready as soon as both its channels are proven, and never swamped by one
message.

jupyter_client's own `wait_for_ready` flushes IOPub with a fixed time-out of 0.2 s. What it proves
is proven here by waiting for the reply on the shell channel and for any message on IOPub, either
the kernel's welcome or the status that a request causes (repeated until it is heard).
"""

import asyncio
import json
import re
from collections.abc import Mapping
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel

from .budget import megabytes

_ASK_AGAIN = 1.0
_NUDGE = 0.05
_RECEIVE_QUEUE = 50_000
_TURN = 20
_STREAM_HEAD = re.compile(rb'\s*\{\s*"name"\s*:\s*"(\w+)"\s*,\s*"text"\s*:\s*"')


class AskingChannel(AsyncZMQSocketChannel):
    """A channel that is sent on while somebody waits for its next message.

    A session sends past asyncio's socket, which then isn't told of a message that came in
    meanwhile: its file descriptor reports changes only, and sending takes note of them.
    """

    def send(self, msg: dict[str, Any]) -> None:
        assert self.socket is not None
        super().send(msg)
        self.socket.get(zmq.EVENTS)


class IOPubChannel(AsyncZMQSocketChannel):
    """IOPub, where a message beyond `limit` bytes is cut before it is parsed."""

    limit = 50 * 1024 * 1024
    _in_a_row = 0
    unreadable = 0
    """how many messages were dropped: torn, or not signed by the kernel"""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message. Waiting without a time-out costs half of what it does in general,
        so that a kernel that floods us can be kept up with; others get their turn all the same."""
        if timeout is not None:
            message: dict[str, Any] = await super().get_msg(timeout)
            return message
        self._in_a_row += 1
        if self._in_a_row % _TURN == 0:
            await asyncio.sleep(0)
        return await self._recv()

    async def _recv(self, **kwargs: Any) -> dict[str, Any]:
        assert self.socket is not None
        while True:
            frames = await self.socket.recv_multipart(**kwargs)
            try:
                return self._read(frames)
            except (ValueError, TypeError, KeyError):  # a kernel's threads tear what they send
                self.unreadable += 1  # while it ends; the rest of what it said is fine

    def _read(self, frames: list[bytes]) -> dict[str, Any]:
        _, parts = self.session.feed_identities(frames)
        if sum(map(len, parts)) <= self.limit:
            whole: dict[str, Any] = self.session.deserialize(parts)
            return whole
        message: dict[str, Any] = self.session.deserialize(parts, content=False)
        message["content"] = cut_content(message["msg_type"], bytes(message["content"]), self.limit)
        message["buffers"] = []
        return message


def cut_content(kind: str, packed: bytes, limit: int) -> dict[str, Any]:
    """What is kept of a message's content that is too big to be parsed.

    Of a stream its beginning; of any other output a note that it was left out.
    """
    note = f"[an output of {megabytes(len(packed))} was left out: too big to be kept]"
    if kind == "stream":
        head = _STREAM_HEAD.match(packed)
        if head is not None:
            text = _json_text(packed[head.end() : head.end() + limit])
            # counted as if whole, so that the budget says how much is missing
            return {"name": head[1].decode(), "text": text, "left_out": len(packed) - len(text)}
        return {"name": "stderr", "text": note + "\n"}
    if kind == "error":
        return {"ename": "Error", "evalue": note, "traceback": [note]}
    if kind in ("display_data", "execute_result", "update_display_data"):
        count = re.search(rb'"execution_count"\s*:\s*(\d+)', packed[-200:] + packed[:200])
        content: dict[str, Any] = {"data": {"text/plain": note}, "metadata": {}, "transient": {}}
        if kind == "execute_result":
            content["execution_count"] = int(count[1]) if count else None
        return content
    return {"data": {}, "comm_id": ""}


def _json_text(raw: bytes) -> str:
    """The text of the beginning of a JSON string, cut where nothing is torn."""
    end = raw.rfind(b"\\", len(raw) - 12)
    raw = raw[: end if end >= 0 else len(raw) - 4]
    while raw.endswith(b"\\"):
        raw = raw[:-1]
    return str(json.loads(b'"' + raw.decode("utf-8", "ignore").encode() + b'"'))


class KernelClient(AsyncKernelClient):
    """A client without heartbeat and without input from the keyboard.

    That a kernel has died is known from its tether; that there is nobody to answer `input()` makes
    it fail at once.
    """

    def __init__(self, connection_file: Path, limit: int) -> None:
        super().__init__(context=zmq.asyncio.Context())
        self._created_context = True
        self.shell_channel_class = self.control_channel_class = AskingChannel
        self.iopub_channel_class = type("IOPub", (IOPubChannel,), {"limit": limit})
        self.load_connection_info(json.loads(connection_file.read_text("utf-8")))
        self.context.reconnect_ivl = 10  # the kernel's sockets aren't there yet
        self.context.rcvhwm = _RECEIVE_QUEUE
        self.allow_stdin = False

    def open(self) -> None:
        self.start_channels(stdin=False, hb=False)
        self.allow_stdin = False

    async def until_ready(self) -> Mapping[str, Any]:
        """Wait until the kernel answers and is heard on IOPub; the content of its answer."""
        heard = asyncio.ensure_future(self.iopub_channel.get_msg(timeout=None))
        try:
            info: Mapping[str, Any] | None = None
            self.kernel_info()
            while info is None or not heard.done():
                wait = _ASK_AGAIN if info is None else _NUDGE
                try:
                    message = await self.shell_channel.get_msg(timeout=wait)
                except Empty:
                    self.kernel_info()
                    continue
                if message["msg_type"] == "kernel_info_reply":
                    info = message["content"]
                    await asyncio.wait([heard], timeout=_NUDGE)
            return info
        finally:
            heard.cancel()

    def request_shutdown(self, *, in_turn: bool) -> str:
        """Ask the kernel to leave: on the control channel, or in turn, by its main thread; the
        request's id.

        ipykernel (7.4) may stand still for ever when its control thread is asked: the main thread
        ends what the control thread still tells with. It takes the request on both channels.
        """
        channel = self.shell_channel if in_turn else self.control_channel
        request = self.session.msg("shutdown_request", {"restart": False})
        channel.send(request)
        return str(request["header"]["msg_id"])

    def request_interrupt(self) -> None:
        self.control_channel.send(self.session.msg("interrupt_request", {}))

    def close(self) -> None:
        self.stop_channels()
