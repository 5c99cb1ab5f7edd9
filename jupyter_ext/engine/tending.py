"""Tending attempts: starting them, telling of their progress, minding deadlines, ending them."""

from __future__ import annotations

import contextlib
import errno
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from ..access.trail import announce
from ..errors import Gone, StoreUnavailable
from ..platforms.processes import identify
from ..sessions.model import Execution
from ..sessions.states import ACTIVE, State
from ..sessions.transitions import running, spawned, still_followed
from ..store.base import utcnow
from ..store.blobs import Blobs
from ..store.database import Database
from . import recovery
from .conclusion import Conclusion
from .executors import local
from .executors.forkserver import Forkserver
from .follow import Followed
from .hydrate import runner_manifest
from .places import Place
from .queue import Claimed
from .result import Result
from .shown import shown

ANNOUNCE_SECONDS = 0.5  # at most twice a second and session
RENEW_SECONDS = 60.0
LOG = logging.getLogger("jupyter_ext.dispatcher")


class Host(Protocol):
    """What the dispatcher does for tending, in its own thread."""

    def back(self, call: Callable[[], None]) -> None: ...
    def look(self) -> None: ...
    def follow(self, followed: Followed) -> None: ...
    def unfollow(self, followed: Followed) -> None: ...


class Tending:
    """What a dispatcher does with the attempts that it follows."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        place: Place,
        nice: int,
        workers: Executor,
        host: Host,
        forkserver: Forkserver | None,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._place = place
        self._nice = nice
        self._workers = workers
        self._host = host
        self._forkserver = forkserver
        self._busy = 0
        self._conclusion = Conclusion(database, blobs, host.back, host.unfollow)
        self._renewed = time.monotonic()

    def busy(self) -> bool:
        """Whether a worker is starting or committing something."""
        return self._busy > 0

    def stop(self) -> None:
        """No more attempts to keep what can't be kept now; the next dispatcher makes them."""
        self._conclusion.stop()

    def states(self) -> dict[tuple[str, int], tuple[State, datetime | None]]:
        """State and deadline of the attempts that are this dispatcher's by the database."""
        with self._database.read() as tx:
            return {
                (row.id, row.attempt): (State(row.state), row.deadline_at)
                for row in tx.execute(
                    select(
                        Execution.id, Execution.attempt, Execution.state, Execution.deadline_at
                    ).where(
                        Execution.dispatcher == self._place.id,
                        Execution.state.in_([state.value for state in ACTIVE]),
                    )
                )
            }

    # --- starting ---------------------------------------------------------------------------

    def begin(self, claimed: Claimed) -> None:
        """Have a worker start the runner of a claimed attempt."""
        followed = Followed(
            execution_id=claimed.execution_id,
            session_id=claimed.session_id,
            owner=claimed.owner,
            attempt=claimed.attempt,
            folder=claimed.folder,
            state=State.STARTING,
            run_timeout=claimed.manifest["runtime"]["timeouts"].get("run"),
            claimed_at=utcnow(),
            estimated=claimed.estimated,
        )
        followed.over = True  # not looked at before it is there
        self._host.follow(followed)
        self._do(self._start, claimed, followed)

    def _start(self, claimed: Claimed, followed: Followed) -> None:
        try:
            manifest = runner_manifest(
                claimed.manifest,
                claimed.execution_id,
                claimed.attempt,
                self._database,
                self._blobs,
            )
            manifest["runtime"]["nice"] = self._nice
            followed.process = local.start(claimed.folder, manifest, claimed.env, self._forkserver)
        except Exception as error:
            self._could_not_start(followed, error)
            return
        pid = followed.process.pid
        followed.runner = identify(pid) if pid is not None else None
        if followed.runner is not None:
            # its page says it too: a locked database must not leave it without anyone
            with contextlib.suppress(StoreUnavailable), self._database.write() as tx:
                spawned(tx, claimed.execution_id, claimed.attempt, followed.runner.to_json())

        def there() -> None:
            followed.over = False
            self._host.follow(followed)

        self._host.back(there)

    def _could_not_start(self, followed: Followed, error: Exception) -> None:
        LOG.warning("session %s could not be started: %s", followed.session_id, error)
        if isinstance(error, Gone):
            reason = f"{error.message} The session can't be run any more."
        elif isinstance(error, OSError) and error.errno == errno.ENOSPC:
            reason = "The disk is full: the session's folder could not be made."
        else:
            reason = f"The runner could not be started: {error}"
        self._conclusion.keep(followed, Result(State.CRASHED, reason))

    # --- while it runs ----------------------------------------------------------------------

    def tend(self, every: Iterable[Followed]) -> None:
        """Look at each attempt; act on what is new."""
        present = [followed for followed in every if not followed.over]
        for followed in present:
            with self._alone(followed):
                followed.look()
                if followed.has_result() or followed.is_gone():
                    self._end(followed)
        present = [followed for followed in present if not followed.over]
        for followed in present:
            with self._alone(followed):
                self._act(followed)
        self._announce([f for f in present if f.may_announce(ANNOUNCE_SECONDS)])
        self._renew(present)

    @contextlib.contextmanager
    def _alone(self, followed: Followed) -> Iterator[None]:
        """What goes wrong with one attempt holds up no other."""
        try:
            yield
        except StoreUnavailable:
            raise
        except Exception:
            LOG.exception("session %s can't be looked after", followed.session_id)

    def _act(self, followed: Followed) -> None:
        if followed.state is State.STARTING and followed.runs_cells():
            self._now_running(followed)
        if followed.state is State.CANCELLING:
            local.ask_end(followed.folder)
        if followed.is_late():
            self._past_deadline(followed)

    def _now_running(self, followed: Followed) -> None:
        with self._database.write() as tx:
            changed = running(
                tx,
                followed.execution_id,
                followed.attempt,
                started_at=followed.started_at() or utcnow(),
                run_timeout=followed.run_timeout,
            )
        if changed:
            followed.state = State.RUNNING
        followed.due(None)  # both are read again with the next look at the database
        self._host.look()

    def _announce(self, changed: list[Followed]) -> None:
        if not changed:
            return
        with self._database.write() as tx:
            for followed in changed:
                announce(
                    tx,
                    "session",
                    followed.session_id,
                    "progress",
                    owner=followed.owner,
                    data=shown(
                        followed.progress,
                        responding=followed.responding,
                        estimated=followed.estimated,
                    ),
                )
        for followed in changed:
            followed.announced()

    def _renew(self, present: list[Followed]) -> None:
        if time.monotonic() - self._renewed < RENEW_SECONDS:
            return
        self._renewed = time.monotonic()
        endless = [f for f in present if f.run_timeout is None and f.state is State.RUNNING]
        if endless:
            with self._database.write() as tx:
                for followed in endless:
                    still_followed(tx, followed.execution_id, followed.attempt)

    def _past_deadline(self, followed: Followed) -> None:
        """The runner didn't do what it should have done by itself: it is killed.

        A run without time-out has no such end: its deadline says only that nobody followed it
        for a while.
        """
        if followed.state is State.RUNNING and followed.run_timeout is None:
            with self._database.write() as tx:
                still_followed(tx, followed.execution_id, followed.attempt)
            followed.due(None)
            return
        if followed.killed is None:
            followed.killed = {
                State.STARTING: "It didn't start in time, and its runner didn't answer.",
                State.RUNNING: "It ran longer than its time-out, and its runner didn't answer.",
            }.get(followed.state, "Its runner didn't answer to the request to end; it was killed.")
        local.ask_end(followed.folder)
        runner = followed.known_runner()
        if runner is not None:
            local.kill(runner)

    # --- its end ----------------------------------------------------------------------------

    def _end(self, followed: Followed) -> None:
        if not followed.has_result() and recovery.is_coming_up(followed):
            return
        followed.over = True
        self._do(self._conclusion.conclude, followed)

    # --- workers ----------------------------------------------------------------------------

    def _do(self, call: Callable[..., None], *args: Any) -> None:
        self._busy += 1

        def work() -> None:
            try:
                call(*args)
            except Exception:
                LOG.exception("the dispatcher's worker failed")
            finally:
                self._host.back(self._done)

        self._workers.submit(work)

    def _done(self) -> None:
        self._busy -= 1
