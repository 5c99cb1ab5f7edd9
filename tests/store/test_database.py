"""Transactions on a real SQLite file, from several threads and processes."""

from __future__ import annotations

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from jupyter_ext.errors import StoreUnavailable
from jupyter_ext.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}", busy_seconds=20)
    with database.write() as tx:
        tx.execute(text("CREATE TABLE counter (n INTEGER)"))
        tx.execute(text("INSERT INTO counter VALUES (0)"))
    return database


def count(database: Database) -> int:
    with database.read() as tx:
        found: int = tx.execute(text("SELECT n FROM counter")).scalar_one()
        return found


def add(database: Database, times: int) -> None:
    for _ in range(times):
        with database.write() as tx:
            now = tx.execute(text("SELECT n FROM counter")).scalar_one()
            tx.execute(text("UPDATE counter SET n = :n"), {"n": now + 1})


def add_elsewhere(url: str, times: int) -> None:
    database = Database(url, busy_seconds=20)
    add(database, times)
    database.close()


def test_an_exception_changes_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="half way"), database.write() as tx:
        tx.execute(text("UPDATE counter SET n = 7"))
        raise RuntimeError("half way")
    assert count(database) == 0


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(StoreUnavailable), database.read() as tx:
        tx.execute(text("UPDATE counter SET n = 7"))
    assert count(database) == 0


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_read_sees_one_state_and_writes_nothing(database_url: str) -> None:
    database = Database(database_url)
    with database.write() as tx:
        tx.execute(text("CREATE TABLE counter (n INTEGER)"))
        tx.execute(text("INSERT INTO counter VALUES (0)"))

    with database.read() as tx:
        before = tx.execute(text("SELECT n FROM counter")).scalar_one()
        add(database, 1)
        after = tx.execute(text("SELECT n FROM counter")).scalar_one()
    with pytest.raises(StoreUnavailable), database.read() as tx:
        tx.execute(text("UPDATE counter SET n = 7"))

    assert (before, after) == (0, 0)
    assert count(database) == 1
    add(database, 1)  # by a connection that a read had before
    assert count(database) == 2
    database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_times_are_text_in_utc_whatever_the_zone_of_the_server(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGTZ", "Pacific/Auckland")
    database = Database(database_url)
    noon = text("SELECT CAST(TIMESTAMPTZ '2026-01-02 12:00:00+00' AS VARCHAR)")
    for _ in range(2):  # in a new connection, and in one that another had before
        for transaction in (database.read, database.write):
            with transaction() as tx:
                assert tx.execute(noon).scalar_one() == "2026-01-02 12:00:00+00"
    database.close()


def test_threads_and_processes_lose_no_update(database: Database) -> None:
    context = multiprocessing.get_context("spawn")
    url = database.url.render_as_string()
    processes = [context.Process(target=add_elsewhere, args=(url, 40)) for _ in range(2)]
    threads = [threading.Thread(target=add, args=(database, 40)) for _ in range(2)]
    for worker in [*processes, *threads]:
        worker.start()
    for worker in [*processes, *threads]:
        worker.join(60)
    assert count(database) == 160


def test_a_read_is_not_held_up_by_a_write_under_way(database: Database) -> None:
    with database.write() as tx:
        tx.execute(text("UPDATE counter SET n = 5"))
        assert count(database) == 0  # the old state, at once
    assert count(database) == 5


def test_a_lock_held_too_long_is_a_readable_error(tmp_path: Path, database: Database) -> None:
    impatient = Database(database.url.render_as_string(), busy_seconds=0.1)
    with (
        database.write() as tx,
        pytest.raises(StoreUnavailable, match="busy"),
        impatient.write() as other,
    ):
        other.execute(text("UPDATE counter SET n = 1"))
        tx.execute(text("SELECT 1"))
    assert count(database) == 0


def test_a_damaged_file_is_an_error_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"not a database, " * 500)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(StoreUnavailable, match="never replaced"), database.read() as tx:
        tx.execute(text("SELECT 1 FROM sqlite_master"))
    assert path.read_bytes().startswith(b"not a database")


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(StoreUnavailable, match="needs a file"):
        Database("sqlite://")


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_writers_that_touch_the_same_rows_in_another_order_wait_for_each_other(
    database_url: str,
) -> None:
    one, other = Database(database_url), Database(database_url)  # as two processes have
    with one.write() as tx:
        tx.execute(text("CREATE TABLE pairs (id INTEGER PRIMARY KEY, n INTEGER)"))
        tx.execute(text("INSERT INTO pairs VALUES (1, 0), (2, 0)"))

    def touch(database: Database, order: tuple[int, int]) -> None:
        for _ in range(10):
            with database.write() as tx:
                for row in order:
                    tx.execute(text("UPDATE pairs SET n = n + 1 WHERE id = :id"), {"id": row})
                    time.sleep(0.002)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(touch, one, (1, 2)), pool.submit(touch, other, (2, 1))
        first.result()
        second.result()
    with one.read() as tx:
        assert list(tx.execute(text("SELECT n FROM pairs")).scalars()) == [20, 20]
    one.close()
    other.close()
