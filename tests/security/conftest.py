"""A bench whose dispatcher runs; what its runs do to it is the matter of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.services import Services
from jupyter_ext.settings import Settings
from jupyter_ext.testing.scenes import Bench


@pytest.fixture
def bench(tmp_path: Path, actor: Actor) -> Iterator[Bench]:
    services = Services(Settings(data_dir=tmp_path / "store", capacity=3))
    services.start()
    yield Bench(services, actor, tmp_path / "notebooks")
    services.close()
