"""Two sequences aligned, in bounded time.

`difflib` takes the cube of what it is given where elements stand in it many times, as empty lines
do: minutes for some thousand of them. Here it may do so much and no more. What is too much for it
is cut first where an element stands once on either side; what can't be cut counts as replaced.
"""

from __future__ import annotations

import bisect
import difflib
import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, Literal

AT_ONCE = 2_000_000  # steps that `difflib` may take before something is cut
IN_ALL = 10_000_000  # of one alignment: a second or two
DEEPEST = 20  # cuts within cuts

Tag = Literal["equal", "insert", "delete", "replace"]
_Span = tuple[int, int, int, int]  # begin and end on the left, begin and end on the right
_Pair = tuple[int, int]


def opcodes(
    left: Sequence[Hashable], right: Sequence[Hashable]
) -> Iterator[tuple[Tag, int, int, int, int]]:
    """What makes the right one of the left one, as `get_opcodes` of `difflib` says it."""
    pairs = _Aligner(left, right).pairs((0, len(left), 0, len(right)))
    x = y = 0
    for i, j, size in [*_runs(pairs), (len(left), len(right), 0)]:
        if x < i or y < j:
            tag: Tag = "replace" if x < i and y < j else "delete" if x < i else "insert"
            yield tag, x, i, y, j
        x, y = i + size, j + size
        if size:
            yield "equal", i, x, j, y


def _runs(pairs: Iterable[_Pair]) -> Iterator[tuple[int, int, int]]:
    """Where what is the same begins on both sides, and how long it goes on."""
    begin, size = (0, 0), 0
    for pair in pairs:
        if size and pair == (begin[0] + size, begin[1] + size):
            size += 1
            continue
        if size:
            yield *begin, size
        begin, size = pair, 1
    if size:
        yield *begin, size


class TooMuch(Exception):
    """What was to be done takes more steps than there are."""


class Steps:
    """Those that may still be taken."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, many: int) -> None:
        """Raises TooMuch: there aren't that many any more."""
        if many > self.left:
            raise TooMuch
        self.left -= many


class BoundedMatcher(difflib.SequenceMatcher[Any]):
    """`difflib`, that counts the steps it takes."""

    def __init__(self, left: Sequence[Hashable], right: Sequence[Hashable], steps: Steps) -> None:
        super().__init__(None, left, right, autojunk=False)
        self._side = left
        self._steps = steps
        self._taken: list[int] = []  # by all elements of the left side before one

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        """As `difflib` does. Raises TooMuch."""
        places: dict[Any, list[int]] = self.b2j  # type: ignore[attr-defined]
        each = (1 + len(places.get(one, ())) for one in self._side)
        self._taken = self._taken or [*itertools.accumulate(each, initial=0)]
        self._steps.take(self._taken[len(self._side) if ahi is None else ahi] - self._taken[alo])
        return super().find_longest_match(alo, ahi, blo, bhi)


class _Aligner:
    """One alignment, with the steps that may still be taken for it."""

    def __init__(self, left: Sequence[Hashable], right: Sequence[Hashable]) -> None:
        self._left, self._right = left, right
        self._rest = IN_ALL

    def pairs(self, span: _Span, depth: int = 0) -> Iterator[_Pair]:
        """The places of what is the same on both sides, in order."""
        i, i_end, j, j_end = span
        if i == i_end or j == j_end:
            return
        found = self._found(span)
        if found is not None:
            yield from found
        elif depth < DEEPEST and (cuts := self._cuts(span)):
            for x, y in [*cuts, (i_end, j_end)]:
                yield from self.pairs((i, x, j, y), depth + 1)
                if (x, y) != (i_end, j_end):
                    yield x, y
                i, j = x + 1, y + 1

    def _found(self, span: _Span) -> list[_Pair] | None:
        """As `difflib` has them, None where that is too much."""
        i, i_end, j, j_end = span
        steps = Steps(given := min(AT_ONCE, self._rest))
        matcher = BoundedMatcher(self._left[i:i_end], self._right[j:j_end], steps)
        try:
            return [
                (i + x + more, j + y + more)
                for x, y, size in matcher.get_matching_blocks()
                for more in range(size)
            ]
        except TooMuch:
            return None
        finally:
            self._rest -= given - steps.left

    def _cuts(self, span: _Span) -> list[_Pair]:
        """The begin and the end that both have, and between them what is there once on each."""
        i, i_end, j, j_end = span
        begin: list[_Pair] = []
        while i < i_end and j < j_end and self._left[i] == self._right[j]:
            begin.append((i, j))
            i, j = i + 1, j + 1
        end: list[_Pair] = []
        while i < i_end and j < j_end and self._left[i_end - 1] == self._right[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            end.append((i_end, j_end))
        once = _once(self._right, j, j_end)
        both = [(x, once[one]) for one, x in _once(self._left, i, i_end).items() if one in once]
        return [*begin, *_rising(sorted(both)), *reversed(end)]


def _once(side: Sequence[Hashable], begin: int, end: int) -> dict[Hashable, int]:
    """The places of what stands there once."""
    many = Counter(side[begin:end])
    return {side[place]: place for place in range(begin, end) if many[side[place]] == 1}


def _rising(pairs: Sequence[_Pair]) -> list[_Pair]:
    """As many of the pairs as can be had, in the order of both sides."""
    ends: list[int] = []  # the least right place with which that many end
    last: list[int] = []  # the pair that it is of
    before: list[int | None] = []
    for number, (_, y) in enumerate(pairs):
        place = bisect.bisect_left(ends, y)
        before.append(last[place - 1] if place else None)
        ends[place : place + 1] = [y]
        last[place : place + 1] = [number]
    found = []
    at = last[-1] if last else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
