"""Rebuilding the end of a run whose runner was killed, from its journal."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_ext.engine.left_behind import NotAFile, open_regular, read_json, read_regular
from jupyter_ext.platforms.locks import is_locked

from . import executed, result
from .attempt import Attempt
from .cell_numbers import called, numbers
from .collecting import collect_all
from .notebooks import NotebookInvalid, kernelspec_of, language_of, read_plain
from .outgoing import Outgoing
from .parameters import ParameterUnrepresentable, inject
from .result import Outcome, Result
from .script_body import script_notebook

_MOST_BODY = _MOST_RESULT = 2**30  # bytes
REASON = "the runner was killed or the machine went down"


class StillAlive(Exception):
    """The attempt's runner lives; there is nothing to rebuild."""


def rebuild(attempt_dir: str | Path, reason: str = REASON) -> dict[str, Any]:
    """Write `executed.ipynb`, the partial outputs and a CRASHED `result.json`; that result.

    A result that the runner did write is given as it is. Raises StillAlive, OSError, ValueError
    (no manifest that can be read).
    """
    attempt = Attempt(attempt_dir)
    if is_locked(attempt.alive):
        raise StillAlive(f"{attempt.folder} has a live runner")
    if attempt.result.is_file() and not attempt.result.is_symlink():
        found: dict[str, Any] = read_json(attempt.result, _MOST_RESULT)
        return found
    events = list(read_journal(attempt.journal))
    made = Result(Outcome("CRASHED", reason), _started(events, attempt))
    replay = _Replay(attempt, next((e["language"] for e in events if e["e"] == "kernel"), None))
    for event in events:
        replay.take(event)
    _describe_where(made, replay)
    attempt.outgoing.mkdir(exist_ok=True)
    if replay.nb:
        executed.mark_not_run(replay.nb, replay.reached)
        sha256, size = executed.write(replay.nb, attempt.executed)
        Outgoing(attempt.outgoing).place(attempt.executed, sha256)
        made.notebook = {"sha256": sha256, "size": size}
        made.cells_total = sum(executed.counts(cell) for cell in replay.nb["cells"])
    made.cells_done = len(replay.done)
    collect_all(attempt, made)
    made.logs = {
        "kernel": attempt.kernel_log.name if attempt.kernel_log.exists() else None,
        "runner": attempt.runner_log.name if attempt.runner_log.exists() else None,
    }
    content = made.to_json(events[-1]["t"] if events else time.time())
    result.write(attempt.result, content)
    return content


def read_journal(path: Path) -> Iterator[dict[str, Any]]:
    """The events of a journal. A last line that was cut off is left out."""
    try:
        with open_regular(path) as stream:
            for line in stream:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if isinstance(event, dict) and "e" in event and "t" in event:
                    yield event
    except (OSError, NotAFile):
        return


def _started(events: list[dict[str, Any]], attempt: Attempt) -> float:
    if events:
        return float(events[0]["t"])
    return (attempt.folder / "manifest.json").stat().st_mtime


def _describe_where(made: Result, replay: "_Replay") -> None:
    if replay.running is None or not replay.nb:
        return
    cells = replay.nb["cells"]
    before = cells[: replay.running]
    number = numbers(cells)[replay.running]
    made.outcome.reason = f"{made.outcome.reason}, in {called(number)}"
    made.outcome.error = {
        "cell_index": sum(cell["cell_type"] == "code" for cell in before),
        "cell_number": number,
        "cell_id": cells[replay.running].get("id"),
        "ename": "DeadRunner",
        "evalue": made.outcome.reason,
        "traceback": [],
    }
    cells[replay.running]["metadata"]["jupyter-ext"] = {"status": "crashed"}


class _Replay:
    """The notebook as the runner had it in memory, made again from body and journal."""

    def __init__(self, attempt: Attempt, language: str | None) -> None:
        self._attempt = attempt
        self._language = language
        self.nb: dict[str, Any] = self._read()
        self.reached: set[int] = set()
        self.done: set[int] = set()
        self.running: int | None = None
        self._shown: dict[str, list[dict[str, Any]]] = {}

    def _read(self) -> dict[str, Any]:
        body = self._attempt.body
        data = read_regular(Path(body["blob"]), _MOST_BODY)
        if body["kind"] != "notebook":
            return script_notebook(data.decode("utf-8-sig", "replace"), body["filename"])
        try:
            nb = read_plain(data, body["filename"]).nb
            language = self._language or language_of(nb) or "python"
            inject(nb, self._attempt.manifest.get("parameters") or [], language)
        except NotebookInvalid:
            return {}
        except ParameterUnrepresentable:
            pass
        executed.clear_old_outputs(nb)
        nb["metadata"].setdefault("kernelspec", {"name": kernelspec_of(nb) or "python3"})
        return dict(nb)

    def take(self, event: dict[str, Any]) -> None:
        index = event.get("i")
        cell = None
        if isinstance(index, int) and self.nb and 0 <= index < len(self.nb["cells"]):
            cell = self.nb["cells"][index]
        kind = event["e"]
        if kind == "kernel" and self.nb:
            named = {"name": event["name"], "language": event["language"]}
            spec = self.nb["metadata"].get("kernelspec") or {}
            self.nb["metadata"]["kernelspec"] = {"display_name": event["name"], **spec, **named}
            self.nb["metadata"].setdefault("language_info", {"name": event["language"]})
        elif kind == "update":
            for output in self._shown.get(event["display_id"], ()):
                output.update(data=event["o"]["data"], metadata=event["o"]["metadata"])
        elif cell is not None and index is not None:
            self._take_of_cell(kind, event, cell, index)

    def _take_of_cell(
        self, kind: str, event: dict[str, Any], cell: dict[str, Any], index: int
    ) -> None:
        if kind == "cell":
            self.running = index
            self.reached.add(index)
        elif kind == "cell_end":
            if event["status"] != "skipped":
                self.running = None
                well = event["status"] == "ok" or executed.may_raise(cell)
                if well and executed.counts(cell):
                    self.done.add(index)
            cell["execution_count"] = event.get("n") or cell.get("execution_count")
        elif kind == "clear":
            cell["outputs"] = []
        elif kind == "output":
            self._put(cell["outputs"], event["o"], event.get("d"))

    def _put(
        self, outputs: list[dict[str, Any]], output: dict[str, Any], display_id: str | None
    ) -> None:
        if display_id:
            for shown in self._shown.get(display_id, ()):
                shown.update(data=output["data"], metadata=output["metadata"])
            self._shown.setdefault(display_id, []).append(output)
        last = outputs[-1] if outputs else None
        if (
            last is not None
            and output["output_type"] == "stream"
            and last["output_type"] == "stream"
            and last["name"] == output["name"]
        ):
            last["text"] += output["text"]
        else:
            outputs.append(output)
