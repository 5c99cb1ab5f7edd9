"""Executing a notebook's cells: nbclient, with every event journaled as it comes.

Outputs are those of nbclient, with these differences: neighbouring pieces of one stream are one
output; what a cell's threads put out after its end is kept with that cell; NUL and half characters
are made safe; beyond a limit output is left out, visibly.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from nbclient.client import NotebookClient
from nbclient.exceptions import CellExecutionComplete, DeadKernelError
from nbformat import NotebookNode

from .budget import OutputBudget, size_of
from .cell_numbers import called, numbers
from .channels import KernelClient
from .ending import Ending
from .executed import counts, may_raise
from .journal import Journal
from .progress import Progress
from .safe_text import safe

_OUTPUTS = frozenset({"stream", "display_data", "execute_result", "error"})
_QUIET = 0.1
_QUIET_AT_MOST = 2.0
_BEHIND = 60  # seconds that a cell's outputs may lag behind its reply, on a machine that is busy


class CellRun(NotebookClient):
    """Runs the cells of `nb` in a kernel that stands ready."""

    def __init__(
        self,
        nb: NotebookNode,
        client: KernelClient,
        *,
        journal: Journal,
        progress: Progress,
        budget: OutputBudget,
        ending: Ending,
        dead: asyncio.Event,
        cell_timeout: float | None = None,
    ) -> None:
        super().__init__(nb)
        self.kc = client
        self._journal = journal
        self._progress = progress
        self._budget = budget
        self._ending = ending
        self._dead = dead
        self._cell_timeout = cell_timeout
        self.iopub_timeout = _BEHIND
        self._late_clears: set[int] = set()
        self._by_request: dict[str, tuple[NotebookNode, int]] = {}
        self._code_index = -1
        self._numbers = numbers(nb.cells)
        self._heard_at = 0.0
        self.clear_before_next_output = False
        self._open: NotebookNode | None = None
        self._pieces: list[str] = []
        self.current: int | None = None
        """the place of the cell that runs, or ran last, among all cells"""
        self.reached: set[int] = set()
        """the places of the cells that have been begun"""
        self.last_error: Mapping[str, Any] = {}
        """name, value and traceback of the last error that a cell raised"""
        self.interrupted = False
        """whether the cell that ran last was kept from ending well"""
        self.on_cell_execute = self._cell_begins
        self.on_cell_executed = self._cell_ended

    @property
    def current_number(self) -> int | None:
        """The number of the current cell; None for the parameters cell, too."""
        return None if self.current is None else self._numbers[self.current]

    @property
    def current_code(self) -> int | None:
        """The place of the current cell among the code cells."""
        return None if self.current is None else self._code_index

    async def run(self) -> None:
        """Execute the cells in turn, until one fails or the run is ended.

        Raises CellExecutionError, DeadKernelError.
        """
        self.reset_execution_trackers()
        try:
            for index, cell in enumerate(self.nb.cells):
                if self._ending.requested:
                    return
                self._count(cell, index)
                await self.async_execute_cell(
                    cell, index, execution_count=self.code_cells_executed + 1
                )
        except DeadKernelError:
            self._journal.cell_end(self.current or 0, "error", None)
            raise
        finally:
            self._close_stream()
            self.set_widgets_metadata()

    def _count(self, cell: NotebookNode, index: int) -> None:
        if cell.cell_type != "code":
            return
        self._code_index += 1
        if self.skip_cells_with_tag in cell.metadata.get("tags", []):
            self._journal.cell_end(index, "skipped", None)

    def _cell_begins(self, cell: NotebookNode, cell_index: int) -> None:
        self.current = cell_index
        self.interrupted = True
        self.reached.add(cell_index)
        number = self._numbers[cell_index]
        self._journal.cell(cell_index, number, cell.get("id"))
        self._progress.journal_bytes(self._journal.bytes)
        self._progress.cell(self._code_index, number, cell.get("id"), cell.source)

    def _cell_ended(
        self, cell: NotebookNode, cell_index: int, execute_reply: Mapping[str, Any]
    ) -> None:
        self._close_stream()
        note = self._budget.note(cell_index)
        if note:
            self._append_note(cell.outputs, cell_index, note)
        reply = execute_reply["content"]
        self.interrupted = reply.get("status") != "ok"
        if reply.get("status") == "error":  # what was shown knows better: IPython may reply "None"
            shown = [o for o in cell.outputs if o.output_type == "error"]
            self.last_error = shown[-1] if shown else reply
        status = "ok" if reply.get("status") == "ok" else "error"
        self._journal.cell_end(cell_index, status, cell.get("execution_count"))
        self._progress.journal_bytes(self._journal.bytes)
        well = status == "ok" or (may_raise(cell) and not self._ending.requested)
        self._progress.cell_ended(done=well and counts(cell))

    def _append_note(self, outs: list[NotebookNode], index: int, text: str) -> None:
        output = NotebookNode(output_type="stream", name="stderr", text=text)
        outs.append(output)
        self._journal.output(index, output)

    # nbclient's own loop, taught to hear of a dead kernel at once and to keep late outputs

    async def _async_poll_kernel_alive(self) -> None:
        await self._dead.wait()
        await self._until_quiet()
        if self.task_poll_for_reply is not None:
            self.task_poll_for_reply.cancel()

    async def _until_quiet(self) -> None:
        """Wait until nothing more comes of what the dead kernel had sent."""
        until = time.monotonic() + _QUIET_AT_MOST
        self._heard_at = max(self._heard_at, time.monotonic())
        while time.monotonic() < min(until, self._heard_at + _QUIET):
            await asyncio.sleep(_QUIET / 4)

    async def _async_check_alive(self) -> None:
        if self._dead.is_set():
            raise DeadKernelError("Kernel died")

    async def _async_poll_output_msg(
        self, parent_msg_id: str, cell: NotebookNode, cell_index: int
    ) -> None:
        assert self.kc is not None
        self._by_request[parent_msg_id] = (cell, cell_index)
        timer = self._start_timer(cell_index)
        try:
            while True:
                message = await self.kc.iopub_channel.get_msg(timeout=None)
                self._heard_at = time.monotonic()
                parent = message["parent_header"].get("msg_id")
                if parent != parent_msg_id:
                    self._take_late(message, parent)
                    continue
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    return
        finally:
            if timer is not None:
                timer.cancel()

    def _start_timer(self, index: int) -> asyncio.TimerHandle | None:
        if not self._cell_timeout:
            return None
        cell = called(self._numbers[index])
        reason = f"{cell} took longer than {self._cell_timeout:g} s"
        loop = asyncio.get_running_loop()
        return loop.call_later(self._cell_timeout, self._ending.request, "TIMED_OUT", reason)

    def _take_late(self, message: dict[str, Any], parent: str | None) -> None:
        """Keep an output that came after the end of its cell, with that cell."""
        home = self._by_request.get(parent or "")
        if home is None or message["msg_type"] in ("status", "execute_input"):
            return
        index = home[1]
        waiting = self.clear_before_next_output
        self.clear_before_next_output = index in self._late_clears
        self._late_clears.discard(index)
        try:
            self.process_message(message, *home)
        except CellExecutionComplete:
            pass
        finally:
            if self.clear_before_next_output:
                self._late_clears.add(index)
            self.clear_before_next_output = waiting

    async def take_what_is_left(self, until: asyncio.Event, seconds: float, request: str) -> None:
        """Keep what still comes after the last cell, until the event or the time is over.

        What the kernel's threads put out as if for its last `request` is the last cell's, too.
        """
        assert self.kc is not None
        if self._by_request:
            self._by_request[request] = next(reversed(self._by_request.values()))
        ended = asyncio.ensure_future(until.wait())
        deadline = time.monotonic() + seconds
        is_over = False
        try:
            while True:
                if until.is_set() and not is_over:  # from now on it can only be others who send
                    is_over, deadline = True, time.monotonic() + _QUIET_AT_MOST
                left = max(0.0, deadline - time.monotonic())
                if not left:
                    return
                more = asyncio.ensure_future(self.kc.iopub_channel.get_msg(timeout=None))
                await asyncio.wait({more, ended}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if not more.done():  # what has been sent may still be on its way
                    await asyncio.wait({more}, timeout=_QUIET)
                if not more.done():
                    more.cancel()
                    return
                message = more.result()
                self._take_late(message, message["parent_header"].get("msg_id"))
        finally:
            ended.cancel()
            self._close_stream()

    # outputs

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        kind = msg["msg_type"]
        if kind in _OUTPUTS and self.clear_before_next_output and not self._hooked(msg):
            self._cleared(cell_index)
        if kind in _OUTPUTS or kind == "update_display_data":
            msg["content"] = safe(msg["content"])
            if not self._within_budget(kind, msg["content"], cell_index):
                return None
        output: NotebookNode | None = super().process_message(msg, cell, cell_index)
        if kind == "update_display_data":
            self._journal_update(msg)
        return output

    def output(
        self,
        outs: list[NotebookNode],
        msg: dict[str, Any],
        display_id: str | None,
        cell_index: int,
    ) -> NotebookNode | None:
        if self._hooked(msg):
            return super().output(outs, msg, display_id, cell_index)
        content = msg["content"]
        if msg["msg_type"] == "stream" and self._continues(outs, content):
            self._pieces.append(content["text"])
            output = NotebookNode(output_type="stream", **_stream(content))
        else:
            self._close_stream()
            output = super().output(outs, msg, display_id, cell_index)
            if output is None:
                return None
            if output.output_type == "stream":
                self._open, self._pieces = output, [output.text]
                output = NotebookNode(output_type="stream", **_stream(content))
        self._journal.output(cell_index, output, display_id)
        self._progress.newest(_newest(output))
        return output

    def clear_output(self, outs: list[NotebookNode], msg: dict[str, Any], cell_index: int) -> None:
        if not self._hooked(msg) and not msg["content"].get("wait"):
            self._cleared(cell_index)
        super().clear_output(outs, msg, cell_index)

    def _hooked(self, msg: Mapping[str, Any]) -> bool:
        """Whether an output widget takes the output instead of the cell."""
        return bool(self.output_hook_stack.get(msg["parent_header"].get("msg_id")))

    def _cleared(self, index: int) -> None:
        self._close_stream()
        self._journal.clear(index)
        self._budget.forget(index)

    def _continues(self, outs: list[NotebookNode], content: Mapping[str, Any]) -> bool:
        """Whether a piece of a stream goes on where the cell's last output ended."""
        if self.clear_before_next_output or not outs:
            return False
        last = outs[-1]
        if last.output_type != "stream" or last.name != content["name"]:
            return False
        if last is not self._open:
            self._close_stream()
            self._open, self._pieces = last, [last.text]
        return True

    def _close_stream(self) -> None:
        """Join the pieces of the stream that grew so far."""
        if self._open is not None:
            self._open.text = "".join(self._pieces)
            self._open, self._pieces = None, []

    def _within_budget(self, kind: str, content: dict[str, Any], index: int) -> bool:
        """Whether an output is to be kept; of a stream the part that fits stays in `content`."""
        size = size_of(content)
        if kind == "update_display_data":  # takes the place of what is there
            return size <= self._budget.per_cell
        room = self._budget.room(index)
        missing = content.pop("left_out", 0) if kind == "stream" else 0
        if size <= room and not missing:
            self._budget.keep(index, size)
            return True
        if kind != "stream":
            self._budget.leave_out(index, size)
            return False
        kept, rest = content["text"][:room], content["text"][room:]
        self._budget.leave_out(index, len(rest) + missing, rest)
        self._budget.keep(index, len(kept))
        self._progress.newest(rest)
        content["text"] = kept
        return bool(kept)

    def _journal_update(self, msg: Mapping[str, Any]) -> None:
        content = msg["content"]
        display_id = str((content.get("transient") or {}).get("display_id"))
        if display_id in self._display_id_map:
            output = {
                "output_type": "display_data",
                "data": content["data"],
                "metadata": content["metadata"],
            }
            self._journal.update(display_id, output)
            self._progress.newest(_newest(output))


def _stream(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": content["name"], "text": content["text"]}


def _newest(output: Mapping[str, Any]) -> str:
    """The text of an output whose last line tells what is going on."""
    if output["output_type"] == "stream":
        return str(output["text"])
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    return str(output.get("data", {}).get("text/plain", ""))
