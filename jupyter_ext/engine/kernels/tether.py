"""The tether: a tiny process between a runner and its kernel (or script).

It starts the command in a session of its own and ends everything that the command started as soon
as its standard input, the lifeline, closes: the runner may end in any way, and the kernel may hold
its interpreter lock or have called setsid. Run by `python -I -S`; standard library only.

    tether ORDER    ORDER is JSON: {"argv": […], "log": path | null, "log_limit": bytes,
                                    "memory_limit": bytes | null, "scratch": path | null}

Without a log the command's two streams are told to the runner. The scratch folder (sockets, key)
is removed at the end.

Lifeline, one order a line:  `signal N` to the command's process group · `tree N` to everything
below the tether · end of file: kill all of it and end.
Standard output, one JSON object a line:  {"e": "started", "pid"} · {"e": "failed", "message"} ·
{"e": "output", "name": "stdout" | "stderr", "text"} · {"e": "exit", "code", "signal"}.
"""

import codecs
import contextlib
import json
import os
import select
import signal
import sys

from jupyter_ext.platforms.descendants import (
    become_subreaper,
    descendants,
    die_with_parent,
    kill_descendants,
    reap,
    signal_all,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CHUNK = 65536
_PIPEFUL = 16
_FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
_RESET = (*_FORWARDED, "SIGCHLD", "SIGPIPE", "SIGQUIT")


class Tether:
    """The loop: orders from the runner, ends of children, output of the command."""

    def __init__(self, order: "dict[str, Any]") -> None:
        self._order = order
        self._pid = 0
        self._ended = False
        self._orders = b""
        self._unsent = b""
        self._log = _Log(order["log"], order["log_limit"]) if order.get("log") else None
        self._pipes: dict[int, str] = {}
        self._decoders: dict[int, codecs.IncrementalDecoder] = {}
        self._wake, self._waker = os.pipe()

    def run(self) -> int:
        become_subreaper()
        os.set_blocking(0, False)
        os.set_blocking(1, False)
        os.set_blocking(self._waker, False)
        os.set_blocking(self._wake, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for name in _FORWARDED:
            signal.signal(getattr(signal, name), lambda number, frame: self._signal_group(number))
        if self._start():
            self._loop()
        gone = kill_descendants()
        if self._log:
            self._log.close()
        remove_flat(self._order.get("scratch"))
        return 0 if gone else 1

    # starting

    def _start(self) -> bool:
        out_read, out_write = os.pipe()
        err_read, err_write = (-1, -1) if self._log else os.pipe()
        told, tell = os.pipe()
        tether = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_command(tether, out_write, out_write if self._log else err_write, tell)
        for fd in (out_write, err_write, tell):
            if fd >= 0:
                os.close(fd)
        with open(told, "rb") as stream:
            message = stream.read().decode("utf-8", "replace")
        if message:
            self._tell({"e": "failed", "message": message})
            return False
        self._pid = pid
        for fd, name in ((out_read, "stdout"), (err_read, "stderr")):
            if fd >= 0:
                os.set_blocking(fd, False)
                self._pipes[fd] = name
                self._decoders[fd] = codecs.getincrementaldecoder("utf-8")("replace")
        self._tell({"e": "started", "pid": pid})
        return True

    def _become_command(self, tether: int, out: int, err: int, tell: int) -> None:
        try:
            signal.set_wakeup_fd(-1)
            for name in _RESET:
                signal.signal(getattr(signal, name), signal.SIG_DFL)
            os.setsid()
            die_with_parent()
            if os.getppid() != tether:
                os._exit(1)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(out, 1)
            os.dup2(err, 2)
            if self._order.get("memory_limit"):
                from jupyter_ext.platforms.processes import limit_memory

                limit_memory(self._order["memory_limit"])
            argv = [os.path.expanduser(word) for word in self._order["argv"]]
            env = {**os.environ, "JPY_PARENT_PID": str(tether)}
            os.execvpe(argv[0], argv, env)  # noqa: S606
        except BaseException as error:
            os.write(tell, str(error).encode("utf-8", "replace"))
        finally:
            os._exit(127)

    # the loop

    def _loop(self) -> None:
        while True:
            readers = [0, self._wake]
            if not self._unsent:  # the runner reads slowly: let the command wait
                readers += self._pipes
            ready, writable, _ = select.select(readers, [1] if self._unsent else [], [])
            if writable:
                self._send()
            if self._wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake, _CHUNK)
            for fd in ready:
                if fd in self._pipes:
                    self._pump(fd)
            self._reap()
            if 0 in ready and not self._obey():
                return

    def _obey(self) -> bool:
        try:
            data = os.read(0, 4096)
        except BlockingIOError:
            return True
        if not data:
            return False
        *lines, self._orders = (self._orders + data).split(b"\n")
        for line in lines:
            what, _, number = line.decode("ascii", "replace").partition(" ")
            if what == "signal":
                self._signal_group(int(number))
            elif what == "tree":
                self._signal_group(int(number))
                signal_all(descendants(os.getpid()), int(number))
        return True

    def _signal_group(self, number: int) -> None:
        if self._pid and not self._ended:  # until it is reaped nobody else gets its number
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, number)

    def _reap(self) -> None:
        status = reap().get(self._pid)
        if status is None or self._ended:
            return
        self._ended = True
        for fd in list(self._pipes):
            self._pump(fd)
        killed = os.WIFSIGNALED(status)
        self._tell(
            {
                "e": "exit",
                "code": None if killed else os.WEXITSTATUS(status),
                "signal": os.WTERMSIG(status) if killed else None,
            }
        )

    # output

    def _pump(self, fd: int) -> None:
        """Pass on what the command wrote; when it has ended, all that was left in the pipe."""
        for _ in range(_PIPEFUL if self._ended else 1):
            try:
                data = os.read(fd, _CHUNK)
            except BlockingIOError:
                return
            if self._log:
                self._log.write(data)
            else:
                text = self._decoders[fd].decode(data, final=not data)
                if text:
                    self._tell({"e": "output", "name": self._pipes[fd], "text": text})
            if not data:
                os.close(fd)
                del self._pipes[fd]
                return

    def _tell(self, message: "dict[str, Any]") -> None:
        self._unsent += json.dumps(message).encode("ascii") + b"\n"
        self._send()

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[os.write(1, self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:  # the runner is gone; the lifeline says so too
            self._unsent = b""


class _Log:
    """The command's own log: a file that grows to its limit and says what was left out."""

    def __init__(self, path: str, limit: int) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._room = limit
        self._left_out = 0

    def write(self, data: bytes) -> None:
        kept = data[: self._room]
        self._room -= len(kept)
        self._left_out += len(data) - len(kept)
        with contextlib.suppress(OSError):  # a full disk is the runner's to report
            os.write(self._fd, kept)

    def close(self) -> None:
        if self._left_out:
            with contextlib.suppress(OSError):
                os.write(self._fd, b"\n[%d more bytes were left out]\n" % self._left_out)
        os.close(self._fd)


def remove_flat(folder: "str | None") -> None:
    """Remove a folder and the files in it, as far as that goes."""
    if not folder:
        return
    with contextlib.suppress(OSError):
        for entry in os.listdir(folder):
            os.unlink(os.path.join(folder, entry))
        os.rmdir(folder)


def main() -> int:
    order = json.loads(sys.argv[1])
    if not hasattr(os, "fork"):
        from jupyter_ext.engine.kernels.tether_portable import PortableTether

        return PortableTether(order).run()
    return Tether(order).run()
