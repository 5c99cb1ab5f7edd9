"""What a notebook's own code says of its signature; read, never run."""

import json
from typing import Any

import pytest

from jupyter_ext.engine.runner.notebooks import NotebookInvalid
from jupyter_ext.specifications.code import Code, read_code
from jupyter_ext.specifications.proposal import Proposal, hints, propose
from jupyter_ext.specifications.signature import problems


def a_notebook(*cells: str | tuple[str, ...], language: str = "python") -> Code:
    """Of sources; a tuple is a source and its tags; text that begins with # is markdown."""
    made = []
    for cell in cells:
        source, *tags = (cell,) if isinstance(cell, str) else cell
        kind = "markdown" if source.startswith("# ") and not tags else "code"
        made.append(
            {
                "cell_type": kind,
                "id": f"c{len(made)}",
                "metadata": {"tags": tags} if tags else {},
                "source": source,
            }
            | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        )
    metadata = {"kernelspec": {"name": "k", "language": language}}
    nb = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return read_code(json.dumps(nb).encode(), "a.ipynb")


def tagged(source: str, language: str = "python") -> Proposal:
    return propose(a_notebook((source, "parameters"), language=language))


def only(source: str, language: str = "python") -> dict[str, Any]:
    (parameter,) = tagged(source, language).signature["parameters"]
    return dict(parameter)


@pytest.mark.parametrize(
    ("source", "kind", "default"),
    [
        ("x = 'a'", "string", "a"),
        ("x = 'a' 'b'", "string", "ab"),
        ('x = """two\nlines"""', "string", "two\nlines"),
        ("x = 3", "integer", 3),
        ("x = -3", "integer", -3),
        ("x = 1_000", "integer", 1000),
        ("x = 9007199254740993", "integer", 2**53 + 1),
        ("x = 0.5", "float", 0.5),
        ("x = -1e-7", "float", -1e-7),
        ("x = True", "boolean", True),
        ("x = None", "json", None),
        ("x = [1, 'a', {'k': (1, 2)}]", "json", [1, "a", {"k": [1, 2]}]),
        ("x = {}", "json", {}),
        ("import datetime\nx = datetime.date(2024, 2, 29)", "date", "2024-02-29"),
        ("from datetime import date\nx = date(2024, 2, 29)", "date", "2024-02-29"),
        ("import datetime as dt\nx = dt.date(2024, 2, 29)", "date", "2024-02-29"),
        ("x = datetime.date.fromisoformat('2024-02-29')", "date", "2024-02-29"),
        ("x: int = 3", "integer", 3),
        ("x: float = 3", "float", 3.0),
        ("x: 'float' = 3", "float", 3.0),
        ("x: float", "float", None),
        ("x: str", "string", None),
        ("x: datetime.date", "date", None),
        ("x: int | None = 3", "integer", 3),
        ("x: Optional[float] = 3", "float", 3.0),
        ("x: dict[str, int] = {'a': 1}", "json", {"a": 1}),
        ("x: int = 'not one'", "string", "not one"),
        ("x: str = None", "json", None),
        ("x = 1\nx = 2", "integer", 2),
        ("x = open('f')\nx = 2", "integer", 2),
        ("%matplotlib inline\nx = 2", "integer", 2),
        ("%%time\nx = 2", "integer", 2),
        ("\n\n%%time\nx = 2", "integer", 2),
        ("!pip install a\nif True:\n    !ls\nx = 2", "integer", 2),
        ("y = !ls\nx = 2\nx?", "integer", 2),
        ("_private = 1\nx = 2", "integer", 2),
        ("é = 1\nx = 2", "integer", 2),
    ],
)
def test_a_parameter_is_read_from_the_tagged_cell(source: str, kind: str, default: Any) -> None:
    if source.startswith("y"):
        source = source.replace("y = !ls", "_y = !ls")
    parameter = only(source)
    assert (parameter["alias"], parameter["type"]) == ("x", kind)
    assert parameter["default"] == default
    assert type(parameter["default"]) is type(default)


def test_choices_come_from_a_literal_annotation() -> None:
    parameter = only("x: Literal['a', 'b'] = 'a'")
    assert (parameter["type"], parameter["choices"]) == ("choice", ["a", "b"])


def test_several_at_once() -> None:
    found = tagged("a = b = 1\nc, d = 2, 'x'\n").signature["parameters"]
    assert [(p["alias"], p["default"]) for p in found] == [("a", 1), ("b", 1), ("c", 2), ("d", "x")]


@pytest.mark.parametrize(
    ("line", "description"),
    [
        ("x = 1  # how many", "how many"),
        ("x = 1 ## é #2", "é #2"),
        ("x = '# not this'", ""),
        ("x = [\n 1,  # one\n 2]  # the list", "the list"),
        ("x = 1  # type: int  how many", "how many"),
        ("x = 1  # type: int", ""),
        ("# above\nx = 1", ""),
    ],
)
def test_the_comment_behind_describes_it(line: str, description: str) -> None:
    assert only(line)["description"] == description


