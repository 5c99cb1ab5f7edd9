"""Runners as processes of this machine that outlive whoever started them."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...platforms.locks import FileLock
from ...platforms.processes import ProcessIdentity, kill_tree, send_signal, spawn_detached
from ..runner.attempt import ENVIRONMENT
from ..runner.forkserver import LOCK_PATIENCE
from ..runner.kernel_env import passes
from .forkserver import Forkserver, OrderLost
from .runners import Adopted, Runner, Spawned

TERMINATE = 15  # SIGTERM, also where the system has no such signal
_RUNNERS_OWN = ("JUPYTER_RUNTIME_DIR", "JUPYTER_PLATFORM_DIRS", "JUPYTER_NO_CONFIG")


def runner_environment() -> dict[str, str]:
    """What of this process's environment a runner gets: what the code may see, and where
    Jupyter's folders are. Never the server's tokens."""
    return {
        name: value
        for name, value in os.environ.items()
        if passes(name) or name.upper() in _RUNNERS_OWN
    }


def start(
    folder: Path,
    manifest: dict[str, Any],
    env: Mapping[str, str],
    forkserver: Forkserver | None = None,
) -> Runner:
    """Make an attempt's folder and start its runner; `env` are the runtime's variables.

    The runner is forked by the forkserver if that is ready, else spawned.

    Raises:
        FileExistsError: the attempt was started before; no attempt runs twice.
        OSError: the folder can't be made, or the machine has no room for a process.
    """
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(mode=0o700)
    if env:
        _write_private(folder / ENVIRONMENT, json.dumps(env))
    beside = folder / "manifest.json.part"
    beside.write_text(json.dumps(manifest), "ascii")
    beside.replace(folder / "manifest.json")
    if forkserver is not None:
        started = _forked(folder, forkserver)
        if started is not None:
            return started
        forkserver.warm_up()
    with (folder / "runner.log").open("ab") as log:
        return Spawned(
            spawn_detached(
                [sys.executable, "-P", "-m", "jupyter_ext.engine.runner", str(folder)],
                env=runner_environment(),
                cwd=folder,
                output=log,
            )
        )


def _forked(folder: Path, forkserver: Forkserver) -> Runner | None:
    """The attempt's runner by the forkserver; None: it has none, and nobody starts one any more."""
    try:
        return forkserver.fork(folder)
    except OrderLost:
        # Either it was forked before, and soon has the lock, or it wasn't and can't be any more.
        # One that comes late meets our lock, and gives up before we let it go.
        time.sleep(LOCK_PATIENCE)
        lock = FileLock(folder / "alive")
        if not lock.try_acquire():
            return Adopted(folder)
        time.sleep(LOCK_PATIENCE * 2)
        lock.release()
        return None


def _write_private(path: Path, text: str) -> None:
    """A file that only this user can read, from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def ask_end(folder: Path) -> None:
    """Ask a runner to end its run. Nothing happens where there is no such attempt (any more).

    Where its code made that impossible the deadline of the request ends it.
    """
    with contextlib.suppress(OSError):
        (folder / "cancel").touch()


def hurry(runner: ProcessIdentity) -> None:
    """Make a runner that was asked to end go up one rung of its ladder."""
    send_signal(runner, TERMINATE)


def kill(runner: ProcessIdentity) -> bool:
    """Kill a runner and all below it; its tether ends what got away. True once it is gone."""
    return kill_tree(runner)
