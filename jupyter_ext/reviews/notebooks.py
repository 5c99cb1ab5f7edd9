"""The base of a review: the stored notebook, read from its bytes, and the hash of what is locked.

The hash of the base is of its stored bytes. The *protected hash* is of the content that no
overlay may change: the order and kind of the cells, all of code, outputs, raw text, attachments
and metadata, and the notebook's own metadata. The texts of markdown cells are left out of it,
and so are the cells that an overlay inserted and the marks that composing makes.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.runner.cell_numbers import numbers
from ..engine.runner.notebooks import NotebookInvalid, read_plain
from ..errors import Conflict
from .kept import Kept

OWN = "jupyter-ext"  # the block of metadata that is the product's
MARK = "review"  # the key in it that composing sets
MOST_BASES = 32  # whose facts are kept


@dataclass(frozen=True)
class BaseCell:
    id: str
    cell_type: str
    source: str
    number: int | None = None  # as in `cell_numbers`

    @property
    def is_text(self) -> bool:
        return self.cell_type == "markdown"


@dataclass(frozen=True)
class BaseFacts:
    """What overlays are checked against."""

    sha256: str
    protected_sha256: str
    cells: tuple[BaseCell, ...]

    @functools.cached_property
    def by_id(self) -> Mapping[str, BaseCell]:
        return {cell.id: cell for cell in self.cells}


def read_base(data: bytes) -> dict[str, Any]:
    """The stored notebook in format 4.5; the same bytes give the same cells and ids.

    Raises:
        Conflict: it isn't a notebook that can be read.
    """
    try:
        found: dict[str, Any] = read_plain(data, "the session's notebook").nb
    except NotebookInvalid as error:
        raise Conflict(f"This session can't be reviewed: {error}") from error
    return found


class FactsOfBases:
    """Facts by hash of the bytes, the last few kept: they follow from nothing else."""

    def __init__(self) -> None:
        self._known = Kept[BaseFacts](MOST_BASES)

    def of(self, data: bytes) -> BaseFacts:
        """The facts of a notebook's bytes.

        Raises:
            Conflict: it isn't a notebook that can be read.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        return self._known.of(sha256, lambda: facts_of(sha256, read_base(data)))


def facts_of(sha256: str, nb: Mapping[str, Any]) -> BaseFacts:
    cells = tuple(
        BaseCell(cell["id"], cell["cell_type"], cell["source"], number)
        for cell, number in zip(nb["cells"], numbers(nb["cells"]), strict=True)
    )
    return BaseFacts(sha256, protected_sha256(nb), cells)


def protected_sha256(nb: Mapping[str, Any], inserted: Collection[str] = ()) -> str:
    """The hash of what no overlay may change; `inserted` are the ids that one has put in."""
    digest = hashlib.sha256()
    rest = {**nb, "cells": None, "metadata": _without_mark(nb["metadata"])}
    digest.update(_canonical(rest))
    for cell in nb["cells"]:
        if cell["id"] not in inserted:
            digest.update(b"\n")
            digest.update(_canonical(_protected(cell)))
    return digest.hexdigest()


def first_line(source: str) -> str:
    """The first line that says something, cut to 80 characters."""
    line = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return line if len(line) <= 80 else f"{line[:79]}…"


def _protected(cell: Mapping[str, Any]) -> dict[str, Any]:
    kept = {**cell, "metadata": _without_mark(cell["metadata"])}
    if cell["cell_type"] == "markdown":
        kept.pop("source")
    return kept


def _without_mark(metadata: Mapping[str, Any]) -> dict[str, Any]:
    own = metadata.get(OWN)
    if not isinstance(own, Mapping) or MARK not in own:
        return dict(metadata)
    rest = {key: value for key, value in own.items() if key != MARK}
    others = {key: value for key, value in metadata.items() if key != OWN}
    return {**others, OWN: rest} if rest else others


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
