"""docs/manifest.md holds what it says: its examples are run."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jx
import pytest

from .conftest import Lay, a_parameter, a_version, an_input

PAGE = Path(__file__).parents[2] / "docs" / "manifest.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_short_manifest_works(lay: Lay, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("a\n1\n")
    (tmp_path / "manifest.json").write_text(blocks("json")[1])
    jx.use(tmp_path / "manifest.json")
    assert jx.input("rows").text() == "a\n1\n"
    assert not jx.has("segments")
    assert jx.parameter("limit") == 0.5
    jx.output("scores")


def test_the_long_manifest_works(lay: Lay) -> None:
    base = lay(files={"inputs/rows/rows.csv": "a\n1\n"})
    (base / ".jx" / "manifest.json").write_text(blocks("json")[0])
    assert jx.input("rows").number == 2
    assert jx.has("segments") is False


def test_the_event_lines_are_json() -> None:
    events = [json.loads(line) for line in blocks("json")[2].splitlines()]
    assert [e["type"] for e in events] == ["metric", "result", "result", "read"]


def r_has_jsonlite() -> bool:
    if not shutil.which("Rscript"):
        return False
    return (
        subprocess.run(["Rscript", "-e", "library(jsonlite)"], capture_output=True).returncode == 0
    )


@pytest.mark.skipif(not r_has_jsonlite(), reason="R: not installed with jsonlite")
def test_the_r_example_works(lay: Lay, events: Callable[[], list[dict[str, Any]]]) -> None:
    base = lay(
        files={"inputs/rows/rows.csv": "id,score\n1,0.2\n2,0.7\n3,0.9\n"},
        inputs=[an_input("rows", a_version(1, "inputs/rows/rows.csv")), an_input("segments")],
        parameters=[a_parameter("limit", "float", 0.5)],
        outputs=["scores"],
    )
    (base / "run.R").write_text(blocks("r")[0])
    out = subprocess.run(
        ["Rscript", base / "run.R"], env=dict(os.environ), capture_output=True, text=True
    )
    assert out.returncode == 0, out.stderr
    assert (base / "outputs" / "scores.csv").read_text() == '"id","score"\n2,0.7\n3,0.9\n'
    (event,) = events()
    assert (event["name"], round(event["value"], 6)) == ("kept", 0.666667)
    assert event["step"] is None
