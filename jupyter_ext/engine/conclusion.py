"""What becomes of an attempt that is over: its result is found, kept, and its folder removed."""

from __future__ import annotations

import contextlib
import errno
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ..errors import StoreUnavailable
from ..sessions.states import State
from ..store.blobs import Blobs
from ..store.database import Database
from . import recovery
from .commit import Attempt, commit
from .executors import local
from .follow import Followed
from .lost import lost
from .result import Result, ResultBroken, read_result

RETRY_SECONDS = 5.0  # a commit that failed (a full disk, a locked database) is tried again
LEAVE_SECONDS = 1.0  # between a result and the end of its runner, which has nothing left to do
PASSING = {  # what an operator can mend; anything else lies in what the run left
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EIO,
    errno.ESTALE,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
}
LOG = logging.getLogger("jupyter_ext.dispatcher")


class Conclusion:
    """Makes the ends of attempts final, in the workers of a dispatcher."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        back: Callable[[Callable[[], None]], None],
        unfollow: Callable[[Followed], None],
    ) -> None:
        """`back` has a call done by the dispatcher's own thread, as `unfollow` must be."""
        self._database = database
        self._blobs = blobs
        self._back = back
        self._unfollow = unfollow
        self._stopping = threading.Event()
        self._cleaner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cleaner")

    def stop(self) -> None:
        """No more attempts to keep what can't be kept now; the next dispatcher makes them."""
        self._stopping.set()
        self._cleaner.shutdown(wait=False, cancel_futures=True)

    def conclude(self, followed: Followed) -> None:
        """Keep what an attempt left; what can't be kept is a crash that says so."""
        try:
            self.keep(followed, self._result_of(followed))
        except Exception:
            LOG.exception("what session %s left can't be kept", followed.session_id)
            reason = "What the run left could not be kept; the server's log says why."
            self.keep(followed, Result(State.CRASHED, reason), nothing=True)

    def _result_of(self, followed: Followed) -> Result:
        if followed.killed is None or followed.has_result():
            with contextlib.suppress(ResultBroken):
                return read_result(followed.folder)
        code = followed.process.exit_code() if followed.process else None
        reason = followed.killed or _how_it_died(code)
        result = lost(followed.folder, reason)
        if followed.killed and followed.state in (State.STARTING, State.RUNNING):
            return result.ended_as(State.TIMED_OUT, reason)
        return result

    def keep(self, followed: Followed, result: Result, *, nothing: bool = False) -> None:
        """Keep an end; `nothing`: its state alone, whatever lies in the folder."""
        folder = followed.folder / "nothing" if nothing else followed.folder
        attempt = Attempt(followed.execution_id, followed.attempt, followed.session_id, folder)
        while True:
            try:
                state = commit(self._database, self._blobs, attempt, result)
                break
            except (OSError, StoreUnavailable) as error:
                if isinstance(error, OSError) and error.errno not in PASSING:
                    raise
                LOG.warning("the end of %s can't be kept yet: %s", followed.session_id, error)
                if self._stopping.wait(RETRY_SECONDS):
                    return
        LOG.info("session %s: %s", followed.session_id, state)
        self._back(lambda: self._unfollow(followed))
        with contextlib.suppress(RuntimeError):  # the dispatcher is stopping: the next one sweeps
            self._cleaner.submit(self._clean, followed)

    def _clean(self, followed: Followed) -> None:
        """Remove the attempt's folder once its runner has left it.

        A runner that stays is one whose code said by itself that it is over: it is made so.
        """
        until = time.monotonic() + LEAVE_SECONDS
        while not followed.is_gone() and time.monotonic() < until:
            if self._stopping.wait(0.05):
                return
        runner = followed.known_runner()
        if runner is not None:
            local.kill(runner)
        recovery.remove(followed.folder)
        with contextlib.suppress(OSError):
            followed.folder.parent.rmdir()


def _how_it_died(code: int | None) -> str:
    if code is None:
        return "The runner ended without a result: it was killed, or the machine went down."
    if code < 0:
        return f"The runner was killed by signal {-code}."
    return f"The runner ended without a result (exit code {code}); its log says more."
