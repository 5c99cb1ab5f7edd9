"""A notebook as a page for once: whoever asks gets one, and nothing of it is kept."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_ext.reports import export

NOTEBOOK = {
    "cells": [{"id": "a", "cell_type": "markdown", "metadata": {}, "source": "Hello"}],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def test_those_who_print_the_same_at_once_each_get_it_and_none_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "shown.ipynb"
    path.write_text(json.dumps(NOTEBOOK))
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: export.export(path, "Shown", "html", scratch), range(4)))

    assert all(b"Hello" in one.data for one in made)
    assert [one for one in scratch.rglob("*") if one.is_file()] == []
