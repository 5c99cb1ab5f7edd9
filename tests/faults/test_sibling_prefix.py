"""Fault 41: a folder whose name begins with that of an allowed one isn't inside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..product import Product, Refused, until
from .conftest import events

SECRET = "the secret of the sibling"
PATHS = {
    "parent": "../root-secret/{}",
    "from below": "below/../../root-secret/{}",
    "backslashes": "..\\root-secret\\{}",
    "joined": "-secret/{}",
    "absolute": "{home}/root-secret/{}",
    "twice a slash": "//{home}/root-secret/{}",
    "linked folder": "link/{}",
    "linked file": "linked-{}",
    "link in a link": "below/up/link/{}",
}
ROUTES = {
    "run-file": ("f.ipynb", lambda path: {"path": path}),
    "artifact-files": ("f.csv", lambda path: {"path": path}),
    "specifications": ("f.ipynb", lambda path: {"path": path}),
    "signatures/propose": ("f.ipynb", lambda path: {"path": path}),
    "signatures/check": ("f.ipynb", lambda path: {"path": path, "signature": {}}),
    "open-with-data": ("f.ipynb", lambda path: {"path": path}),
    "specifications/{specification}/versions": ("f.ipynb", lambda path: {"path": path}),
}


@pytest.fixture(scope="module")
def sibling(server: Product) -> Path:
    """`root-secret` beside the server's root, with links to it in the root."""
    found = server.home / "root-secret"
    found.mkdir()
    (found / "f.csv").write_text(SECRET)
    (found / "helper.py").write_text(f"SECRET = {SECRET!r}\n")
    server.write_notebook("../root-secret/f.ipynb", f"print({SECRET!r})")
    (server.root / "below").mkdir()
    (server.root / "link").symlink_to(found)
    (server.root / "below" / "up").symlink_to("..")
    for name in ("f.csv", "f.ipynb"):
        (server.root / f"linked-{name}").symlink_to(found / name)
    return found


@pytest.fixture(scope="module")
def specification(server: Product, sibling: Path) -> str:
    path = server.write_notebook("inside.ipynb", "print(1)")
    return str(server.post("specifications", {"path": path})["id"])


def kept(server: Product) -> list[Path]:
    """Where in the product's folder the secret lies."""
    files = (Path(at, name) for at, _, names in os.walk(server.data) for name in names)
    return [path for path in files if path.is_file() and SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("kind", PATHS)
def test_41_no_route_reads_from_a_sibling_of_the_root(
    server: Product, specification: str, route: str, kind: str
) -> None:
    filename, body = ROUTES[route]
    path = PATHS[kind].format(filename, home=server.home)

    with pytest.raises(Refused) as refused:
        server.post(route.format(specification=specification), body(path))

    assert refused.value.status in (404, 422)
    assert refused.value.error["field"] == "path"
    assert str(server.home) not in refused.value.error["message"].replace(path, "")
    assert kept(server) == []


@pytest.mark.parametrize("kind", PATHS)
def test_41_nothing_is_written_into_a_sibling_of_the_root(
    server: Product, sibling: Path, kind: str
) -> None:
    before = sorted(os.listdir(sibling))
    folder = PATHS[kind].format("", home=server.home).rstrip("/\\")

    with pytest.raises(Refused) as refused:
        server.post("specifications", {"name": "starter", "starter_folder": folder})

    assert refused.value.status in (404, 422)
    assert refused.value.error["field"] == "starter_folder"
    assert sorted(os.listdir(sibling)) == before
    assert not list(server.home.glob("*/starter.ipynb"))
    listed = server.get("specifications?q=starter")["items"]
    assert listed == [], "a draft without its notebook is left"


@pytest.mark.parametrize("kind", [*PATHS, "all that is linked", "everything"])
def test_41_no_accompanying_file_is_taken_from_a_sibling(
    server: Product, specification: str, kind: str
) -> None:
    patterns = {"all that is linked": "link/*", "everything": "**/*.csv", **PATHS}
    path = patterns[kind].format("f.csv", home=server.home)

    with pytest.raises(Refused) as refused:
        server.post(
            f"specifications/{specification}/versions", {"path": "inside.ipynb", "files": [path]}
        )

    assert refused.value.status in (404, 422)
    assert refused.value.error["field"].startswith("files")
    assert kept(server) == []


def test_41_no_file_of_a_sibling_is_proposed(server: Product, sibling: Path) -> None:
    opened = [path.format("f.csv", home=server.home) for path in PATHS.values()]
    code = "".join(f"open({path!r})\n" for path in opened)
    path = server.write_notebook(
        "opens.ipynb", f"from link import helper\n%run link/helper.py\n{code}"
    )

    proposal = server.post("signatures/propose", {"path": path})

    assert proposal["files"] == []


def test_41_a_run_hands_over_nothing_from_beside_its_workspace(server: Product) -> None:
    secret = json.dumps(SECRET[::-1])  # what lies there is made by the run itself
    path = server.write_notebook(
        "beside.ipynb",
        f"""
import json, os, pathlib
workspace = pathlib.Path(os.environ["JX_MANIFEST"]).parents[1]
beside = workspace.with_name("workspace-secret")
beside.mkdir()
(beside / "f.txt").write_text({secret}[::-1])
outputs = workspace / "outputs-secret"
outputs.mkdir()
(outputs / "scores.txt").write_text({secret}[::-1])
(workspace / "link").symlink_to(beside)
with open(os.environ["JX_EVENTS"], "a") as events:
    for path in ("../workspace-secret/f.txt", str(beside / "f.txt"), "link/f.txt"):
        event = {{"type": "result", "kind": "text", "name": path, "path": path}}
        events.write(json.dumps(event) + "\\n")
""",
        **{
            "jupyter-ext": {
                "signature": {"inputs": [], "parameters": [], "outputs": [{"alias": "scores"}]}
            }
        },
    )

    ended = server.wait(server.run(path)["id"])

    assert ended["state"] == "FAILED"
    assert "output scores was not written" in ended["reason"]
    assert ended["results"] == []
    notes = [event["text"] for event in events(server, ended["id"], "note")]
    assert sum("leaves the workspace" in note for note in notes) == 3
    attempts = server.data / "attempts"  # the run's own folder, tidied away after its end
    until(lambda: not list(attempts.glob("*/*/workspace-secret")), 60, "the run's folder is gone")
    assert kept(server) == []


def test_41_the_command_line_takes_no_file_of_a_sibling_through_a_link(
    server: Product, sibling: Path
) -> None:
    path = server.write_notebook("takes.ipynb", "import jx\njx.input('data')")
    folder = server.root / "folder"
    folder.mkdir()
    (folder / "own.csv").write_text("own")
    (folder / "theirs").symlink_to(sibling)

    done = subprocess.run(
        [sys.executable, "-m", "jupyter_ext.cli", "run", path, "-i", "data=folder"],
        cwd=server.root,
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 2
    assert "inputs.data: theirs is a link" in done.stderr
    assert kept(server) == []
