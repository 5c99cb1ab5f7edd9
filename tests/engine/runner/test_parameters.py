"""Values written as code: the very value comes back in the language, whatever it holds."""

import ast
import datetime
import json
import random
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from jupyter_ext.engine.runner.parameters import ParameterUnrepresentable, inject, render

TEXTS = [
    "",
    "plain",
    '"; import os',
    "'; DROP TABLE x; --",
    'it\'s "both"',
    "'''\"\"\"",
    "back\\slash\\n",
    "trailing\\",
    "two\nlines\r\nand\ttab\x0b\x0c",
    "$HOME `id` $(id) ${x} #{x} %s {y}",
    "é ü 漢字 😀 \u202e RTL",
    "e\u0301",
    "\u2028\u2029\x85\x07\x1b[31m\x7f",
    "\ufeffbom",
    "x" * 20_000,
    "é😀" * 9_000,
    "# not a comment",
    "%matplotlib inline",
    "!ls",
]
WHOLE = [0, 1, -1, 2**31 - 1, -(2**31), 2**31, 2**53, -(2**53)]
BIG = [2**53 + 1, 2**63, -(2**63), 2**64 + 1, -(10**40)]
REALS = [0.0, -0.0, 0.1, -1.5, 1e-7, 1e300, 5e-324, 2.2250738585072014e-308]
REALS += [1.7976931348623157e308, 0.30000000000000004, 1 / 3, 1e22, 123456789.12345678, 2.5e-15]
DATES = ["2024-02-29", "0001-01-01", "9999-12-31"]
STRUCTURES = [
    None,
    [],
    {},
    [1, "two", 3.5, None, True, [False, []]],
    {"a b": 1, "": {"x": [1, 2]}, "c'\"": "é", "class": None},
    [[[[[[[[1]]]]]]]],
]


def p(kind: str, value: Any, alias: str = "x") -> dict[str, Any]:
    return {"alias": alias, "type": kind, "value": value}


def every(*kinds: str) -> list[dict[str, Any]]:
    table = {
        "string": TEXTS,
        "integer": WHOLE,
        "big": BIG,
        "float": REALS,
        "boolean": [True, False],
        "date": DATES,
        "json": STRUCTURES,
    }
    given = [("integer" if kind == "big" else kind, v) for kind in kinds for v in table[kind]]
    return [p(kind, value, f"x{i}") for i, (kind, value) in enumerate(given)]


def run_python(source: str | None) -> dict[str, Any]:
    assert source is not None
    space: dict[str, Any] = {}
    exec(source, space)
    space.pop("__builtins__")
    return space


def as_python(parameter: dict[str, Any]) -> Any:
    if parameter["type"] == "date":
        return datetime.date.fromisoformat(parameter["value"])
    return float(parameter["value"]) if parameter["type"] == "float" else parameter["value"]


def test_python_gets_the_very_values() -> None:
    given = every("string", "integer", "big", "float", "boolean", "date", "json")
    got = run_python(render(given, "python"))
    for parameter in given:
        value, wanted = got[parameter["alias"]], as_python(parameter)
        assert repr(value) == repr(wanted)
        assert type(value) is type(wanted)
    assert set(got) == {parameter["alias"] for parameter in given}, "nothing else is defined"


def test_python_gets_the_very_values_of_random_texts_and_numbers() -> None:
    chance = random.Random(20240229)
    for _ in range(300):
        text = "".join(
            chr(chance.choice([chance.randrange(1, 0xD800), 34, 39, 92, 10])) for _ in "8 chars."
        )
        number = chance.uniform(-1, 1) * 10.0 ** chance.randrange(-300, 300)
        whole = chance.getrandbits(chance.randrange(1, 20_000)) * chance.choice([1, -1])
        source = render(
            [p("string", text, "t"), p("float", number, "f"), p("integer", whole, "w")], "python"
        )
        assert run_python(source) == {"t": text, "f": number, "w": whole}


def test_python_code_is_assignments_only_and_hides_no_import() -> None:
    source = render(every("string", "date", "json"), "python")
    assert source is not None
    assert {type(node) for node in ast.parse(source).body} == {ast.Assign}


def test_a_whole_number_given_for_a_float_becomes_one() -> None:
    assert type(run_python(render([p("float", 3)], "python"))["x"]) is float


