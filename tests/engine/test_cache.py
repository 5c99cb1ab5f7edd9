"""Reusing a result: what counts as the same, what a hit shows, and what is no hit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.records import FromServerFile
from jupyter_ext.errors import InvalidInput
from jupyter_ext.runtimes.records import RuntimeCreate
from jupyter_ext.sessions.listing import Filter
from jupyter_ext.sessions.records import RunRequest, SessionDetail
from jupyter_ext.sessions.reports import ReportWish
from jupyter_ext.testing.scenes import Bench

CELLS = (
    "# parameters\nrate = 0.5",
    "import jx, pathlib\n"
    "with open({log!r}, 'a') as log:\n"
    "    log.write('ran ')\n"
    "text = jx.input('data').path.read_text()\n"
    "jx.output('scores').write({{'text': text, 'rate': rate}})\n"
    "jx.metric('length', len(text) * rate)\n"
    "jx.markdown('note', '# done')\n"
    "print('computed')",
)


class Cached:
    """One notebook on one file of data; `log` says how often it was really run."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.log = bench.folder / "log"
        self.cells = [cell.format(log=str(self.log)) for cell in CELLS]
        self.runtime_id = self.runtime(name="isolated")
        self.path = bench.notebook(*self.cells)
        self.data = self.version("some data")

    def runtime(self, **values: Any) -> str:
        return self.bench.services.runtimes.create(self.bench.actor, RuntimeCreate(**values)).id

    def version(self, text: str, artifact_id: str | None = None, name: str = "data.txt") -> Any:
        path = self.bench.folder / name
        path.write_text(text)
        return self.bench.services.artifacts.version_from_path(
            self.bench.actor, FromServerFile(path=str(path), artifact_id=artifact_id), path
        )

    def submit(self, **request: Any) -> SessionDetail:
        values = {"runtime_id": self.runtime_id, "inputs": {"data": self.data.id}} | request
        return self.bench.submit(self.path, **{"use_cache": True, **values})

    def run(self, **request: Any) -> SessionDetail:
        found = self.bench.wait(self.submit(**request).id)
        assert found.state == "SUCCEEDED", found.reason
        return found


@pytest.fixture
def cached(bench: Bench) -> Cached:
    return Cached(bench)


def test_the_same_again_takes_what_the_first_left_and_runs_nothing(
    cached: Cached, bench: Bench
) -> None:
    first = cached.run()
    assert first.cached_from is None

    second = cached.submit()

    assert (second.state, second.cells_total, second.cells_done) == ("SUCCEEDED", 2, 2)
    assert cached.log.read_text() == "ran "
    assert second.id != first.id
    assert second.number == first.number + 1
    assert second.cached_from is not None
    assert (second.cached_from.id, second.cached_from.name) == (first.id, first.name)
    assert second.provenance is not None
    assert second.provenance["cached_from"] == {"session_id": first.id, "name": first.name}
    assert first.provenance is not None
    assert second.provenance["packages"] == first.provenance["packages"]
    assert [one.attempt for one in second.executions] == [0]

    assert second.outputs == first.outputs
    [output] = second.outputs
    assert output.version is not None
    artifact = bench.services.artifacts.get(bench.actor, output.artifact.id)
    assert artifact.version_count == 1
    assert second.metrics == first.metrics == {"length": 4.5}
    assert [one.name for one in second.results] == ["note"]
    assert [one.was_read for one in second.inputs] == [True]
    assert second.logs == first.logs

    sessions = bench.services.sessions
    kept = [sessions.notebook(bench.actor, one.id).sha256 for one in (first, second)]
    assert kept[0] == kept[1]
    events = sessions.journal(bench.actor, second.id, 0, 1_000_000).events
    assert events == sessions.journal(bench.actor, first.id, 0, 1_000_000).events
    entries = dict(sessions.run_output(bench.actor, second.id))
    assert {"notebook.ipynb", "metrics.json", "results/note.md"} <= set(entries)
    report = bench.services.session_reports.report(bench.actor, second.id, ReportWish())
    page = report.path.read_text()
    assert "computed" in page
    assert f"the result of session {first.name}" in page

    third = cached.submit()
    assert third.cached_from is not None
    assert third.cached_from.id == first.id, "the link goes to the session that did the work"
    listed = bench.services.sessions.list(bench.actor, Filter()).items
    assert [one.cached_from is not None for one in listed] == [True, True, False]


