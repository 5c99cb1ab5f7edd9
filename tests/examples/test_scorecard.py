"""The example runs, with and without its optional input, and says of itself what its code does."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from jupyter_ext.engine.runner.parameters import inject
from jupyter_ext.specifications.accompanying import accompanying_files
from jupyter_ext.specifications.code import read_code
from jupyter_ext.specifications.proposal import hints, propose
from jupyter_ext.specifications.signature import check_values, problems

EXAMPLES = Path(__file__).parents[2] / "examples"
WORKSPACE = EXAMPLES / "workspace"
BODIES = [EXAMPLES / "versions" / "scorecard-1.ipynb", WORKSPACE / "scorecard.ipynb"]


def run(body: Path, folder: Path, data: str, reference: str | None, **values: Any) -> list[Any]:
    """Execute a body with bare nbclient and a manifest written by hand; give its events."""
    nb = nbformat.read(body, as_version=4)
    signature = nb.metadata["jupyter-ext"]["signature"]
    checked = check_values(signature, values)
    given = [
        {"alias": one["alias"], "type": one["type"], "value": checked[one["alias"]]}
        for one in signature["parameters"]
    ]
    inputs = {"training": str(WORKSPACE / data)}
    manifest = {
        "inputs": inputs | {"reference": reference and str(WORKSPACE / reference)},
        "parameters": given,
        "outputs": [one["alias"] for one in signature["outputs"]],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    inject(nb, given, "python")
    nb.cells.insert(0, nbformat.v4.new_code_cell("import jx\njx.use('manifest.json')"))
    NotebookClient(nb, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    lines = (folder / ".jx" / "events.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def metrics(events: list[Any]) -> dict[str, float]:
    return {e["name"]: e["value"] for e in events if e["type"] == "metric"}


@pytest.mark.parametrize("body", BODIES, ids=lambda p: p.name)
def test_its_signature_fits_its_code(body: Path) -> None:
    code = read_code(body.read_bytes(), body.name)
    signature = code.metadata["jupyter-ext"]["signature"]
    assert code.warnings == []
    assert problems(signature) == []
    assert {hint.kind for hint in hints(signature, code)} == {"used"}
    proposed = propose(code).signature
    for group in ("inputs", "parameters", "outputs"):
        assert {e["alias"] for e in proposed[group]} == {e["alias"] for e in signature[group]}
    said = {p["alias"]: (p["default"], p["description"]) for p in signature["parameters"]}
    assert said == {p["alias"]: (p["default"], p["description"]) for p in proposed["parameters"]}
    assert accompanying_files(code, body.parent, body.name) == []


def test_the_first_version_runs_without_reference_cases(tmp_path: Path) -> None:
    events = run(BODIES[0], tmp_path, "biopsies-1.csv", None, threshold=0.4)
    assert 0.97 < metrics(events)["auc"] < 1
    assert "auc_reference" not in metrics(events)
    scores = pd.read_csv(tmp_path / "outputs" / "scores.csv")
    assert len(scores) == 300
    assert set(scores["decision"][scores["probability"] > 0.41]) == {"malignant"}
    assert set(scores["decision"][scores["probability"] < 0.39]) == {"benign"}


def test_the_newest_version_runs_with_everything(tmp_path: Path) -> None:
    events = run(BODIES[1], tmp_path, "biopsies-2.csv", "reference.csv", measurements="all")
    found = metrics(events)
    assert set(found) == {"auc", "brier", "sensitivity", "specificity", "auc_reference"}
    assert 0.9 < found["auc_reference"] < found["auc"] < 1
    results = [(e["kind"], e["name"]) for e in events if e["type"] == "result"]
    assert results == [("image", "roc"), ("image", "calibration"), ("table", "confusion")]
    assert len(pd.read_csv(tmp_path / "outputs" / "scorecard.csv")) == 20


def test_its_data_is_what_scikit_learn_brings(tmp_path: Path) -> None:
    found = importlib.util.spec_from_file_location("make_data", EXAMPLES / "make_data.py")
    assert found is not None
    assert found.loader is not None
    make_data = importlib.util.module_from_spec(found)
    found.loader.exec_module(make_data)
    make_data.make(tmp_path)
    for name in ("biopsies-1.csv", "biopsies-2.csv", "reference.csv"):
        made, kept = pd.read_csv(tmp_path / name), pd.read_csv(WORKSPACE / name)
        pd.testing.assert_frame_equal(made, kept)
    cases = [
        set(pd.read_csv(WORKSPACE / f)["case"]) for f in sorted(p.name for p in tmp_path.iterdir())
    ]
    assert [len(c) for c in cases] == [300, 400, 169]
    assert cases[0] < cases[1]
    assert not cases[1] & cases[2]
