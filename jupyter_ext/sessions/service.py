"""The sessions of a user: started, watched, ended, read. The rules are kept next door."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access.editing import edit
from ..access.identity import Actor
from ..access.roles import Role
from ..engine.dispatcher import Dispatcher
from ..engine.executors import local
from ..errors import Conflict, NotFound
from ..instances.records import DeletedSessions
from ..instances.service import InstanceService
from ..platforms.processes import ProcessIdentity
from ..records import Count, Page
from ..reports import pdf
from ..runtimes.service import RuntimeService
from ..settings import Settings
from ..specifications.source import Source
from ..store.blobs import Blobs, Content
from ..store.database import Database
from . import endings, keepsakes, listing, live, reading
from .files import FileRuns
from .launch import Launch, Wanted, live_instance
from .model import Execution
from .records import (
    JournalPage,
    LogPage,
    Progress,
    QueueStatus,
    RunFileRequest,
    RunRequest,
    SessionDetail,
    SessionRecord,
    SessionUpdate,
)
from .seen import seen_session
from .states import State
from .submission import Submission
from .traces import LogSoFar, Traces

AT_ONCE = 100  # sessions that one transaction ends


class SessionService:
    """Runs and everything they leave behind."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        settings: Settings,
        dispatcher: Dispatcher,
        runtimes: RuntimeService,
        instances: InstanceService,
    ) -> None:
        self.database = database
        self.blobs = blobs
        self.dispatcher = dispatcher
        self.runtimes = runtimes
        self._host = dispatcher.place.host
        self._root = settings.root_dir
        self._traces = Traces(blobs)
        self._files = FileRuns(database, blobs, runtimes, instances, settings.max_launch)
        self.submission = Submission(
            database,
            blobs,
            runtimes,
            pool=dispatcher.pool,
            only_dispatcher=dispatcher.id if dispatcher.place.kind == "cli" else None,
            max_queued=settings.max_queued,
            max_launch=settings.max_launch,
            root=settings.root_dir,
        )

    # --- starting ---------------------------------------------------------------------------

    def submit(
        self, actor: Actor, instance_id: str, request: RunRequest, key: str
    ) -> SessionDetail:
        """Run an instance; answers at once, with the first session of those that it starts.

        Raises:
            NotFound, Gone: there is no such instance any more.
            Conflict: the key was used for something else.
            InvalidInput: a version or a value can't be taken, with the field.
            TooMany: too many of the actor's sessions wait.
        """
        body = request.model_dump(mode="json", exclude_unset=True)

        def prepare(tx: Tx) -> Launch:
            wanted = Wanted(
                request.inputs,
                request.parameters,
                request.runtime_id,
                request.name,
                request.run_timeout,
                use_cache=request.use_cache,
                lists=request.lists,
            )
            return Launch(live_instance(tx, actor, instance_id), [wanted])

        session_id = self.submission.submit(
            actor, key, {"instance": instance_id, "request": body}, prepare
        )
        return self.get(actor, session_id)

    def submit_file(
        self, actor: Actor, request: RunFileRequest, source: Source, key: str
    ) -> SessionDetail:
        """Run a saved notebook or script, making what is missing (ad hoc).

        Raises: as `submit`; InvalidInput also where the file can't be run at all.
        """
        session_id = self.submission.submit(
            actor,
            key,
            {"file": request.model_dump(mode="json", exclude_unset=True)},
            self._files.prepare(actor, request, source),
        )
        return self.get(actor, session_id)

    def signature(self, actor: Actor, source: Source) -> dict[str, Any]:
        """The signature that a run of a saved file will have."""
        return self._files.signature(actor, source)

    # --- watching ---------------------------------------------------------------------------

    def list(self, actor: Actor, query: Any) -> Page[SessionRecord]:
        """The sessions that the actor may see and that match."""
        with self.database.read() as tx:
            return listing.page(tx, actor, query, self._host, self._root)

    def get(self, actor: Actor, session_id: str) -> SessionDetail:
        """One session with everything that it ran with and left."""
        with self.database.read() as tx:
            row = seen_session(tx, actor, session_id)
            return reading.detail(
                tx, actor, row, self._host, pdf_available=pdf.printer() is not None
            )

    def progress(self, actor: Actor, session_id: str) -> Progress:
        """How far it has come; of one that is over, how far it came."""
        with self.database.read() as tx:
            row = seen_session(tx, actor, session_id)
            found = live.progress_of(tx, [row], self._host).get(row.id)
            return found or live.over(row)

    def queue_status(self, actor: Actor) -> QueueStatus:
        """What runs and waits in this server's pool."""
        with self.database.read() as tx:
            return live.queue_status(tx, actor.id, self.dispatcher.pool, self.dispatcher.capacity)

    def journal(self, actor: Actor, session_id: str, offset: int, limit: int) -> JournalPage:
        """Events from a byte offset on."""
        with self.database.read() as tx:
            row = seen_session(tx, actor, session_id)
            return self._traces.journal(tx, row, offset, limit)

    def log(self, actor: Actor, session_id: str, name: str, offset: int, limit: int) -> LogPage:
        """A part of a log."""
        with self.database.read() as tx:
            return self._traces.log(tx, seen_session(tx, actor, session_id), name, offset, limit)

    # --- what it left -----------------------------------------------------------------------

    def log_file(self, actor: Actor, session_id: str, name: str) -> Content | LogSoFar:
        """A whole log, or what there is of it so far."""
        with self.database.read() as tx:
            return self._traces.log_file(tx, seen_session(tx, actor, session_id), name)

    def notebook(self, actor: Actor, session_id: str) -> Content:
        """The notebook as executed."""
        with self.database.read() as tx:
            return keepsakes.notebook(seen_session(tx, actor, session_id), self.blobs)

    def result(self, actor: Actor, session_id: str, result_id: str) -> Content:
        """A logged result."""
        with self.database.read() as tx:
            return keepsakes.result(tx, seen_session(tx, actor, session_id), result_id)

    def partial_output(self, actor: Actor, session_id: str, alias: str) -> Content:
        """What a session that didn't succeed had written for an output."""
        with self.database.read() as tx:
            return keepsakes.partial_output(tx, seen_session(tx, actor, session_id), alias)

    def run_output(self, actor: Actor, session_id: str) -> builtins.list[tuple[str, str | bytes]]:
        """Every output, result and metric, as entries of a zip."""
        with self.database.read() as tx:
            return keepsakes.run_output(tx, actor, seen_session(tx, actor, session_id))

    # --- changing ---------------------------------------------------------------------------

    def update(self, actor: Actor, session_id: str, request: SessionUpdate) -> SessionDetail:
        """Change the fields that were sent."""
        with self.database.write() as tx:
            row = seen_session(tx, actor, session_id, Role.EDITOR)
            if request.archived and not State(row.state).is_terminal:
                raise Conflict("Only a session that is over can be archived.", field="archived")
            edit(tx, actor, row, "session", request.model_dump(exclude_unset=True))
        return self.get(actor, session_id)

    # --- ending -----------------------------------------------------------------------------

    def cancel(self, actor: Actor, session_id: str, reason: str = "") -> SessionDetail:
        """End it. Asked again, a runner that is ending its run goes up one rung of its ladder.

        Raises:
            NotFound: there is no such session.
        """
        self.cancel_all(actor, [session_id], reason)
        return self.get(actor, session_id)

    def cancel_all(self, actor: Actor, session_ids: Sequence[str], reason: str = "") -> None:
        """End those that are there and not over, a few in each transaction.

        Others write in between: what they deleted is left out.

        Raises:
            NotAllowed: one isn't the actor's to end.
        """
        for start in range(0, len(session_ids), AT_ONCE):
            asked: dict[str, bool] = {}
            with self.database.write() as tx:
                for session_id in session_ids[start : start + AT_ONCE]:
                    try:
                        before = seen_session(tx, actor, session_id).state
                    except NotFound:
                        continue
                    if endings.cancel(tx, actor, session_id, reason) is State.CANCELLING:
                        asked[session_id] = before == State.CANCELLING
            for session_id, again in asked.items():
                self._ask_runner(session_id, again=again)

    def stop_pending(self, actor: Actor, instance_id: str) -> Count:
        """Cancel the queued sessions of an instance, a few in each transaction."""
        with self.database.read() as tx:
            waiting = endings.pending(tx, actor, instance_id)
        stopped = 0
        for start in range(0, len(waiting), AT_ONCE):
            with self.database.write() as tx:
                stopped += endings.stop(tx, actor, waiting[start : start + AT_ONCE])
        return Count(count=stopped)

    def delete(self, actor: Actor, session_id: str) -> None:
        """Delete a session; refused while it runs."""
        with self.database.write() as tx:
            endings.delete(tx, actor, session_id)

    def restore(self, actor: Actor, session_id: str) -> SessionDetail:
        """Take a deletion back."""
        with self.database.write() as tx:
            endings.take_back(tx, actor, session_id)
        return self.get(actor, session_id)

    def delete_all(self, actor: Actor, instance_id: str, confirm: str) -> DeletedSessions:
        """Delete all sessions of an instance, confirmed by its name."""
        with self.database.write() as tx:
            return endings.delete_all(tx, actor, instance_id, confirm)

    def restore_all(self, actor: Actor, instance_id: str, deleted_at: datetime) -> Count:
        """Take back those of an instance that were deleted together."""
        with self.database.write() as tx:
            return endings.take_all_back(tx, actor, instance_id, deleted_at)

    def _ask_runner(self, session_id: str, *, again: bool) -> None:
        """Tell the runner now, if it is on this host; its dispatcher does so in any case."""
        ran = select(Execution).where(Execution.session_id == session_id)
        with self.database.read() as tx:
            execution = tx.scalars(ran).one()
        if execution.host != self._host or execution.attempt_folder is None:
            return
        local.ask_end(Path(execution.attempt_folder))
        if again and execution.runner is not None:
            local.hurry(ProcessIdentity.from_json(execution.runner))
