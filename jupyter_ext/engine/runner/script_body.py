"""Running a script (`.py`, `.R`) as a process at the end of a tether.

Its executed form is a notebook of one cell, the script's text with what it printed, so that a
script's session has the same report as any other.
"""

import asyncio
import contextlib
import shutil
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_ext.engine.kernels import kernelspecs
from jupyter_ext.engine.kernels.kernelspecs import Kernelspec, KernelspecMissing
from jupyter_ext.engine.kernels.tethered import CommandNotStarted, Tethered

from .body import Refused, Stage
from .budget import OutputBudget
from .result import Outcome
from .safe_text import safe_text, without_ansi
from .workspace import safe_name

if TYPE_CHECKING:
    from .ending import Ending

_AHEAD = 64
_TAIL = 8000


class ScriptBody:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.spec: Kernelspec | None = None
        self.nb: dict[str, Any] = {}
        self.reached: set[int] = set()
        self._argv: list[str] = []
        self._tethered: Tethered | None = None
        self._ahead = threading.Semaphore(_AHEAD)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._pieces: list[tuple[str, list[str]]] = []
        self._errors = ""
        self._over = asyncio.Event()
        limits = stage.attempt.limits
        self._budget = OutputBudget(limits.cell_output_bytes, limits.notebook_output_bytes)

    @property
    def program(self) -> str | None:
        return self._argv[0] if self._argv else None

    def read(self) -> None:
        body = self._stage.attempt.body
        language = language_of(body["filename"])
        if language is None:
            raise Refused(f"{body['filename']} is no script that can be run: .py or .R")
        try:
            source = Path(body["blob"]).read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refused(f"{body['filename']}: byte {error.start} isn't UTF-8 text") from None
        self._argv = self._interpreter(language)
        self.nb = script_notebook(source, body["filename"])
        self._stage.progress.total(1)

    def _interpreter(self, language: str) -> list[str]:
        wanted = self._stage.attempt.runtime.kernelspec
        if wanted or language == "python":
            try:
                self.spec = kernelspecs.find(wanted)
            except KernelspecMissing as error:
                raise Refused(str(error)) from None
            if self.spec.language.lower() != language.lower():
                raise Refused(
                    f"the runtime's kernel {self.spec.name!r} is for {self.spec.language}; "
                    f"the script is in {language}"
                )
        if language == "python" and self.spec is not None:
            return [self.spec.command("")[0], "-u"]
        found = shutil.which("Rscript")
        if found is None:
            raise Refused("Rscript isn't installed here: install R to run this script")
        return [found]

    def launch(self) -> None:
        attempt = self._stage.attempt
        path = attempt.workspace / safe_name(attempt.body["filename"])
        env = dict(self._stage.env)
        if self._stage.cwd != attempt.workspace:  # modules beside the user's script
            env["PYTHONPATH"] = f"{self._stage.cwd}:{env['PYTHONPATH']}"
        try:
            self._tethered = Tethered(
                [*self._argv, str(path)],
                env=env,
                cwd=self._stage.cwd,
                memory_limit=attempt.runtime.memory_limit,
                on_message=self._hear,
            )
            self._tethered.wait_started(30)
        except CommandNotStarted as error:
            raise Refused(f"{self._argv[0]} can't be started: {error}") from None
        self._stage.progress.kernel(self._tethered.identity)

    def let_go(self) -> bool:
        return self._tethered is None or self._tethered.close()

    async def execute(self, ending: "Ending") -> Outcome:
        tethered = self._tethered
        assert tethered is not None
        self._begin(tethered)
        ending.signal_all = tethered.signal_tree
        ending.interrupt = lambda: tethered.signal(signal.SIGINT)
        timeout = self._stage.attempt.runtime.cell_timeout
        if timeout:
            reason = f"the script took longer than {timeout:g} s"
            loop = asyncio.get_running_loop()
            loop.call_later(timeout, ending.request, "TIMED_OUT", reason)
        await self._over.wait()
        ending.settled()
        self._end(tethered)
        if ending.requested:
            assert ending.state is not None
            return Outcome(ending.state, ending.reason, signal=ending.signal)
        return self._outcome(tethered)

    def _begin(self, tethered: Tethered) -> None:
        kernel = self.nb["metadata"]["kernelspec"]
        self._stage.journal.kernel(tethered.pid, kernel["name"], kernel["language"], None)
        self._stage.journal.cell(0, 1, self.nb["cells"][0]["id"])
        self._stage.progress.phase("running")
        self._stage.progress.cell(0, 1, self.nb["cells"][0]["id"], self.nb["cells"][0]["source"])
        self.reached.add(0)
        with self._lock:
            self._loop = asyncio.get_running_loop()
            for message in self._early:
                self._take(message)

    def _end(self, tethered: Tethered) -> None:
        note = self._budget.note(0)
        if note:
            self._put("stderr", note)
        cell = self.nb["cells"][0]
        cell["execution_count"] = 1
        cell["outputs"] = [
            {"output_type": "stream", "name": name, "text": "".join(texts)}
            for name, texts in self._pieces
        ]
        status = "ok" if tethered.exit_code == 0 else "error"
        self._stage.journal.cell_end(0, status, 1)
        self._stage.progress.cell_ended(done=status == "ok")

    # messages of the tether: heard in its thread, taken in the loop's

    def _hear(self, message: dict[str, Any]) -> None:
        with self._lock:
            loop = self._loop
            if loop is None:
                self._early.append(message)
                return
        self._ahead.acquire()  # a script that prints faster than we keep up waits
        with contextlib.suppress(RuntimeError):  # after the run nobody listens
            loop.call_soon_threadsafe(self._take_and_release, message)

    def _take_and_release(self, message: dict[str, Any]) -> None:
        self._ahead.release()
        self._take(message)

    def _take(self, message: Mapping[str, Any]) -> None:
        if message["e"] == "output":
            self._output(message["name"], safe_text(message["text"]))
        elif message["e"] in ("exit", "gone"):
            self._over.set()

    def _output(self, name: str, text: str) -> None:
        room = self._budget.room(0)
        kept, rest = text[:room], text[room:]
        self._stage.progress.newest(text)
        if name == "stderr":
            self._errors = (self._errors + text)[-_TAIL:]
        if rest:
            self._budget.leave_out(0, len(rest), rest)
        if kept:
            self._budget.keep(0, len(kept))
            self._put(name, kept)

    def _put(self, name: str, text: str) -> None:
        self._stage.journal.output(0, {"output_type": "stream", "name": name, "text": text})
        self._stage.progress.journal_bytes(self._stage.journal.bytes)
        if not self._pieces or self._pieces[-1][0] != name:
            self._pieces.append((name, []))
        self._pieces[-1][1].append(text)

    def _outcome(self, tethered: Tethered) -> Outcome:
        if tethered.exit_code == 0:
            return Outcome()
        lines = without_ansi(self._errors).strip().splitlines()
        last = lines[-1][:500] if lines else ""
        where = {
            "cell_index": 0,
            "cell_number": 1,
            "cell_id": self.nb["cells"][0]["id"],
            "ename": last.split(":", 1)[0] if ":" in last else "Error",
            "evalue": last.split(":", 1)[1].strip() if ":" in last else last,
            "traceback": lines,
        }
        if tethered.exit_signal is not None:
            reason = f"the script was killed by signal {tethered.exit_signal}"
            return Outcome("CRASHED", reason, where, tethered.exit_signal)
        reason = f"the script ended with code {tethered.exit_code}" + (f": {last}" if last else "")
        return Outcome("FAILED", reason, where)


def script_notebook(source: str, filename: str) -> dict[str, Any]:
    """The notebook of one cell that a script's report is made of."""
    language = language_of(filename) or "python"
    kernels = {"python": ("python3", "Python 3"), "R": ("ir", "R")}
    name, display = kernels[language]
    return {
        "cells": [
            {
                "cell_type": "code",
                "id": "script",
                "metadata": {},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
        ],
        "metadata": {
            "kernelspec": {"name": name, "display_name": display, "language": language},
            "language_info": {"name": language},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def language_of(filename: str) -> str | None:
    """The language of a script by its file name; None for one that can't be run."""
    return {".py": "python", ".r": "R"}.get(Path(filename).suffix.lower())
