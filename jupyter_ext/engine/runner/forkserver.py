"""`python -m jupyter_ext.engine.runner.forkserver`: starts runners in milliseconds, by forking.

What a runner imports takes longer to import than anything else that it does before its kernel is
up. This process has imported it, and has a single thread; each runner is a fork of it that goes its
own way. It ends when its standard input does: with whoever started it. Runners don't mind.

Standard input, one order a line: the folder of an attempt, as JSON. To the file descriptor that
its argument names, one JSON object a line: {"ready": true} once, {"started": pid} or
{"failed": "why"} for each order in turn, and {"ended": pid, "code": exit code, or minus the
signal} for each runner.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import sys
from typing import Any

from jupyter_ext.engine.runner.__main__ import leave_out_what_is_not_needed, main

LOCK_PATIENCE = 1.0  # seconds; whoever lost an order holds the lock for longer
_PRELOADED = (
    "jupyter_ext.engine.runner.run",
    "jupyter_ext.engine.runner.notebook_body",
    "jupyter_ext.engine.runner.script_body",
    "jupyter_ext.engine.runner.watching",
    "jupyter_ext.engine.runner.kernel_run",
    "jupyter_ext.engine.runner.parameters",
    "jupyter_ext.engine.runner.collecting",
    "jupyter_ext.engine.runner.provenance",
    "jupyter_ext.engine.kernels.launch",
)


class Forkserver:
    """The loop: orders come in, ends of runners go out."""

    def __init__(self, telling: int) -> None:
        self._unread = b""
        self._telling = telling
        os.set_inheritable(telling, False)
        self._wake, self._waker = os.pipe()

    def serve(self) -> None:
        """Fork runners until nobody is left to order one."""
        os.set_blocking(self._wake, False)
        os.set_blocking(self._waker, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        self._tell({"ready": True})
        while True:
            ready, _, _ = select.select([0, self._wake], [], [])
            if self._wake in ready:
                os.read(self._wake, 4096)
                self._reap()
            if 0 in ready and not self._obey():
                return

    def _obey(self) -> bool:
        data = os.read(0, 65536)
        if not data:
            return False
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            try:
                self._tell({"started": self._fork(json.loads(line))})
            except OSError as error:
                self._tell({"failed": str(error)})
        return True

    def _fork(self, folder: str) -> int:
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            os.close(self._wake)
            os.close(self._waker)
            os.close(self._telling)
            _become_runner(folder)
            code = main([folder], LOCK_PATIENCE)
            sys.stdout.flush()
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._tell({"ended": pid, "code": os.waitstatus_to_exitcode(status)})

    def _tell(self, message: dict[str, Any]) -> None:
        os.write(self._telling, json.dumps(message).encode("ascii") + b"\n")


def _become_runner(folder: str) -> None:
    """Be what `spawn_detached` would have started."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    log = os.open(os.path.join(folder, "runner.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for fd, file in ((0, null), (1, log), (2, log)):
        os.dup2(file, fd)
    os.close(null)
    os.close(log)
    os.chdir(folder)


if __name__ == "__main__":
    leave_out_what_is_not_needed()
    for name in _PRELOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is shared stays shared
    with contextlib.suppress(BrokenPipeError):  # nobody listens any more
        Forkserver(int(sys.argv[1])).serve()
