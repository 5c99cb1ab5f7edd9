"""A session from its submission to what it left."""

from __future__ import annotations

import json
import time

from jupyter_ext.testing.scenes import Bench


def test_a_notebook_runs_and_leaves_its_executed_notebook_logs_and_provenance(
    bench: Bench,
) -> None:
    session = bench.run("print('hello')", "1 + 1")

    assert (session.state, session.cells_total, session.cells_done) == ("SUCCEEDED", 2, 2)
    content = bench.services.sessions.notebook(bench.actor, session.id)
    notebook = json.loads(bench.services.blobs.read(content.sha256))
    assert notebook["cells"][0]["outputs"][0]["text"] == ["hello\n"]
    assert notebook["cells"][1]["outputs"][0]["data"]["text/plain"] == ["2"]
    assert {log.name for log in session.logs} == {"kernel", "run"}
    assert session.provenance is not None
    assert session.provenance["interpreter"]["version"]
    assert session.provenance["user"]["name"] == "Ada"
    assert session.duration is not None


def test_outputs_of_a_success_are_versions_of_their_artifacts(bench: Bench) -> None:
    session = bench.run(
        "import jx\n"
        "jx.output('scores').write({'a': 1})\n"
        "jx.metric('auc', 0.9)\n"
        "jx.metric('auc', float('nan'))\n"
        "jx.metric('=1+1', -2)\n"
        "jx.markdown('note', '# done')"
    )

    assert session.state == "SUCCEEDED", session.reason
    [output] = session.outputs
    assert output.version is not None
    assert output.version.number == 1
    assert output.partial is False
    assert session.metrics == {"auc": "NaN", "=1+1": -2}
    assert [metric.value for metric in session.metric_log] == [0.9, "NaN", -2]
    assert [result.name for result in session.results] == ["note"]
    entries = dict(bench.services.sessions.run_output(bench.actor, session.id))
    assert {"metrics.csv", "metrics.json", "notebook.ipynb"} <= set(entries)
    assert any(path.startswith("outputs/scores/") for path in entries)
    rows = [line.split(",")[:2] for line in bytes(entries["metrics.csv"]).decode().splitlines()]
    assert rows == [["name", "value"], ["auc", "0.9"], ["auc", "NaN"], ["'=1+1", "-2.0"]]


def test_a_failure_keeps_its_outputs_as_partial_and_names_the_cell(bench: Bench) -> None:
    session = bench.run("import jx\njx.output('scores').write({'a': 1})", "1 / 0", "print('never')")

    assert session.state == "FAILED"
    assert session.error is not None
    assert (session.error.cell_number, session.error.ename) == (2, "ZeroDivisionError")
    [output] = session.outputs
    assert output.partial
    assert output.version is None
    content = bench.services.sessions.partial_output(bench.actor, session.id, "scores")
    assert json.loads(bench.services.blobs.read(content.sha256)) == {"a": 1}


def test_a_success_without_a_required_output_is_a_failure(bench: Bench) -> None:
    session = bench.run("import jx\nif False:\n    jx.output('scores').write({})")

    assert session.state == "FAILED"
    assert session.reason is not None
    assert "scores" in session.reason
    assert "not written" in session.reason


def test_the_folder_of_an_attempt_is_gone_once_its_end_is_kept(bench: Bench) -> None:
    session = bench.run("print(1)")

    attempts = bench.services.settings.data_dir / "attempts"
    page = bench.services.sessions.journal(bench.actor, session.id, 0, 100_000)
    assert [event["e"] for event in page.events][-1] == "end"
    for _ in range(100):
        if not list(attempts.iterdir()):
            break
        time.sleep(0.05)
    assert not list(attempts.iterdir())
