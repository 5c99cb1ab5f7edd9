"""The engine: short transactions, one writer at a time, the same calls on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session as Tx

from ..errors import StoreUnavailable

BUSY_SECONDS = 30
READ_ONLY = "The database can't be written. Check the rights of the data folder."
WRITE_LOCK = 0x6A657877  # any constant: all writers of a PostgreSQL database take the same lock


class Database:
    """Read and write transactions on one database.

    A write on SQLite begins IMMEDIATE, so it waits for other processes at its start and
    never fails at its end; writes of one process queue on a lock in the order of their
    coming. Reads can't write.
    """

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._busy_seconds = busy_seconds
        self._write_lock = threading.Lock()
        self._after_write: list[Callable[[], None]] = []
        if self.is_sqlite:
            if not parsed.database or parsed.database == ":memory:":
                raise StoreUnavailable("An SQLite database needs a file: sqlite:////folder/name")
            self._writer = self._sqlite_engine("BEGIN IMMEDIATE", read_only=False)
            self._reader = self._sqlite_engine("BEGIN", read_only=True)
        else:
            self._writer = create_engine(parsed, pool_pre_ping=True, pool_size=5, max_overflow=10)
            event.listen(self._writer, "connect", _in_utc)
            # as on SQLite: all statements of a read see one state, and none writes
            self._reader = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @property
    def path(self) -> Path | None:
        """The SQLite file, None for another database."""
        return Path(str(self.url.database)) if self.is_sqlite else None

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations."""
        return self._writer

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A consistent view; whatever is changed in it is discarded. Rows stay readable after."""
        with readable_errors(), Tx(self._reader, expire_on_commit=False) as tx:
            try:
                yield tx
            finally:
                tx.expunge_all()  # a rollback would expire them
                tx.rollback()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """All or nothing: committed at the end, rolled back by any exception."""
        with (
            self._write_lock,
            readable_errors(),
            Tx(self._writer, expire_on_commit=False) as tx,
            tx.begin(),
        ):
            tx.connection()  # begins now: a read before the first write must not see older data
            if not self.is_sqlite:
                # as on SQLite: writers of all processes queue up, and none waits for another's row
                tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
            yield tx
        for listener in self._after_write:
            listener()

    def after_write(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every write of this process that was committed."""
        self._after_write.append(listener)

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()

    def _sqlite_engine(self, begin: str, *, read_only: bool) -> Engine:
        engine = create_engine(
            self.url, connect_args={"timeout": self._busy_seconds, "check_same_thread": False}
        )

        @event.listens_for(engine, "connect")
        def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
            connection.isolation_level = None  # pysqlite would begin deferred, and late
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA foreign_keys=ON")
            if read_only:
                cursor.execute("PRAGMA query_only=ON")
            cursor.close()
            connection.create_function("lower", 1, _lower, deterministic=True)

        @event.listens_for(engine, "begin")
        def on_begin(connection: Any) -> None:
            connection.exec_driver_sql(begin)

        return engine


def _in_utc(connection: Any, _record: Any) -> None:
    """As on SQLite: a time that is searched as text is UTC, wherever the server is."""
    connection.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _lower(value: Any) -> Any:
    """SQLite's own `lower` knows ASCII only: a search for "été" must find "Été"."""
    return value.lower() if isinstance(value, str) else value


@contextmanager
def readable_errors() -> Iterator[None]:
    """Turn what the database itself complains of into an error that says what to do."""
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0]
        if "locked" in reason:
            message = "The database is busy. Nothing was changed; try again."
        elif "readonly" in reason or "read-only" in reason:
            message = READ_ONLY
        elif "full" in reason:
            message = "The disk is full. Free some space, then try again; nothing was changed."
        else:
            message = f"The database can't be used: {reason}"
        raise StoreUnavailable(message) from error
    except DatabaseError as error:
        reason = str(error.orig).splitlines()[0]
        if "read-only" in reason:  # PostgreSQL's word for it isn't an OperationalError
            raise StoreUnavailable(READ_ONLY) from error
        if "malformed" in reason or "not a database" in reason:
            raise StoreUnavailable(
                f"The database file is damaged ({reason}). Restore it from a backup; "
                "it is never replaced by an empty one."
            ) from error
        raise
