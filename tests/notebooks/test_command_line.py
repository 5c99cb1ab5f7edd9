"""`jupyter ext run` on notebooks written by others: the same outputs, one JSON object, a code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from . import sdists
from .comparing import Job, Ran, differences, run_bare

ENDS = {
    "Clear Output.ipynb": 0,
    "update-display-id.ipynb": 0,
    "Inline Image.ipynb": 0,
    "Skip Exceptions with Cell Tags.ipynb": 0,
    "Unicode.ipynb": 0,
    "Error.ipynb": 1,
    "Disable Stdin.ipynb": 1,
    "Autokill.ipynb": 3,
}
ENDED = {0: "ok", 1: "failed", 3: "dead"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """nbclient's notebooks, in a folder whose name needs care."""
    target = tmp_path_factory.mktemp("files") / "Prüfung 1 & 2"
    shutil.copytree(sdists.unpacked("nbclient") / "tests" / "files", target)
    return target


@pytest.fixture(scope="module")
def bare(folder: Path) -> dict[str, Ran]:
    return dict(zip(ENDS, run_bare([Job(folder / name, folder) for name in ENDS]), strict=True))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("product")


def run(notebook: Path, out: Path, data: Path) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "jupyter_ext.cli", "run", str(notebook), "-o", str(out), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "JUPYTER_EXT_DATA_DIR": str(data)},
    )
    assert done.returncode != 2, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("name", ENDS)
def test_the_command_gives_what_nbclient_gives(
    name: str, folder: Path, bare: dict[str, Ran], data: Path, tmp_path: Path
) -> None:
    before = (folder / name).read_bytes()
    out = tmp_path / f"executed {name}"

    code, told = run(folder / name, out, data)

    assert code == ENDS[name]
    executed = nbformat.read(out, as_version=4)
    error = told["error"] if code == 1 else {"ename": None, "evalue": None}
    reached = bare[name].reached
    mine = Ran(ENDED[code], error["ename"], error["evalue"], reached, executed, str(folder))
    wrong = differences(mine, bare[name])
    assert not wrong, "\n".join(wrong)
    assert told["notebook"] == str(out)
    assert (folder / name).read_bytes() == before
