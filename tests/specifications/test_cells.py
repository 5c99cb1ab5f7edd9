"""The alignment of two notebooks' cells."""

from __future__ import annotations

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
