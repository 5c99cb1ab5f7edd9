"""The schema: made, compared with the models, backed up before a migration, refused when newer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from jupyter_ext.errors import SchemaMismatch, StoreUnavailable
from jupyter_ext.store import migrate
from jupyter_ext.store.database import Database
from jupyter_ext.store.tables import metadata


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'test.sqlite'}")


def set_version(database: Database, version: str) -> None:
    with database.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_the_migrations_make_exactly_the_models(database: Database, tmp_path: Path) -> None:
    migrate.prepare(database, tmp_path / "locks").release()
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_revisions_are_named_by_their_files() -> None:
    script = ScriptDirectory.from_config(migrate.configuration())
    by_alembic = [revision.revision for revision in script.walk_revisions()]
    assert migrate.revisions() == by_alembic[::-1]


def test_a_second_start_changes_nothing(database: Database, tmp_path: Path) -> None:
    migrate.prepare(database, tmp_path / "locks").release()
    before = (tmp_path / "test.sqlite").read_bytes()
    migrate.prepare(database, tmp_path / "locks").release()
    assert (tmp_path / "test.sqlite").read_bytes() == before
    assert list(tmp_path.glob("*.backup-*")) == []


def test_a_newer_schema_is_refused_and_kept(database: Database, tmp_path: Path) -> None:
    migrate.prepare(database, tmp_path / "locks").release()
    set_version(database, "9999")
    with pytest.raises(SchemaMismatch, match="newer version"):
        migrate.prepare(database, tmp_path / "locks")
    with database.read() as tx:
        assert tx.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_tables_of_another_program_are_left_alone(database: Database, tmp_path: Path) -> None:
    with database.write() as tx:
        tx.execute(text("CREATE TABLE sessions (id INTEGER)"))
    with pytest.raises(StoreUnavailable, match="another program"):
        migrate.prepare(database, tmp_path / "locks")
    with database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 1


@pytest.fixture
def older(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database at the first schema, and a package that knows a second."""
    migrate.prepare(database, tmp_path / "locks").release()
    folder = tmp_path / "migrations"
    folder.mkdir()
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_bytes((migrate.MIGRATIONS / name).read_bytes())
    (folder / "versions").mkdir()
    for path in (migrate.MIGRATIONS / "versions").glob("*.py"):
        (folder / "versions" / path.name).write_bytes(path.read_bytes())
    (folder / "versions" / "0002_next.py").write_text(
        "from alembic import op\n"
        "revision = '0002'\ndown_revision = '0001'\nbranch_labels = depends_on = None\n"
        "def upgrade():\n    op.execute('CREATE TABLE added (id INTEGER)')\n"
    )
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    return folder


def test_a_migration_copies_the_database_first(
    older: Path, database: Database, tmp_path: Path
) -> None:
    migrate.prepare(database, tmp_path / "locks").release()
    [backup] = tmp_path.glob("test.sqlite.backup-*")
    kept = sqlite3.connect(backup)
    assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    kept.close()
    with database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM added")).scalar() == 0


def test_a_migration_waits_for_nobody_who_lives(
    older: Path, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PATIENCE_SECONDS", 0.3)
    other = migrate.FileLock(tmp_path / "locks" / "schema", shared=True)
    assert other.acquire(timeout=1)
    with pytest.raises(StoreUnavailable, match="older version"):
        migrate.prepare(database, tmp_path / "locks")
    other.release()
    migrate.prepare(database, tmp_path / "locks").release()
