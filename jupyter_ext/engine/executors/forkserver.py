"""A process kept ready to fork runners, seen from the dispatcher.

Forking a runner spares it its imports. Linux only: elsewhere, and whenever the forkserver isn't
there (yet), a runner is spawned, and nothing else is different.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from ...platforms.processes import ProcessIdentity, identify, is_alive

ANSWER_SECONDS = 10.0  # forking takes some thousandths of one
LEAVE_SECONDS = 1.0
TOLD_SECONDS = 1.0  # a runner's end is told at once
MOST_FAILURES = 3  # processes that ended before they were of any use
LOG = logging.getLogger("jupyter_ext.dispatcher")


class OrderLost(Exception):
    """The forkserver took an order and ended before it said what became of it.

    It forks nothing any more; what it had forked may be a runner now.
    """


class Forkserver:
    """Forks runners that have the environment `env`. Any thread may use it."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._failures = 0
        self._closed = False

    @staticmethod
    def is_possible() -> bool:
        """Whether forking a process with imported libraries is safe on this system."""
        return sys.platform.startswith("linux")

    def warm_up(self) -> None:
        """Start the process if there is none; it gets ready by itself."""
        with self._lock:
            if self._process is not None and not self._process.has_ended():
                return
            if self._process is not None and not self._process.was_of_use:
                self._failures += 1
            if self._closed or self._failures >= MOST_FAILURES:
                return
            try:
                self._process = _Process(self._env)
            except OSError as error:
                LOG.warning("runners are spawned: there is no forkserver (%s)", error)

    def fork(self, folder: Path) -> Forked | None:
        """Fork the runner of an attempt; None when it has to be spawned.

        Raises:
            OrderLost: nobody knows whether the runner was started.
        """
        with self._lock:
            return self._process.fork(folder) if self._process is not None else None

    def close(self) -> None:
        """End the process, at once if it is stuck; the runners that it started go on."""
        self._closed = True
        process = self._process
        if process is not None:
            process.close()


class _Process:
    """One process of the forkserver, until it ends."""

    def __init__(self, env: Mapping[str, str]) -> None:
        # a pipe of its own: whatever an environment prints at a start isn't an answer
        listening, telling = os.pipe()
        try:
            self._popen = subprocess.Popen(
                [sys.executable, "-P", "-m", "jupyter_ext.engine.runner.forkserver", str(telling)],
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[telling],
                start_new_session=True,
            )
        except OSError:
            os.close(listening)
            raise
        finally:
            os.close(telling)
        self._answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._ready = self._silent = self._busy = False
        self._codes: dict[int, int] = {}
        self._told = threading.Condition()
        self.was_of_use = False
        threading.Thread(
            target=self._listen, args=(os.fdopen(listening, "rb"),), name="forkserver", daemon=True
        ).start()

    def has_ended(self) -> bool:
        return self._popen.poll() is not None

    def fork(self, folder: Path) -> Forked | None:
        if not self._ready or self.has_ended():
            return None
        assert self._popen.stdin is not None
        self._busy = True
        try:
            # less than a pipe takes in one go: it is there whole, or there is nobody to read it
            self._popen.stdin.write(json.dumps(str(folder)).encode("ascii") + b"\n")
            self._popen.stdin.flush()
            answer = self._answers.get(timeout=ANSWER_SECONDS)
        except (OSError, ValueError):
            return None
        except queue.Empty:
            answer = {}
        finally:
            self._busy = False
        if "started" in answer:
            self.was_of_use = True
            return Forked(self, answer["started"])
        if "failed" in answer:
            LOG.warning("a runner can't be forked: %s", answer["failed"])
            return None
        self._popen.kill()
        self._popen.wait()
        raise OrderLost

    def close(self) -> None:
        if self._busy or not self._ready:
            self._popen.kill()
        assert self._popen.stdin is not None
        with contextlib.suppress(OSError):
            self._popen.stdin.close()
        try:
            self._popen.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()

    def code_of(self, pid: int, patience: float) -> int | None:
        """How a runner ended; None if the process doesn't say within `patience` seconds."""
        with self._told:
            self._told.wait_for(lambda: pid in self._codes or self._silent, patience)
            return self._codes.get(pid)

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._take(json.loads(line))
        self._answers.put({})  # nobody answers any more
        with self._told:
            self._silent = True
            self._told.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        if "ended" in message:
            with self._told:
                self._codes[message["ended"]] = message["code"]
                self._told.notify_all()
        elif "ready" in message:
            self._ready = True
        else:
            self._codes.pop(message.get("started", 0), None)  # the number was another's
            self._answers.put(message)


class Forked:
    """A runner that the forkserver started."""

    def __init__(self, process: _Process, pid: int) -> None:
        self.pid = pid
        self._process = process
        self._identity: ProcessIdentity | None = identify(pid)

    def has_ended(self) -> bool:
        return self._identity is None or not is_alive(self._identity)

    def exit_code(self) -> int | None:
        return self._process.code_of(self.pid, TOLD_SECONDS if self.has_ended() else 0)
