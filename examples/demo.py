"""The example from nothing to a report: data, specification, instance, three runs.

    python examples/demo.py --workspace FOLDER [--quiet]

Each step looks for what an earlier call made, so that a call that was interrupted is continued
and a second one shows what the first one made.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel

from jupyter_ext.access.identity import os_actor
from jupyter_ext.artifacts.records import FromServerFile
from jupyter_ext.cli.watching import interrupts, watch
from jupyter_ext.instances.handlers import InstanceQuery
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.services import Services
from jupyter_ext.sessions.handlers import SessionQuery
from jupyter_ext.sessions.records import RunRequest, SessionRecord
from jupyter_ext.sessions.reports import ReportWish
from jupyter_ext.sessions.states import State
from jupyter_ext.settings import Settings
from jupyter_ext.specifications.files import local_source
from jupyter_ext.specifications.handlers import SpecificationQuery
from jupyter_ext.specifications.records import CommitRequest, SpecificationCreate
from jupyter_ext.specifications.source import Source
from jupyter_ext.web.lists import FolderListQuery

EXAMPLES = Path(__file__).resolve().parent
NOTEBOOK = "scorecard.ipynb"
SPECIFICATION = "Scorecard"
INSTANCE = "Scorecard for biopsies"
DATA, REFERENCE = "Biopsies", "Reference cases"


@dataclass(frozen=True)
class Run:
    """One of the three runs: what the specification and the data are by then."""

    name: str
    version: int
    parameters: dict[str, Any] = field(default_factory=dict)


RUNS = (
    Run("First look", 1),
    Run("Newer data, calibration checked", 2),
    Run("A lower threshold", 2, {"threshold": 0.4}),
)


class Teller:
    """What is printed: a line for each thing, its id at the end."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet

    def __call__(self, kind: str, what: str, where: str = "") -> None:
        if not self.quiet:
            print(f"{kind:<15}{what:<45}{where}".rstrip(), flush=True)


