"""The audit trail: one chain, whoever writes; every kind of tampering is found."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow, Change
from jupyter_ext.access.trail import record, verify
from jupyter_ext.store.database import Database

ANN = Actor("ann", "Ann", proven=True)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def trail(database: Database) -> Database:
    """Three changes of one artifact."""
    for before, after in [(None, "a"), ("a", "b"), ("b", "c")]:
        with database.write() as tx:
            record(
                tx,
                ANN,
                "updated" if before else "created",
                "artifact",
                "id-1",
                owner=ANN.id,
                before={"name": before} if before else None,
                after={"name": after, "big": 2**60 + 1, "ratio": 0.1},
            )
    return database


def breaks(database: Database) -> list[tuple[int, str]]:
    with database.read() as tx:
        return [(found.seq, found.why) for found in verify(tx)]


def tamper(database: Database, statement: str) -> None:
    with database.write() as tx:
        tx.execute(text(statement))


def test_an_untouched_trail_holds(trail: Database) -> None:
    assert breaks(trail) == []
    with trail.read() as tx:
        assert [row.action for row in tx.scalars(select(AuditRow))] == [
            "created", "updated", "updated",
        ]  # fmt: skip


def test_a_changed_row_is_found(trail: Database) -> None:
    tamper(trail, "UPDATE audit SET actor = 'bob' WHERE seq = 2")
    assert (2, "was changed after it was written") in breaks(trail)


def test_a_changed_value_is_found(trail: Database) -> None:
    tamper(trail, """UPDATE audit SET after = '{"name": "z"}' WHERE seq = 3""")
    assert (3, "was changed after it was written") in breaks(trail)


def test_a_removed_row_is_found(trail: Database) -> None:
    tamper(trail, "DELETE FROM audit WHERE seq = 2")
    assert (3, "rows 2 to 2 are missing") in breaks(trail)


def test_a_change_that_is_rolled_back_leaves_no_trace(trail: Database) -> None:
    with pytest.raises(RuntimeError), trail.write() as tx:
        record(tx, ANN, "deleted", "artifact", "id-1", owner=ANN.id)
        raise RuntimeError
    assert breaks(trail) == []
    with trail.read() as tx:
        assert len(tx.scalars(select(AuditRow)).all()) == 3
        assert len(tx.scalars(select(Change)).all()) == 3


def test_many_writers_make_one_chain(database: Database) -> None:
    def write(number: int) -> None:
        with Database(database.url.render_as_string(hide_password=False)).write() as tx:
            record(tx, ANN, "created", "artifact", f"id-{number}", owner=ANN.id)

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(24)))
    assert breaks(database) == []
    with database.read() as tx:
        assert len(tx.scalars(select(AuditRow)).all()) == 24
