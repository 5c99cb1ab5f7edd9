"""A notebook is run, and what it gives stands in the result, the notebook and the journal."""

import json

import nbformat

from .attempts import code, notebook, put_blob, texts
from .conftest import MakeAttempt


def test_a_plain_notebook_succeeds_with_its_outputs(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("print('hello')", "x = 6", "x * 7"))

    result = attempt.run()

    assert (result["state"], result["reason"], result["error"]) == ("SUCCEEDED", None, None)
    assert result["cells"] == {"total": 3, "done": 3}
    assert [texts(cell) for cell in attempt.executed.cells] == ["hello\n", "", "42"]
    stored = attempt.outgoing(result["notebook"]["sha256"])
    assert stored == (attempt.folder / "executed.ipynb").read_bytes()
    assert len(stored) == result["notebook"]["size"]


def test_runs_at_the_same_time_lose_nothing_of_their_first_cells(
    make_attempt: MakeAttempt,
) -> None:
    attempts = [make_attempt(notebook(f"print('first of {n}')")) for n in range(4)]
    for attempt in attempts:
        attempt.start()
    for number, attempt in enumerate(attempts):
        assert attempt.wait(120)["state"] == "SUCCEEDED"
        assert texts(attempt.executed.cells[0]) == f"first of {number}\n"


def test_the_journal_tells_the_run_in_order(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("print('one')", code("1/0", "raises-exception")))

    attempt.run()

    told = [(event["e"], event.get("i"), event.get("status")) for event in attempt.journal]
    assert told == [
        ("start", None, None),
        ("kernel", None, None),
        ("cell", 0, None),
        ("output", 0, None),
        ("cell_end", 0, "ok"),
        ("cell", 1, None),
        ("output", 1, None),
        ("cell_end", 1, "error"),
        ("end", None, None),
    ]
    assert attempt.journal[-1]["state"] == "SUCCEEDED"


def test_a_failing_cell_fails_the_run_and_the_rest_is_not_run(make_attempt: MakeAttempt) -> None:
    later = code("print('never')")
    later.outputs = [nbformat.v4.new_output("stream", text="from an earlier run")]
    attempt = make_attempt(
        notebook(nbformat.v4.new_markdown_cell("# Title"), "print('before'); 1/0", later)
    )

    result = attempt.run()

    assert result["state"] == "FAILED"
    assert result["reason"] == "cell 2 failed: ZeroDivisionError: division by zero"
    error = result["error"]
    assert (error["cell_index"], error["cell_number"]) == (0, 2)
    assert error["cell_id"] == attempt.executed.cells[1].id
    assert error["ename"] == "ZeroDivisionError"
    assert any("1/0" in line for line in error["traceback"])
    assert "\x1b" not in "".join(error["traceback"])
    assert result["cells"] == {"total": 2, "done": 0}
    cells = attempt.executed.cells
    assert cells[2].outputs == []
    assert cells[2].metadata["jupyter-ext"] == {"status": "not run"}
    assert "jupyter-ext" not in cells[1].metadata


def test_an_error_while_a_result_is_shown_is_named(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook("from IPython.display import Image", "Image(filename='no such picture.png')")
    )
    assert "FileNotFoundError" in attempt.run()["reason"]


def test_without_code_nothing_is_started(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(nbformat.v4.new_markdown_cell("# Only words"), "  \n", code("1", "skip-execution"))
    )

    result = attempt.run()

    assert result["state"] == "SUCCEEDED"
    assert [event["e"] for event in attempt.journal] == ["start", "end"]
    assert not (attempt.folder / "kernel.log").exists()
    assert len(attempt.executed.cells) == 3


def test_a_missing_kernel_is_named_with_those_there_are(make_attempt: MakeAttempt) -> None:
    cell = code("1")
    cell.outputs, cell.execution_count = [nbformat.v4.new_output("stream", text="old")], 1
    attempt = make_attempt(notebook(cell, kernelspec={"name": "cobol", "display_name": "COBOL"}))

    result = attempt.run()

    assert result["state"] == "FAILED"
    assert "the kernel 'cobol' isn't installed" in result["reason"]
    assert "python3" in result["reason"]
    assert result["cells"]["done"] == 0
    (left,) = attempt.executed.cells
    assert (left.outputs, left.execution_count) == ([], None)


def test_a_notebook_that_is_none_is_refused_with_the_reason(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(b'{"cells": [')

    result = attempt.run()

    assert result["state"] == "FAILED"
    assert "cut off" in result["reason"]
    assert result["notebook"] is None


def test_inputs_parameters_outputs_and_metrics_go_the_whole_way(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            code("threshold = 1", "parameters"),
            "import jx\n"
            "rows = open(jx.input('table').path).read()\n"
            "open(jx.output('scores', suffix='.csv'), 'w').write(rows.upper())\n"
            "jx.metric('accuracy', 0.5)\n"
            "print(threshold, jx.has('extra'))",
        ),
        parameters=[
            {"alias": "threshold", "type": "integer", "value": 7, "default": 1, "description": ""}
        ],
        outputs=[
            {"alias": "scores", "description": "", "required": True, "artifact": None},
            {"alias": "plot", "description": "", "required": False, "artifact": None},
        ],
    )
    version = {
        "id": "v1",
        "number": 1,
        "name": "Table",
        "filename": "tablé 1.csv",
        "media_type": "text/csv",
        "kind": "file",
        "members": None,
        "created_at": "2026-01-01T00:00:00+00:00",
        "session_id": None,
        **put_blob(attempt.data, b"a,b\n"),
    }
    attempt.manifest["inputs"] = [
        {
            "alias": "table",
            "description": "",
            "required": True,
            "configured": True,
            "artifact": {"id": "a1", "name": "Table"},
            "version": version,
            "versions": [version],
        },
        {
            "alias": "extra",
            "description": "",
            "required": False,
            "configured": False,
            "artifact": None,
            "version": None,
            "versions": [],
        },
    ]
    (attempt.folder / "manifest.json").write_text(json.dumps(attempt.manifest))

    result = attempt.run()

    assert result["state"] == "SUCCEEDED", result
    assert texts(attempt.executed.cells[2]) == "7 False\n"
    (output,) = result["outputs"]
    assert (output["alias"], output["kind"], output["filename"]) == ("scores", "file", "scores.csv")
    assert output["media_type"] == "text/csv"
    assert attempt.outgoing(output["sha256"]) == b"A,B\n"
    assert result["missing_outputs"] == []
    assert [(m["name"], m["value"]) for m in result["metrics"]] == [("accuracy", 0.5)]
    assert result["reads"] == [{"alias": "table", "version_id": "v1"}]
    assert result["provenance"]["kernelspec"]["name"] == "python3"
    assert [n for n, _ in result["provenance"]["packages"] if n == "ipykernel"] == ["ipykernel"]
