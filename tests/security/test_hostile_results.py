"""Results that the code of a run has touched: read carefully, believed only where it is proven."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.engine.follow import read_progress
from jupyter_ext.engine.result import ResultBroken, parse, read_result
from jupyter_ext.engine.shown import shown
from jupyter_ext.sessions.records import Progress, RunError
from jupyter_ext.sessions.states import State

SHA = hashlib.sha256(b"x").hexdigest()
OUTPUT = {
    "alias": "scores",
    "kind": "file",
    "filename": "scores.csv",
    "media_type": "text/csv",
    "size": 1,
    "sha256": SHA,
    "members": None,
}
DEEP = "[" * 100_000 + "]" * 100_000


def of(**more: Any) -> dict[str, Any]:
    return {"state": "SUCCEEDED", **more}


@pytest.mark.parametrize(
    "output",
    [
        OUTPUT | {"filename": "../../../etc/cron.d/x"},
        OUTPUT | {"filename": ".."},
        OUTPUT | {"filename": ""},
        OUTPUT | {"size": -1},
        OUTPUT | {"size": 10**30},
        OUTPUT | {"sha256": "../../../etc/passwd"},
        OUTPUT | {"kind": "folder", "members": [{"path": "../x", "size": 1, "sha256": SHA}]},
        OUTPUT | {"kind": "folder", "members": [{"path": "/x", "size": 1, "sha256": SHA}]},
        OUTPUT | {"kind": "folder", "members": [{"path": "a\\..\\x", "size": 1, "sha256": SHA}]},
        OUTPUT | {"kind": "folder", "members": "abc"},
        "no output",
    ],
)
def test_an_output_that_would_leave_its_place_is_no_output(output: Any) -> None:
    with pytest.raises(ResultBroken):
        parse(of(outputs=[output]))


def test_a_logged_result_without_a_real_hash_is_left_out() -> None:
    kept = {"name": "a", "kind": "text", "media_type": "text/plain", "sha256": SHA, "size": 1}

    found = parse(
        of(
            results=[
                kept,
                kept | {"sha256": "../../../../../etc/passwd"},
                kept | {"size": "big"},
                kept | {"size": -5},
                {"name": "b", "kind": "text", "sha256": SHA},
                "none",
            ]
        )
    )

    assert [one["sha256"] for one in found.results] == [SHA]


def test_a_media_type_that_would_be_two_headers_is_none() -> None:
    found = parse(
        of(
            outputs=[OUTPUT | {"media_type": "text/html\r\nX-Evil: 1"}],
            results=[
                {"name": "a", "kind": "text", "data": "x", "media_type": "text/html\nX-Evil: 1"},
                {
                    "name": "b",
                    "kind": "text",
                    "data": "x",
                    "media_type": "text/html; charset=utf-8",
                },
            ],
        )
    )

    assert found.outputs[0].media_type == "application/octet-stream"
    assert [one["media_type"] for one in found.results] == [
        "",
        "text/html; charset=utf-8",
    ]


def test_numbers_and_times_beyond_every_clock_are_kept_as_far_as_they_can_be() -> None:
    found = parse(
        of(
            metrics=[
                {"name": "huge", "value": 10**400, "time": 1e300},
                {"name": "when", "value": 1.5, "time": "yesterday", "step": 10**30},
                {"name": "none", "value": None},
            ]
        )
    )

    assert [(one.name, one.value, one.special) for one in found.metrics] == [
        ("huge", None, "Infinity"),
        ("when", 1.5, None),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        [],
        {},
        {"state": "RUNNING"},
        of(started_at=1e300, reason=["x"], error="x", cells={"total": "many", "done": []}),
        of(error={"traceback": "x", "cell_index": "no", "evalue": 3}, provenance=[1]),
        of(reads=["x"], changed_inputs=3, metrics={"a": 1}),
        of(reason="half \ud800", error={"evalue": "\ud800"}, provenance={"a": "\x00\ud800"}),
    ],
)
def test_any_json_is_a_result_that_can_be_kept_and_shown_or_none(raw: Any) -> None:
    try:
        found = parse(raw)
    except ResultBroken:
        return

    assert found.state is State.SUCCEEDED
    assert found.reason is None or found.reason.encode()
    assert found.cells_total is None or isinstance(found.cells_total, int)
    if found.error is not None:
        RunError.model_validate(found.error).model_dump_json()
    json.dumps(found.provenance, ensure_ascii=False).encode()


@pytest.mark.parametrize("content", [DEEP, '{"state": 1e999}', "", '{"state":"SUCCEEDED"'])
def test_a_result_that_is_no_json_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "result.json").write_text(content)

    with pytest.raises(ResultBroken):
        read_result(tmp_path)


def test_a_result_that_is_a_pipe_or_a_link_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "result.json")
    with pytest.raises(ResultBroken):
        read_result(tmp_path)

    (tmp_path / "result.json").unlink()
    (tmp_path / "result.json").symlink_to("/dev/zero")
    with pytest.raises(ResultBroken):
        read_result(tmp_path)


@pytest.mark.parametrize(
    "page",
    [
        {"phase": {"a": 1}, "cells_total": "x", "cells_done": 10**400},
        {"cell": {"index": "x"}},
        {"cell": [1]},
        {"cell": {"index": 1, "number": 2, "started_at": 1e300}},
        {"started_at": 1e300, "updated_at": True, "newest_output": "\ud800"},
    ],
)
def test_any_progress_page_can_be_shown(page: dict[str, Any]) -> None:
    Progress.model_validate(shown(page)).model_dump_json()


def test_a_progress_page_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "progress.json")
    assert read_progress(tmp_path) is None

    (tmp_path / "progress.json").unlink()
    (tmp_path / "progress.json").write_text(DEEP)
    assert read_progress(tmp_path) is None