def test_the_same_is_the_same_by_content_of_what_was_declared(cached: Cached) -> None:
    first = cached.run()
    assert first.state == "SUCCEEDED"
    again = cached.version("some data", cached.data.artifact.id)
    assert cached.submit(inputs={"data": again.id}).cached_from is not None

    other = cached.version("other data", cached.data.artifact.id)
    renamed = cached.version("some data", cached.data.artifact.id, name="data.csv")
    for request in (
        {"use_cache": None},
        {"use_cache": False},
        {"parameters": {"rate": 0.25}},
        {"inputs": {"data": other.id}},
        {"inputs": {"data": renamed.id}},
    ):
        assert cached.submit(**request).cached_from is None, request
    for runtime_id, hit in (
        (cached.runtime(name="same", run_timeout=600, cpus=0.5), True),
        (cached.runtime(name="with a variable", env={"A": "1"}), False),
        (cached.runtime(name="with a kernel", kernelspec="python3"), False),
    ):
        run = RunRequest(runtime_id=runtime_id, inputs={"data": cached.data.id}, use_cache=True)
        sessions = cached.bench.services.sessions
        found = sessions.submit(cached.bench.actor, first.instance.id, run, runtime_id)
        assert (found.cached_from is not None) is hit, found.runtime["name"]
    cached.bench.notebook(*cached.cells, "print('one cell more')")
    assert cached.submit().cached_from is None


def test_what_was_read_of_earlier_versions_counts_too(cached: Cached) -> None:
    cached.bench.notebook(
        "import jx\n"
        "jx.output('all').write([one.path.read_text() for one in jx.input('data').versions()])"
    )
    chosen = cached.version("other data", cached.data.artifact.id)
    cached.run(inputs={"data": chosen.id})
    assert cached.submit(inputs={"data": chosen.id}).cached_from is not None

    with_one_more_before = cached.version("other data", cached.data.artifact.id)
    assert cached.submit(inputs={"data": with_one_more_before.id}).cached_from is None


def test_a_runtime_can_say_it_for_its_runs_and_a_run_otherwise(cached: Cached) -> None:
    runtime_id = cached.runtime(name="cached", use_cache=True)
    first = cached.run(runtime_id=runtime_id, use_cache=None)
    found = cached.submit(runtime_id=runtime_id, use_cache=None).cached_from
    assert found is not None
    assert found.id == first.id
    assert cached.submit(runtime_id=runtime_id, use_cache=False).cached_from is None


def test_a_failed_run_is_no_result(cached: Cached, bench: Bench) -> None:
    bench.notebook("1 / 0")
    assert bench.wait(cached.submit(inputs={}).id).state == "FAILED"
    assert cached.submit(inputs={}).cached_from is None


def test_a_run_in_the_notebooks_folder_is_refused(cached: Cached, bench: Bench) -> None:
    with pytest.raises(InvalidInput) as refused:
        cached.submit(runtime_id=None)
    assert refused.value.field == "use_cache"
    assert "isolated" in refused.value.message
    with pytest.raises(InvalidInput) as refused:
        cached.runtime(name="both", working_folder="notebook", use_cache=True)
    assert refused.value.field == "use_cache"
    assert bench.services.sessions.list(bench.actor, Filter()).total == 0


def test_what_is_no_longer_whole_is_no_hit_but_an_older_one_may_be(
    cached: Cached, bench: Bench, stranger: Actor
) -> None:
    first = cached.run()
    second = cached.run(use_cache=False)
    found = cached.submit().cached_from
    assert found is not None
    assert found.id == second.id

    bench.services.sessions.delete(bench.actor, second.id)
    found = cached.submit().cached_from
    assert found is not None
    assert found.id == first.id

    [output] = first.outputs
    assert output.version is not None
    bench.services.artifacts.delete_version(bench.actor, output.version.id)
    assert cached.submit().cached_from is None


def test_a_result_whose_contents_are_gone_is_no_hit(cached: Cached, bench: Bench) -> None:
    cached.run()
    assert cached.submit().cached_from is not None
    shutil.rmtree(Path(bench.services.settings.data_dir / "blobs"))
    cached.data = cached.version("some data", cached.data.artifact.id)
    assert cached.submit().cached_from is None


def test_nobody_is_given_anothers_result(cached: Cached, bench: Bench, stranger: Actor) -> None:
    cached.run()
    bench.actor = stranger
    cached.data = cached.version("some data")
    assert cached.submit().cached_from is None
