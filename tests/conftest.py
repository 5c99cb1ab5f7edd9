"""For every test: Jupyter's server fixtures; and in CI a skipped test is a failed one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .product import Product

pytest_plugins = ["pytest_jupyter.jupyter_server", "tests.live_kernels"]

MAY_SKIP = "R: "  # the one thing that a machine may lack


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[None]:
    """Under CI_FULL nothing is skipped, R excepted."""
    report = yield
    if os.environ.get("CI_FULL") and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if MAY_SKIP not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped where nothing may be: {reason}"
    return report


@pytest.fixture
def jp_server_config(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A real server with the extension on a data folder of its own; no runs start by themselves."""
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyter_ext": True},
            "allow_unauthenticated_access": False,
        },
        "JupyterExt": {"store_dir": str(tmp_path_factory.mktemp("data")), "capacity": 0},
    }


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """The installed product as a process, not started yet; ended whatever happens."""
    found = Product(tmp_path / "product")
    yield found
    found.kill()
