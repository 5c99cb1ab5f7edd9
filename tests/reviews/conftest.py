"""A session that is over, with the notebook that it left; nothing ran for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.reviews.records import Overlay, ReviewDetail
from jupyter_ext.services import Services
from jupyter_ext.sessions.model import Session
from jupyter_ext.sessions.states import State
from jupyter_ext.testing.scenes import Bench

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAAElFTkSuQmCC"
CELLS: list[dict[str, Any]] = [
    {"id": "title", "cell_type": "markdown", "metadata": {}, "source": "# Scores"},
    {
        "id": "code",
        "cell_type": "code",
        "metadata": {"tags": ["keep"]},
        "source": "6 * 7",
        "execution_count": 1,
        "outputs": [
            {"output_type": "stream", "name": "stdout", "text": "forty"},
            {"output_type": "stream", "name": "stdout", "text": "-two"},
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": "42", "application/json": {"big": 2**60, "float": 1.0}},
            },
        ],
    },
    {
        "id": "remark",
        "cell_type": "markdown",
        "metadata": {},
        "source": "It is ![plot](attachment:plot.png)",
        "attachments": {"plot.png": {"image/png": PICTURE}},
    },
    {"id": "raw", "cell_type": "raw", "metadata": {}, "source": "as it is"},
    {"id": "end", "cell_type": "markdown", "metadata": {}, "source": "The end"},
]


def notebook(cells: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "cells": CELLS if cells is None else cells,
    }


class Desk:
    """A user's reviewing: one session, and overlays made by hand."""

    def __init__(self, services: Services, actor: Actor, folder: Path) -> None:
        self.services = services
        self.reviews = services.reviews
        self.actor = actor
        self.bench = Bench(services, actor, folder)
        self.session_id = self.session()

    def session(self, cells: list[dict[str, Any]] | None = None, **more: Any) -> str:
        """A session that left this notebook, with `more` of its own; give its id."""
        queued = self.bench.submit(self.bench.notebook("6 * 7"))
        data = json.dumps({**notebook(cells), **more}, indent=1).encode()
        sha256 = self.services.blobs.put_bytes(data)
        with self.services.database.write() as tx:
            row = tx.get_one(Session, queued.id)
            row.state = State.SUCCEEDED.value
            row.notebook_sha256 = sha256
        return queued.id

    def open(self) -> ReviewDetail:
        return self.reviews.create(self.actor, self.session_id)

    def overlay(self, review: Any, **changes: Any) -> Overlay:
        return Overlay.model_validate(
            {"base_sha256": review.base_sha256, "revision": review.revision, **changes}
        )

    def save(self, review: Any, **changes: Any) -> ReviewDetail:
        self.reviews.save(self.actor, review.id, self.overlay(review, **changes))
        return self.reviews.get(self.actor, review.id)

    def base(self, review: Any) -> bytes:
        return self.services.blobs.read(review.base_sha256)


@pytest.fixture
def desk(services: Services, actor: Actor, tmp_path: Path) -> Desk:
    return Desk(services, actor, tmp_path / "notebooks")
