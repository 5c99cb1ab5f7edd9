"""A bench whose dispatcher runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.settings import Settings
from jupyter_ext.testing.scenes import Bench, running_bench


@pytest.fixture
def bench(database_url: str, tmp_path: Path, actor: Actor) -> Iterator[Bench]:
    settings = Settings(data_dir=tmp_path / "store", database_url=database_url, capacity=2)
    with running_bench(settings, actor, tmp_path / "notebooks") as found:
        yield found
