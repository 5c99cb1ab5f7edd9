"""The replays that a server has going: each a kernel and its workspace, ended together.

A replay lives as long as somebody is connected to its kernel, and a grace time more; a server
that stops ends its own at once, and the next one removes what a killed server left.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ..access.identity import Actor
from ..errors import InvalidInput, NotFound
from ..services import Services
from ..specifications import live_folders
from ..store.base import utcnow
from .records import ReplayRecord
from .workspace import ROOM, Prepared

SETTING = "jupyter_ext_replays"
SHOWN = "shown.ipynb"
_log = logging.getLogger(__name__)


@dataclass
class _Live:
    owner: str
    prepared: Prepared
    kernel_id: str
    created_at: datetime = field(default_factory=utcnow)
    seen: float = field(default_factory=time.monotonic)  # when somebody was connected last

    def record(self) -> ReplayRecord:
        session = self.prepared.session
        return ReplayRecord(
            id=self.prepared.id,
            session=session,
            path=f"{session.id}/{self.prepared.id}/{self.prepared.filename}",
            kernel_id=self.kernel_id,
            missing=self.prepared.missing,
            notes=self.prepared.notes,
            created_at=self.created_at,
        )


class LiveReplays:
    """Used on the server's event loop only."""

    def __init__(
        self, services: Services, kernels: Any, kernel_specs: Any, grace_seconds: float
    ) -> None:
        self._services = services
        self._kernels = kernels
        self._kernel_specs = kernel_specs
        self._grace = grace_seconds
        self._live: dict[str, _Live] = {}
        self._watch: asyncio.Task[None] | None = None

    def sweep(self) -> None:
        """Remove what servers left that are gone; called off the loop when a server starts."""
        live_folders.sweep(
            self._services.blobs, self._services.settings.data_dir, self._running(), ROOM
        )

    async def start(self, actor: Actor, prepared: Prepared) -> ReplayRecord:
        """Start the kernel of a prepared replay.

        Raises:
            InvalidInput: this server hasn't the session's kernel.
        """
        # late: the command line has no use for them, and they take long to import
        from jupyter_client.kernelspec import NoSuchKernel
        from jupyter_server.utils import ensure_async

        name = prepared.kernel_name
        try:
            # asked first: a start that fails leaves half a kernel in the manager
            await ensure_async(self._kernel_specs.get_kernel_spec(name))
            kernel_id = await self._kernels.start_kernel(
                kernel_name=name, cwd=prepared.cwd, env=prepared.env
            )
        except BaseException as error:
            await self._remove(prepared.folder)
            if isinstance(error, NoSuchKernel):
                raise InvalidInput(
                    f"This server has no kernel {name!r}, which the session ran with. Install "
                    "it, or rerun the session with another runtime."
                ) from error
            raise
        one = self._live[prepared.id] = _Live(actor.id, prepared, kernel_id)
        try:
            live_folders.note_kernel(prepared.folder, kernel_id, self._pid(kernel_id))
        except BaseException:
            await self._end(prepared.id)
            raise
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._end_abandoned())
        return one.record()

    def get(self, actor: Actor, replay_id: str) -> ReplayRecord:
        """One that goes on.

        Raises:
            NotFound: there is none of that id any more, or it is somebody else's.
        """
        return self._own(actor, replay_id).record()

    def shown(self, actor: Actor, replay_id: str) -> Path:
        """The file that holds what its tab shows, once the tab has said so.

        Raises: as `get`.
        """
        return self._own(actor, replay_id).prepared.folder / SHOWN

    async def show(self, actor: Actor, replay_id: str, data: bytes) -> None:
        """Take what its tab shows, to be exported or printed; it goes when the replay ends.

        Raises:
            InvalidInput: not a notebook. Else as `get`.
        """
        path = self.shown(actor, replay_id)
        await _off_loop(_write, path, data)

    async def end(self, actor: Actor, replay_id: str) -> None:
        """End its kernel and remove its workspace.

        Raises: as `get`.
        """
        self._own(actor, replay_id)
        await self._end(replay_id)

    async def close(self) -> None:
        """End all: the server stops."""
        if self._watch is not None:
            self._watch.cancel()
        await asyncio.gather(*(self._end(one) for one in list(self._live)))

    def _own(self, actor: Actor, replay_id: str) -> _Live:
        one = self._live.get(replay_id)
        if one is None or one.owner != actor.id:
            raise NotFound("This replay has ended. Replay the session again.")
        return one

    async def _end(self, replay_id: str) -> None:
        one = self._live.pop(replay_id, None)
        if one is None:
            return
        if one.kernel_id in self._kernels:
            try:
                await self._kernels.shutdown_kernel(one.kernel_id, now=True)
            except Exception:
                _log.exception("The kernel of replay %s could not be ended", replay_id)
        try:
            await self._remove(one.prepared.folder)
        except Exception:  # the others are to be ended all the same; the next server removes it
            _log.exception("The workspace of replay %s could not be removed", replay_id)

    async def _end_abandoned(self) -> None:
        while self._live:
            await asyncio.sleep(min(self._grace / 4, 15.0))
            now = time.monotonic()
            for replay_id, one in list(self._live.items()):
                if self._connected(one.kernel_id):
                    one.seen = now
                elif now - one.seen >= self._grace:
                    await self._end(replay_id)

    def _connected(self, kernel_id: str) -> bool:
        try:
            return bool(self._kernels.kernel_model(kernel_id)["connections"])
        except Exception:  # it is gone; what the manager raises then differs by its kind
            return False

    def _running(self) -> set[str]:
        return {one.kernel_id for one in self._live.values()}

    def _pid(self, kernel_id: str) -> int | None:
        with contextlib.suppress(Exception):
            pid = self._kernels.get_kernel(kernel_id).provisioner.pid
            return int(pid) if pid else None
        return None

    async def _remove(self, folder: Path) -> None:
        await _off_loop(live_folders.remove, self._services.blobs, folder)


def _write(path: Path, data: bytes) -> None:
    try:
        nb = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"This isn't a notebook: {error}") from error
    if not isinstance(nb, dict) or not isinstance(nb.get("cells"), list):
        raise InvalidInput("This isn't a notebook: it has no cells.")
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(data)
    beside.replace(path)


async def _off_loop(call: Callable[..., None], *args: Any) -> None:
    await asyncio.get_running_loop().run_in_executor(None, call, *args)
