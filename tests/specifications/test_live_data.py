"""Open with data: the same notebook finds its data as in a run; nothing is persisted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.records import ArtifactCreate, ArtifactVersionRecord, FromServerFile
from jupyter_ext.errors import Gone, InvalidInput
from jupyter_ext.specifications import live_folders
from jupyter_ext.specifications.open_with_data import PreparedData
from jupyter_ext.specifications.records import OpenWithData
from jupyter_ext.specifications.source import Source
from jupyter_ext.web.lists import FolderListQuery

if TYPE_CHECKING:
    from jupyter_ext.services import Services

SIGNATURE = {
    "inputs": [
        {"alias": "ds1", "description": "rows", "required": True},
        {"alias": "ds2", "description": "more"},
    ],
    "parameters": [{"alias": "n", "type": "integer", "default": 3, "minimum": 1}],
    "outputs": [{"alias": "scores"}],
}
Open = Callable[..., PreparedData]
Keep = Callable[..., ArtifactVersionRecord]


@pytest.fixture
def notebook(tmp_path: Path) -> Source:
    folder = tmp_path / "project"
    folder.mkdir()
    made = nbformat.v4.new_notebook(metadata={"jupyter-ext": {"signature": SIGNATURE}})
    return Source("project/a.ipynb", "a.ipynb", nbformat.writes(made).encode(), folder)


@pytest.fixture
def keep(services: Services, actor: Actor, tmp_path: Path) -> Keep:
    def keep(data: str, artifact_id: str | None = None) -> ArtifactVersionRecord:
        path = tmp_path / "rows.csv"
        path.write_text(data)
        request = FromServerFile(path="rows.csv", artifact_id=artifact_id)
        return services.artifacts.version_from_path(actor, request, path)

    return keep


@pytest.fixture
def open_with(services: Services, actor: Actor, notebook: Source) -> Open:
    def open_with(inputs: dict[str, Any], **parameters: Any) -> PreparedData:
        request = OpenWithData(path=notebook.path, inputs=inputs, parameters=parameters)
        return services.specifications.prepare_data(actor, request, notebook)

    return open_with


def told(prepared: PreparedData, code: str) -> Any:
    """What a cell says that runs in the kernel's environment, where nothing is installed."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import json, jx; print(json.dumps({code}))"],
        env=prepared.env,
        cwd=prepared.cwd,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_chosen_version_and_all_earlier_ones_are_there(
    keep: Keep, open_with: Open, notebook: Source
) -> None:
    first = keep("one")
    second = keep("two", first.artifact.id)
    keep("three", first.artifact.id)
    prepared = open_with({"ds1": second.id}, n=5)
    assert prepared.cwd == str(notebook.folder)
    assert told(prepared, "jx.input('ds1').open().read()") == "two"
    assert told(prepared, "[v.path.read_text() for v in jx.input('ds1').versions()]") in (
        ["two", "one"],
        ["one", "two"],
    )
    assert told(prepared, "jx.parameter('n')") == 5
    assert told(prepared, "[jx.has('ds1'), jx.has('ds2')]") == [True, False]


def test_an_output_goes_nowhere(
    services: Services, actor: Actor, keep: Keep, open_with: Open, notebook: Source
) -> None:
    prepared = open_with({"ds1": keep("one").id})
    told(prepared, "jx.output('scores', suffix='.txt').write('text')")
    written = prepared.folder / "workspace" / "outputs" / "scores.txt"
    assert written.read_text() == "text"
    assert list((notebook.folder or Path()).iterdir()) == []
    assert services.artifacts.list(actor, FolderListQuery()).total == 1