class Demo:
    """The steps, each of which finds or makes what it is about."""

    def __init__(self, services: Services, workspace: Path, tell: Teller) -> None:
        self.services = services
        self.workspace = workspace
        self.actor = os_actor()
        self.tell = tell

    def lay_out(self) -> None:
        """The notebook and its data in the workspace; files that are there stay."""
        self.workspace.mkdir(parents=True, exist_ok=True)
        for source in sorted((EXAMPLES / "workspace").iterdir()):
            target = self.workspace / source.name
            if not target.exists():
                shutil.copyfile(source, target)
        self.tell("workspace", str(self.workspace))

    def artifact(self, name: str, files: list[str]) -> str:
        """The id of the artifact called `name`, with as many versions as there are files."""
        found = self.services.artifacts.list(self.actor, FolderListQuery(q=name))
        there = next((one for one in found.items if one.name == name), None)
        artifact_id = there.id if there else None
        for number, file in enumerate(files, 1):
            if there and there.version_count >= number:
                continue
            request = FromServerFile(
                path=file, artifact_id=artifact_id, artifact_name=None if artifact_id else name
            )
            version = self.services.artifacts.version_from_path(
                self.actor, request, self.workspace / file
            )
            artifact_id = version.artifact.id
            self.tell("artifact", f"{name}, version {number}", version.id)
        assert artifact_id is not None
        return artifact_id

    def specification(self) -> str:
        """The id of the specification, made from the notebook's first version."""
        found = self.services.specifications.list(self.actor, SpecificationQuery(q=SPECIFICATION))
        there = next((one for one in found.items if one.name == SPECIFICATION), None)
        if there is None:
            request = SpecificationCreate(name=SPECIFICATION, path=NOTEBOOK)
            source = self.first_version()
            there = self.services.specifications.create(self.actor, request, source).specification
            self.tell("specification", SPECIFICATION, there.id)
        return there.id

    def commit(self, specification_id: str, number: int, source: Source, comment: str) -> None:
        """Commit version `number`, unless it is there. The first is registered."""
        service = self.services.specifications
        there = service.get(self.actor, specification_id)
        if there.newest_version < number:
            marked = _marked(source.data, specification_id)
            request = CommitRequest(path=NOTEBOOK, comment=comment)
            service.commit(self.actor, specification_id, request, replace(source, data=marked))
            self.tell("  committed", f"version {number}: {comment}")
        if there.registered_at is None:
            service.register(self.actor, specification_id)

    def first_version(self) -> Source:
        """The notebook as it was at first, under the name that it has in the workspace."""
        older = local_source(EXAMPLES / "versions" / "scorecard-1.ipynb", [])
        return replace(
            older,
            path=NOTEBOOK,
            filename=NOTEBOOK,
            folder=self.workspace,
            location=str((self.workspace / NOTEBOOK).resolve()),
            git=None,
        )

    def newest_version(self, specification_id: str) -> Source:
        """The notebook in the workspace, which is told what it is the body of."""
        path = self.workspace / NOTEBOOK
        path.write_bytes(_marked(path.read_bytes(), specification_id))
        return replace(local_source(path, []), path=NOTEBOOK)

    def instance(self, specification_id: str, inputs: dict[str, str]) -> str:
        query = InstanceQuery(q=INSTANCE, specification_id=specification_id)
        found = self.services.instances.list(self.actor, query)
        for one in found.items:
            if one.name == INSTANCE:
                return one.id
        request = InstanceCreate(specification_id=specification_id, name=INSTANCE, inputs=inputs)
        made = self.services.instances.create(self.actor, request)
        self.tell("instance", INSTANCE, made.id)
        return made.id

    def run(self, instance_id: str, run: Run) -> None:
        """Run it, unless it has been; Ctrl-C cancels it."""
        if self.session(instance_id, run) is not None:
            return
        request = RunRequest(name=run.name, parameters=run.parameters)
        key = f"demo {instance_id} {run.name} {self._tries(instance_id, run)}"
        started = self.services.sessions.submit(self.actor, instance_id, request, key)
        self.services.dispatcher.wake()
        self.tell("session", run.name, started.id)
        with interrupts() as heard:
            session = watch(self.services, started.id, heard, shown=sys.stderr.isatty())
        took = f" in {session.duration:.1f} s" if session.duration is not None else ""
        self.tell(f"  {session.state.value.lower()}{took}", "")
        if session.state != State.SUCCEEDED:
            raise SystemExit(f"The example did not succeed: {session.reason}")

    def session(self, instance_id: str, run: Run) -> SessionRecord | None:
        """The newest session of that run that succeeded."""
        found = (one for one in self._sessions(instance_id) if one.name == run.name)
        return next((one for one in found if one.state == State.SUCCEEDED), None)

    def _sessions(self, instance_id: str) -> list[SessionRecord]:
        query = SessionQuery(instance_id=instance_id, limit=200)
        return list(self.services.sessions.list(self.actor, query).items)

    def _tries(self, instance_id: str, run: Run) -> int:
        return sum(one.name == run.name for one in self._sessions(instance_id))

    def report(self, session_id: str) -> Path:
        """The report as one file beside the workspace."""
        made = self.services.session_reports.report(self.actor, session_id, ReportWish())
        target = self.workspace.parent / "scorecard-report.html"
        shutil.copyfile(made.path, target)
        return target

    def compare(self, sessions: list[SessionRecord]) -> None:
        """The metrics of the runs, side by side."""
        names = list(dict.fromkeys(name for one in sessions for name in one.metrics))
        rows = [["", "version", *names]]
        for one in sessions:
            values = [one.metrics.get(name) for name in names]
            shown = [f"{v:.4g}" if isinstance(v, float) else str(v or "") for v in values]
            rows.append([one.name, str(one.specification_version), *shown])
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        print()
        for row in rows:
            print(
                "  ".join(
                    text.ljust(width) for text, width in zip(row, widths, strict=True)
                ).rstrip()
            )
        print()


def _marked(data: bytes, specification_id: str) -> bytes:
    """A notebook that names its specification, as JupyterLab writes it when it is committed."""
    notebook = json.loads(data)
    notebook["metadata"]["jupyter-ext"]["specification"] = specification_id
    # as the kernel says it: JupyterLab takes a notebook that says anything else for changed
    notebook["metadata"]["language_info"] = dict(IPythonKernel.language_info)
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def everything(demo: Demo) -> list[SessionRecord]:
    """The whole story; the sessions of its three runs."""
    demo.lay_out()
    training = demo.artifact(DATA, ["biopsies-1.csv"])
    reference = demo.artifact(REFERENCE, ["reference.csv"])
    specification = demo.specification()
    demo.commit(specification, 1, demo.first_version(), "First version")
    instance = demo.instance(specification, {"training": training, "reference": reference})
    demo.run(instance, RUNS[0])
    if demo.services.specifications.get(demo.actor, specification).newest_version < 2:
        newest = demo.newest_version(specification)
        demo.commit(specification, 2, newest, "Calibration checked, intervals given")
    demo.artifact(DATA, ["biopsies-1.csv", "biopsies-2.csv"])
    for run in RUNS[1:]:
        demo.run(instance, run)
    found = [demo.session(instance, run) for run in RUNS]
    return [one for one in found if one is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--quiet", action="store_true", help="show only the runs going by")
    chosen = parser.parse_args()
    services = Services(Settings(), "cli")
    services.start()
    try:
        demo = Demo(services, chosen.workspace.resolve(), Teller(chosen.quiet))
        sessions = everything(demo)
        report = demo.report(sessions[-1].id)
        if not chosen.quiet:
            demo.compare(sessions)
            for one in sessions:
                demo.tell("session", one.name, one.id)
        print(f"report         {report}")
    finally:
        services.close()


if __name__ == "__main__":
    main()
