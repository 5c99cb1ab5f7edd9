"""One run, from the manifest to the result."""

import contextlib
import os
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

from jupyter_ext.platforms.descendants import become_subreaper, kill_descendants
from jupyter_ext.platforms.processes import set_nice

from . import executed, result
from .attempt import Attempt
from .body import Body, Refused, Stage
from .journal import Journal
from .kernel_env import kernel_env
from .outgoing import Outgoing
from .progress import Progress
from .result import Outcome, Result
from .workspace import PathUnsafe, Workspace, lay_out

if TYPE_CHECKING:
    from .provenance import Provenance


class Run:
    """One attempt, run by this process."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._began = time.monotonic()
        self._journal = Journal(attempt.journal, attempt.limits.journal_bytes)
        self._progress = Progress(attempt.progress)
        self._stage = Stage(attempt, self._journal, self._progress)
        self._body = _body(self._stage)
        self._workspace: Workspace | None = None
        self._provenance: Provenance | None = None

    def run(self) -> None:
        """Run it and write its result. What goes wrong stands in the result."""
        set_nice(self._attempt.runtime.nice)
        become_subreaper()
        self._journal.start(os.getpid())
        self._progress.write()
        try:
            outcome = self._execute()
        except Exception as error:
            traceback.print_exc()
            outcome = Outcome("CRASHED", f"the runner failed: {type(error).__name__}: {error}")
        self._finish(outcome)

    def _execute(self) -> Outcome:
        try:
            if self._attempt.cancel.exists():
                return Outcome("CANCELLED", "cancelled before it started")
            self._body.read()
            self._lay_out()
            self._body.launch()
        except Refused as error:
            return Outcome("FAILED", str(error))
        self._look_around()
        try:
            from .watching import execute  # late: what runs it comes up meanwhile

            return execute(self._stage, self._body, self._began)
        finally:
            # a tether that was killed itself leaves orphans, and this process is their new parent
            if not self._body.let_go() and not kill_descendants():
                self._journal.note("something that the run started could not be ended")

    def _lay_out(self) -> None:
        try:
            self._workspace = lay_out(self._attempt)
        except PathUnsafe as error:
            raise Refused(str(error)) from None
        if not self._attempt.working_folder.is_dir():
            raise Refused(f"the folder {self._attempt.working_folder} isn't there any more")
        self._stage.env = kernel_env(
            os.environ, self._attempt.take_environment(), self._attempt.workspace
        )

    def _look_around(self) -> None:
        from .provenance import Provenance

        cache = self._attempt.data / "cache" / "packages"
        self._provenance = Provenance(self._body.spec, self._body.program, self._stage.env, cache)
        self._provenance.start()

    def _finish(self, outcome: Outcome) -> None:
        self._progress.phase("saving")
        made = Result(outcome, self._progress.started_at)
        for step in (self._save_notebook, self._collect, self._tell_provenance):
            try:
                step(made)
            except Exception as error:
                traceback.print_exc()
                self._journal.note(f"{step.__name__.strip('_')} failed: {error}")
                outcome.fail(f"the result can't be kept: {error}")
        made.cells_total, made.cells_done = self._progress.cells_total, self._progress.cells_done
        made.logs = {
            "kernel": self._attempt.kernel_log.name if self._attempt.kernel_log.exists() else None,
            "runner": self._attempt.runner_log.name,
        }
        self._journal.end(outcome.state)
        self._journal.close()
        self._progress.journal_bytes(self._journal.bytes)
        self._progress.phase("ending")
        result.write(self._attempt.result, made.to_json(time.time()))

    def _save_notebook(self, made: Result) -> None:
        nb = self._body.nb
        if not nb:
            return
        self._attempt.outgoing.mkdir(exist_ok=True)
        executed.mark_not_run(nb, self._body.reached)
        sha256, size = executed.write(nb, self._attempt.executed)
        Outgoing(self._attempt.outgoing).place(self._attempt.executed, sha256)
        made.notebook = {"sha256": sha256, "size": size}

    def _collect(self, made: Result) -> None:
        if self._workspace is None:
            return
        from .collecting import collect_all

        for problem in collect_all(self._attempt, made):
            self._journal.note(problem)
        made.changed_inputs = self._workspace.changed_inputs()

    def _tell_provenance(self, made: Result) -> None:
        if self._provenance is not None:
            made.provenance = self._provenance.facts(self._attempt.runtime.working_folder)


def _body(stage: Stage) -> Body:
    if stage.attempt.body["kind"] == "notebook":
        from .notebook_body import NotebookBody

        return NotebookBody(stage)
    from .script_body import ScriptBody

    return ScriptBody(stage)


def log_to(path: Any) -> None:
    """Let everything that this process and its libraries print go to the runner's log."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.stdout.flush()
    sys.stderr.flush()
    with contextlib.suppress(OSError):
        os.dup2(fd, 1)
        os.dup2(fd, 2)
    os.close(fd)
