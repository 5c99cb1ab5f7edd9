"""The tether where there is no `fork`: the same orders and messages, with threads.

It ends the command and what hangs below it at that moment; a child that has cut itself loose is
beyond its reach.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from typing import IO, Any

from jupyter_ext.engine.kernels.tether import remove_flat

_CHUNK = 65536


class PortableTether:
    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._writing = threading.Lock()

    def run(self) -> int:
        log = self._order.get("log")
        out: Any = open(log, "ab") if log else subprocess.PIPE  # noqa: SIM115
        argv = [os.path.expanduser(word) for word in self._order["argv"]]
        env = {**os.environ, "JPY_PARENT_PID": str(os.getpid())}
        try:
            command = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT if log else subprocess.PIPE,
                env=env,
            )
        except OSError as error:
            self._tell({"e": "failed", "message": str(error)})
            return 0
        self._tell({"e": "started", "pid": command.pid})
        pumps = [
            threading.Thread(target=self._pump, args=(stream, name), daemon=True)
            for stream, name in ((command.stdout, "stdout"), (command.stderr, "stderr"))
            if stream is not None
        ]
        for pump in pumps:
            pump.start()
        waiter = threading.Thread(target=self._wait, args=(command, pumps), daemon=True)
        waiter.start()
        for line in sys.stdin:
            self._obey(line, command)
        self._kill(command)
        waiter.join(5)
        remove_flat(self._order.get("scratch"))
        os._exit(0)  # a pump may still wait for what is beyond reach

    def _wait(self, command: "subprocess.Popen[bytes]", pumps: list[threading.Thread]) -> None:
        code = command.wait()
        for pump in pumps:
            pump.join(1)
        killed = code < 0
        self._tell(
            {"e": "exit", "code": None if killed else code, "signal": -code if killed else None}
        )

    def _obey(self, line: str, command: "subprocess.Popen[bytes]") -> None:
        what, _, number = line.strip().partition(" ")
        if what == "tree" and int(number) == getattr(signal, "SIGKILL", signal.SIGTERM):
            self._kill(command)
        elif what in ("signal", "tree"):
            with contextlib.suppress(OSError, ValueError):
                command.send_signal(int(number))

    @staticmethod
    def _kill(command: "subprocess.Popen[bytes]") -> None:
        below = []
        with contextlib.suppress(Exception):  # -S hides psutil in some installations
            import psutil

            below = psutil.Process(command.pid).children(recursive=True)
        for process in [command, *below]:
            with contextlib.suppress(Exception):
                process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            command.wait(5)

    def _pump(self, stream: IO[bytes], name: str) -> None:
        while data := os.read(stream.fileno(), _CHUNK):
            self._tell({"e": "output", "name": name, "text": data.decode("utf-8", "replace")})

    def _tell(self, message: dict[str, Any]) -> None:
        with self._writing, contextlib.suppress(OSError):
            os.write(1, json.dumps(message).encode("ascii") + b"\n")
