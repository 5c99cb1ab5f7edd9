"""How much output a run keeps: so much of each cell, so much of all."""

from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any

_TAIL = 16_384


class OutputBudget:
    """Counts what the executed notebook keeps, and what it leaves out."""

    def __init__(self, per_cell: int, in_all: int) -> None:
        self.per_cell = per_cell
        self._in_all = in_all
        self._total = 0
        self._kept: defaultdict[int, int] = defaultdict(int)
        self._left_out: defaultdict[int, int] = defaultdict(int)
        self._tails: dict[int, deque[str]] = {}

    def is_over(self, index: int) -> bool:
        """Whether something of this cell has been left out already."""
        return index in self._left_out

    def room(self, index: int) -> int:
        if self.is_over(index):
            return 0
        return max(0, min(self.per_cell - self._kept[index], self._in_all - self._total))

    def keep(self, index: int, size: int) -> None:
        self._kept[index] += size
        self._total += size

    def leave_out(self, index: int, size: int, tail: str = "") -> None:
        """Count what isn't kept; of a stream, the end is remembered."""
        self._left_out[index] += size
        if tail:
            tails = self._tails.setdefault(index, deque(maxlen=64))
            tails.append(tail[-_TAIL:])

    def forget(self, index: int) -> None:
        """The cell's outputs were cleared."""
        self._total -= self._kept.pop(index, 0)
        self._left_out.pop(index, None)
        self._tails.pop(index, None)

    def note(self, index: int) -> str | None:
        """What to tell at the end of a cell about what was left out, with the end of it."""
        left_out = self._left_out.get(index)
        if not left_out:
            return None
        limit = min(self.per_cell, self._in_all)
        text = (
            f"\n[{megabytes(left_out)} of this cell's output were left out: "
            f"at most {megabytes(limit)} of one cell are kept]\n"
        )
        tail = "".join(self._tails.pop(index, ()))[-_TAIL:]
        return f"{text}[its end:]\n{tail}" if tail else text


def size_of(content: Mapping[str, Any]) -> int:
    """About how many bytes an output's content takes in a file."""
    return _size(content)


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(len(str(key)) + _size(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(map(_size, value)) + len(value)
    return 8


def megabytes(count: int) -> str:
    return f"{count / 1048576:.1f} MB"