def test_what_cant_be_chosen_is_refused_at_its_field(
    services: Services, actor: Actor, stranger: Actor, keep: Keep, open_with: Open
) -> None:
    version = keep("one")
    deleted = keep("two", version.artifact.id)
    services.artifacts.delete_version(actor, deleted.id)
    empty = services.artifacts.create(actor, ArtifactCreate(name="no versions"))
    foreign = services.artifacts.create(stranger, ArtifactCreate(name="not mine"))
    for inputs, parameters, field in (
        ({}, {}, "inputs.ds1"),
        ({"ds1": None}, {}, "inputs.ds1"),
        ({"ds1": empty.id}, {}, "inputs.ds1"),
        ({"ds1": version.artifact.id}, {}, "inputs.ds1"),
        ({"ds1": foreign.id}, {}, "inputs.ds1"),
        ({"ds1": deleted.id}, {}, "inputs.ds1"),
        ({"ds1": "../../x\x00"}, {}, "inputs.ds1"),
        ({"ds1": version.id, "ds3": None}, {}, "inputs.ds3"),
        ({"ds1": version.id}, {"n": 0}, "parameters.n"),
        ({"ds1": version.id}, {"n": "; import os"}, "parameters.n"),
        ({"ds1": version.id}, {"m": 1}, "parameters.m"),
    ):
        with pytest.raises(InvalidInput) as refused:
            open_with(inputs, **parameters)
        assert refused.value.field == field
    assert list((services.settings.data_dir / "live").glob("*")) == []


def test_content_that_is_gone_is_said_to_be(
    services: Services, keep: Keep, open_with: Open
) -> None:
    version = keep("one")
    services.blobs.quarantine(version.sha256)
    with pytest.raises(Gone):
        open_with({"ds1": version.id})


def test_the_kernels_environment_is_the_servers(
    monkeypatch: pytest.MonkeyPatch, keep: Keep, open_with: Open
) -> None:
    monkeypatch.setenv("MY_SETTING", "kept")
    monkeypatch.setenv("PYTHONPATH", "/first")
    env = open_with({"ds1": keep("one").id}).env
    assert env["MY_SETTING"] == "kept"
    first, last = env["PYTHONPATH"].split(os.pathsep)
    assert (first, os.listdir(last)) == ("/first", ["jx"])


def test_the_data_goes_with_its_kernel(services: Services, keep: Keep, open_with: Open) -> None:
    data_dir = services.settings.data_dir
    starting, running, ended = (open_with({"ds1": keep("x").id}).folder for _ in range(3))
    live_folders.note_kernel(running, "k1")
    live_folders.note_kernel(ended, "k2")
    live_folders.sweep(services.blobs, data_dir, {"k1"})
    assert starting.exists()
    assert running.exists()
    assert not ended.exists()


def test_the_data_of_a_server_that_died_goes(
    services: Services, keep: Keep, open_with: Open
) -> None:
    folder = open_with({"ds1": keep("x").id}).folder
    note = json.loads((folder / live_folders.NOTE).read_text())
    note["server"]["start_ticks"] -= 1
    (folder / live_folders.NOTE).write_text(json.dumps(note))
    live_folders.sweep(services.blobs, services.settings.data_dir)
    assert not folder.exists()


def test_a_stored_content_that_a_kernel_wrote_to_is_set_aside(
    services: Services, keep: Keep, open_with: Open
) -> None:
    first = keep("x" * 1000)
    second = keep("y", first.artifact.id)  # an earlier version is linked, never copied
    folder = open_with({"ds1": second.id}).folder
    (linked,) = (folder / "workspace" / "inputs" / ".versions").rglob("rows.csv")
    if not linked.is_symlink():
        return  # this disk makes copies that share their blocks; nothing can be written through
    target = linked.resolve()
    target.chmod(0o644)
    target.write_text("z" * 1000)
    live_folders.remove(services.blobs, folder)
    assert not services.blobs.exists(first.sha256)
    assert services.blobs.exists(second.sha256)


def test_it_goes_although_a_version_that_it_links_to_was_deleted_meanwhile(
    services: Services, actor: Actor, keep: Keep, open_with: Open
) -> None:
    first = keep("x" * 1000)
    second = keep("y", first.artifact.id)  # an earlier version is linked, never copied
    folder = open_with({"ds1": second.id}).folder
    # whether this disk makes links or copies that share their blocks
    live_folders.note_links(folder, [live_folders.Link(first.sha256, (1000, 0, 0))])
    services.artifacts.delete_version(actor, first.id)
    live_folders.remove(services.blobs, folder)
    assert not folder.exists()
