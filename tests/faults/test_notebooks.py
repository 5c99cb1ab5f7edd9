"""Faults 26, 27, 28, 30: notebooks that are broken, old, empty, changed, or lack their kernel."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from ..product import Product, Refused
from .conftest import events, executed, texts
from .test_process_death import waiting_for, write_kernelspec

CELL = {"cell_type": "code", "source": "print(1)", "metadata": {}, "outputs": []}
GOOD = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [{**CELL, "id": "a", "execution_count": None}],
}


def write(server: Product, content: str) -> str:
    name = f"{uuid.uuid4().hex}.ipynb"
    (server.root / name).write_text(content)
    return name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not a notebook", "JSON"),
        ("", "empty"),
        (json.dumps(GOOD)[:60], "cut off"),
        (json.dumps({**GOOD, "nbformat": 5}), "5"),
        (json.dumps([1, 2]), "notebook"),
        (json.dumps({**GOOD, "cells": "none"}), "cells"),
    ],
)
def test_26_what_is_no_notebook_is_refused_with_the_reason_and_left_as_it_was(
    server: Product, content: str, said: str
) -> None:
    name = write(server, content)
    before = server.get("sessions")["total"]

    with pytest.raises(Refused) as refused:
        server.run(name)

    assert refused.value.status == 422
    assert refused.value.error["field"] == "path"
    assert said in refused.value.error["message"], refused.value.error
    assert (server.root / name).read_text() == content
    assert server.get("sessions")["total"] == before


@pytest.mark.parametrize(
    "notebook",
    [
        pytest.param({**GOOD, "nbformat_minor": 0, "cells": [CELL]}, id="4.0"),
        pytest.param(
            {
                "nbformat": 3,
                "nbformat_minor": 0,
                "metadata": {"name": ""},
                "worksheets": [
                    {
                        "metadata": {},
                        "cells": [
                            {
                                "cell_type": "code",
                                "language": "python",
                                "input": "print(1)",
                                "metadata": {},
                                "outputs": [],
                                "collapsed": False,
                            }
                        ],
                    }
                ],
            },
            id="format 3",
        ),
        pytest.param(
            {**GOOD, "cells": [{**GOOD["cells"][0]}, {**GOOD["cells"][0]}]},  # type: ignore[index]
            id="one id twice",
        ),
        pytest.param({k: v for k, v in GOOD.items() if k != "metadata"}, id="no metadata"),
    ],
)
def test_26_what_can_be_mended_runs_and_the_file_stays_as_it_was(
    server: Product, notebook: dict[str, Any]
) -> None:
    content = json.dumps(notebook)
    name = write(server, content)

    session = server.wait(server.run(name)["id"], "SUCCEEDED")

    assert texts(executed(server, session["id"])["cells"][0]) == "1\n"
    assert (server.root / name).read_text() == content


def test_27_a_kernel_that_is_not_there_is_a_failure_before_the_start_that_names_those_there_are(
    mortal: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    write_kernelspec(share, "hollow", ["/nowhere/python", "-f", "{connection_file}"])
    monkeypatch.setenv("JUPYTER_PATH", str(share))
    mortal.start(capacity=2)
    for name, said in (("not-installed", "python3"), ("hollow", "/nowhere/python")):
        path = mortal.write_notebook(
            f"{name}.ipynb", "1", kernelspec={"name": name, "display_name": name}
        )
        ended = mortal.wait(mortal.run(path)["id"], "FAILED", timeout=30)
        assert said in ended["reason"], ended["reason"]
        assert ended["cells_done"] in (0, None)
        assert events(mortal, ended["id"], "cell") == []


def test_28_a_notebook_without_code_succeeds_without_a_kernel(server: Product) -> None:
    markdown = {"cell_type": "markdown", "id": "m", "source": "# Only words", "metadata": {}}
    name = write(server, json.dumps({**GOOD, "cells": [markdown]}))

    session = server.wait(server.run(name)["id"], "SUCCEEDED", timeout=30)

    assert events(server, session["id"], "kernel") == []
    assert executed(server, session["id"])["cells"][0]["source"] in (
        "# Only words",
        ["# Only words"],
    )
    assert session["has_report"]


def test_30_a_file_that_changes_before_the_run_begins_runs_as_it_was_submitted(
    mortal: Product, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    mortal.start(capacity=1)
    first = mortal.run(mortal.write_notebook("first.ipynb", waiting_for(go)))["id"]
    mortal.wait_for_cell(first, 1)
    second = mortal.run(mortal.write_notebook("second.ipynb", "print('as submitted')"))["id"]
    mortal.write_notebook("second.ipynb", "print('changed since')")
    (mortal.root / "second.ipynb").chmod(0o600)

    go.touch()
    mortal.wait(second, "SUCCEEDED")

    assert texts(executed(mortal, second)["cells"][0]) == "as submitted\n"
    assert "changed since" in (mortal.root / "second.ipynb").read_text()
