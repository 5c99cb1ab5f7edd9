"""What an administrator may choose, for server, CLI and worker alike."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from .errors import StoreUnavailable
from .notices.chosen import NoticeSettings
from .store.disks import network_file_system

DATABASE_URL = "JUPYTER_EXT_DATABASE_URL"
BLOB_URL = "JUPYTER_EXT_BLOB_URL"


def default_data_dir() -> Path:
    """Where data lives unless told otherwise: JUPYTER_EXT_DATA_DIR, else Jupyter's data folder."""
    chosen = os.environ.get("JUPYTER_EXT_DATA_DIR")
    return Path(chosen) if chosen else Path(jupyter_data_dir()) / "jupyter-ext"


@dataclass(frozen=True)
class Settings:
    """What an administrator may choose; empty URLs mean the data folder."""

    data_dir: Path = field(default_factory=default_data_dir)
    database_url: str = field(default_factory=lambda: os.environ.get(DATABASE_URL, ""))
    blob_url: str = field(default_factory=lambda: os.environ.get(BLOB_URL, ""))
    pool: str = ""  # empty: this host and OS user
    capacity: int = field(default_factory=lambda: os.cpu_count() or 1)  # executions at once
    memory_capacity: int | None = None  # bytes that runtimes may declare in all
    nice: int = 5  # of runners and kernels
    max_queued: int = 10_000  # sessions of one user
    max_launch: int = 1_000  # sessions that one launch starts
    four_eyes: bool = False  # who ran a session can't approve a review of it
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)  # users' ids, by group
    notices: NoticeSettings = field(default_factory=NoticeSettings)  # told of ended sessions
    root_dir: Path | None = None  # the server's: paths of notebooks are below it

    def __post_init__(self) -> None:
        """Runs and their processes have other current folders: the data folder is absolute."""
        object.__setattr__(self, "data_dir", self.data_dir.expanduser().absolute())


def refuse_network_disk(settings: Settings) -> None:
    """SQLite in write-ahead mode isn't safe on a network file system.

    Raises:
        StoreUnavailable: names the setting that mends it.
    """
    if settings.database_url:
        return
    kind = network_file_system(settings.data_dir)
    if kind:
        raise StoreUnavailable(
            f"The data folder {settings.data_dir} is on a network file system ({kind}), where "
            "SQLite isn't safe. Set JupyterExt.store_dir to a folder on a local disk, or "
            "JupyterExt.database_url to a PostgreSQL database."
        )