@pytest.mark.parametrize(
    "source",
    [
        "x = open('/etc/passwd').read()",
        "x = __import__('os').system('echo run > /tmp/ran')",
        "x = 1 + 1",
        "x = y",
        "x = f'{y}'",
        "x = {1: 2}",
        "x = b'bytes'",
        "x = 1j",
        "x = date(2024, 2, 30)",
        "x = date(*[2024, 1, 1])",
        "x = 1e999",
        "x = 99999999999999999999",
        "x = '\\ud800'",
    ],
)
def test_what_isnt_a_plain_value_is_named_and_not_proposed(source: str) -> None:
    got = tagged(source)
    assert got.signature["parameters"] == []
    assert got.warnings == ["x in cell 1 has no plain value, so it isn't proposed as a parameter."]


def test_a_nest_of_brackets_does_no_harm() -> None:
    got = tagged(f"x = {'[' * 5000}{']' * 5000}\n")
    assert got.signature["parameters"] == []


@pytest.mark.parametrize(
    ("line", "kind", "default"),
    [
        ("x <- 5L  # many", "integer", 5),
        ("x <- -0.5", "float", -0.5),
        ("x <- 5", "float", 5.0),
        ("x = TRUE", "boolean", True),
        ("x <- 'a b'", "string", "a b"),
        ('x <- as.Date("2024-02-29")', "date", "2024-02-29"),
    ],
)
def test_r_assignments_are_read_too(line: str, kind: str, default: Any) -> None:
    parameter = only(line, "R")
    assert (parameter["type"], parameter["default"]) == (kind, default)


@pytest.mark.parametrize(
    ("code", "required"),
    [
        ("import jx\njx.input('rows')", True),
        ("from jx import input as inp\ninp('rows')", True),
        ("from jx import *\nif has('rows'): input('rows')", False),
        ("import jx as j\nrows = j.input('rows') if j.has('rows') else None", False),
        ("import jx\njx.input('rows')\nfor a in names: jx.has(a)", False),
        ("import jx\njx.input('rows')\nfor a in names: jx.input(a)", True),
    ],
)
def test_an_input_is_required_unless_the_code_asks_whether_it_is_there(
    code: str, required: bool
) -> None:
    [rows] = propose(a_notebook(code)).signature["inputs"]
    assert rows["required"] is required


def test_inputs_and_outputs_come_from_the_calls() -> None:
    got = propose(
        a_notebook(
            "# Title",
            ("import jx\nlimit = 0.5", "parameters"),
            "rows = jx.input('rows').read()\nif jx.has('extra'):\n    jx.input('extra')",
            "def f():\n    return jx.input(alias='rows'), jx.parameter('n')",
            "jx.output('scores', suffix='.csv').write(rows)\nwith jx.output('model').open(): pass",
        )
    )
    assert [i["alias"] for i in got.signature["inputs"]] == ["rows", "extra"]
    assert [i["required"] for i in got.signature["inputs"]] == [True, False]
    assert [p["alias"] for p in got.signature["parameters"]] == ["limit", "n"]
    assert [o["alias"] for o in got.signature["outputs"]] == ["scores", "model"]
    assert problems(got.signature) == []
    said = {(h.role, h.alias): h for h in got.hints}
    assert said["input", "rows"].message == "used in cells 3 and 4"
    assert said["input", "rows"].cells == [3, 4]
    assert said["output", "model"].message == "used in cell 5"
    assert said["parameter", "limit"].kind == "unused"


@pytest.mark.parametrize(
    "source",
    [
        "import jx as j\nj.input('rows')",
        "import numpy as np, jx as j\nj.input('rows')",
        "from jx import input as inp\ninp('rows')",
        "from jx import *\ninput('rows')",
        "from jx import has\nhas('rows')",
        "import jx\n%time jx.input('rows')\njx.input('rows')",
        "import jx\nawait g(jx.input('rows'))",
        "def f():\n    import jx\n    return jx.input('rows')",
    ],
)
def test_imports_under_other_names_are_followed(source: str) -> None:
    assert [i["alias"] for i in propose(a_notebook(source)).signature["inputs"]] == ["rows"]


@pytest.mark.parametrize(
    "source",
    [
        "input('rows')",
        "x.input('rows')",
        "import jx\n'jx.input(\"rows\")'",
        "import jx2 as jx\njx.input('a')",
    ],
)
def test_what_isnt_jx_isnt_taken_for_it(source: str) -> None:
    assert propose(a_notebook(source)).signature["inputs"] == []


