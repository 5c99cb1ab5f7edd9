"""The executed notebook: prepared before the run, marked after it, written to its file."""

import hashlib
import json
import math
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from jupyter_ext.engine.left_behind import create

from .cell_numbers import is_parameters_cell
from .safe_text import safe

_SKIP = "skip-execution"
_RAISES = "raises-exception"


def runs(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is executed: code that isn't empty, nor tagged to be skipped."""
    return (
        cell["cell_type"] == "code"
        and bool(cell["source"].strip())
        and _SKIP not in (cell["metadata"].get("tags") or ())
    )


def counts(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is one of those that a run counts: executed, and the user's own."""
    return runs(cell) and not is_parameters_cell(cell)


def may_raise(cell: Mapping[str, Any]) -> bool:
    """Whether the run goes on after an error of this cell."""
    return _RAISES in (cell["metadata"].get("tags") or ())


def clear_old_outputs(nb: Mapping[str, Any]) -> None:
    """Take the outputs of earlier runs from the cells that this run executes."""
    for cell in nb["cells"]:
        if runs(cell):
            cell["outputs"] = []
            cell["execution_count"] = None


def mark_not_run(nb: Mapping[str, Any], reached: Collection[int]) -> None:
    """Mark the cells that this run would have executed, had it come to them.

    They hold nothing: not what an earlier run put out, either.
    """
    for index, cell in enumerate(nb["cells"]):
        if runs(cell) and index not in reached:
            cell["outputs"] = []
            cell["execution_count"] = None
            own = dict(cell["metadata"].get("jupyter-ext") or {})
            cell["metadata"]["jupyter-ext"] = {**own, "status": "not run"}


def write(nb: Mapping[str, Any], path: Path) -> tuple[str, int]:
    """Write a notebook cell by cell, as nbformat formats it; its sha256 and size."""
    digest, size = hashlib.sha256(), 0
    beside = path.with_name(path.name + ".part")
    with create(beside) as stream:

        def put(text: str) -> None:
            nonlocal size
            data = text.encode("utf-8", "replace")
            digest.update(data)
            size += len(data)
            stream.write(data)

        put('{\n "cells": [')
        for number, cell in enumerate(nb["cells"]):
            put("\n  " if number == 0 else ",\n  ")
            put(_dumps(_split(cell)).replace("\n", "\n  "))
        put("\n ],\n" if nb["cells"] else "],\n")
        rest = {
            "metadata": nb["metadata"],
            "nbformat": nb["nbformat"],
            "nbformat_minor": nb["nbformat_minor"],
        }
        put(_dumps(rest)[2:] + "\n")
    os.replace(beside, path)
    return digest.hexdigest(), size


def _dumps(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    except ValueError:  # a NaN in the JSON of an output or in metadata: no JSON reader takes it
        return json.dumps(_finite(value), ensure_ascii=False, indent=1, sort_keys=True)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def _split(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell with its longer texts as lists of lines, the way notebooks are stored."""
    made = dict(cell)
    made["source"] = cell["source"].splitlines(True)
    if "outputs" in cell:
        made["outputs"] = [_split_output(output) for output in cell["outputs"]]
    return made


def _split_output(output: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = dict(safe(dict(output)))
    if output["output_type"] == "stream":
        made["text"] = made["text"].splitlines(True)
    elif output["output_type"] in ("display_data", "execute_result"):
        made["data"] = {
            mime: value.splitlines(True) if isinstance(value, str) and _is_text(mime) else value
            for mime, value in made["data"].items()
        }
    return made


def _is_text(mime: str) -> bool:
    return mime.startswith("text/") or mime in ("image/svg+xml", "application/javascript")
