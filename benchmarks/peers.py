"""The peers, each in an environment of its own, at its defaults."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import textwrap
import time
import urllib.request
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.product import free_port, until

REQUIREMENTS = {
    "nbclient": ["nbclient", "ipykernel", "pandas"],
    "papermill": ["papermill", "ipykernel", "pandas"],
    "jupyter-scheduler": ["jupyter-scheduler", "jupyterlab", "ipykernel", "pandas"],
}

BARE = textwrap.dedent(
    """
    import sys, time, nbformat, nbclient
    notebook = nbformat.read(sys.argv[1], as_version=4)
    began = time.perf_counter()
    nbclient.NotebookClient(notebook).execute()
    print(time.perf_counter() - began)
    """
)


class Environment:
    """A virtual environment with one peer."""

    def __init__(self, name: str, scratch: Path) -> None:
        self.name = name
        self.folder = scratch / name
        self.bin = self.folder / "bin"
        self.commands: list[str] = []
        if not (self.folder / "ready").exists():
            print(f"  installing {name} …", file=sys.stderr)
            venv.create(self.folder, with_pip=True, clear=True)
            subprocess.run(
                [self.bin / "pip", "install", "--quiet", *REQUIREMENTS[name]], check=True
            )
            (self.folder / "ready").touch()

    @property
    def version(self) -> str:
        shown = subprocess.run(
            [self.bin / "pip", "show", self.name], capture_output=True, text=True, check=True
        ).stdout
        return next(line.split()[1] for line in shown.splitlines() if line.startswith("Version"))

    def environment(self, home: Path) -> dict[str, str]:
        return {
            **os.environ,
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        }

    def said(self, command: list[Any]) -> None:
        """Keep a command line, once, to be shown beside the figures."""
        line = shlex.join(str(part) for part in command).replace(str(self.folder), self.name)
        if line not in self.commands:
            self.commands.append(line)


def bare_nbclient(peer: Environment, home: Path) -> Callable[[Path], float]:
    """Seconds of `NotebookClient.execute` alone, imports not counted."""

    def run(notebook: Path) -> float:
        command = [peer.bin / "python", "-c", BARE, notebook]
        peer.said(
            [peer.bin / "python", "-c", "…NotebookClient(notebook).execute()…", notebook.name]
        )
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True, text=True, check=True, env=peer.environment(home),
        )  # fmt: skip
        return float(done.stdout.split()[-1])

    return run


def papermill(peer: Environment, home: Path) -> Callable[[Path], float]:
    """Seconds of one papermill command."""

    def run(notebook: Path) -> float:
        command = [peer.bin / "papermill", notebook, home / "out.ipynb"]
        peer.said([peer.bin / "papermill", notebook.name, "out.ipynb"])
        began = time.perf_counter()
        subprocess.run(
            [str(part) for part in command],
            capture_output=True, check=True, env=peer.environment(home),
        )  # fmt: skip
        return time.perf_counter() - began

    return run


class Scheduler:
    """A Jupyter server with jupyter-scheduler; jobs by its REST API."""

    def __init__(self, peer: Environment, home: Path) -> None:
        self.peer = peer
        self.home = home
        self.root = home / "root"
        self.root.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        command = [
            peer.bin / "jupyter", "lab", "--no-browser", "--allow-root",
            f"--port={self.port}", "--IdentityProvider.token=benchmark",
            f"--ServerApp.root_dir={self.root}",
        ]  # fmt: skip
        peer.said(
            [*command[:4], "--port=PORT", "--IdentityProvider.token=…", "--ServerApp.root_dir=root"]
        )
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=peer.environment(home), cwd=home,
        )  # fmt: skip
        until(lambda: bool(self.ask("GET", "scheduler/jobs")), 90, "jupyter-scheduler answers")
        [*environments] = self.ask("GET", "scheduler/runtime_environments")
        self.environment_name = environments[0]["name"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Authorization": "token benchmark", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def submit(self, notebook: str) -> str:
        self.peer.said(["POST", "scheduler/jobs", '{"input_uri": …, "output_formats": ["ipynb"]}'])
        job = {
            "name": notebook,
            "input_uri": notebook,
            "runtime_environment_name": self.environment_name,
            "output_formats": ["ipynb"],
        }
        return str(self.ask("POST", "scheduler/jobs", job)["job_id"])

    def finished(self, job: str) -> bool:
        status = self.ask("GET", f"scheduler/jobs/{job}")["status"]
        if status == "FAILED":  # STOPPED is also what a job is that hasn't begun
            raise AssertionError(f"jupyter-scheduler: {status}")
        return bool(status == "COMPLETED")

    def run(self, notebook: Path) -> float:
        (self.root / notebook.name).write_text(notebook.read_text())
        began = time.perf_counter()
        job = self.submit(notebook.name)
        until(lambda: self.finished(job), 600, "the job ends", every=0.02)
        return time.perf_counter() - began

    def run_many(self, notebook: Path, count: int) -> float:
        (self.root / notebook.name).write_text(notebook.read_text())
        began = time.perf_counter()
        jobs = [self.submit(notebook.name) for _ in range(count)]
        for job in jobs:
            until(lambda job=job: self.finished(job), 900, "the jobs end", every=0.1)
        return time.perf_counter() - began

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)
