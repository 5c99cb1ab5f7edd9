"""Kernels of the server under test: spoken to as a front end would, ended whatever happens."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def kernels(jp_serverapp: Any, jp_asyncio_loop: Any) -> Iterator[Any]:
    """The server's kernel manager."""
    yield jp_serverapp.kernel_manager
    jp_asyncio_loop.run_until_complete(jp_serverapp.kernel_manager.shutdown_all(now=True))


@pytest.fixture
def python_path_of_tests() -> Iterator[None]:
    """The extension adds to PYTHONPATH; what the tests were started with comes back."""
    before = os.environ.pop("PYTHONPATH", None)
    yield
    os.environ.pop("PYTHONPATH", None)
    if before is not None:
        os.environ["PYTHONPATH"] = before


async def said(kernels: Any, kernel_id: str, code: str) -> str:
    """What a cell prints, or the last line of its error."""
    client = kernels.get_kernel(kernel_id).client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        message_id = client.execute(code)
        text = ""
        while True:
            message = await asyncio.wait_for(client.get_iopub_msg(), 60)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                text += content["text"]
            elif message["msg_type"] == "error":
                text += f"{content['ename']}: {content['evalue']}"
            elif message["msg_type"] == "status" and content["execution_state"] == "idle":
                return text.strip()
    finally:
        client.stop_channels()
