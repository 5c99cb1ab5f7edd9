"""The command line, a worker and a server on the same data: everybody sees everything."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..product import Product, until

COMMAND = [sys.executable, "-m", "jupyter_ext.cli"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    found = Product(tmp_path_factory.mktemp("product"))
    found.start(capacity=2)
    yield found
    found.kill()


def start(server: Product, *words: str, folder: Path | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *words],
        cwd=folder or server.root,
        env=server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def waiting_for(go: Path) -> str:
    return f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.05)"


def running(server: Product) -> list[str]:
    page = server.get("sessions?active=true")
    return [one["id"] for one in page["items"] if one["state"] == "RUNNING"]


def test_a_run_whose_command_was_killed_is_taken_over_by_the_server(
    server: Product, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    command = start(server, "run", server.write_notebook("one.ipynb", waiting_for(go)))
    until(lambda: bool(running(server)), 90, "the server sees the command's session")
    [session] = running(server)

    command.kill()
    command.wait(10)
    assert server.wait_for_cell(session, 1)["responding"]
    go.touch()

    ended = server.wait(session, "SUCCEEDED", timeout=40)
    assert ended["executions"][0]["attempt"] == 1


def test_a_session_of_the_server_is_listed_and_ended_from_a_terminal(
    server: Product, tmp_path: Path
) -> None:
    go = tmp_path / "never"
    session = server.run(server.write_notebook("two.ipynb", waiting_for(go)))["id"]
    server.wait_for_cell(session, 1)

    listed, _ = start(server, "sessions", "--active", "--json").communicate(timeout=90)
    assert [one["id"] for one in json.loads(listed)["items"]] == [session]
    killed, _ = start(server, "kill", session[:8], "--reason", "wrong data", "--json").communicate(
        timeout=90
    )

    assert json.loads(killed)["state"] == "CANCELLED"
    ended = server.session(session)
    assert ended["state"] == "CANCELLED"
    assert ended["reason"].endswith("at cell 1 (wrong data)")
    shown, _ = start(server, "show", session[:8]).communicate(timeout=90)
    assert ended["reason"] in shown
    shown, _ = start(server, "show", session[:8], "--json").communicate(timeout=90)
    assert json.loads(shown)["kill_reason"] == "wrong data"


def test_a_launch_of_the_server_is_followed_ended_and_run_again_from_a_terminal(
    server: Product, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    path = server.write_notebook("grid.ipynb", "import jx\njx.parameter('n')", waiting_for(go))
    first = server.run(path, lists={"parameters": {"n": ["1", "2", "3"]}})
    workflow = first["workflow"]["id"]
    server.wait_for_cell(first["id"], 2)

    killed, errors = start(
        server, "workflow", "kill", workflow[:13], "--reason", "wrong data", "--json"
    ).communicate(timeout=90)
    assert killed, errors
    assert json.loads(killed)["states"] == {"CANCELLED": 3}
    assert server.get(f"workflows/{workflow}")["states"] == {"CANCELLED": 3}
    assert server.session(first["id"])["kill_reason"] == "wrong data"

    again = server.post(f"workflows/{workflow}/rerun-failed")
    follow = start(server, "workflow", "show", again["id"], "--follow")
    twice, _ = start(server, "workflow", "rerun-failed", workflow).communicate(timeout=90)
    assert twice == ""
    go.touch()
    shown, errors = follow.communicate(timeout=120)
    assert (follow.returncode, "3 succeeded" in shown) == (0, True), errors

    done, errors = start(server, "workflow", "rerun-failed", workflow, "--json").communicate(
        timeout=120
    )
    assert done, errors
    mine = server.get(f"workflows/{json.loads(done)['workflow']}")
    assert (mine["states"], mine["rerun_of"]["id"]) == ({"SUCCEEDED": 3}, workflow)
    listed, _ = start(server, "workflow", "list", "--json").communicate(timeout=90)
    assert [one["id"] for one in json.loads(listed)["items"]] == [mine["id"], again["id"], workflow]


def test_a_file_is_one_specification_whoever_runs_it_and_by_whatever_path(
    server: Product, tmp_path: Path
) -> None:
    def by_command(path: str, folder: Path) -> dict[str, Any]:
        said, errors = start(server, "run", path, "--json", folder=folder).communicate(timeout=120)
        assert said, errors
        found: dict[str, Any] = json.loads(said)
        return found["specification"]

    def by_server(path: str) -> dict[str, Any]:
        return server.wait(server.run(path)["id"], "SUCCEEDED")["specification"]

    # given: a notebook, and two others of its name, in a folder below and in one beside the root
    path = server.write_notebook("here/same.ipynb", "print(1)")
    server.write_notebook("here/here/same.ipynb", "print(1)")
    sibling = server.root.with_name("root-secret") / "here"
    sibling.mkdir(parents=True)
    (sibling / "same.ipynb").write_bytes((server.root / path).read_bytes())
    (tmp_path / "link").symlink_to(server.root / "here")

    # when
    ours = [
        by_command("../here/same.ipynb", server.root / "here"),
        by_server(path),
        by_command(str(server.root / path), tmp_path),
        by_command("link/same.ipynb", tmp_path),
    ]
    others = [by_server("here/here/same.ipynb"), by_command("same.ipynb", sibling)]

    # then
    assert len({one["id"] for one in ours}) == 1
    assert len({one["id"] for one in others} | {ours[0]["id"]}) == 3
    kept = server.get(f"specifications/{ours[0]['id']}")
    assert (kept["path"], kept["newest_version"]) == (path, 1)
    assert server.get(f"sessions?path={path}")["total"] == 4


def test_a_run_from_the_command_line_is_found_by_the_path_that_the_server_shows(
    server: Product,
) -> None:
    path = server.write_notebook("shown.ipynb", "print(1)")
    command = start(server, "run", path, "--json")
    said, _ = command.communicate(timeout=120)

    [found] = server.get(f"sessions?path={path}")["items"]

    assert found["id"] == json.loads(said)["session"]


def test_a_worker_runs_what_waits_and_lets_it_go_on_when_it_is_told_to_stop(
    tmp_path: Path,
) -> None:
    idle = Product(tmp_path / "product")
    idle.start(capacity=0)
    go = tmp_path / "go"
    session = idle.run(idle.write_notebook("three.ipynb", waiting_for(go)))["id"]
    assert "server or worker" in idle.get(f"sessions/{session}/progress")["waiting"]

    worker = start(idle, "worker", "--capacity", "1", "--json")
    try:
        idle.wait_for_cell(session, 1, timeout=90)
        worker.send_signal(signal.SIGTERM)
        said, errors = worker.communicate(timeout=30)
        assert worker.returncode == 0
        assert json.loads(said)["capacity"] == 1
        assert "1 session goes on without the worker" in errors
        go.touch()
        idle.wait(session, "SUCCEEDED", timeout=40)
    finally:
        worker.kill()
        idle.kill()
