"""What is found out of git runs nothing that a folder names."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from jupyter_ext.specifications.gitstate import git_state


def git(folder: Path, *args: str) -> str:
    told = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    done = subprocess.run(
        ["git", *who, *args],
        cwd=folder, env={**os.environ, **told}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A committed notebook in a folder of a repository."""
    folder = tmp_path / "repository" / "work"
    folder.mkdir(parents=True)
    git(folder.parent, "init", "--quiet", "--initial-branch", "trunk")
    file = folder / "a.ipynb"
    file.write_text("{}")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "--quiet", "-m", "first")
    return file


def test_commit_branch_and_whether_something_changed(notebook: Path) -> None:
    clean = git_state(notebook)
    assert clean == {
        "commit": git(notebook.parent, "rev-parse", "HEAD"),
        "branch": "trunk",
        "dirty": False,
    }
    notebook.write_text("{ }")
    assert git_state(notebook) == {**clean, "dirty": True}


def test_what_stands_in_no_commit_is_dirty_also_when_ignored(notebook: Path) -> None:
    (notebook.parent / ".gitignore").write_text("mine.ipynb\n")
    git(notebook.parent, "add", ".gitignore")
    git(notebook.parent, "commit", "--quiet", "-m", "ignore")
    mine = notebook.with_name("mine.ipynb")
    mine.write_text("{}")
    assert (git_state(notebook) or {})["dirty"] is False
    assert (git_state(mine) or {})["dirty"] is True


def test_a_working_tree_beside_the_main_one(notebook: Path, tmp_path: Path) -> None:
    git(notebook.parent, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "other"))
    found = git_state(tmp_path / "other" / "work" / "a.ipynb")
    assert found is not None
    assert (found["branch"], found["dirty"]) == ("other", False)


def test_without_a_repository_or_a_commit_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert git_state(tmp_path / "a.ipynb") is None
    git(tmp_path, "init", "--quiet")
    assert git_state(tmp_path / "a.ipynb") is None


EVIL = "touch {ran}; cat"


@pytest.mark.parametrize(
    "config",
    [
        '[core]\n\tfsmonitor = "{evil}"\n',
        "[core] fsmonitor = {evil}\n",
        "[CORE]\n\tFsMonitor={evil}\n",
        "[core]\n\tbare = false \\\n\n\tfsmonitor = {evil}\n",
        '[filter "x"]\n\tclean = "{evil}"\n',
        "[include]\n\tpath = more\n",
        '[includeIf "gitdir:/"]\n\tpath = more\n',
        "[core]\n\tworktree = /\n\tsshCommand = {evil}\n",
        "[core]\r\n\tfsmonitor = {evil}\r\n",
        '[remote "origin"]\n\tpromisor = true\n\tuploadpack = "{evil}"\n',
    ],
)
def test_a_folders_own_programs_are_never_run(notebook: Path, tmp_path: Path, config: str) -> None:
    ran = tmp_path / "ran"
    evil = EVIL.format(ran=ran)
    repository = notebook.parents[1]
    (repository / ".git" / "more").write_text(f'[core]\n\tfsmonitor = "{evil}"\n')
    (repository / ".gitattributes").write_text("* filter=x\n")
    with (repository / ".git" / "config").open("a") as file:
        file.write(config.format(evil=evil))
    notebook.write_text("{ }")

    assert git_state(notebook) is None
    assert not ran.exists()


def test_a_bare_repository_that_came_along_as_a_folder_is_none(
    notebook: Path, tmp_path: Path
) -> None:
    inner = notebook.parent / "inner"
    git(notebook.parent, "clone", "--quiet", "--bare", str(notebook.parents[1]), str(inner))
    ran = tmp_path / "ran"
    with (inner / "config").open("a") as file:
        file.write(f'[core]\n\tfsmonitor = "{EVIL.format(ran=ran)}"\n\tworktree = .\n')
    (inner / "a.ipynb").write_text("{}")

    found = git_state(inner / "a.ipynb")

    assert found is not None, "the one above is"
    assert found["dirty"] is True
    assert not ran.exists()


def test_a_submodules_own_programs_are_never_run(notebook: Path, tmp_path: Path) -> None:
    repository = notebook.parents[1]
    module = notebook.parent / "module"
    git(notebook.parent, "clone", "--quiet", str(repository), str(module))
    git(repository, "add", "work/module")
    git(repository, "commit", "--quiet", "-m", "module")
    ran = tmp_path / "ran"
    with (module / ".git" / "config").open("a") as file:
        file.write(f'[core]\n\tfsmonitor = "{EVIL.format(ran=ran)}"\n')
    (module / "work" / "a.ipynb").write_text("{ }")

    assert git_state(notebook) is not None
    assert git_state(module / "work" / "a.ipynb") is None
    assert not ran.exists()
