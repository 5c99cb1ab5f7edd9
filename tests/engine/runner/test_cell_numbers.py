"""Cells are told of by the numbers that they have in the user's notebook, and counted with care."""

from __future__ import annotations

import nbformat

from jupyter_ext.engine.runner.cell_numbers import called, numbers
from jupyter_ext.engine.runner.recover import rebuild

from .attempts import AttemptFolder, code, notebook, parameter
from .conftest import MakeAttempt

HEAD = nbformat.v4.new_markdown_cell("# Title")


def with_parameters(make_attempt: MakeAttempt, *cells: str) -> AttemptFolder:
    body = notebook(HEAD, code("limit = 1", "parameters"), *cells)
    return make_attempt(body, parameters=[parameter("limit", 5)])


def test_the_parameters_cell_shifts_no_number_and_is_not_counted(
    make_attempt: MakeAttempt,
) -> None:
    attempt = with_parameters(make_attempt, "print(limit)", "1 / 0", "print('never')")

    result = attempt.run()

    assert len(attempt.executed.cells) == 6
    assert result["reason"] == "cell 4 failed: ZeroDivisionError: division by zero"
    assert result["error"]["cell_number"] == 4
    assert result["error"]["cell_id"] == attempt.executed.cells[4].id
    begun = [event["number"] for event in attempt.journal if event["e"] == "cell"]
    assert begun == [2, None, 3, 4]


def test_a_cell_that_failed_is_not_done(make_attempt: MakeAttempt) -> None:
    attempt = with_parameters(make_attempt, "print(limit)", "1 / 0", "print('never')")

    assert attempt.run()["cells"] == {"total": 4, "done": 2}

    (attempt.folder / "result.json").unlink()
    assert rebuild(attempt.folder)["cells"] == {"total": 4, "done": 2}


def test_a_cell_that_may_raise_is_done_when_it_did(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook(code("1 / 0", "raises-exception"), "print('on')"))

    result = attempt.run()

    assert (result["state"], result["cells"]) == ("SUCCEEDED", {"total": 2, "done": 2})


def test_a_failing_parameters_cell_is_named(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            code(
                "get_ipython().input_transformers_cleanup.append(\n"
                "    lambda lines: ['1 / 0\\n'] if lines[0].startswith('# Parameters') else lines\n"
                ")\nlimit = 1",
                "parameters",
            )
        ),
        parameters=[parameter("limit", 5)],
    )

    result = attempt.run()

    assert result["reason"] == "the parameters cell failed: ZeroDivisionError: division by zero"
    assert (result["error"]["cell_index"], result["error"]["cell_number"]) == (1, None)
    assert result["cells"] == {"total": 1, "done": 1}


def test_all_cells_count_but_the_parameters_cell() -> None:
    cells = [HEAD, code("a"), code("# Parameters", "injected-parameters"), code("b")]
    assert numbers(cells) == [1, 2, None, 3]
    assert [called(number) for number in numbers(cells)[1:3]] == ["cell 2", "the parameters cell"]