@pytest.mark.parametrize(
    ("parameter", "why"),
    [
        (p("string", "half \ud800"), "lone surrogate"),
        (p("json", {"\udc00": 1}), "lone surrogate"),
        (p("json", ["deep", [float("nan")]]), "isn't a number"),
        (p("float", float("inf")), "isn't a number"),
        (p("float", 10**400), "too large"),
        (p("date", "2024-02-30"), "isn't a date"),
    ],
)
@pytest.mark.parametrize("language", ["python", "R", "julia", "bash"])
def test_what_no_language_can_hold_is_refused_by_name(
    parameter: dict[str, Any], why: str, language: str
) -> None:
    with pytest.raises(ParameterUnrepresentable, match=why) as refused:
        render([parameter], language)
    assert "parameter x:" in str(refused.value)
    assert "manifest" in str(refused.value)


@pytest.mark.parametrize(
    ("language", "parameter"),
    [
        ("python", p("integer", 1, "class")),
        ("julia", p("integer", 1, "end")),
        ("R", p("integer", 2**53 + 1)),
        ("R", p("string", "nul\0")),
        ("bash", p("string", "nul\0")),
        ("julia", p("integer", 1 << 20_000)),
    ],
)
def test_what_one_language_cant_hold_is_refused_there(language: str, parameter: Any) -> None:
    with pytest.raises(ParameterUnrepresentable):
        render([parameter], language)


@pytest.mark.parametrize("language", ["scala", "typescript", "", "c++17"])
def test_a_language_not_written_here_gets_nothing(language: str) -> None:
    assert render([p("integer", 1)], language) is None


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R: not installed")
def test_r_gets_the_very_values(tmp_path: Any) -> None:
    given = every("string", "integer", "float", "boolean", "date", "json")
    given += [p("integer", 7, "_under"), p("integer", 8, "if"), p("integer", 9, "T_1")]
    checks = [f"stopifnot(exists({json.dumps(q['alias'])}))" for q in given]
    for q in given:
        name, value = f"get({json.dumps(q['alias'])})", q["value"]
        if q["type"] == "string":
            points = [ord(c) for c in value]
            points_r = f"c({', '.join(f'{n}L' for n in points)})" if points else "integer(0)"
            checks.append(
                f"stopifnot(identical(utf8ToInt({name}), {points_r}))"
                if points
                else f"stopifnot(identical({name}, ''))"
            )
        elif q["type"] == "float":
            checks.append(f"stopifnot(identical({name}, {float(value).hex()}), is.double({name}))")
        elif q["type"] == "integer":
            checks.append(f"stopifnot({name} == {value})")
        elif q["type"] == "boolean":
            checks.append(f"stopifnot(identical({name}, {str(value).upper()}))")
        elif q["type"] == "date":
            checks.append(f"stopifnot(format({name}, '%d%m') == '{value[8:]}{value[5:7]}')")
            checks.append(f"stopifnot(inherits({name}, 'Date'))")
    by_value = {json.dumps(q["value"]): q["alias"] for q in given if q["type"] == "json"}
    nested = f"get('{by_value[json.dumps(STRUCTURES[4])]}')"
    checks += [
        f"stopifnot({nested}[['a b']] == 1, {nested}[[2]][['x']][[2]] == 2, length({nested}) == 4)",
        f"stopifnot(identical(names({nested})[3], \"c'\\\"\"), is.null({nested}[['class']]))",
        f"stopifnot(is.null(get('{by_value['null']}')), length(get('{by_value['{}']}')) == 0)",
    ]
    script = tmp_path / "check.R"
    script.write_text(
        str(render(given, "R")) + "\n" + "\n".join(checks) + "\ncat('all the same')\n"
    )
    out = subprocess.run(["Rscript", script], capture_output=True, text=True, check=False)
    assert out.stdout == "all the same", out.stderr


def test_bash_gets_the_very_texts() -> None:
    given = [*every("string"), p("json", {"a": [1, "é'"]}, "j"), p("boolean", True, "b")]
    given += [p("date", "2024-02-29", "d"), p("float", 0.1, "f"), p("integer", 2**64, "i")]
    prints = "\n".join(f"printf '%s\\0' \"${q['alias']}\"" for q in given)
    script = f"{render(given, 'bash')}\n{prints}\n"
    out = subprocess.run(["bash"], input=script.encode(), capture_output=True, check=True)
    got = out.stdout.decode().split("\0")[:-1]
    assert got[: len(TEXTS)] == TEXTS
    assert json.loads(got[len(TEXTS)]) == {"a": [1, "é'"]}
    assert got[-4:] == ["true", "2024-02-29", "0.1", str(2**64)]


