"""A maker of attempt folders, whose runners are ended with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from .attempts import AttemptFolder, Nb

MakeAttempt = Callable[..., AttemptFolder]


@pytest.fixture
def make_attempt(tmp_path: Path) -> Iterator[MakeAttempt]:
    """Make an attempt folder for a notebook, or for a script's text with its file name."""
    made: list[AttemptFolder] = []

    def make(body: Nb | str | bytes, filename: str = "analysis.ipynb", **manifest: Any) -> Any:
        if isinstance(body, dict):
            body = nbformat.writes(nbformat.from_dict(body))
        if isinstance(body, str):
            body = body.encode()
        data = tmp_path / f"data{len(made)}"
        made.append(AttemptFolder(data, body, filename, manifest))
        return made[-1]

    yield make
    for attempt in made:
        if attempt.process is not None and attempt.process.poll() is None:
            attempt.process.kill()
            attempt.process.wait()
