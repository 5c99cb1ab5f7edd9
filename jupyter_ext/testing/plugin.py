"""The pytest plugin: everything below HTTP on a scratch folder, on SQLite and on PostgreSQL.

A test that asks for `services` runs once on each. What concerns one of them only says so:

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..access.identity import Actor

if TYPE_CHECKING:
    from ..services import Services
    from .postgresql import Cluster


@pytest.fixture
def actor() -> Actor:
    """Who acts in a test."""
    return Actor(id="test:ada", name="Ada", proven=True)


@pytest.fixture
def stranger() -> Actor:
    """Somebody who owns nothing of the actor's."""
    return Actor(id="test:mallory", name="Mallory", proven=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema and nothing else, to be copied."""
    from ..store.database import Database
    from ..store.migrate import prepare

    folder = tmp_path_factory.mktemp("migrated")
    database = Database(f"sqlite:///{folder / 'empty.sqlite'}")
    prepare(database, folder).release()
    database.close()  # the last connection moves the log into the file
    return folder / "empty.sqlite"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, started once."""
    from .postgresql import binaries, running

    programs = binaries()
    if programs is None:
        if os.environ.get("CI_FULL"):
            pytest.fail("PostgreSQL's server programs aren't installed (Debian: postgresql)")
        pytest.skip("PostgreSQL's server programs aren't installed (Debian: postgresql)")
    with running(programs) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated_postgresql(
    postgresql: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Cluster, str]:
    """The server and the name of a database with the newest schema, to be copied."""
    from ..store.database import Database
    from ..store.migrate import prepare

    name = postgresql.make_database()
    database = Database(postgresql.url(name))
    prepare(database, tmp_path_factory.mktemp("locks")).release()
    database.close()
    return postgresql, name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the newest schema, one for each kind."""
    if request.param == "sqlite":
        file = tmp_path / "store" / "jupyter_ext.sqlite"
        file.parent.mkdir(parents=True)
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    cluster, template = request.getfixturevalue("migrated_postgresql")
    name = cluster.make_database(template)
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture
def services(database_url: str, tmp_path: Path) -> Iterator[Services]:
    """All services on a scratch folder; nothing is dispatched unless a test starts it."""
    from ..services import Services
    from ..settings import Settings

    found = Services(Settings(data_dir=tmp_path / "store", database_url=database_url, capacity=0))
    yield found
    found.close()
