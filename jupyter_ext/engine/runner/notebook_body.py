"""Running a notebook: its kernel is started first, then what talks to it is imported."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_ext.engine.kernels import kernelspecs
from jupyter_ext.engine.kernels.kernelspecs import Kernelspec, KernelspecMissing
from jupyter_ext.engine.kernels.launch import LaunchedKernel, launch
from jupyter_ext.engine.kernels.tethered import CommandNotStarted

from . import executed
from .body import Refused, Stage
from .notebooks import NotebookInvalid, kernelspec_of, read_plain
from .result import Outcome

if TYPE_CHECKING:
    from .ending import Ending


class NotebookBody:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.spec: Kernelspec | None = None
        self.nb: dict[str, Any] = {}
        self.reached: set[int] = set()
        self._kernel: LaunchedKernel | None = None

    @property
    def program(self) -> str | None:
        return self.spec.command("")[0] if self.spec else None

    def read(self) -> None:
        attempt = self._stage.attempt
        try:
            read = read_plain(Path(attempt.body["blob"]).read_bytes(), attempt.body["filename"])
        except NotebookInvalid as error:
            raise Refused(str(error)) from None
        self.nb = read.nb
        for warning in read.warnings:
            self._stage.journal.note(warning)
        if not any(executed.runs(cell) for cell in self.nb["cells"]):
            return
        try:
            self.spec = kernelspecs.find(attempt.runtime.kernelspec or kernelspec_of(self.nb))
        except KernelspecMissing as error:
            raise Refused(str(error)) from None

    def launch(self) -> None:
        if self.spec is None:
            return
        attempt = self._stage.attempt
        in_memory = ["--HistoryManager.hist_file=:memory:"] if self.spec.is_ipykernel else []
        try:
            self._kernel = launch(
                self.spec,
                env=self._stage.env,
                cwd=self._stage.cwd,
                log=attempt.kernel_log,
                memory_limit=attempt.runtime.memory_limit,
                extra_arguments=in_memory,
            )
        except CommandNotStarted as error:
            raise Refused(f"the kernel {self.spec.name!r} can't be started: {error}") from None
        self._stage.progress.kernel(self._kernel.tethered.identity)

    def let_go(self) -> bool:
        if self._kernel is None:
            return True
        gone = self._kernel.tethered.close()
        self._kernel.remove_scratch()
        return gone

    async def execute(self, ending: "Ending") -> Outcome:
        if self._kernel is None:
            return Outcome()
        from .kernel_run import KernelRun  # late: the kernel comes up meanwhile
        from .parameters import ParameterUnrepresentable

        try:
            self._prepare_cells()
        except ParameterUnrepresentable as error:
            return Outcome("FAILED", str(error))

        return await KernelRun(self, self._stage, self._kernel, ending).run()

    def _prepare_cells(self) -> None:
        from .parameters import inject

        assert self.spec is not None
        given = self._stage.attempt.manifest.get("parameters") or []
        inject(self.nb, given, self.spec.language)
        executed.clear_old_outputs(self.nb)
        self._stage.progress.total(sum(executed.counts(cell) for cell in self.nb["cells"]))
