"""One execution of a notebook in a kernel that has been launched.

What this imports takes longer to import than anything else here: the kernel comes up meanwhile.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Mapping
from typing import Any

from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.notebooknode import from_dict

from jupyter_ext.engine.kernels.launch import LaunchedKernel
from jupyter_ext.engine.left_behind import NotAFile, open_regular
from jupyter_ext.platforms.memory import out_of_memory_kills

from .body import Body, Stage
from .budget import OutputBudget
from .cell_numbers import called
from .channels import KernelClient
from .ending import Ending
from .execution import CellRun
from .result import Outcome
from .safe_text import without_ansi

_LOG_TAIL = 2000
_LONGEST_REASON = 500


class KernelRun:
    """One execution in a kernel that has been launched."""

    def __init__(self, body: Body, stage: Stage, kernel: LaunchedKernel, ending: Ending) -> None:
        self._body = body
        self._stage = stage
        self._kernel = kernel
        self._ending = ending
        self._dead = asyncio.Event()
        self._limits = stage.attempt.limits
        self._oom_kills = out_of_memory_kills()

    async def run(self) -> Outcome:
        loop = asyncio.get_running_loop()
        tethered = self._kernel.tethered

        def hear(message: Mapping[str, Any]) -> None:
            with contextlib.suppress(RuntimeError):  # after the run nobody listens
                loop.call_soon_threadsafe(self._heard, message)

        tethered.on_message = hear
        if tethered.exited:
            self._dead.set()
        self._ending.signal_all = tethered.signal_tree
        client = KernelClient(self._kernel.connection_file, self._limits.cell_output_bytes)
        client.open()
        try:
            info = await self._until_ready(client)
            if info is None:
                return self._never_ready()
            return await self._run_cells(client, info)
        finally:
            client.close()

    def _heard(self, message: Mapping[str, Any]) -> None:
        if message.get("e") in ("exit", "gone"):
            self._dead.set()

    async def _until_ready(self, client: KernelClient) -> Mapping[str, Any] | None:
        """The kernel's answer; None when it died before, or the run was ended."""
        loop = asyncio.get_running_loop()
        seconds = self._stage.attempt.runtime.start_timeout
        reason = f"the kernel did not start within {seconds or 0:g} s"
        timer = (
            loop.call_later(seconds, self._ending.request, "TIMED_OUT", reason) if seconds else None
        )
        ready = asyncio.ensure_future(client.until_ready())
        stops = [
            asyncio.ensure_future(self._dead.wait()),
            asyncio.ensure_future(self._ending.asked.wait()),
        ]
        try:
            await asyncio.wait([ready, *stops], return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                return ready.result()
            await self._dead.wait()
            return None
        finally:
            if timer is not None:
                timer.cancel()
            for task in (ready, *stops):
                task.cancel()

    def _never_ready(self) -> Outcome:
        if self._ending.requested:
            return self._as_asked(None)
        how = self._how_it_ended()
        tail = self._last_words()
        reason = f"the kernel {how} while starting" + (f": {tail}" if tail else "")
        return Outcome("CRASHED", reason, signal=self._kernel.tethered.exit_signal)

    async def _run_cells(self, client: KernelClient, info: Mapping[str, Any]) -> Outcome:
        stage, spec = self._stage, self._kernel.spec
        nb = from_dict(self._body.nb)
        nb.metadata["language_info"] = from_dict(info.get("language_info") or {})
        named = {"name": spec.name, "display_name": spec.display_name, "language": spec.language}
        nb.metadata["kernelspec"] = from_dict({**nb.metadata.get("kernelspec", {}), **named})
        cells = CellRun(
            nb,
            client,
            journal=stage.journal,
            progress=stage.progress,
            budget=OutputBudget(self._limits.cell_output_bytes, self._limits.notebook_output_bytes),
            ending=self._ending,
            dead=self._dead,
            cell_timeout=stage.attempt.runtime.cell_timeout,
        )
        self._body.nb, self._body.reached = nb, cells.reached
        self._ending.interrupt = lambda: self._interrupt(client)
        stage.journal.kernel(
            self._kernel.tethered.pid, spec.name, spec.language, info.get("banner")
        )
        stage.progress.phase("running")
        try:
            await cells.run()
            outcome = Outcome()
        except CellExecutionError as error:
            outcome = self._failed(cells, error)
        except DeadKernelError:
            outcome = self._crashed(cells)
        if self._ending.requested:
            outcome = self._as_asked(self._where(cells) if cells.interrupted else None)
        stage.progress.phase("saving")
        await self._leave(client, cells)
        if self._ending.requested and outcome.state == "SUCCEEDED":
            return self._as_asked(None)  # asked while the kernel was ending
        return outcome

    async def _leave(self, client: KernelClient, cells: CellRun) -> None:
        """Let the kernel end by itself, so that it writes what it holds; keep what it says."""
        self._ending.settled()
        self._ending.interrupt = None
        if self._dead.is_set():
            return
        asked = self._ending.requested
        seconds = self._limits.terminate_seconds if asked else self._limits.shutdown_seconds
        request = client.request_shutdown(in_turn=self._kernel.spec.is_ipykernel and not asked)
        await cells.take_what_is_left(self._dead, seconds, request)
        unreadable = client.iopub_channel.unreadable
        if unreadable:
            self._stage.journal.note(f"messages of the kernel that could not be read: {unreadable}")
        if not self._dead.is_set():
            self._stage.journal.note(f"the kernel did not end within {seconds:g} s; it was killed")

    def _interrupt(self, client: KernelClient) -> None:
        if self._kernel.spec.interrupt_mode == "message":
            client.request_interrupt()
        else:
            self._kernel.tethered.signal(signal.SIGINT)

    # outcomes

    def _as_asked(self, error: dict[str, Any] | None) -> Outcome:
        assert self._ending.state is not None
        if error is not None:
            error = {**error, "ename": error.get("ename") or self._ending.state}
            error["evalue"] = error.get("evalue") or self._ending.reason or ""
        return Outcome(self._ending.state, self._ending.reason, error, self._ending.signal)

    def _failed(self, cells: CellRun, error: Any) -> Outcome:
        reply = cells.last_error
        where = self._where(cells)
        where["ename"] = str(reply.get("ename", type(error).__name__))
        where["evalue"] = without_ansi(str(reply.get("evalue", "")))
        lines = without_ansi("\n".join(map(str, reply.get("traceback") or []))).split("\n")
        where["traceback"] = lines
        cell = called(where["cell_number"])
        if where["ename"] == "StdinNotImplementedError":
            reason = (
                f"{cell} asks for input from the keyboard, and nobody is there to answer: "
                "make it a parameter"
            )
        else:
            first = where["evalue"].strip().split("\n", 1)[0][:_LONGEST_REASON]
            reason = f"{cell} failed: {where['ename']}" + (f": {first}" if first else "")
        return Outcome("FAILED", reason, where)

    def _crashed(self, cells: CellRun) -> Outcome:
        where = self._where(cells)
        number = self._kernel.tethered.exit_signal
        place = "" if cells.current is None else f" in {called(where['cell_number'])}"
        reason = f"the kernel {self._how_it_ended()}{place}"
        where.update(ename="DeadKernel", evalue=reason)
        if cells.current is not None:
            cell = cells.nb.cells[cells.current]
            cell.metadata["jupyter-ext"] = {"status": "crashed"}
        return Outcome("CRASHED", reason, where, number)

    def _where(self, cells: CellRun) -> dict[str, Any]:
        """The cell that ran last, as an error names it."""
        place = cells.current
        return {
            "cell_index": cells.current_code,
            "cell_number": cells.current_number,
            "cell_id": None if place is None else cells.nb.cells[place].get("id"),
            "ename": "",
            "evalue": "",
            "traceback": [],
        }

    def _how_it_ended(self) -> str:
        tethered = self._kernel.tethered
        if tethered.exit_signal is not None:
            why = ""
            if tethered.exit_signal == 9 and out_of_memory_kills() > self._oom_kills:
                why = ", the machine was out of memory"
            with contextlib.suppress(ValueError):
                name = signal.Signals(tethered.exit_signal).name
                return f"was killed by signal {tethered.exit_signal} ({name}{why})"
            return f"was killed by signal {tethered.exit_signal}{why}"
        return f"ended by itself with code {tethered.exit_code}"

    def _last_words(self) -> str:
        """The last line of the kernel's own log."""
        deadline = time.monotonic() + 0.5
        while not self._kernel.tethered.exited and time.monotonic() < deadline:
            time.sleep(0.01)
        with (
            contextlib.suppress(OSError, NotAFile),
            open_regular(self._stage.attempt.kernel_log) as log,
        ):
            log.seek(max(0, os.fstat(log.fileno()).st_size - _LOG_TAIL))
            data = log.read(_LOG_TAIL)
            lines = without_ansi(data.decode("utf-8", "replace")).strip().splitlines()
            return lines[-1][:_LONGEST_REASON] if lines else ""
        return ""
