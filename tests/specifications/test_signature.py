"""The rules of a signature: each problem at its field (fault 39 for values)."""

from typing import Any

import pytest

from jupyter_ext.specifications.signature import (
    check_value,
    check_values,
    normalised,
    problems,
)
from jupyter_ext.specifications.values import ValueProblem, from_text


def a_parameter(kind: str, default: Any = None, **more: Any) -> dict[str, Any]:
    return {"alias": "x", "type": kind, "default": default} | more


def found(signature: Any) -> dict[str, str]:
    return {problem.field: problem.message for problem in problems(signature)}


GOOD = {
    "inputs": [
        {"alias": "rows", "description": "é", "required": True, "collapsed": False},
        {"alias": "segments"},
    ],
    "parameters": [
        {"alias": "limit", "type": "float", "default": 0.5, "minimum": 0, "maximum": 1},
        {"alias": "Limit", "type": "integer", "default": 2**53 + 1},
        {"alias": "kind", "type": "choice", "default": "a", "choices": ["a", "b"]},
        {"alias": "when", "type": "date", "default": "2024-02-29", "minimum": "2024-01-01"},
        {"alias": "more", "type": "json", "default": {"a": [1, None]}},
        {"alias": "must", "type": "string", "default": None},
        {"alias": "_on", "type": "boolean", "default": False},
    ],
    "outputs": [{"alias": "scores", "optional": True}, {"alias": "class"}],
}


def test_a_sound_signature_has_no_problems() -> None:
    assert problems(GOOD) == []
    assert problems({}) == []
    assert problems(normalised(GOOD)) == []


@pytest.mark.parametrize(
    "alias",
    ["", None, 3, "a b", "1a", "é", "a-b", "a.b", "x" * 65, "../x", "a\n", "CON ", "х"],
)
@pytest.mark.parametrize("group", ["inputs", "parameters", "outputs"])
def test_a_bad_name_is_marked(group: str, alias: Any) -> None:
    assert list(found({group: [{"alias": "fine"}, {"alias": alias}]})) == [f"{group}[1].alias"]


def test_names_are_unique_over_all_lists() -> None:
    marked = found(
        {
            "inputs": [{"alias": "a"}, {"alias": "a"}],
            "parameters": [{"alias": "a"}, {"alias": "b"}],
            "outputs": [{"alias": "b"}, {"alias": "Out"}, {"alias": "out"}, {"alias": "B"}],
        }
    )
    assert sorted(marked) == [
        "inputs[1].alias",
        "outputs[0].alias",
        "outputs[2].alias",
        "parameters[0].alias",
    ]
    assert marked["outputs[0].alias"] == "b is already taken by the parameter b."


@pytest.mark.parametrize("alias", ["class", "None", "lambda", "jx"])
def test_a_parameter_cant_be_called_what_python_calls_otherwise(alias: str) -> None:
    assert list(found({"parameters": [{"alias": alias}]})) == ["parameters[0].alias"]
    assert found({"inputs": [{"alias": alias}], "outputs": []}) == {}


@pytest.mark.parametrize(
    ("parameter", "field"),
    [
        (a_parameter("number"), "type"),
        (a_parameter(None), "type"),  # type: ignore[arg-type]
        (a_parameter("integer", "five"), "default"),
        (a_parameter("integer", 5, minimum=6), "default"),
        (a_parameter("integer", 5, maximum=4), "default"),
        (a_parameter("integer", 5, minimum="low"), "minimum"),
        (a_parameter("float", 5, minimum=2, maximum=1), "maximum"),
        (a_parameter("date", "2024-02-30"), "default"),
        (a_parameter("date", "2024-02-01", maximum="2024-01-31"), "default"),
        (a_parameter("string", "a", minimum=1), "minimum"),
        (a_parameter("choice", "a"), "choices"),
        (a_parameter("choice", "c", choices=["a", "b"]), "default"),
        (a_parameter("choice", "a", choices="ab"), "choices"),
        (a_parameter("choice", "a", choices=["a", "a"]), "choices[1]"),
        (a_parameter("choice", "a", choices=["a", {}]), "choices[1]"),
        (a_parameter("string", "a", choices=["a"]), "choices"),
        (a_parameter("string", "a", description=3), "description"),
        (a_parameter("boolean", 1), "default"),
    ],
)
def test_what_is_wrong_with_a_parameter_is_marked(parameter: Any, field: str) -> None:
    assert list(found({"parameters": [parameter]})) == [f"parameters[0].{field}"]


