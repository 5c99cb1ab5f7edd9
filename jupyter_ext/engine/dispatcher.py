"""The dispatcher: claims what waits, starts runners, follows them, makes their ends final.

One thread decides; what can take long (laying out, hashing, committing) is done by a few workers
that wake it. It knows no HTTP; server, CLI and headless worker host the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ..errors import JupyterExtError, StoreUnavailable
from ..platforms.waiting import Waiter
from ..settings import Settings
from ..store.blobs import Blobs
from ..store.database import Database
from .executors import local
from .executors.forkserver import Forkserver
from .follow import Followed
from .leases import Lease
from .places import DispatcherKind, Place
from .queue import Capacity, Queue
from .recovery import Recovery
from .tending import Tending

LOOK_SECONDS = 1.0  # what other processes submitted, cancelled or left is noticed so soon
RECOVER_SECONDS = 3.0
STOP_SECONDS = 8.0
LOG = logging.getLogger("jupyter_ext.dispatcher")


class Dispatcher:
    """Runs executions of its pool on this machine, as many at once as there is capacity for."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        settings: Settings,
        kind: DispatcherKind = "server",
    ) -> None:
        self.place = Place.here(database, settings, kind)
        self.capacity = settings.capacity
        attempts = settings.data_dir.absolute() / "attempts"
        self._queue = Queue(
            database, self.place, Capacity(settings.capacity, settings.memory_capacity), attempts
        )
        self._lease = Lease(database, self.place, settings.capacity)
        self._recovery = Recovery(database, self.place, attempts)
        self._waiter = Waiter()
        self._workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="engine")
        # one session of the command line needs no forkserver: it would be ready too late
        self._forkserver = (
            Forkserver(local.runner_environment())
            if kind != "cli" and settings.capacity and Forkserver.is_possible()
            else None
        )
        self._tending = Tending(
            database, blobs, self.place, settings.nice, self._workers, self, self._forkserver
        )
        self._followed: dict[tuple[str, int], Followed] = {}
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._look_now = True
        self._looked = self._recovered = float("-inf")
        self._first_look = threading.Event()
        self._from_workers: deque[Callable[[], None]] = deque()

    @property
    def id(self) -> str:
        return self.place.id

    @property
    def pool(self) -> str:
        return self.place.pool

    def start(self) -> None:
        """Begin, in a thread of its own: nothing here waits for it."""
        if self._forkserver is not None:
            self._forkserver.warm_up()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now: something was submitted or cancelled. Any thread may."""
        self._look_now = True
        self._waiter.wake()

    def stop(self) -> None:
        """Stop dispatching; what runs goes on, what has ended is committed first."""
        if self._thread is None or self._stop.is_set():
            return
        self._stop.set()
        self._waiter.wake()
        if self._forkserver is not None:
            self._forkserver.close()
        self._thread.join(STOP_SECONDS)
        self._tending.stop()
        self._workers.shutdown(wait=False)  # what is claimed is started, or it would be a crash
        try:
            self._lease.give_up()
        except JupyterExtError as error:
            LOG.warning("the dispatcher's lease stays until it runs out: %s", error.message)

    def settle(self, timeout: float) -> bool:
        """Wait until the first look is over and what had ended before is kept; False if it takes
        longer."""
        until = time.monotonic() + timeout
        self._first_look.wait(timeout)
        while self._tending.busy() and time.monotonic() < until:
            time.sleep(0.01)
        return time.monotonic() < until

    def going_on(self) -> int:
        """How many runs this dispatcher follows."""
        return sum(not followed.over for followed in list(self._followed.values()))

    def back(self, call: Callable[[], None]) -> None:
        """Have `call` done by the dispatcher's own thread, soon."""
        self._from_workers.append(call)
        self._waiter.wake()

    def look(self) -> None:
        """Look at the database again at the next turn (dispatcher's thread)."""
        self._look_now = True

    def follow(self, followed: Followed) -> None:
        """Follow an attempt from now on (dispatcher's thread)."""
        self._followed[followed.execution_id, followed.attempt] = followed
        if followed.runner is not None:
            self._waiter.watch(followed.runner.pid)

    def unfollow(self, followed: Followed) -> None:
        """Forget an attempt that is over or another's (dispatcher's thread)."""
        self._followed.pop((followed.execution_id, followed.attempt), None)
        self._look_now = True

    def _run(self) -> None:
        while not self._stop.is_set():
            pause = LOOK_SECONDS
            try:
                self._turn()
                pause = self._pause()
            except StoreUnavailable as error:
                LOG.warning("the dispatcher waits for the database: %s", error.message)
            except Exception:
                LOG.exception("the dispatcher goes on after an error")
            self._waiter.wait(pause)
        self._finish_what_ended()

    def _turn(self) -> None:
        while self._from_workers:
            self._from_workers.popleft()()
        self._lease.renew()
        now = time.monotonic()
        if now - self._recovered >= RECOVER_SECONDS:
            self._recover(first=self._recovered == float("-inf"))
            self._recovered = now
        if self._look_now or now - self._looked >= LOOK_SECONDS:
            self._look_now, self._looked = False, now
            self._drop_what_is_not_ours()
            self._claim()
        self._tending.tend(list(self._followed.values()))
        self._first_look.set()

    def _claim(self) -> None:
        while not self._stop.is_set() and self._queue.has_work():
            claimed = self._queue.claim()
            if claimed is None:
                return
            self._tending.begin(claimed)

    def _drop_what_is_not_ours(self) -> None:
        """Another dispatcher took over while this one stood still; and who is to be cancelled."""
        if not self._followed:
            return
        states = self._tending.states()
        for key, followed in list(self._followed.items()):
            if key not in states and not followed.over:
                self.unfollow(followed)
            elif key in states:
                followed.state = states[key][0]
                followed.due(states[key][1])

    def _recover(self, *, first: bool) -> None:
        """At its start each dispatcher looks; later only the one that leads."""
        if not first and not self._lease.leads():
            return
        self._lease.bury()
        for followed in self._recovery.orphans():
            if (followed.execution_id, followed.attempt) not in self._followed:
                self.follow(followed)
        if first:
            self._workers.submit(self._recovery.sweep)

    def _pause(self) -> float:
        if self._from_workers or self._look_now:
            return 0.0
        waiting = [f.pause() for f in self._followed.values() if not f.over]
        return min([LOOK_SECONDS, *waiting])

    def _finish_what_ended(self) -> None:
        """On a stop: what a worker is committing is waited for."""
        until = time.monotonic() + STOP_SECONDS - 1
        while self._tending.busy() and time.monotonic() < until:
            self._waiter.wait(0.1)
            while self._from_workers:
                self._from_workers.popleft()()
