"""After a crash or restart: live runners are adopted, finished results committed, the rest lost.

Alive means that the lock in the attempt's folder is taken. Nothing is run twice: an attempt that
was claimed but never came up is CRASHED like any other.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from ..platforms.locks import is_locked
from ..platforms.processes import ProcessIdentity
from ..sessions.model import Execution, Session
from ..sessions.states import ACTIVE, State
from ..sessions.transitions import adopt
from ..store.base import utcnow
from ..store.database import Database
from .follow import Followed, read_progress
from .leases import live
from .places import Place

COMING_UP = timedelta(seconds=20)  # between a claim and the runner's taking of its lock


class Recovery:
    """Finds attempts of this host and pool that nobody follows."""

    def __init__(self, database: Database, place: Place, attempts: Path) -> None:
        self._database = database
        self._place = place
        self._attempts = attempts

    def orphans(self) -> list[Followed]:
        """Take over every attempt whose dispatcher is gone.

        Each is taken by a conditional UPDATE: of two recoverers one gets it.
        """
        with self._database.read() as tx:
            alive = {row.id for row in live(tx, self._place.pool, self._place.host)}
            found = [
                (execution, text)
                for execution, text in tx.execute(
                    select(Execution, Session.manifest_text)
                    .join(Session, Session.id == Execution.session_id)
                    .where(
                        Execution.pool == self._place.pool,
                        Execution.host == self._place.host,
                        Execution.state.in_([state.value for state in ACTIVE]),
                    )
                ).all()
                if execution.dispatcher not in alive or execution.dispatcher == self._place.id
            ]
        taken = []
        for execution, manifest_text in found:
            if execution.dispatcher != self._place.id:
                with self._database.write() as tx:
                    if not adopt(
                        tx,
                        execution.id,
                        execution.attempt,
                        before=execution.dispatcher,
                        dispatcher=self._place.id,
                    ):
                        continue
            taken.append(_followed(execution, json.loads(manifest_text)))
        return taken

    def sweep(self) -> None:
        """Remove the folders of attempts that are over, left by a process that died in between.

        Only of attempts up to the current one: a next one may be starting meanwhile.
        """
        for folder in list(self._attempts.iterdir()):
            if not folder.is_dir():
                continue
            with self._database.read() as tx:
                execution = tx.get(Execution, folder.name)
            if execution is None:
                continue  # another database's, or a file of the user's
            over = State(execution.state) not in ACTIVE
            last = execution.attempt if over else execution.attempt - 1
            for one in folder.iterdir():
                past = one.name.isdigit() and int(one.name) <= last
                if past and not is_locked(one / "alive"):
                    remove(one)
            with contextlib.suppress(OSError):
                folder.rmdir()


def remove(folder: Path) -> None:
    """Remove a folder whose code may have made parts of it hard to remove."""
    for path, folders, _ in os.walk(folder):
        for name in folders:
            inner = os.path.join(path, name)
            if not os.path.islink(inner):
                with contextlib.suppress(OSError):
                    os.chmod(inner, 0o700)
    shutil.rmtree(folder, ignore_errors=True)


def is_coming_up(followed: Followed) -> bool:
    """Whether a runner may have been started that hasn't taken its lock yet."""
    if (followed.folder / "alive").exists() or followed.process is not None:
        return False
    claimed: datetime | None = followed.claimed_at
    return claimed is not None and utcnow() - claimed < COMING_UP


def _followed(execution: Execution, manifest: dict[str, dict[str, dict[str, float]]]) -> Followed:
    folder = Path(execution.attempt_folder or "")
    page = read_progress(folder) or {}
    runner = execution.runner or page.get("runner")
    followed = Followed(
        execution_id=execution.id,
        session_id=execution.session_id,
        owner=execution.owner,
        attempt=execution.attempt,
        folder=folder,
        state=State(execution.state),
        run_timeout=manifest["runtime"]["timeouts"].get("run"),
        runner=ProcessIdentity.from_json(runner) if runner else None,
        claimed_at=execution.claimed_at,
    )
    followed.due(execution.deadline_at)
    return followed
