"""Run what is in this archive again. Needs no jupyter-ext.

    python -m venv env
    env/bin/pip install -r requirements.txt      (or packages of your choice)
    env/bin/python run.py                        (--check looks at the files only)

What the code writes goes to `rerun/`. Ends with 0 when it ran to its end, 1 when it failed, 2 when
a file is missing or isn't the one that the session had. Python 3.8 or newer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
RERUN = HERE / "rerun"


def main() -> int:
    parser = argparse.ArgumentParser(description="Run what is in this archive again.")
    parser.add_argument("--check", action="store_true", help="only look at the files")
    parser.add_argument("--kernel", help="another kernel than the session had")
    parser.add_argument("--timeout", type=int, default=None, help="seconds that a cell may take")
    chosen = parser.parse_args()
    facts = json.loads((HERE / "facts" / "handover.json").read_text("utf-8"))
    problems = list(wrong_files(facts))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 2
    print("All files are those that the session had.")
    if chosen.check:
        return 0
    warn_of_python(facts)
    shutil.rmtree(str(RERUN), ignore_errors=True)
    (RERUN / "outputs").mkdir(parents=True)
    os.environ.update(
        JX_MANIFEST=str(WORK / ".jx" / "manifest.json"),
        JX_OUTPUTS=str(RERUN / "outputs"),
        JX_EVENTS=str(RERUN / "events.jsonl"),
        PYTHONPATH=os.pathsep.join(
            part for part in (os.environ.get("PYTHONPATH"), str(HERE / "lib")) if part
        ),
    )
    if facts["kind"] == "notebook":
        code = run_notebook(facts, chosen)
    else:
        code = subprocess.call([sys.executable, facts["filename"]], cwd=str(WORK))
    print("It ran to its end." if code == 0 else "It failed.", "What it wrote is in", RERUN)
    compare(facts["metrics"])
    return code


def wrong_files(facts: dict[str, Any]) -> Iterator[str]:
    """A sentence for each file that is missing or changed."""
    for name, sha256 in sorted(facts["sums"].items()):
        path = HERE / name
        if not path.is_file():
            yield f"{name} is missing. Put the file with sha256 {sha256} there."
        elif digest(path) != sha256:
            yield f"{name} was changed: its sha256 isn't {sha256}."


def digest(path: Path) -> str:
    sha256 = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(2**20), b""):
            sha256.update(block)
    return sha256.hexdigest()


def warn_of_python(facts: dict[str, Any]) -> None:
    had, have = facts["python"], platform.python_version()
    if had and had != have:
        print(f"The session had Python {had}; this is {have}.", file=sys.stderr)


def run_notebook(facts: dict[str, Any], chosen: argparse.Namespace) -> int:
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ImportError as error:
        print(f"{error.name} is missing: pip install -r requirements.txt", file=sys.stderr)
        return 2
    nb = nbformat.read(str(WORK / facts["filename"]), as_version=4)
    client = NotebookClient(
        nb,
        kernel_name=chosen.kernel or facts["kernel"],
        timeout=chosen.timeout,
        resources={"metadata": {"path": str(WORK)}},
    )
    code = 0
    try:
        client.execute()
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        code = 1
    nbformat.write(nb, str(RERUN / "executed.ipynb"))
    return code


def compare(before: dict[str, Any]) -> None:
    """The last value of each metric, beside the session's."""
    now: dict[str, Any] = {}
    events = RERUN / "events.jsonl"
    if events.exists():
        for line in events.read_text("utf-8").splitlines():
            event = json.loads(line)
            if event.get("type") == "metric":
                now[event["name"]] = event["value"]
    for name in sorted(set(before) | set(now)):
        was, is_now = before.get(name, "none"), now.get(name, "none")
        same = "the same" if was == is_now else f"the session had {was}"
        print(f"{name}: {is_now} ({same})")


if __name__ == "__main__":
    sys.exit(main())
