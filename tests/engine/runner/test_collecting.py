"""The declared outputs are found, whatever else lies about; what is wrong is said."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.engine.runner.events import read_events
from jupyter_ext.engine.runner.outgoing import Outgoing
from jupyter_ext.engine.runner.outputs import CollectedOutputs, collect


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outgoing").mkdir()
    return tmp_path / "outputs"


def declared(*aliases: str, required: bool = True) -> list[dict[str, Any]]:
    return [{"alias": alias, "required": required} for alias in aliases]


def collected(folder: Path, outputs: list[dict[str, Any]]) -> CollectedOutputs:
    return collect(folder, outputs, Outgoing(folder.parent / "outgoing"))


def test_a_file_with_or_without_a_suffix_and_a_folder(folder: Path) -> None:
    (folder / "plain").write_bytes(b"1")
    (folder / "table.parquet").write_bytes(b"22")
    (folder / "images" / "sub").mkdir(parents=True)
    (folder / "images" / "b.png").write_bytes(b"333")
    (folder / "images" / "sub" / "a.png").write_bytes(b"333")
    (folder / "table2.csv").write_bytes(b"another alias")

    found = collected(folder, declared("plain", "table", "images"))

    assert found.problems == []
    plain, table, images = found.outputs
    assert (plain["filename"], plain["media_type"]) == ("plain", "application/octet-stream")
    assert (table["filename"], table["size"]) == ("table.parquet", 2)
    assert table["media_type"] == "application/vnd.apache.parquet"
    assert images["kind"] == "folder"
    assert [(m["path"], m["size"]) for m in images["members"]] == [("b.png", 3), ("sub/a.png", 3)]
    assert images["size"] == 6
    for one in (plain, table, *images["members"]):
        assert (folder.parent / "outgoing" / one["sha256"]).stat().st_size == one["size"]


def test_a_missing_one_counts_only_when_it_is_required_and_strays_are_named(folder: Path) -> None:
    (folder / "scorse.csv").touch()
    found = collected(folder, [*declared("scores"), *declared("plot", required=False)])
    assert found.missing == ["scores"]
    assert found.problems == ["output scores was not written (outputs/ holds scorse.csv)"]


def test_two_candidates_are_ambiguous(folder: Path) -> None:
    (folder / "scores.csv").touch()
    (folder / "scores").mkdir()
    found = collected(folder, declared("scores"))
    assert found.problems == ["output scores is ambiguous: scores, scores.csv"]
    assert found.outputs == []


def test_what_is_no_file_is_refused_and_does_not_block(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    os.symlink("/nowhere", folder / "dangling")
    (folder / "tree").mkdir()
    os.symlink("/etc", folder / "tree" / "etc")
    found = collected(folder, declared("pipe", "dangling", "tree"))
    assert found.outputs == []
    assert [problem.split(":")[0] for problem in found.problems] == [
        "output pipe can't be kept",
        "output dangling can't be kept",
        "output tree can't be kept",
    ]
    assert "is a pipe" in found.problems[0]


def test_a_linked_file_is_copied_and_its_original_stays(folder: Path, tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(b"content")
    os.symlink(original, folder / "soft")
    os.link(original, folder / "hard")
    found = collected(folder, declared("soft", "hard"))
    assert len({output["sha256"] for output in found.outputs}) == 1
    kept = folder.parent / "outgoing" / found.outputs[0]["sha256"]
    original.write_bytes(b"changed")
    assert kept.read_bytes() == b"content"


def test_events_are_read_and_odd_ones_named(tmp_path: Path) -> None:
    workspace, outgoing = tmp_path / "w", tmp_path / "o"
    (workspace / "results").mkdir(parents=True)
    outgoing.mkdir()
    (workspace / "results" / "t.html").write_text("<b>")
    (tmp_path / "secret").write_text("secret")
    lines = [
        {"type": "metric", "name": "a", "value": 1, "step": 2, "time": 3.0},
        {"type": "metric", "name": "b", "value": "NaN"},
        {"type": "metric", "name": "c", "value": "many"},
        {"type": "result", "kind": "html", "name": "t", "path": "results/t.html"},
        {"type": "result", "kind": "text", "name": "x", "data": "hello"},
        {"type": "result", "kind": "text", "name": "y", "path": "../secret"},
        {"type": "result", "kind": "applet", "name": "z", "data": ""},
        {"type": "read", "alias": "in", "version_id": "1"},
        {"type": "read", "alias": "in", "version_id": "1"},
        {"type": "news"},
        [],
    ]
    path = workspace / "events.jsonl"
    path.write_bytes(b"\n".join(json.dumps(line).encode() for line in lines) + b'\n{"cut": ')

    told = read_events(path, workspace, Outgoing(outgoing))

    assert [(m["name"], m["value"], m["step"]) for m in told.metrics] == [
        ("a", 1, 2),
        ("b", "NaN", None),
    ]
    page, text = told.results
    assert (page["name"], page["media_type"], page["size"]) == ("t", "text/html", 3)
    assert (outgoing / page["sha256"]).read_text() == "<b>"
    assert (text["data"], text["media_type"]) == ("hello", "text/plain")
    assert told.reads == [{"alias": "in", "version_id": "1"}]
    assert [problem.split()[1] for problem in told.problems] == ["3", "6", "7", "11", "12"]


def test_no_events_file_is_no_problem(tmp_path: Path) -> None:
    told = read_events(tmp_path / "none", tmp_path, Outgoing(tmp_path))
    assert (told.metrics, told.problems) == ([], [])


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a link", "a device"])
def test_what_is_no_events_file_is_said_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "events.jsonl"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a folder":
        path.mkdir()
    elif kind == "a link":
        (tmp_path / "elsewhere").write_text('{"type": "metric", "name": "a", "value": 1}\n')
        path.symlink_to(tmp_path / "elsewhere")
    else:
        path = Path("/dev/zero")

    told = read_events(path, tmp_path, Outgoing(tmp_path))

    assert told.metrics == []
    assert f"is {kind}, not a file" in str(told.lost)
