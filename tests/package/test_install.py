"""`pip install .` in an empty environment, and a wheel where there is no Node."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def run(*command: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=900,
        env=env,
        cwd=cwd,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout + done.stderr


def without_node() -> dict[str, str]:
    """A PATH on which neither node nor yarn is found."""
    folders = [
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not any((Path(folder) / tool).exists() for tool in ("node", "jlpm", "yarn", "npm"))
    ]
    return {**os.environ, "PATH": os.pathsep.join(folders)}


def empty_environment(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    return folder / "bin"


def assert_works(binaries: Path, home: Path) -> None:
    env = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "HOME": str(home)}
    server = run(binaries / "jupyter", "server", "extension", "list", env=env)
    assert any("jupyter_ext" in line and "OK" in line for line in server.splitlines()), server
    lab = run(binaries / "jupyter", "labextension", "list", env=env)
    assert any("jupyter-ext" in line and "OK" in line for line in lab.splitlines()), lab
    version = run(binaries / "jupyter", "ext", "--version", env=env)
    assert version.strip()
    # the library for kernels comes along, and says what to do outside a run
    library = subprocess.run(
        [binaries / "python", "-c", "import jx; jx.input('a')"], capture_output=True, text=True
    )
    assert "Open with data" in library.stderr


@pytest.mark.timeout(1200)
def test_a_source_tree_and_a_wheel_without_node_install_and_work(tmp_path: Path) -> None:
    # given a clean copy of the sources, without anything that was built
    source = tmp_path / "source"
    built = (".venv*", "node_modules", "lib", "labextension", "_version.py", "*.tsbuildinfo")
    scratch = (".git", ".make", ".example", "test-results", ".mypy_cache", ".ruff_cache")
    shutil.copytree(REPOSITORY, source, ignore=shutil.ignore_patterns(*built, *scratch))

    # when it is installed in an empty environment, both halves of the extension are found
    first = empty_environment(tmp_path / "first")
    run(first / "pip", "install", source)
    assert_works(first, tmp_path)

    # and the wheel of the same tree installs where there is no Node
    run(first / "pip", "wheel", "--no-deps", "--wheel-dir", tmp_path / "dist", source)
    wheel = next((tmp_path / "dist").glob("jupyter_ext-*.whl"))
    second = empty_environment(tmp_path / "second")
    run(second / "pip", "install", wheel, env=without_node())
    assert_works(second, tmp_path)
