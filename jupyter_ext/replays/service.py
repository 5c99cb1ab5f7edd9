"""What a replay is made of: the rules that need no server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from ..access import trail
from ..access.identity import Actor
from ..reports import export
from ..store.blobs import Blobs
from ..store.database import Database
from . import workspace
from .notebook import notebook_of, session_to_replay
from .workspace import Prepared


class ReplayService:
    """Workspaces and notebooks for replays; a server gives them their kernels."""

    def __init__(self, database: Database, blobs: Blobs, data_dir: Path) -> None:
        self._database = database
        self._blobs = blobs
        self._data_dir = data_dir
        self._scratch = data_dir / "scratch"

    def prepare(self, actor: Actor, session_id: str) -> Prepared:
        """Lay out a workspace of its own for a replay.

        Raises:
            NotFound: there is no such session.
            Conflict: it isn't over.
        """
        return workspace.prepare(self._database, self._blobs, self._data_dir, actor, session_id)

    def record(self, actor: Actor, session_id: str) -> None:
        """Note in the audit trail that somebody looked into a session live."""
        with self._database.write() as tx:
            row = session_to_replay(tx, actor, session_id)
            trail.record(tx, actor, "replayed", "session", row.id, owner=row.owner)

    def made_at(self, actor: Actor, session_id: str) -> datetime:
        """When the notebook that a replay opens with was made.

        Raises:
            NotFound: there is no such session.
            Conflict: it isn't over.
        """
        with self._database.read() as tx:
            row = session_to_replay(tx, actor, session_id)
        return row.ended_at or row.created_at

    def notebook(self, actor: Actor, session_id: str) -> dict[str, Any]:
        """The notebook that a replay opens with.

        Raises:
            NotFound: there is no such session.
            Conflict: it isn't over.
            Gone, InvalidInput: it can't be read.
        """
        with self._database.read() as tx:
            row = session_to_replay(tx, actor, session_id)
        return notebook_of(row, self._blobs)

    def exported(
        self, actor: Actor, session_id: str, shown: Path | None, title: str, form: str
    ) -> export.Exported:
        """What a replay's tab shows (else what it opened with) in another format.

        Raises:
            NotFound: there is no such session, or no such format.
            RenderFailed, TooLarge: it can't be made.
        """
        with export.as_file(shown, lambda: self.notebook(actor, session_id), self._scratch) as path:
            return export.export(path, title, form, self._scratch)
