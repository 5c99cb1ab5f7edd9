"""How cells are counted, wherever a person is told of one: as in the user's notebook.

From 1, among all cells. The cell that a run puts in for the values of parameters has no number.
"""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

INJECTED_TAG = "injected-parameters"


def is_parameters_cell(cell: Mapping[str, Any]) -> bool:
    """Whether a run put the cell in, to set the parameters."""
    metadata = cell.get("metadata") or {}
    return cell.get("cell_type") == "code" and INJECTED_TAG in (metadata.get("tags") or ())


def numbers(cells: Iterable[Mapping[str, Any]]) -> list[int | None]:
    """The number of each cell; None for the parameters cell."""
    count = itertools.count(1)
    return [None if is_parameters_cell(cell) else next(count) for cell in cells]


def called(number: int | None) -> str:
    """A cell as a sentence names it."""
    return "the parameters cell" if number is None else f"cell {number}"
