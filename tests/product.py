"""The installed product as processes: start it, ask it by REST, kill it by real signals."""

from __future__ import annotations

import contextlib
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

TERMINAL = {"SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "CRASHED"}
START_SECONDS = 120.0


class Refused(AssertionError):
    """An answer of 400 or above."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body["error"]
        return found


def free_port() -> int:
    """A port that is free, of those that the system gives to nobody who asks for any."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Product:
    """A `jupyter server` with the extension on scratch folders; at most one process at a time.

    `home` holds everything: `data` (the product's), `root` (the user's files), the server's log.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "data"
        self.root = home / "root"
        self.root.mkdir(parents=True, exist_ok=True)
        self.database = ""  # its URL; empty: SQLite in the data folder
        self.token = secrets.token_hex(16)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        return f"{self.url}/jupyter-ext/api"

    @property
    def environment(self) -> dict[str, str]:
        """Of every process of the product: its data folder, nobody else's Jupyter settings."""
        return {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "JUPYTER_EXT_DATA_DIR": str(self.data),
            "JUPYTER_EXT_DATABASE_URL": self.database,
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "IPYTHONDIR": str(self.home / "ipython"),
        }

    def start(self, *, capacity: int | None = None, arguments: tuple[str, ...] = ()) -> None:
        """Start the server and wait until it answers."""
        self.port = free_port()
        command = [
            sys.executable,
            "-m",
            "jupyter_server",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            "--ServerApp.open_browser=False",
            "--ServerApp.allow_root=True",
            f"--ServerApp.root_dir={self.root}",
            f"--IdentityProvider.token={self.token}",
            "--ServerApp.jpserver_extensions={'jupyter_ext': True}",
            *([f"--JupyterExt.capacity={capacity}"] if capacity is not None else []),
            *arguments,
        ]
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=self.environment, cwd=self.home
            )
        until(self._answers, START_SECONDS, "the server answers")

    def stop(self, with_signal: signal.Signals = signal.SIGTERM, timeout: float = 30.0) -> float:
        """End the server; give the seconds that it took."""
        if self.process is None:
            return 0.0
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
                raise
        self.process = None
        return time.monotonic() - began

    def kill(self) -> None:
        """SIGKILL: what a power cut does to the process."""
        self.stop(signal.SIGKILL)

    def _answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"the server ended at its start: {self.log[-3000:]}")
        return bool(self.get("status"))

    @property
    def log(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        raw: bool = False,
        timeout: float = 60.0,
    ) -> Any:
        """One request, below the API or to a whole URL; JSON in and out.

        Raises:
            Refused: the answer is 400 or above.
        """
        data = (
            body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        )
        request = urllib.request.Request(
            path if path.startswith(self.url) else f"{self.api}/{path}",
            data=data,
            method=method,
            headers={"Authorization": f"token {self.token}", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                content = response.read()
        except urllib.error.HTTPError as error:
            content = error.read()
            with contextlib.suppress(ValueError):
                content = json.loads(content)
            raise Refused(error.code, content) from error
        return content if raw else json.loads(content) if content else None

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.ask("POST", path, {} if body is None else body, **options)

    def write_notebook(self, name: str, *cells: str, **metadata: Any) -> str:
        """A notebook of code cells below the server's root; give its path."""
        notebook = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                **metadata,
            },
            "cells": [
                {
                    "id": f"cell-{position}",
                    "cell_type": "code",
                    "source": source,
                    "metadata": {},
                    "outputs": [],
                    "execution_count": None,
                }
                for position, source in enumerate(cells)
            ],
        }
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook))
        return name

    def run(self, path: str, *, key: str | None = None, **body: Any) -> dict[str, Any]:
        """Run a notebook as a session; give the session as answered."""
        session: dict[str, Any] = self.post(
            "run-file",
            {"path": path, **body},
            headers={"Idempotency-Key": key or uuid.uuid4().hex},
        )
        return session

    def session(self, session_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"sessions/{session_id}")
        return found

    def wait(
        self, session_id: str, *states: str, timeout: float = 60.0, promise: float | None = None
    ) -> dict[str, Any]:
        """Wait for one of `states` (default: any end); print the time beside a promise."""
        wanted = set(states) or TERMINAL
        began = time.monotonic()
        found: dict[str, Any] = {}

        def there() -> bool:
            nonlocal found
            found = self.session(session_id)
            if found["state"] in TERMINAL and found["state"] not in wanted:
                raise AssertionError(f"{found['state']}: {found['reason']} {found['error']}")
            return found["state"] in wanted

        until(there, timeout, f"session {'|'.join(sorted(wanted))}", lambda: str(found)[:2000])
        if promise is not None:
            print(f"{found['state']} after {time.monotonic() - began:.2f} s, promised {promise} s")
        return found

    def wait_for_cell(self, session_id: str, number: int, timeout: float = 60.0) -> dict[str, Any]:
        """Wait until the session executes the cell of that 1-based number."""
        found: dict[str, Any] = {}

        def there() -> bool:
            nonlocal found
            found = self.get(f"sessions/{session_id}/progress")
            return bool(found["cell"]) and found["cell"]["number"] >= number

        until(there, timeout, f"cell {number}", lambda: str(found))
        return found


USERS_BY_HEADER = '''
from jupyter_server.auth.identity import IdentityProvider, User

class ByHeader(IdentityProvider):
    """Who one says one is: for a test."""
    def get_user(self, handler):
        return User(username=handler.request.headers.get("X-User", "{otherwise}"))
'''


def users_by_header(product: Product, otherwise: str) -> tuple[str, ...]:
    """The arguments of a server with proven users: who it is says the header `X-User`."""
    (product.home / "by_header.py").write_text(USERS_BY_HEADER.format(otherwise=otherwise))
    return (
        "--ServerApp.identity_provider_class=by_header.ByHeader",
        "--ServerApp.disable_check_xsrf=True",
    )


def until(
    condition: Callable[[], bool],
    timeout: float,
    what: str,
    last: Callable[[], str] = lambda: "",
    *,
    every: float = 0.1,
) -> float:
    """Wait for a condition that may not be answerable yet; give the seconds that it took."""
    began = time.monotonic()
    while time.monotonic() - began < timeout:
        try:
            if condition():
                return time.monotonic() - began
        except (OSError, urllib.error.URLError):
            pass
        time.sleep(every)
    raise AssertionError(f"{what}: not within {timeout} s. {last()}")