def test_julia_text() -> None:
    source = render(
        [
            p("string", 'a "$x" \\ é😀\n', "s"),
            p("integer", 5, "i"),
            p("integer", 2**63, "b"),
            p("json", {"k": [None, True, 1.5]}, "j"),
            p("date", "2024-02-29", "d"),
        ],
        "Julia",
    )
    assert source is not None
    assert source.splitlines() == [
        "# Parameters",
        "import Dates",
        r's = "a \"\$x\" \\ \u00e9\U0001f600\u000a"',
        "i = 5",
        'b = big"9223372036854775808"',
        'j = Dict{String,Any}("k" => Any[nothing, true, 1.5])',
        "d = Dates.Date(2024, 2, 29)",
    ]


# -- where the cell goes


def tagged(source: str, tag: str = "parameters") -> Any:
    return new_code_cell(source, metadata={"tags": [tag]})


def sources(nb: Any) -> list[str]:
    return [cell.source for cell in nb.cells]


INJECTED = "# Parameters\nx = 5"


def test_it_stands_after_the_tagged_cell() -> None:
    nb = new_notebook(cells=[new_markdown_cell("# T"), tagged("x = 1"), new_code_cell("print(x)")])
    assert inject(nb, [p("integer", 5)], "python")
    assert sources(nb) == ["# T", "x = 1", INJECTED, "print(x)"]
    assert nb.cells[2].metadata.tags == ["injected-parameters"]
    nbformat.validate(nb)


def test_it_stands_first_when_no_cell_is_tagged() -> None:
    nb = new_notebook(cells=[new_markdown_cell("# T"), new_code_cell("print(x)")])
    assert inject(nb, [p("integer", 5)], "python")
    assert sources(nb) == [INJECTED, "# T", "print(x)"]


@pytest.mark.parametrize(
    "code",
    [
        "import jx\nx = jx.parameter('x')",
        "import jx as j\nj.parameter ('x')",
        "from jx import parameter\nparameter('x')",
    ],
)
def test_a_notebook_that_asks_jx_gets_no_cell(code: str) -> None:
    nb = new_notebook(cells=[new_code_cell(code)])
    assert not inject(nb, [p("integer", 5)], "python")
    assert len(nb.cells) == 1


def test_no_parameters_no_cell() -> None:
    nb = new_notebook(cells=[tagged("x = 1")])
    assert not inject(nb, [], "python")
    assert not inject(nb, [p("integer", 5)], "brainfuck")
    assert sources(nb) == ["x = 1"]


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("x = 5", False),
        ("# about x\nx = 5  # five", False),
        ("x = 5\ny = 'other'", False),
        ("x = 5.0", True),
        ("x = 4", True),
        ("y = 5", True),
        ("x = 5\nx += 1", True),
        ("x = 5\nx = 6", True),
        ("x = 4 + 1", True),
        ("x: int = 5", True),
        ("import os\nx = 5", True),
        ("x = (", True),
    ],
)
def test_no_cell_when_the_tagged_one_says_the_same(code: str, needed: bool) -> None:
    nb = new_notebook(cells=[tagged(code)])
    assert inject(nb, [p("integer", 5)], "python") is needed
    assert len(nb.cells) == 1 + needed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (lambda: [tagged("x = 1"), tagged("x = 3", "injected-parameters")], ["x = 1", INJECTED]),
        (lambda: [tagged("x = 3", "injected-parameters"), new_code_cell("x")], [INJECTED, "x"]),
        (
            lambda: [tagged("x = 3", "injected-parameters"), tagged("x = 1"), new_code_cell("x")],
            ["x = 1", INJECTED, "x"],
        ),
    ],
)
def test_the_cell_of_an_earlier_run_makes_way(before: Callable[[], Any], after: list[str]) -> None:
    nb = new_notebook(cells=before())
    assert inject(nb, [p("integer", 5)], "python")
    assert sources(nb) == after


def test_the_same_notebook_and_values_give_the_same_cell_id() -> None:
    def ids(value: int) -> list[str]:
        nb = new_notebook(cells=[tagged("x = 1")])
        nb.cells[0].id = "fixed"
        inject(nb, [p("integer", value)], "python")
        return [cell.id for cell in nb.cells]

    assert ids(5) == ids(5)
    assert ids(5) != ids(6)
