"""A PostgreSQL of one's own for tests: made in a scratch folder, ended by its pid."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 60.0


def binaries() -> Path | None:
    """The folder of the newest installed server programs, None where there are none."""
    debian = Path("/usr/lib/postgresql")
    found = [p.parent for p in debian.glob("*/bin/initdb") if (p.parent / "postgres").exists()]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name.split(".")[0]))
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb and shutil.which("postgres") else None


class Cluster:
    """A running server; it listens on a Unix socket in its own folder, nowhere else."""

    def __init__(self, folder: Path, user: str) -> None:
        self.folder = folder
        self.user = user
        self._made = 0

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def make_database(self, template: str = "template0") -> str:
        """A new database, a copy of `template`; its name."""
        self._made += 1
        name = f"test_{self._made}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(
            dbname="postgres", user=self.user, host=str(self.folder), autocommit=True
        ) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def running(programs: Path) -> Iterator[Cluster]:
    """A server for the time of a `with` block. As root it runs as an unprivileged user."""
    folder = Path(tempfile.mkdtemp(prefix="jx-pg-"))
    who, user = _unprivileged()
    if who:
        shutil.chown(folder, who["user"], who["group"])
    try:
        made = subprocess.run(
            [
                *(programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", user),
                *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            **who,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")
        with _started(programs, folder, who) as process:
            _wait(process, folder, user)
            yield Cluster(folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _started(
    programs: Path, folder: Path, who: dict[str, Any]
) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_connections": "60",
        "shared_buffers": "32MB",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            **who,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown: connections are cut
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(15)


def _wait(process: subprocess.Popen[bytes], folder: Path, user: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(dbname="postgres", user=user, host=str(folder)).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                text = (folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL didn't start: {text}") from None
            time.sleep(0.05)


def _unprivileged() -> tuple[dict[str, Any], str]:
    """Whom to start it as (arguments for subprocess), and the name of the database's superuser."""
    if os.geteuid() != 0:
        return {}, pwd.getpwuid(os.geteuid()).pw_name
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}, name
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no other user here.")
