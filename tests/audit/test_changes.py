"""What a row says, field by field: exact values, nested ones by name, nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_ext.audit.changes import changes, records
from jupyter_ext.audit.records import AuditObject


def said(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    return [(" > ".join(path), old, new) for path, old, new in changes(before, after)]


def test_only_what_differs_is_told() -> None:
    before = {"name": "a", "cpus": 1.0, "tags": ["x"], "env": []}
    after = {"name": "b", "cpus": 1.0, "tags": ["x", "y"], "env": []}

    assert said(before, after) == [("name", "a", "b"), ("tags", ["x"], ["x", "y"])]


def test_of_a_new_object_what_is_empty_is_left_out() -> None:
    assert said(None, {"name": "a", "path": "", "tags": [], "signature": {}, "ad_hoc": False}) == [
        ("name", None, "a"),
        ("ad_hoc", None, False),
    ]


def test_nested_fields_go_by_the_name_of_their_element() -> None:
    def signature(default: Any, *more: Any) -> Any:
        return {"signature": {"parameters": [*more, {"alias": "rate", "default": default}]}}

    assert said(signature(1), signature(2, {"alias": "first", "default": 0})) == [
        ("signature > parameters > rate > default", 1, 2),
        ("signature > parameters > first > alias", None, "first"),
        ("signature > parameters > first > default", None, 0),
    ]


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        (2**60 + 1, "number", "1152921504606846977"),
        (0.1, "number", "0.1"),
        (True, "yes", ""),
        (False, "no", ""),
        ("<img src=x onerror=alert(1)>", "text", "<img src=x onerror=alert(1)>"),
        (["a", 2, True], "text", "a, 2, true"),
    ],
)
def test_a_value_is_told_exactly(value: Any, type_: str, text: str) -> None:
    [one] = records(changes({"x": "before"}, {"x": value}), {}, several=True)

    assert one.after is not None
    assert (one.after.type, one.after.text) == (type_, text)


def test_one_and_true_are_not_the_same() -> None:
    assert said({"x": 1}, {"x": True}) == [("x", 1, True)]


def test_a_side_that_says_nothing_is_told_from_one_that_says_none() -> None:
    [new] = records(changes(None, {"x": "a"}), {}, several=False)
    [emptied] = records(changes({"x": "a"}, {"x": ""}), {}, several=True)

    assert new.before is None
    assert emptied.after is not None
    assert emptied.after.type == "none"


def test_a_deep_value_ends_somewhere() -> None:
    deep: Any = "bottom"
    for _ in range(100):
        deep = {"in": deep}

    [one] = records(changes(None, deep), {}, several=False)

    assert len(one.path) < 20
    assert one.after is not None
    assert "bottom" in one.after.text


def test_a_long_text_is_cut_and_says_so_and_an_id_is_named() -> None:
    thing = AuditObject(kind="artifact", id="id-1", name="data")
    found = changes(None, {"input": "id-1", "note": "x" * 50})

    named, cut = records(found, {"id-1": thing}, several=False, most_text=10)

    assert named.after is not None
    assert cut.after is not None
    assert named.after.object == thing
    assert (cut.after.text, cut.after.cut) == ("x" * 10, True)
