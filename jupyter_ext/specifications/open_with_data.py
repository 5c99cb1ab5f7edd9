"""Open with data: a kernel of the running server whose environment holds the chosen data."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InvalidInput
from . import live_folders
from .records import OpenedWithData


@dataclass(frozen=True)
class PreparedData:
    """A folder with the chosen data laid out, and how to start the kernel beside it."""

    path: str  # of the notebook, as the server's contents API knows it
    kernel_name: str  # empty: the server's default
    cwd: str
    env: dict[str, str]
    folder: Path


async def start_kernel(handler: Any, prepared: PreparedData) -> OpenedWithData:
    """Start the kernel in the server's own kernel manager; the user's notebook joins it.

    Raises:
        InvalidInput: this server hasn't the kernel that the notebook names.
    """
    # late: the command line has no use for them, and they take long to import
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_server.utils import ensure_async

    manager, services = handler.kernel_manager, handler.services
    name = prepared.kernel_name or manager.default_kernel_name
    try:
        # asked first: a start that fails leaves half a kernel in the manager
        await ensure_async(handler.kernel_spec_manager.get_kernel_spec(name))
        kernel_id = await manager.start_kernel(kernel_name=name, cwd=prepared.cwd, env=prepared.env)
    except BaseException as error:
        await _off_loop(live_folders.remove, services.blobs, prepared.folder)
        if isinstance(error, NoSuchKernel):
            raise InvalidInput(
                f"This server has no kernel {name!r}. Choose another kernel for the notebook and "
                "save it.",
                field="path",
            ) from error
        raise
    live_folders.note_kernel(prepared.folder, kernel_id)
    running = set(manager.list_kernel_ids())
    await _off_loop(live_folders.sweep, services.blobs, services.settings.data_dir, running)
    return OpenedWithData(kernel_id=kernel_id, path=prepared.path)


async def _off_loop(call: Any, *args: Any) -> None:
    await asyncio.get_running_loop().run_in_executor(None, call, *args)
