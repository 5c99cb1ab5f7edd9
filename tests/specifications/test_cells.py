"""The alignment of two notebooks' cells."""

from __future__ import annotations

import time
from typing import Any

import pytest

from jupyter_ext.specifications.cells import changes


def cells(*sources: str, prefix: str = "") -> list[dict[str, Any]]:
    """Code cells; a source that begins with # is markdown. Ids are by position and prefix."""
    return [
        {
            "id": f"{prefix}{number}",
            "cell_type": "markdown" if source.startswith("#") else "code",
            "source": source,
        }
        for number, source in enumerate(sources)
    ]


def shown(a: list[dict[str, Any]], b: list[dict[str, Any]]) -> list[tuple[str, Any, Any]]:
    return [(one.kind, one.left, one.right) for one in changes(a, b)]


def test_nothing_changed() -> None:
    a = cells("# Title", "x = 1")
    assert shown(a, cells("# Title", "x = 1", prefix="other")) == [
        ("same", "# Title", "# Title"), ("same", "x = 1", "x = 1"),
    ]  # fmt: skip


def test_a_changed_cell_is_one_row_by_its_id_or_its_likeness() -> None:
    assert shown(cells("x"), cells("completely other")) == [("changed", "x", "completely other")]
    long = "model = LogisticRegression(C=1.0)"
    assert shown(cells(long), cells(long.replace("1.0", "0.5"), prefix="b")) == [
        ("changed", long, long.replace("1.0", "0.5")),
    ]


def test_unlike_cells_go_and_come() -> None:
    assert shown(cells("import pandas"), cells("zzz", prefix="b")) == [
        ("removed", "import pandas", None), ("added", None, "zzz"),
    ]  # fmt: skip


def test_a_cell_of_another_type_is_another_cell() -> None:
    kinds = [one.kind for one in changes(cells("# a"), cells("a = 1"))]
    assert kinds == ["removed", "added"]


@pytest.mark.parametrize("size", [5, 300])
def test_every_cell_stands_once_on_each_side_in_order(size: int) -> None:
    a = cells(*[f"line {n}" for n in range(size)])
    b = cells("new", *[f"line {n}!" for n in range(1, size, 2)], "line 0", prefix="b")
    found = list(changes(a, b))
    assert [one.left_number for one in found if one.left_number] == list(range(1, len(a) + 1))
    assert [one.right_number for one in found if one.right_number] == list(range(1, len(b) + 1))


def test_empty_sides() -> None:
    assert shown([], []) == []
    assert shown([], cells("x")) == [("added", None, "x")]
    assert shown(cells("x"), []) == [("removed", "x", None)]


def sources(size: int, characters: int, text: str) -> list[str]:
    return [f"{'# ' if n % 3 == 0 else ''}{text}{n} = {'y' * characters}" for n in range(size)]


@pytest.mark.parametrize(("size", "characters"), [(200, 10), (30, 2_000)])
def test_what_is_too_much_to_be_compared_is_paired_by_ids_alone(size: int, characters: int) -> None:
    # given: two notebooks that have nothing to do with each other but one cell, at another place
    a = cells(*sources(size, characters, "a"), "kept = 1", prefix="a")
    b = cells(*sources(size, characters, "b"), "kept = 2", prefix="b")
    b.insert(size // 2, {**b.pop(), "id": a[-1]["id"]})

    # when
    found = list(changes(a, b))

    # then: no cell is said to have become one of another kind, or one that is unlike it
    assert [(one.left, one.right) for one in found if one.kind == "changed"] == [
        ("kept = 1", "kept = 2")
    ]
    assert sum(one.kind == "removed" for one in found) == size
    assert sum(one.kind == "added" for one in found) == size


@pytest.mark.parametrize("size", [1, 20])
def test_cells_that_are_hard_to_compare_are_paired_by_ids_alone(size: int) -> None:
    # given: what is alike in every second character, of which `difflib` tries each with each
    a = cells(*[f"{n}{'xu' * 5_000}" for n in range(size)], "kept = 1", prefix="a")
    b = cells(*[f"{n}{'xv' * 5_000}" for n in range(size)], "kept = 2", prefix="b")
    b[-1]["id"] = a[-1]["id"]

    # when
    began = time.process_time()
    found = list(changes(a, b))
    took = time.process_time() - began

    # then
    assert ("kept = 1", "kept = 2") in [
        (one.left, one.right) for one in found if one.kind == "changed"
    ]
    assert took < 20, f"{took:.1f} s"  # two or so; without a bound hours
