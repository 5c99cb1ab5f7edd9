"""One notebook run by our runner and by bare nbclient, compared cell by cell.

What is taken for equal although its text differs: memory addresses, process ids in the names of
IPython's temporary files, timings, times of day, the two folders, and ids that widgets and the
parts of SVG plots draw at random. Neighbouring pieces of one stream are one output on both sides,
and of neighbouring stdout and stderr, which a kernel sends as chance has it, the order is left out.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any

from jupyter_ext.engine.runner.attempt import ENVIRONMENT
from tests.engine.runner.attempts import AttemptFolder

BARE = Path(__file__).with_name("bare.py")
_ENDED = {
    "SUCCEEDED": "ok",
    "FAILED": "failed",
    "TIMED_OUT": "timed out",
    "CRASHED": "dead",
}
_CHANGING = (
    (re.compile(r"0x[0-9a-fA-F]{6,16}\b"), "0x…"),
    (re.compile(r"\bipykernel_\d+\b"), "ipykernel_…"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z?"), "<time>"),
    (re.compile(r"(?<=CPU times: ).*|(?<=Wall time: ).*"), "…"),
    (re.compile(r"(?m)^.*(?= per loop )|(?<=std\. dev\. of ).*"), "…"),
    (re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"), "<id>"),
    (re.compile(r"(?<=[\"#(])[mp][0-9a-f]{10}\b"), "<part of a plot>"),
)
_SHOWN = 300


@dataclass
class Job:
    """A notebook, to be run in the folder that it lies in; `root` holds that and its copies."""

    path: Path
    root: Path
    timeout: float | None = None
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Ran:
    """What became of a notebook."""

    ended: str
    ename: str | None
    evalue: str | None
    reached: list[int]
    nb: Any = field(repr=False)
    root: str

    @property
    def cells(self) -> list[Any]:
        return list(self.nb["cells"])


def run_bare(jobs: Sequence[Job], env: Mapping[str, str] | None = None) -> list[Ran]:
    """Run notebooks by nbclient, one after the other in one process of their own."""
    asked = [
        {"notebook": str(job.path), "folder": str(job.path.parent), "timeout": job.timeout}
        for job in jobs
    ]
    own = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    with tempfile.TemporaryDirectory() as scratch:
        files = [Path(scratch, name) for name in ("jobs.json", "answers.json")]
        files[0].write_text(json.dumps(asked))
        command = [sys.executable, str(BARE), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, env={**own, **(env or {})})
        assert done.returncode == 0, done.stderr[-3000:]
        answers = json.loads(files[1].read_text())
    return [Ran(**answer, root=str(job.root)) for job, answer in zip(jobs, answers, strict=True)]


def run_ours(job: Job, scratch: Path) -> Ran:
    """Run a notebook by our runner, in its own folder as `jupyter ext run` does."""
    attempt = AttemptFolder(scratch, job.path.read_bytes(), job.path.name, in_its_folder(job))
    if job.env:
        (attempt.folder / ENVIRONMENT).write_text(json.dumps(dict(job.env)))
    attempt.run(timeout=300)
    return ours(attempt, str(job.root))


def in_its_folder(job: Job) -> dict[str, Any]:
    """What an attempt's manifest says of a notebook that runs in its own folder."""
    return {
        "runtime": {
            "working_folder": "notebook",
            "notebook_folder": str(job.path.parent),
            "timeouts": {"start": 60, "cell": job.timeout, "run": None},
        }
    }


def ours(attempt: AttemptFolder, root: str) -> Ran:
    """What became of an attempt, in nbclient's terms."""
    result = attempt.result
    error = result["error"] or {}
    ended = _ENDED[result["state"]]
    if ended == "failed" and not error:
        assert "isn't installed" in result["reason"], result["reason"]
        ended = "no kernel"
    reached = [event["i"] for event in attempt.journal if event["e"] == "cell"]
    failed = ended == "failed"
    return Ran(
        ended,
        error["ename"] if failed else None,
        error["evalue"] if failed else None,
        reached,
        attempt.executed,
        root,
    )


