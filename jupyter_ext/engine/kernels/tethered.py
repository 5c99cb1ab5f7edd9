"""A command at the end of a tether, seen from the runner."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from jupyter_ext.platforms.processes import ProcessIdentity, identify

_ROOT = Path(__file__).resolve().parents[3]
_BOOT = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from jupyter_ext.engine.kernels.tether import main; sys.exit(main())"
)
LOG_LIMIT = 16 * 1024 * 1024


class CommandNotStarted(Exception):
    """The command could not be started; the message says why."""


class Tethered:
    """A command and everything it starts, held by a tether until `close`.

    `exit_code` and `exit_signal` tell how the command itself ended (one of them is set then), or
    None. `on_message` is called with each message of the tether, in a thread of its own.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: str | os.PathLike[str],
        log: str | os.PathLike[str] | None = None,
        memory_limit: int | None = None,
        scratch: str | os.PathLike[str] | None = None,
        on_message: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self.pid: int | None = None
        self.identity: ProcessIdentity | None = None
        self.exit_code: int | None = None
        self.exit_signal: int | None = None
        self.on_message = on_message
        self._failure: str | None = None
        self._started = threading.Event()
        self._exited = threading.Event()
        self._gone = threading.Event()
        order = {
            "argv": list(argv),
            "log": None if log is None else os.fspath(log),
            "log_limit": LOG_LIMIT,
            "memory_limit": memory_limit,
            "scratch": None if scratch is None else os.fspath(scratch),
        }
        boot = [sys.executable, "-I", "-S", "-c", _BOOT, str(_ROOT), json.dumps(order)]
        detached: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {}
        self._process = subprocess.Popen(
            boot, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(env), cwd=cwd, **detached
        )
        assert self._process.stdout is not None
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()

    @property
    def exited(self) -> bool:
        """Whether the command itself has ended (what it left behind may still run)."""
        return self._exited.is_set()

    @property
    def gone(self) -> bool:
        """Whether the tether has ended: nothing of what the command started is left."""
        return self._gone.is_set()

    @property
    def tether_pid(self) -> int:
        return self._process.pid

    def wait_started(self, timeout: float | None = None) -> None:
        """Wait until the command runs. Raises CommandNotStarted."""
        if not self._started.wait(timeout):
            raise CommandNotStarted("the tether did not answer")
        if self._failure is not None:
            raise CommandNotStarted(self._failure)

    def wait_exited(self, timeout: float | None = None) -> bool:
        return self._exited.wait(timeout)

    def signal(self, number: int) -> None:
        """Send a signal to the command's process group."""
        self._order(f"signal {number}\n")

    def signal_tree(self, number: int) -> None:
        """Send a signal to the command and everything it started."""
        self._order(f"tree {number}\n")

    def close(self, timeout: float | None = 15.0) -> bool:
        """Kill whatever is left and wait for the end; False if something outlived the time."""
        self.let_go()
        if not self._gone.wait(timeout):
            return False
        return self._process.wait() == 0

    def let_go(self) -> None:
        """Close the lifeline: the tether kills what is left, without anyone waiting for it."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def _order(self, line: str) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(OSError, ValueError):  # it has ended already
            stdin.write(line.encode("ascii"))
            stdin.flush()

    def _read(self, stream: IO[bytes]) -> None:
        for line in stream:
            with contextlib.suppress(ValueError):
                self._take(json.loads(line))
        if not self._exited.is_set():  # the tether itself was killed, and took the command along
            status = self._process.wait()
            if self._started.is_set() and self._failure is None:
                self._take({"e": "exit", "code": None, "signal": -status if status < 0 else 9})
            self._failure = self._failure or "the tether ended"
        self._started.set()
        self._exited.set()
        self._gone.set()
        self._pass_on({"e": "gone"})
        stream.close()

    def _take(self, message: dict[str, Any]) -> None:
        kind = message.get("e")
        if kind == "started":
            self.pid = message["pid"]
            self.identity = identify(message["pid"])
            self._started.set()
        elif kind == "failed":
            self._failure = message["message"]
            self._started.set()
        elif kind == "exit":
            self.exit_code, self.exit_signal = message["code"], message["signal"]
            self._exited.set()
        self._pass_on(message)

    def _pass_on(self, message: dict[str, Any]) -> None:
        if self.on_message is not None:
            self.on_message(message)
