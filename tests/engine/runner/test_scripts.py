"""A script runs as a process at the end of the same tether, with the same ends."""

import shutil
import signal
import time

import pytest

from jupyter_ext.platforms.processes import ProcessIdentity

from .attempts import code, notebook, texts
from .conftest import MakeAttempt
from .test_ends import gone


def test_a_python_script_reads_writes_and_reports(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        "import sys, jx\n"
        "print('hello', jx.parameter('n') + 1)\n"
        "print('warned', file=sys.stderr)\n"
        "jx.metric('m', 0.5)\n"
        "open(jx.output('out'), 'w').write('x')\n",
        filename="train é.py",
        parameters=[
            {"alias": "n", "type": "integer", "value": 41, "default": 0, "description": ""}
        ],
        outputs=[{"alias": "out", "description": "", "required": True, "artifact": None}],
    )

    result = attempt.run()

    assert result["state"] == "SUCCEEDED", result["reason"]
    assert result["cells"] == {"total": 1, "done": 1}
    (cell,) = attempt.executed.cells
    assert cell.source.startswith("import sys, jx")
    by_stream = {output.name: output.text for output in cell.outputs}
    assert by_stream == {"stdout": "hello 42\n", "stderr": "warned\n"}
    assert [output["alias"] for output in result["outputs"]] == ["out"]
    assert result["metrics"][0]["value"] == 0.5
    assert result["provenance"]["interpreter"]["implementation"] == "CPython"


def test_a_script_that_fails_says_why(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt("def f():\n    raise ValueError('too small')\nf()", filename="s.py")
    result = attempt.run()
    assert result["state"] == "FAILED"
    assert result["reason"] == "the script ended with code 1: ValueError: too small"
    assert (result["error"]["ename"], result["error"]["evalue"]) == ("ValueError", "too small")
    assert any("line 2" in line for line in result["error"]["traceback"])


def test_a_script_that_does_not_listen_is_killed_and_its_endless_output_cut(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        "import signal\n"
        "for n in (signal.SIGINT, signal.SIGTERM): signal.signal(n, signal.SIG_IGN)\n"
        "while True: print('x' * 1000)",
        filename="deaf.py",
        limits={
            "interrupt_seconds": 0.5,
            "terminate_seconds": 0.5,
            "cell_output_bytes": 1_000_000,
            "journal_bytes": 2_000_000,
        },
    )
    attempt.start()
    attempt.until(lambda: attempt.progress["newest_output"])
    script = ProcessIdentity.from_json(attempt.progress["kernel"])
    time.sleep(1)
    (attempt.folder / "cancel").touch()
    result = attempt.wait(20)
    assert result["state"] == "CANCELLED"
    assert gone(script)
    text = texts(attempt.executed.cells[0])
    assert 1_000_000 < len(text) < 1_050_000
    assert "were left out" in text
    assert (attempt.folder / "journal.jsonl").stat().st_size < 2_100_000


def test_a_killed_script_is_a_crash(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt("import os; os.kill(os.getpid(), 9)", filename="s.py")
    result = attempt.run()
    assert (result["state"], result["signal"]) == ("CRASHED", signal.SIGKILL)


def test_a_script_of_another_language_is_refused(make_attempt: MakeAttempt) -> None:
    result = make_attempt("puts 1", filename="s.rb").run()
    assert result["state"] == "FAILED"
    assert ".py or .R" in result["reason"]


needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="R: not installed")


@needs_r
def test_an_r_script_runs(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        'cat("hello from R\\n")\nwriteLines("x", file.path(Sys.getenv("JX_OUTPUTS"), "out.txt"))\n',
        filename="s.R",
        outputs=[{"alias": "out", "description": "", "required": True, "artifact": None}],
    )
    result = attempt.run()
    assert result["state"] == "SUCCEEDED", result["reason"]
    assert texts(attempt.executed.cells[0]) == "hello from R\n"


@needs_r
def test_an_r_notebook_runs_with_parameters_and_its_killed_runner_takes_it_along(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        notebook(
            code("n <- 1", "parameters"),
            "print(n + 1)",
            "cat('busy\\n'); flush.console(); repeat {}",
            kernelspec={"name": "ir", "display_name": "R", "language": "R"},
        ),
        parameters=[
            {"alias": "n", "type": "integer", "value": 41, "default": 1, "description": ""}
        ],
    )
    process = attempt.start()
    attempt.until(lambda: any("busy" in str(event) for event in attempt.journal), 60)
    kernel = ProcessIdentity.from_json(attempt.progress["kernel"])
    (answer,) = [e for e in attempt.journal if e["e"] == "output" and e["i"] == 2]
    assert "[1] 42" in str(answer)

    process.kill()
    process.wait()

    assert gone(kernel)