@pytest.mark.parametrize(
    ("signature", "field"),
    [
        ([], "signature"),
        (None, "signature"),
        ({"inputs": {}}, "inputs"),
        ({"inputs": ["rows"]}, "inputs[0]"),
        ({"inputs": [{"alias": "a", "required": "yes"}]}, "inputs[0].required"),
        ({"outputs": [{"alias": "a", "optional": 1}]}, "outputs[0].optional"),
        ({"outputs": [{"alias": f"a{i}"} for i in range(201)]}, "outputs"),
    ],
)
def test_what_is_no_signature_is_marked(signature: Any, field: str) -> None:
    assert list(found(signature)) == [field]


def test_normalising_keeps_what_belongs_to_a_signature_only() -> None:
    made = normalised({"inputs": [{"alias": "a", "evil": 1}], "x": 1, "outputs": "no"})
    assert made == {
        "inputs": [{"alias": "a", "description": "", "required": False, "collapsed": False}],
        "parameters": [],
        "outputs": [],
    }


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("string", '"; import os', '"; import os'),
        ("string", "", ""),
        ("string", "é\n😀", "é\n😀"),
        ("string", "x" * 1_000_000, "x" * 1_000_000),
        ("integer", 0, 0),
        ("integer", 5.0, 5),
        ("integer", 2**53 + 1, 2**53 + 1),
        ("integer", str(2**53 + 1), 2**53 + 1),
        ("integer", 2**63 - 1, 2**63 - 1),
        ("integer", -(2**63), -(2**63)),
        ("float", 3, 3.0),
        ("float", 5e-324, 5e-324),
        ("float", 2**53, float(2**53)),
        ("boolean", False, False),
        ("date", "2024-02-29", "2024-02-29"),
        ("json", None, None),
        ("json", {"a": [1, 2.5, None, True, "x"]}, {"a": [1, 2.5, None, True, "x"]}),
        ("json", nested(100), nested(100)),
    ],
)
def test_a_value_survives(kind: str, value: Any, wanted: Any) -> None:
    got = check_value(a_parameter(kind), value)
    assert got == wanted
    assert type(got) is type(wanted)


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("string", 5, "Give text, not 5"),
        ("string", None, "Give a value"),
        ("string", "a\0", "NUL"),
        ("string", "\ud800", "half a character"),
        ("string", "x" * 10_000_000, "too large (9.5 MiB; at most 1 MiB)"),
        ("integer", True, "not true"),
        ("integer", 5.5, "whole number, not 5.5"),
        ("integer", "5", "not text (5)"),
        ("integer", "five", "not text (five)"),
        ("integer", 2**63, "at most 64 bits"),
        ("integer", str(2**63), "at most 64 bits"),
        ("integer", "9" * 5000, "whole number"),
        ("integer", 1e300, "whole number"),
        ("integer", [5], "not a list"),
        ("integer", float("nan"), "not nan"),
        ("float", float("nan"), "nan isn't one"),
        ("float", float("inf"), "inf isn't one"),
        ("float", 10**400, "held exactly"),
        ("float", 2**53 + 1, "held exactly"),
        ("float", "0.5", "not text"),
        ("float", False, "not false"),
        ("boolean", 1, "true or false, not 1"),
        ("boolean", "true", "not text"),
        ("boolean", "", "not empty text"),
        ("date", "2024-02-30", "isn't a date"),
        ("date", "20240229", "isn't a date"),
        ("date", "2024-W09-4", "isn't a date"),
        ("date", "٢٠٢٤-٠٢-٢٩", "isn't a date"),
        ("date", 20240229, "as text"),
        ("date", "2024-01-01T00:00", "isn't a date"),
        ("json", nested(102), "nested too deeply"),
        ("json", nested(900), "nested too deeply"),
        ("json", [float("nan")], "isn't one"),
        ("json", {"a": 2**63}, "64 bits"),
        ("json", {"\ud800": 1}, "half a character"),
        ("json", ["x" * 2**20], "too large"),
    ],
)
def test_a_value_is_refused_with_what_to_do(kind: str, value: Any, why: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        check_value(a_parameter(kind), value)
    assert why in refused.value.message
    assert refused.value.field == "parameters.x"
    assert len(refused.value.message) < 200


def test_nesting_that_json_could_not_even_write_is_refused() -> None:
    with pytest.raises(ValueProblem, match="nested too deeply"):
        check_value(a_parameter("json"), nested(100_000))


def test_a_name_of_any_length_is_refused_in_few_words() -> None:
    with pytest.raises(ValueProblem) as problem:
        check_values(GOOD, {"x" * 1_000_000: 1})
    assert len(problem.value.message) < 300
    assert len(problem.value.field) < 100


def test_a_hostile_value_isnt_repeated_raw() -> None:
    with pytest.raises(ValueProblem) as refused:
        check_value(a_parameter("integer"), "<b>\x1b[31m\u202e")
    assert "\x1b" not in refused.value.message
    assert "\u202e" not in refused.value.message


@pytest.mark.parametrize(
    ("bounds", "value", "why"),
    [
        ({"minimum": 1}, 0, "at least 1"),
        ({"maximum": 1}, 2, "at most 1"),
        ({"minimum": 1, "maximum": 1}, 1, None),
    ],
)
def test_bounds_hold(bounds: Any, value: int, why: str | None) -> None:
    parameter = a_parameter("integer", **bounds)
    if why is None:
        assert check_value(parameter, value) == value
        return
    with pytest.raises(ValueProblem, match=why):
        check_value(parameter, value)


@pytest.mark.parametrize(
    ("value", "wanted"), [("a", "a"), (1, 1), (1.0, 1), (True, None), ("1", None), ("c", None)]
)
def test_a_choice_is_one_of_them_in_type_too(value: Any, wanted: Any) -> None:
    parameter = a_parameter("choice", choices=["a", 1, False])
    if wanted is None:
        with pytest.raises(ValueProblem, match="Choose one of: a, 1, False"):
            check_value(parameter, value)
    else:
        assert check_value(parameter, value) == wanted


def test_values_take_the_place_of_defaults() -> None:
    values = check_values(GOOD, {"must": "here", "limit": 1, "more": None})
    assert values == {
        "limit": 1.0,
        "Limit": 2**53 + 1,
        "kind": "a",
        "when": "2024-02-29",
        "more": None,
        "must": "here",
        "_on": False,
    }


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({}, "parameters.must", "no default"),
        ({"must": None}, "parameters.must", "Give a value"),
        ({"must": "x", "limitt": 1}, "parameters.limitt", "did you mean limit?"),
        ({"must": "x", "zzz": 1}, "parameters.zzz", "there are: limit"),
        ({"must": "x", "limit": 2}, "parameters.limit", "at most 1"),
    ],
)
def test_wrong_values_name_the_field(values: Any, field: str, why: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        check_values(GOOD, values)
    assert refused.value.field == field
    assert why in refused.value.message


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("string", "5", "5"),
        ("integer", " 5 ", 5),
        ("integer", str(2**53 + 1), 2**53 + 1),
        ("float", "1e-3", 0.001),
        ("float", "5", 5),
        ("boolean", "True", True),
        ("boolean", "no", False),
        ("date", "2024-02-29", "2024-02-29"),
        ("json", '{"a": [1]}', {"a": [1]}),
        ("choice", "1", 1),
        ("choice", "other", "other"),
    ],
)
def test_typed_text_becomes_a_value(kind: str, text: str, wanted: Any) -> None:
    got = from_text(kind, text, ["a", 1], "p")
    assert got == wanted
    assert type(got) is type(wanted)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "5.5"),
        ("integer", "x"),
        ("float", "x"),
        ("boolean", "2"),
        ("json", "{"),
        ("json", "[" * 100_000),
        ("integer", "9" * 5000),
    ],
)
def test_typed_text_that_cant_be_a_value_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        from_text(kind, text, [], "p")
    assert refused.value.field == "p"
    assert len(refused.value.message) < 200
