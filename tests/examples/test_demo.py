"""`make demo` tells the example's story once, whatever interrupts it, and shows it ever after."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "examples" / "demo.py"
RUNS = ["First look", "Newer data, calibration checked", "A lower threshold"]


def start(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(DEMO), "--workspace", "example/workspace"],
        cwd=home,
        env={**os.environ, "JUPYTER_EXT_DATA_DIR": "example/data"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def cells_done(data: Path) -> int:
    """How many cells the runs that go on have done."""
    found = 0
    for progress in data.glob("attempts/*/*/progress.json"):
        with contextlib.suppress(OSError):
            found += json.loads(progress.read_bytes())["cells_done"]
    return found


def ids(text: str) -> list[str]:
    """The ids of the three sessions, from the lines at the end."""
    lines = [line for line in text.splitlines() if line.startswith("session")][-3:]
    return [
        re.fullmatch(rf"session +{run} +(\S+)", line)[1]
        for run, line in zip(RUNS, lines, strict=True)
    ]  # type: ignore[index]


@pytest.mark.timeout(600)
def test_it_goes_on_where_it_was_interrupted_and_is_made_once(tmp_path: Path) -> None:
    first = start(tmp_path)
    deadline = time.monotonic() + 120
    while cells_done(tmp_path / "example" / "data") < 1:
        assert first.poll() is None, first.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.1)
    first.send_signal(signal.SIGINT)
    out, err = first.communicate(timeout=120)
    assert first.returncode == 1
    assert "cancelled" in out
    assert "The example did not succeed" in err

    second, err = (process := start(tmp_path)).communicate(timeout=400)

    assert process.returncode == 0, err
    assert len(re.findall(r"\nspecification ", second)) == 0  # the first call made it
    assert second.count("  succeeded in ") == 3
    made = ids(second)
    notebook = json.loads((tmp_path / "example" / "workspace" / "scorecard.ipynb").read_text())
    assert len(notebook["metadata"]["jupyter-ext"]["specification"]) == 36
    assert notebook["metadata"]["language_info"]["version"] == sys.version.split()[0]
    report = tmp_path / "example" / "scorecard-report.html"
    assert f"report         {report}" in second
    assert "auc" in report.read_text("utf-8")

    third, err = (process := start(tmp_path)).communicate(timeout=60)

    assert process.returncode == 0, err
    assert ids(third) == made
    assert "committed" not in third
    assert "0.9737" in third
    assert "█" not in third + err
