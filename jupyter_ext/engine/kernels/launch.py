"""Starting a kernel at the end of a tether: connection file, sockets, process.

Standard library only: a runner starts its kernel before it imports what talks to it.
"""

import json
import os
import shutil
import socket
import sys
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .kernelspecs import Kernelspec
from .tethered import Tethered

_LONGEST_SOCKET_PATH = 80
_PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


@dataclass(frozen=True)
class LaunchedKernel:
    """A started kernel and how to reach it."""

    spec: Kernelspec
    tethered: Tethered
    connection_file: Path
    scratch: Path

    def remove_scratch(self) -> None:
        shutil.rmtree(self.scratch, ignore_errors=True)


def launch(
    spec: Kernelspec,
    *,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str],
    log: str | os.PathLike[str],
    memory_limit: int | None = None,
    extra_arguments: Sequence[str] = (),
) -> LaunchedKernel:
    """Start a kernel; it may not have come up yet when this returns.

    Raises CommandNotStarted when its program isn't there.
    """
    scratch = make_scratch()
    try:
        connection_file = scratch / "kernel.json"
        write_connection_file(connection_file, connection(scratch, spec.name))
        tethered = Tethered(
            [*spec.command(str(connection_file)), *extra_arguments],
            env=spec.environment(env),
            cwd=cwd,
            log=log,
            memory_limit=memory_limit,
            scratch=scratch,
        )
        tethered.wait_started(30)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return LaunchedKernel(spec, tethered, connection_file, scratch)


def make_scratch() -> Path:
    """A new folder of our own for a kernel's sockets and key, with a path short enough for them."""
    folders = [os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"]  # noqa: S108
    for folder in folders:
        if folder and os.path.isdir(folder) and os.access(folder, os.W_OK):
            made = Path(tempfile.mkdtemp(prefix="jx-", dir=folder))
            if len(os.fsencode(made / "s-5")) <= _LONGEST_SOCKET_PATH:
                return made
            made.rmdir()
    return Path(tempfile.mkdtemp(prefix="jx-"))


def connection(scratch: Path, kernel_name: str) -> dict[str, Any]:
    """Where the kernel shall listen: sockets in `scratch`, or ports of this machine where there
    are no such sockets or their path would be too long."""
    prefix = scratch / "s"
    short = len(os.fsencode(f"{prefix}-5")) <= _LONGEST_SOCKET_PATH
    common = {
        "key": str(uuid.uuid4()),
        "signature_scheme": "hmac-sha256",
        "kernel_name": kernel_name,
    }
    if sys.platform != "win32" and short:
        ports = {name: number for number, name in enumerate(_PORTS, 1)}
        return {**ports, **common, "transport": "ipc", "ip": str(prefix)}
    return {**_free_ports(), **common, "transport": "tcp", "ip": "127.0.0.1"}


def _free_ports() -> dict[str, int]:
    sockets = [socket.socket() for _ in _PORTS]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return {name: one.getsockname()[1] for name, one in zip(_PORTS, sockets, strict=True)}
    finally:
        for one in sockets:
            one.close()


def write_connection_file(path: Path, content: Mapping[str, Any]) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as stream:
        json.dump(content, stream)
