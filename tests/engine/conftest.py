"""A bench whose dispatcher runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.services import Services
from jupyter_ext.sessions.listing import Filter
from jupyter_ext.settings import Settings
from jupyter_ext.testing.scenes import Bench


@pytest.fixture
def bench(database_url: str, tmp_path: Path, actor: Actor) -> Iterator[Bench]:
    services = Services(
        Settings(data_dir=tmp_path / "store", database_url=database_url, capacity=2)
    )
    services.start()
    yield Bench(services, actor, tmp_path / "notebooks")
    for session in services.sessions.list(actor, Filter(limit=200)).items:
        if not session.state.is_terminal:
            services.sessions.cancel(actor, session.id, "the test is over")
    services.close()
