"""The journal of a run: each event as one line of JSON, written while it happens.

It is the live view, the log and the record from which a run is rebuilt whose runner was killed
(recover.py). Outputs are written at most five times a second: what a cell prints in between is
joined, what it clears in between is left out.

    start {pid} · kernel {pid, name, language, banner} · cell {i, id} · output {i, o, d} ·
    clear {i} · update {display_id, o} · cell_end {i, status, n} · note {text} · end {state}

each with "e" (which event) and "t" (seconds since 1970). `i` is the cell's place among all cells of
the executed notebook, from 0; `o` an output as nbformat has it; `d` its display id, if it has one.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_INTERVAL = 0.2


class Journal:
    """Writes the journal. Not for use by several threads.

    `schedule` calls a function after some seconds; without one, what waits is written with the
    next event.
    """

    def __init__(
        self,
        path: Path,
        limit: int,
        schedule: Callable[[float, Callable[[], None]], Any] | None = None,
    ) -> None:
        self._stream = path.open("ab", buffering=0)
        self._limit = limit
        self._full = False
        self._waiting: list[dict[str, Any]] = []
        self._flushed_at = 0.0
        self._scheduled = False
        self.schedule = schedule
        self.bytes = self._stream.tell()

    def start(self, pid: int) -> None:
        self._write("start", pid=pid)

    def kernel(self, pid: int | None, name: str, language: str, banner: str | None) -> None:
        self._write("kernel", pid=pid, name=name, language=language, banner=banner)

    def cell(self, index: int, number: int | None, cell_id: str | None) -> None:
        self._write("cell", i=index, number=number, id=cell_id)

    def cell_end(self, index: int, status: str, count: int | None) -> None:
        self.flush()
        self._write("cell_end", i=index, status=status, n=count)

    def note(self, text: str) -> None:
        self.flush()
        self._write("note", text=text)

    def end(self, state: str) -> None:
        self.flush()
        self._write("end", state=state)

    def output(self, index: int, output: dict[str, Any], display_id: str | None = None) -> None:
        if self._full:
            return
        last = self._waiting[-1] if self._waiting else None
        if (
            last is not None
            and output["output_type"] == "stream"
            and last.get("i") == index
            and (last.get("o") or {}).get("output_type") == "stream"
            and last["o"]["name"] == output["name"]
        ):
            last["texts"].append(output["text"])
        else:
            event: dict[str, Any] = {"e": "output", "i": index, "o": output}
            if output["output_type"] == "stream":
                event["texts"] = [output["text"]]
            if display_id:
                event["d"] = display_id
            self._waiting.append(event)
        self._flush_soon()

    def clear(self, index: int) -> None:
        if self._full:
            return
        self._waiting = [event for event in self._waiting if event.get("i") != index]
        self._waiting.append({"e": "clear", "i": index})
        self._flush_soon()

    def update(self, display_id: str, output: dict[str, Any]) -> None:
        if self._full:
            return
        self._waiting = [event for event in self._waiting if event.get("display_id") != display_id]
        self._waiting.append({"e": "update", "display_id": display_id, "o": output})
        self._flush_soon()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        self._flushed_at = time.monotonic()
        for event in waiting:
            texts = event.pop("texts", None)
            if texts is not None:
                event["o"] = {**event["o"], "text": "".join(texts)}
            if self._full:
                return
            self._write(event.pop("e"), **event)

    def close(self) -> None:
        self.flush()
        self._stream.close()

    def _flush_soon(self) -> None:
        due = self._flushed_at + _INTERVAL - time.monotonic()
        if due <= 0:
            self.flush()
        elif self.schedule is not None and not self._scheduled:
            self._scheduled = True
            self.schedule(due, self._flush_scheduled)

    def _flush_scheduled(self) -> None:
        self._scheduled = False
        self.flush()

    def _write(self, event: str, **facts: Any) -> None:
        # ASCII only: whatever a kernel sent, the line can be read by anyone
        line = json.dumps({"t": round(time.time(), 3), "e": event, **facts}).encode() + b"\n"
        if event in ("output", "update") and self.bytes + len(line) > self._limit:
            self._full = True
            text = "the journal is full: later outputs stand in the executed notebook only"
            line = json.dumps({"t": round(time.time(), 3), "e": "note", "text": text}).encode()
            line += b"\n"
        try:
            if (self._stream.write(line) or 0) < len(line):
                raise OSError("the disk is full")
        except OSError as error:  # a full disk: the run goes on, its result will say what is lost
            print(f"the journal can't be written: {error}", file=sys.stderr)
            self._full = True
            return
        self.bytes += len(line)
