"""A session's outputs are those that bare nbclient gives, cell by cell."""

import contextlib
import copy
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from .attempts import Nb, code, notebook
from .conftest import MakeAttempt

RICH = notebook(
    nbformat.v4.new_markdown_cell("# Everything a cell can put out"),
    "print('to stdout'); import sys; print('to stderr', file=sys.stderr); 'a result'",
    "from IPython.display import HTML, JSON, Markdown, SVG, display, clear_output\n"
    "display(HTML('<b>ü</b>'), Markdown('*x*'), JSON({'a': [1, None, 2.5]}))",
    "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>'))",
    "display('first', display_id='later')",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2, 3]); plt.title('ä')",
    "import pandas as pd; pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})",
    "for i in range(5):\n    clear_output(wait=True); print('step', i)",
    "print('gone'); clear_output(); print('stays')",
    "print('waits to be gone'); clear_output(wait=True)",
    "display('second', display_id='later')",
    "from IPython.display import update_display\nupdate_display('third', display_id='later')",
    code("raise ValueError('\\x1b[31mred\\x1b[0m')", "raises-exception"),
    code("print('skipped')", "skip-execution"),
    "   \n",
    "%%bash\necho from bash; echo bad >&2",
    "!echo shell",
    "%time 1 + 1\n_ = 5",
    "?len",
    "print('a\\rb\\x08c\\x1b[1mbold\\x1b[0m')",
    "%%javascript\nconsole.log(1)",
    "def f():\n    return _\nf.__module__",
    "x = 1;",
    "x;",
    "None",
    "import asyncio; await asyncio.sleep(0.01); 'awaited'",
    "get_ipython().set_next_input('ignored')",
    "import warnings; warnings.warn('careful')",
    nbformat.v4.new_raw_cell("raw"),
    "1/0",
    "print('never')",
)


def bare(nb: Nb, cwd: Path) -> Nb:
    """What nbclient makes of a notebook."""
    done = nbformat.from_dict(copy.deepcopy(nb))
    client = NotebookClient(done, resources={"metadata": {"path": str(cwd)}}, kernel_name="python3")
    with contextlib.suppress(CellExecutionError):
        client.execute()
    return done


def plain(nb: Nb) -> list[Any]:
    """The outputs of each cell; neighbouring pieces of a stream joined, since where a stream is
    cut depends on timing; without what no two runs have in common."""
    cells = []
    for cell in nb["cells"]:
        if cell["cell_type"] != "code":
            cells.append(cell["source"])
            continue
        outputs: list[Any] = []
        for output in copy.deepcopy(cell["outputs"]):
            one = {k: v for k, v in output.items() if k not in ("transient",)}
            last = outputs[-1] if outputs else None
            if last and "text" in one and one.get("name") == last.get("name"):
                last["text"] += one["text"]
            else:
                outputs.append(one)
        for one in outputs:
            if one["output_type"] == "stream":
                one["text"] = _steady(one["text"])
            if "traceback" in one:
                one["traceback"] = [_steady(line) for line in one["traceback"]]
        by_stream = sorted(outputs, key=lambda o: (o["output_type"] == "stream", o.get("name", "")))
        cells.append((cell["execution_count"], by_stream))
    return cells


def _steady(text: str) -> str:
    text = re.sub(r"/tmp/ipykernel_\d+/\d+", "/tmp/ipykernel", text)
    return re.sub(r"(CPU times|Wall time).*", r"\1", text)


def test_a_notebook_of_every_kind_of_output(make_attempt: MakeAttempt, tmp_path: Path) -> None:
    attempt = make_attempt(RICH)

    result = attempt.run()

    expected = bare(RICH, tmp_path)
    for mine, theirs in zip(plain(attempt.executed), plain(expected), strict=True):
        assert mine == theirs
    assert result["state"] == "FAILED"
    assert result["reason"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize("minor", range(6))
def test_each_minor_format(make_attempt: MakeAttempt, tmp_path: Path, minor: int) -> None:
    nb = nbformat.from_dict(
        {
            "cells": [
                {"cell_type": "markdown", "metadata": {}, "source": ["# Old\n", "text"]},
                {
                    "cell_type": "code",
                    "metadata": {"collapsed": False},
                    "source": ["x = 20\n", "x + 1"],
                    "outputs": [],
                    "execution_count": None,
                },
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": minor,
        }
    )
    if minor == 5:
        for number, cell in enumerate(nb.cells):
            cell["id"] = f"id{number}"

    attempt = make_attempt(json.dumps(nb))
    assert attempt.run()["state"] == "SUCCEEDED"
    joined = nbformat.reads(json.dumps(nb), as_version=4)
    assert plain(attempt.executed) == plain(bare(joined, tmp_path))


def test_the_same_with_stale_outputs_and_a_kernel_by_the_notebook(
    make_attempt: MakeAttempt, tmp_path: Path
) -> None:
    cell = code("print('fresh')")
    cell.outputs = [nbformat.v4.new_output("stream", text="stale")]
    skipped = code("print('no')", "skip-execution")
    skipped.outputs = [nbformat.v4.new_output("stream", text="kept, as nbclient does")]
    nb = notebook(cell, skipped, kernelspec={"name": "python3", "display_name": "P"})
    attempt = make_attempt(nb)
    attempt.run()
    assert plain(attempt.executed) == plain(bare(nb, tmp_path))
