"""How a notebook may end that nbclient tells less of, and where it runs."""

import pytest

from tests.engine.runner.attempts import notebook, texts
from tests.engine.runner.conftest import MakeAttempt

NAMES = (
    "with spaces in its name.ipynb",
    "Prüfung – été 日本語 🎉 \u200f\u05e2\u05d1 e\u0301.ipynb",
    "-dash 100% #1? & 'quotes' \"double\" $HOME;`id` (copy) [2] {3}.ipynb",
    "a\nnew line\tand tab.x.IPYNB.ipynb",
)


@pytest.mark.parametrize("code", [0, 3])
def test_a_kernel_that_leaves_in_a_cell_is_a_crash_with_its_code(
    code: int, make_attempt: MakeAttempt
) -> None:
    attempt = make_attempt(
        notebook(
            "print('before')",
            "import os, sys, time\n"
            "print('last words'); sys.stdout.flush(); time.sleep(0.3)\n"
            f"os._exit({code})",
            "print('never')",
        )
    )

    result = attempt.run()

    assert result["state"] == "CRASHED"
    assert result["reason"] == f"the kernel ended by itself with code {code} in cell 2"
    assert result["error"]["cell_number"] == 2
    assert [texts(cell) for cell in attempt.executed.cells] == ["before\n", "last words\n", ""]


def test_a_kernel_told_to_exit_is_missed_by_the_cells_that_follow(
    make_attempt: MakeAttempt,
) -> None:
    later = ["import time; time.sleep(1)"] * 4  # `exit()` ends the kernel a little later
    attempt = make_attempt(notebook("print('before')", "exit()", *later))

    result = attempt.run()

    assert result["state"] == "CRASHED"
    assert result["reason"].startswith("the kernel ended by itself with code 0 in cell ")
    assert texts(attempt.executed.cells[0]) == "before\n"


def test_exit_in_the_last_cell_is_no_failure(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("print('before')", "exit()"))

    assert attempt.run()["state"] == "SUCCEEDED"


def test_a_question_fails_at_once_and_says_what_to_do(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("input('Your name? ')"))

    result = attempt.run(timeout=60)

    assert result["state"] == "FAILED"
    assert result["reason"] == (
        "cell 1 asks for input from the keyboard, and nobody is there to answer: "
        "make it a parameter"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_workspace_of_its_own_holds_a_notebook_called(
    name: str, make_attempt: MakeAttempt
) -> None:
    attempt = make_attempt(
        notebook("import os; print([n for n in os.listdir() if n.endswith('.ipynb')])"),
        filename=name,
    )

    result = attempt.run()

    assert result["state"] == "SUCCEEDED", result
    assert texts(attempt.executed.cells[0]) == f"{[name]}\n"