def test_an_import_in_one_cell_holds_for_the_next() -> None:
    got = propose(a_notebook("import jx as j", "j.output('scores')"))
    assert [o["alias"] for o in got.signature["outputs"]] == ["scores"]


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("int(jx.parameter('n'))", "integer"),
        ("n: float = jx.parameter('n')", "float"),
        ("bool(jx.parameter('n'))", "boolean"),
        ("jx.parameter('n')", "string"),
    ],
)
def test_the_type_of_an_asked_parameter(call: str, kind: str) -> None:
    got = propose(a_notebook(f"import jx\n{call}"))
    assert got.signature["parameters"][0]["type"] == kind


def test_a_broken_cell_spoils_no_other() -> None:
    got = propose(
        a_notebook("import jx", "jx.input('a'", "jx.input('b')", "%%bash\nrm -rf x", "nul\0")
    )
    assert [i["alias"] for i in got.signature["inputs"]] == ["b"]
    assert got.warnings[0] == "cell 2 was left out: '(' was never closed (line 1)."
    assert len(got.warnings) == 2
    assert got.warnings[1].startswith("cell 5 was left out")


def test_computed_names_are_to_be_declared_by_hand() -> None:
    got = propose(a_notebook("import jx\nfor a in 'bc':\n    jx.input(a)\njx.parameter(f'{a}')"))
    assert got.signature["inputs"] == []
    assert got.warnings == [
        "The code in cell 1 asks for an input by a computed name: declare it by hand.",
        "The code in cell 1 asks for a parameter by a computed name: declare it by hand.",
    ]


def test_names_that_no_signature_can_have_are_left_out_and_named() -> None:
    calls = "import jx\njx.input('a b')\njx.output('rows')"
    got = propose(a_notebook(("jx = 1\nrows = 2", "parameters"), calls))
    assert problems(got.signature) == []
    assert [p["alias"] for p in got.signature["parameters"]] == ["rows"]
    assert got.signature["inputs"] == got.signature["outputs"] == []
    assert len(got.warnings) == 3
    assert any("'a b' (in cell 2) isn't proposed" in w for w in got.warnings)


def test_the_first_tagged_cell_counts() -> None:
    got = propose(a_notebook(("a = 1", "parameters"), ("b = 1", "parameters")))
    assert [p["alias"] for p in got.signature["parameters"]] == ["a"]
    assert "in cells 1 and 2" in got.warnings[0]


def test_a_declared_signature_is_held_against_the_code() -> None:
    code = a_notebook("import jx\nrows = jx.input('rows')\nprint(limit, jx.parameter('kind'))")
    signature = {
        "inputs": [{"alias": "rows"}, {"alias": "segments"}, {"alias": "kind"}],
        "parameters": [{"alias": "limit"}, {"alias": "other"}],
        "outputs": [{"alias": "scores"}, {"alias": None}],
    }
    said = {(h.alias, h.kind, h.role): h.message for h in hints(signature, code)}
    assert said == {
        ("rows", "used", "input"): "used in cell 1",
        ("segments", "unused", "input"): "declared, but the code never uses it",
        ("kind", "unused", "input"): "declared, but the code never uses it",
        ("limit", "used", "parameter"): "used in cell 1",
        ("other", "unused", "parameter"): "declared, but the code never uses it",
        ("scores", "unused", "output"): "declared, but the code never uses it",
        ("kind", "undeclared", "parameter"): (
            "the code asks for the parameter kind in cell 1, but kind is declared as input"
        ),
    }


def test_code_that_cant_be_looked_into_gives_no_hints() -> None:
    code = a_notebook("x <- 1", language="R")
    assert hints({"inputs": [{"alias": "rows"}]}, code) == []
    computed = a_notebook("import jx\njx.input(name)")
    assert hints({"inputs": [{"alias": "rows"}]}, computed) == []


def test_a_script_is_looked_into_as_a_whole() -> None:
    code = read_code(b"\xef\xbb\xbfimport jx\njx.input('rows')\nx = 1\n", "run.py")
    got = propose(code)
    assert [i["alias"] for i in got.signature["inputs"]] == ["rows"]
    assert got.signature["parameters"] == []
    assert got.hints[0].message == "used in the script"
    assert propose(read_code(b"x <- 1", "run.R")).signature["inputs"] == []


def test_what_is_no_notebook_is_refused() -> None:
    with pytest.raises(NotebookInvalid, match="is empty"):
        read_code(b"", "a.ipynb")
    with pytest.raises(NotebookInvalid, match="UTF-8"):
        read_code(b"\xff\xfe\x00", "a.py")
    assert propose(read_code(b"", "a.py")).signature["inputs"] == []


def test_thousands_of_cells_are_read_in_a_moment() -> None:
    import time

    code_cells = ["import jx"] + [f"jx.input('a{i % 50}')\nx{i} = {i}" for i in range(3000)]
    started = time.monotonic()
    got = propose(a_notebook(*code_cells))
    assert len(got.signature["inputs"]) == 50
    assert time.monotonic() - started < 50
