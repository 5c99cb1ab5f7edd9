"""Where executions run: this host, its pool, the folder of an attempt, the dispatcher itself."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ..access.identity import os_actor
from ..platforms.processes import ProcessIdentity, identify
from ..settings import Settings
from ..store.base import new_id
from ..store.database import Database

DispatcherKind = Literal["server", "cli", "worker"]


def host_of(database: Database) -> str:
    """The name of this host among the users of a database.

    An SQLite database is used from one host only, whatever that calls itself: a container that
    comes back under another name finds its own work again.
    """
    return "localhost" if database.is_sqlite else socket.gethostname()


def pool_of(database: Database, settings: Settings) -> str:
    """The pool whose executions run here: this host's and OS user's, unless another is named."""
    return settings.pool or f"{host_of(database)}:{os_actor().name}"


def attempt_folder(settings: Settings, execution_id: str, attempt: int) -> Path:
    return settings.data_dir.absolute() / "attempts" / execution_id / str(attempt)


@dataclass(frozen=True)
class Place:
    """A dispatcher as others see it."""

    kind: DispatcherKind
    host: str
    pool: str
    process: ProcessIdentity
    id: str = field(default_factory=new_id)

    @classmethod
    def here(cls, database: Database, settings: Settings, kind: DispatcherKind) -> Place:
        process = identify(os.getpid())
        if process is None:  # a system that shows no processes
            process = ProcessIdentity("unknown", os.getpid(), 0)
        return cls(kind, host_of(database), pool_of(database, settings), process)
