"""The workspace holds what the manifest says, and nobody can write through it into the store."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.engine.runner.attempt import Attempt
from jupyter_ext.engine.runner.workspace import PathUnsafe, Workspace, lay_out, safe_name

from .attempts import AttemptFolder, notebook, put_blob
from .conftest import MakeAttempt


def version(attempt: AttemptFolder, number: int, content: bytes, **facts: Any) -> dict[str, Any]:
    return {
        "id": f"v{number}",
        "number": number,
        "name": "Data",
        "filename": "data.csv",
        "media_type": "text/csv",
        "kind": "file",
        "members": None,
        "created_at": "2026-01-01T00:00:00+00:00",
        "session_id": None,
        **put_blob(attempt.data, content),
        **facts,
    }


def bound(*versions: dict[str, Any], alias: str = "data") -> dict[str, Any]:
    return {
        "alias": alias,
        "description": "",
        "required": True,
        "configured": True,
        "artifact": {"id": "a", "name": "Data"},
        "version": versions[-1],
        "versions": list(versions),
    }


def laid_out(attempt: AttemptFolder, **changes: Any) -> tuple[Workspace, Path]:
    manifest = attempt.manifest | changes
    (attempt.folder / "manifest.json").write_text(json.dumps(manifest))
    return lay_out(Attempt(attempt.folder)), attempt.workspace


def test_inputs_older_versions_and_files_lie_where_they_are_looked_for(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(notebook("1"), filename="Übung 1.ipynb")
    one, two = version(attempt, 1, b"old"), version(attempt, 2, b"new", filename="daten ä.csv")
    members = [{"path": "sub/a.txt", **put_blob(attempt.data, b"member")}]
    folder = version(attempt, 3, b"", kind="folder", members=members, filename="images")

    _, workspace = laid_out(
        attempt,
        inputs=[bound(one, two), bound(folder, alias="images")],
        files=[{"path": "pkg/mod.py", **put_blob(attempt.data, b"x = 1")}],
    )

    assert (workspace / "inputs/data/daten ä.csv").read_bytes() == b"new"
    assert (workspace / "inputs/.versions/data/1/data.csv").read_bytes() == b"old"
    assert (workspace / "inputs/images/sub/a.txt").read_bytes() == b"member"
    assert (workspace / "pkg/mod.py").read_bytes() == b"x = 1"
    assert (workspace / "Übung 1.ipynb").is_file()
    told = json.loads((workspace / ".jx/manifest.json").read_text())
    data, images = told["inputs"]
    assert data["path"] == "inputs/data/daten ä.csv"
    assert [v["path"] for v in data["versions"]] == [
        "inputs/.versions/data/1/data.csv",
        "inputs/data/daten ä.csv",
    ]
    assert images["path"] == "inputs/images"
    assert (workspace / "outputs").is_dir()


def test_writing_to_a_copied_input_leaves_the_store_alone(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("1"))
    one = version(attempt, 1, b"content")
    made, workspace = laid_out(attempt, inputs=[bound(one)])
    path = workspace / "inputs/data/data.csv"

    path.write_bytes(b"changed by the notebook")

    assert Path(one["blob"]).read_bytes() == b"content"
    assert Path(one["blob"]).stat().st_nlink == 1
    assert made.changed_inputs() == []


def test_beyond_the_limit_inputs_are_links_whose_change_is_noticed(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(notebook("1"))
    small, big = version(attempt, 1, b"small"), version(attempt, 2, b"b" * 1000)
    made, workspace = laid_out(
        attempt,
        inputs=[bound(small, alias="small"), bound(big, alias="big")],
        limits={"copy_bytes": 500},
    )
    link = workspace / "inputs/big/data.csv"
    blob = Path(big["blob"])
    assert link.is_symlink() or link.stat().st_ino != blob.stat().st_ino
    assert not (workspace / "inputs/small/data.csv").is_symlink()
    if not link.is_symlink():
        pytest.skip("this file system shares blocks: nothing is ever linked")

    os.utime(blob)  # touched, not changed
    assert made.changed_inputs() == []
    seen = blob.stat()
    blob.chmod(0o644)
    link.write_bytes(b"B" * 1000)  # of the same size, with the old time
    os.utime(blob, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    time.sleep(0.01)
    assert made.changed_inputs() == ["big"]


def test_a_run_that_changed_a_linked_input_says_so(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("open('inputs/data/data.csv', 'a').write('!')"))
    one = version(attempt, 1, b"b" * 1000)
    Path(one["blob"]).chmod(0o644)
    attempt.manifest |= {"inputs": [bound(one)], "limits": {"copy_bytes": 5}}
    (attempt.folder / "manifest.json").write_text(json.dumps(attempt.manifest))
    result = attempt.run()
    assert result["state"] == "SUCCEEDED"
    linked = (attempt.workspace / "inputs/data/data.csv").is_symlink()
    assert result["changed_inputs"] == (["data"] if linked else [])


@pytest.mark.parametrize(
    "path", ["../evil", "/etc/evil", "a/../../evil", "", "a//b", "a\\b", "x\0"]
)
def test_a_path_that_would_leave_the_workspace_is_refused(
    make_attempt: MakeAttempt, path: str
) -> None:
    attempt = make_attempt(notebook("1"))
    with pytest.raises(PathUnsafe):
        laid_out(attempt, files=[{"path": path, **put_blob(attempt.data, b"")}])


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("a b.csv", "a b.csv"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("..", "_"),
        (" ", "_"),
        ("a\0b", "a_b"),
        ("é" * 200 + ".csv", "é" * 125 + ".csv"),
        ("x" * 300, "x" * 255),
    ],
)
def test_any_name_becomes_one_that_a_folder_can_hold(given: str, made: str, tmp_path: Path) -> None:
    assert safe_name(given) == made
    (tmp_path / made).touch()
