"""Bringing a database to this version's schema: forward only, never over a live process.

Every process that uses a data folder holds its `schema` lock shared; a migration takes it
exclusively. An SQLite file is copied first (`VACUUM INTO`).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

from ..errors import SchemaMismatch, StoreUnavailable
from ..platforms.locks import FileLock
from .database import Database, readable_errors

if TYPE_CHECKING:
    from alembic.config import Config  # imported late: a database is seldom older

UPGRADE_SECONDS = 60.0  # for another process to upgrade
BEING_UPGRADED = "Another process is upgrading the database. Try again in a minute."
PATIENCE_SECONDS = 10.0  # for other processes to end
MIGRATIONS = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """Alembic's settings, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def revisions() -> list[str]:
    """The schema's revisions, oldest first, by the names of their files."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def prepare(database: Database, locks: Path) -> FileLock:
    """Check the schema, migrate it when it is older, and hold the shared lock from then on.

    Returns the held lock; release it when the process no longer uses the database.

    Raises:
        SchemaMismatch: the database was written by a newer version.
        StoreUnavailable: it is older, but another process is using it; or it isn't ours.
    """
    locks.mkdir(parents=True, exist_ok=True, mode=0o700)
    shared = FileLock(locks / "schema", shared=True)
    known = revisions()
    newest = known[-1]
    if not shared.acquire(timeout=UPGRADE_SECONDS):
        raise StoreUnavailable(BEING_UPGRADED)
    with readable_errors():
        current = _current(database)
        if current == newest:
            return shared
        if current is not None and current not in known:
            shared.release()
            raise SchemaMismatch(
                "The database was written by a newer version of jupyter-ext. Upgrade this "
                "installation, or choose another data folder (JupyterExt.store_dir)."
            )
        shared.release()
        alone = FileLock(locks / "schema")
        if not alone.acquire(timeout=PATIENCE_SECONDS):
            raise StoreUnavailable(
                "The database needs an upgrade, but another process with an older version is "
                "using it. Stop the other JupyterLab servers and `jupyter ext` commands first."
            )
        try:
            if _current(database) != newest:  # another process may have been first
                if current is not None:
                    _backup(database)
                _upgrade(database)
        finally:
            alone.release()
    if not shared.acquire(timeout=UPGRADE_SECONDS):
        raise StoreUnavailable(BEING_UPGRADED)
    return shared


def _current(database: Database) -> str | None:
    with database.read() as tx:
        connection = tx.connection()
        tables = inspect(connection).get_table_names()
        revision: str | None = None
        if "alembic_version" in tables:
            revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        if revision is None and "sessions" in tables:
            raise StoreUnavailable(
                f"{database.url.render_as_string()} holds tables of another program. "
                "Choose another database (JupyterExt.database_url)."
            )
        return revision


def _backup(database: Database) -> None:
    if database.path is None:
        return  # a PostgreSQL administrator has backups; a migration runs in one transaction
    stamp = time.strftime("%Y%m%d-%H%M%S")
    target = database.path.with_name(f"{database.path.name}.backup-{stamp}")
    raw: Any = database.engine.raw_connection()
    try:
        raw.execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()


def _upgrade(database: Database) -> None:
    from alembic import command

    config = configuration()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(7234501)"))
        command.upgrade(config, "head")
        connection.commit()