def run_both(jobs: Sequence[tuple[Job, Job]], scratch: Path) -> list[tuple[Ran, Ran]]:
    """Run pairs of (for us, for nbclient), both sides at the same time."""
    env = dict(jobs[0][1].env)
    with ThreadPoolExecutor(max_workers=3) as pool:
        bare = pool.submit(run_bare, [theirs for _, theirs in jobs], env)
        mine = pool.map(
            lambda numbered: run_ours(numbered[1][0], scratch / str(numbered[0])), enumerate(jobs)
        )
        return list(zip(mine, bare.result(), strict=True))


def differences(mine: Ran, bare: Ran, *, random: bool = False) -> list[str]:
    """Where a run of ours differs from nbclient's, in words; nothing when it doesn't.

    Of a `random` notebook only the kinds of output are compared.
    """
    found: list[str] = []
    for what in ("ended", "ename", "evalue", "reached"):
        one, other = plain(getattr(mine, what), mine), plain(getattr(bare, what), bare)
        if one != other:
            found.append(f"{what}: {one!r}, nbclient {other!r}")
    if len(mine.cells) != len(bare.cells):
        return [*found, f"{len(mine.cells)} cells, nbclient {len(bare.cells)}"]
    for index, (one, other) in enumerate(zip(mine.cells, bare.cells, strict=True)):
        found += _cell_differences(index, mine, bare, one, other, random=random)
    states = _widget_states(mine), _widget_states(bare)
    if states[0] != states[1]:
        found.append(f"widgets: {len(states[0])} states, nbclient {len(states[1])}, or other ones")
    return found


def _cell_differences(
    index: int, mine: Ran, bare: Ran, one: Any, other: Any, *, random: bool
) -> list[str]:
    if one["cell_type"] != "code":
        same = one["cell_type"] == other["cell_type"] and one["source"] == other["source"]
        return [] if same else [f"cell {index + 1} isn't the cell that it was"]
    runs = bool(one["source"].strip()) and "skip-execution" not in one["metadata"].get("tags", [])
    if runs and index not in bare.reached:
        # nbclient leaves there what an earlier run had put out
        left = one["outputs"] or one["execution_count"]
        return [f"cell {index + 1} was not run and has outputs"] if left else []
    if bare.ended == "dead" and runs and index == bare.reached[-1]:
        return []  # whether the last words of a dying kernel arrive is chance
    seen = outputs(one, mine, random=random), outputs(other, bare, random=random)
    found = []
    if seen[0] != seen[1]:
        found.append(f"cell {index + 1} put out\n{_where_they_part(*seen)}")
    if one["execution_count"] != other["execution_count"]:
        counts = one["execution_count"], other["execution_count"]
        found.append(f"cell {index + 1} was counted as {counts[0]}, nbclient {counts[1]}")
    return found


def _where_they_part(one: Any, other: Any) -> str:
    texts = [json.dumps(each, ensure_ascii=False, sort_keys=True) for each in (one, other)]
    same = next((at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), 0)
    at = max(0, same - _SHOWN // 3)
    return f"  …{texts[0][at : at + _SHOWN]}\nnbclient\n  …{texts[1][at : at + _SHOWN]}"


def outputs(cell: Any, ran: Ran, *, random: bool = False) -> list[Any]:
    """A cell's outputs without what changes from run to run."""
    joined: list[Any] = []
    streams: list[Any] = []
    for output in cell["outputs"]:
        one = dict(output)
        same = next((o for o in streams if o["name"] == one.get("name")), None)
        if one["output_type"] != "stream":
            joined += [*sorted(streams, key=itemgetter("name")), one]
            streams = []
        elif same is None:
            streams.append(one)
        else:
            same["text"] += one["text"]
    joined += sorted(streams, key=itemgetter("name"))
    if random:
        return [(o["output_type"], sorted(o.get("data", ()))) for o in joined]
    return [plain(output, ran) for output in joined]


def plain(value: Any, ran: Ran) -> Any:
    if isinstance(value, str):
        value = value.replace(ran.root, "<folder>")
        for pattern, instead in _CHANGING:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, Mapping):
        return {plain(k, ran): plain(v, ran) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(item, ran) for item in value]
    return value


def _widget_states(ran: Ran) -> list[str]:
    widgets = ran.nb["metadata"].get("widgets", {})
    states = widgets.get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    return sorted(json.dumps(plain(state, ran), sort_keys=True) for state in states.values())
