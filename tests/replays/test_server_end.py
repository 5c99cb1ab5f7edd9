"""Replays end with their server: at once when it stops, at the next start when it was killed."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.platforms import processes
from tests.product import Product, until


def replayed(product: Product) -> tuple[Path, processes.ProcessIdentity]:
    """The folder of a replay, and its kernel's process."""
    session = product.run(product.write_notebook("a.ipynb", "print('seen')"))
    product.wait(session["id"], "SUCCEEDED")
    replay: dict[str, Any] = product.post(f"sessions/{session['id']}/replays")
    folder = product.data / "replays" / replay["id"]
    assert (folder / "workspace" / ".jx" / "manifest.json").exists()
    kernel = json.loads((folder / "kernel.json").read_text())["process"]
    return folder, processes.ProcessIdentity.from_json(kernel)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_of_a_replay(product: Product, number: signal.Signals) -> None:
    product.start(capacity=1)
    folder, kernel = replayed(product)
    assert processes.is_alive(kernel)

    product.stop(number)
    if number == signal.SIGKILL:
        product.start(capacity=1)

    until(lambda: not folder.exists(), 30, "the workspace is gone")
    until(lambda: not processes.is_alive(kernel), 30, "the kernel is gone")
