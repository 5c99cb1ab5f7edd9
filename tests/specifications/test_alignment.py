"""Sequences aligned: as `difflib` does what is short, and in bounded time what is long."""

from __future__ import annotations

import difflib
import random
import time
from collections.abc import Callable

import pytest

from jupyter_ext.specifications.alignment import opcodes


def alternating(common: Callable[[int], str], own: str, many: int) -> list[str]:
    return [one for i in range(many) for one in (common(i), f"{own}{i}")]


def applied(left: list[str], right: list[str]) -> list[str]:
    """The right side, made of what the opcodes say; what they call equal is taken from the left."""
    made: list[str] = []
    x = y = 0
    for tag, i, i_end, j, j_end in opcodes(left, right):
        assert (i, j) == (x, y)
        assert tag == "equal" or left[i:i_end] != right[j:j_end]
        assert (tag == "insert") == (i == i_end)
        assert (tag == "delete") == (j == j_end)
        made += left[i:i_end] if tag == "equal" else right[j:j_end]
        x, y = i_end, j_end
    assert (x, y) == (len(left), len(right))
    return made


def test_what_is_short_is_aligned_as_difflib_does_it() -> None:
    of = random.Random(4)
    for _ in range(300):
        left, right = (of.choices("abcdef", k=of.randrange(12)) for _ in range(2))
        matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
        assert [*opcodes(left, right)] == matcher.get_opcodes()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        # every second line is an empty one
        (alternating(lambda _: "", "a", 4_000), alternating(lambda _: "", "b", 4_000), 1),
        # every second line is as it was
        (alternating(str, "a", 20_000), alternating(str, "b", 20_000), 20_000),
        # nothing stands there once only
        (random.Random(1).choices("ab", k=5_000), random.Random(2).choices("ab", k=5_000), 0),
        # a few lines came and went in a long file
        ([*map(str, range(30_000)), "end"], ["begin", *map(str, range(5, 30_000)), "end"], 29_996),
        # the other way round
        ([*map(str, range(9_000))], [*map(str, reversed(range(9_000)))], 1),
    ],
    ids=["empty", "every second", "two words", "a few", "turned round"],
)
def test_what_is_long_is_aligned_in_bounded_time(
    left: list[str], right: list[str], same: int
) -> None:
    began = time.process_time()
    made = applied(left, right)
    took = time.process_time() - began
    assert made == right
    kept = sum(i_end - i for tag, i, i_end, _, _ in opcodes(left, right) if tag == "equal")
    assert kept >= same
    assert took < 20, f"{took:.1f} s"  # a second or so; without a bound minutes, or hours


def test_what_stands_around_a_long_change_stays() -> None:
    around = [str(i) for i in range(3_000)]
    left = [*around, *alternating(lambda _: "", "a", 1_500), *reversed(around)]
    right = [*around, *alternating(lambda _: "", "b", 1_500), *reversed(around)]
    found = [*opcodes(left, right)]
    assert found[0] == ("equal", 0, 3_001, 0, 3_001)
    assert found[-1][0] == "equal"
    assert applied(left, right) == right
