"""What the code of a notebook is told, and what it isn't."""

import json
from pathlib import Path
from typing import Any

from jupyter_ext.engine.runner.jx_manifest import build, write


def a_version(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"v{number}",
        "number": number,
        "name": f"version {number}",
        "filename": "data.csv",
        "media_type": "text/csv",
        "size": 10,
        "sha256": "00",
        "kind": "file",
        "blob": "/secret/place/00",
        "created_at": "2024-01-31T00:00:00Z",
        "session_id": None,
    } | more


def an_attempt() -> dict[str, Any]:
    return {
        "format": 1,
        "execution_id": "e1",
        "attempt": 2,
        "session": {"id": "s1", "name": "today", "number": 3},
        "inputs": [
            {
                "alias": "ds1",
                "description": "rows",
                "required": True,
                "configured": True,
                "artifact": {"id": "a1", "name": "Rows"},
                "version": a_version(2),
                "versions": [a_version(1), a_version(2)],
            },
            {"alias": "ds2", "required": False, "configured": False, "version": None},
        ],
        "parameters": [
            {"alias": "n", "type": "integer", "value": 2**53 + 1, "default": 1, "description": ""}
        ],
        "outputs": [{"alias": "scores", "description": "", "required": False, "artifact": None}],
        "runtime": {"env": {"TOKEN": "secret"}},
    }


def test_the_code_is_told_where_its_inputs_lie() -> None:
    made = build(an_attempt(), {"ds1": "inputs/ds1/data.csv"}, {"ds1": {1: "inputs/.versions/1"}})
    first, second = made["inputs"]
    assert first["path"] == first["version"]["path"] == "inputs/ds1/data.csv"
    assert [v["path"] for v in first["versions"]] == ["inputs/.versions/1", "inputs/ds1/data.csv"]
    assert second["configured"] is False
    assert second["path"] is None
    assert second["versions"] == []
    assert made["parameters"][0]["value"] == 2**53 + 1
    assert made["outputs"][0]["path"] == "outputs/scores"
    assert made["outputs"][0]["required"] is False


def test_nothing_of_the_store_or_the_runtime_is_told() -> None:
    made = build(an_attempt(), {"ds1": "inputs/ds1/data.csv"}, {})
    assert "secret" not in json.dumps(made)


def test_a_version_that_wasnt_laid_out_isnt_offered() -> None:
    made = build(an_attempt(), {"ds1": "inputs/ds1/data.csv"}, {})
    assert [v["number"] for v in made["inputs"][0]["versions"]] == [2]


def test_it_is_written_whole(tmp_path: Path) -> None:
    made = build(an_attempt(), {"ds1": "inputs/ds1/data.csv"}, {})
    path = write(tmp_path, made)
    assert path == tmp_path / ".jx" / "manifest.json"
    assert json.loads(path.read_text()) == made
    assert [p.name for p in path.parent.iterdir()] == ["manifest.json"]
