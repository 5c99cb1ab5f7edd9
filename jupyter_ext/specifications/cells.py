"""Two lists of cells aligned: which stayed, changed, came and went.

Cells that are alike to the letter are the frame (longest runs first, as `difflib` finds them).
Between two of them, cells are paired by their id; those whose id the other side hasn't, by
likeness, never across each other. What is too much for that is paired by ids alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any, Literal

from ..engine.runner.cell_numbers import numbers
from .alignment import BoundedMatcher, Steps, TooMuch, opcodes
from .records import CellChange

ALIKE = 0.5  # ratio of difflib from which two cells count as one that changed
LARGEST = 20_000  # pairs of cells of one block that are compared
LONGEST = 20_000  # characters of a cell that are compared
MOST_WORK = 100_000_000  # pairs of characters of one block: seconds; beyond, ids alone say
MOST_STEPS = 30_000_000  # of all comparisons of cells together

_Step = tuple[int | None, int | None, Literal["same", "added", "removed", "changed"]]


def changes(a: Sequence[Any], b: Sequence[Any]) -> Iterator[CellChange]:
    """The cells of both sides in one order, each once."""
    left, right = numbers(a), numbers(b)
    for x, y, kind in _steps(a, b):
        one: Any = a[x] if x is not None else None
        other: Any = b[y] if y is not None else None
        yield CellChange(
            kind=kind,
            cell_type=(other or one)["cell_type"],
            left=one["source"] if one else None,
            right=other["source"] if other else None,
            left_number=None if x is None else left[x],
            right_number=None if y is None else right[y],
        )


def _steps(a: Sequence[Any], b: Sequence[Any]) -> Iterator[_Step]:
    before, after = ([_key(cell) for cell in side] for side in (a, b))
    steps = Steps(MOST_STEPS)
    for tag, left, left_end, right, right_end in opcodes(before, after):
        if tag == "equal":
            for x, y in zip(range(left, left_end), range(right, right_end), strict=True):
                yield x, y, "same"
            continue
        x, y = left, right
        for step_x, step_y in _paired(a[left:left_end], b[right:right_end], steps):
            yield from _unpaired(range(x, left + step_x), range(y, right + step_y))
            x, y = left + step_x + 1, right + step_y + 1
            yield x - 1, y - 1, "changed"
        yield from _unpaired(range(x, left_end), range(y, right_end))


def _key(cell: Any) -> tuple[str, str]:
    return cell["cell_type"], cell["source"]


def _unpaired(removed: Sequence[int], added: Sequence[int]) -> Iterator[_Step]:
    for x in removed:
        yield x, None, "removed"
    for y in added:
        yield None, y, "added"


def _paired(a: Sequence[Any], b: Sequence[Any], steps: Steps) -> list[tuple[int, int]]:
    """Pairs of changed cells, in order on both sides, with the most likeness in all."""
    of_both = {_identity(cell) for cell in a} & {_identity(cell) for cell in b}
    if len(a) * len(b) > LARGEST or _work(a, of_both) * _work(b, of_both) > MOST_WORK:
        return _paired_by_id(a, b)
    try:
        alike = [[_likeness(one, other, of_both, steps) for other in b] for one in a]
    except TooMuch:
        return _paired_by_id(a, b)
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for x in reversed(range(len(a))):
        for y in reversed(range(len(b))):
            paired = best[x + 1][y + 1] + alike[x][y] if alike[x][y] else 0.0
            best[x][y] = max(best[x + 1][y], best[x][y + 1], paired)
    pairs, x, y = [], 0, 0
    while x < len(a) and y < len(b):
        if best[x][y] == best[x + 1][y]:
            x += 1
        elif best[x][y] == best[x][y + 1]:
            y += 1
        else:
            pairs.append((x, y))
            x, y = x + 1, y + 1
    return pairs


def _identity(cell: Any) -> tuple[str, str]:
    return cell["cell_type"], cell["id"]


def _work(cells: Sequence[Any], of_both: Set[tuple[str, str]]) -> int:
    return sum(min(len(one["source"]), LONGEST) for one in cells if _identity(one) not in of_both)


def _paired_by_id(a: Sequence[Any], b: Sequence[Any]) -> list[tuple[int, int]]:
    place = {_identity(cell): y for y, cell in enumerate(b)}
    pairs: list[tuple[int, int]] = []
    for x, cell in enumerate(a):
        y = place.get(_identity(cell), -1)
        if y > (pairs[-1][1] if pairs else -1):
            pairs.append((x, y))
    return pairs


def _likeness(one: Any, other: Any, of_both: Set[tuple[str, str]], steps: Steps) -> float:
    """0 for two cells that have nothing to do with each other. Raises TooMuch."""
    if _identity(one) == _identity(other):
        return 1.0
    if one["cell_type"] != other["cell_type"] or {_identity(one), _identity(other)} & of_both:
        return 0.0
    left, right = one["source"][:LONGEST], other["source"][:LONGEST]
    matcher = BoundedMatcher(left, right, steps)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ALIKE else 0.0
