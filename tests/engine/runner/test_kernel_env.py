"""A kernel sees what a notebook needs and nothing that is the server's secret."""

import os
from pathlib import Path

from jupyter_ext.engine.runner.kernel_env import jx_folder, kernel_env, passes

from .attempts import notebook, texts
from .conftest import MakeAttempt


def test_the_list_lets_the_ordinary_through_and_no_secret() -> None:
    for name in ("PATH", "HOME", "LC_ALL", "https_proxy", "CONDA_PREFIX", "XDG_RUNTIME_DIR", "TZ"):
        assert passes(name), name
    for name in (
        "JUPYTERHUB_API_TOKEN",
        "JPY_API_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "CONDA_TOKEN",
        "XDG_SESSION_PASSWORD",
        "MPLBACKEND",
        "JUPYTER_EXT_DATABASE_URL",
    ):
        assert not passes(name), name


def test_the_runtime_adds_and_the_jx_folder_comes_last() -> None:
    workspace = Path("/w")
    env = kernel_env(
        {"PATH": "/bin", "TOKEN": "x"}, {"PYTHONPATH": "/mine", "TOKEN_URL": "u"}, workspace
    )
    assert env == {
        "PATH": "/bin",
        "TOKEN_URL": "u",
        "PYTHONPATH": f"/mine:{jx_folder()}",
        "JX_MANIFEST": "/w/.jx/manifest.json",
        "JX_OUTPUTS": "/w/outputs",
        "JX_EVENTS": "/w/.jx/events.jsonl",
    }
    assert [path.name for path in jx_folder().iterdir() if path.name != "__pycache__"] == ["jx"]


def test_in_the_notebooks_folder_paths_and_modules_of_that_folder_work(
    make_attempt: MakeAttempt, tmp_path: Path
) -> None:
    folder = tmp_path / "my notebooks é"
    folder.mkdir()
    (folder / "local_module.py").write_text("answer = 42")
    (folder / "data.txt").write_text("relative")
    source = folder / "analysis.ipynb"
    source.write_text("the user's file")
    attempt = make_attempt(
        notebook(
            "import os, local_module, jx\n"
            "print(local_module.answer, open('data.txt').read(), os.getcwd())",
            "e = os.environ\n"
            "print(e.get('JUPYTER_TOKEN'), e['EXTRA'], 'inline' in e['MPLBACKEND'])",
            "open(jx.output('out'), 'w').write('x')",
        ),
        outputs=[{"alias": "out", "description": "", "required": True, "artifact": None}],
        runtime={"working_folder": "notebook", "notebook_folder": str(folder)},
    )
    (attempt.folder / "environment.json").write_text('{"EXTRA": "given"}')
    result = attempt.run(env={**os.environ, "JUPYTER_TOKEN": "secret", "MPLBACKEND": "agg"})

    assert result["state"] == "SUCCEEDED", result["reason"]
    assert not (attempt.folder / "environment.json").exists()
    first, second, _ = [texts(cell) for cell in attempt.executed.cells]
    assert first == f"42 relative {folder}\n"
    assert second == "None given True\n"  # ipykernel sets its own inline backend
    assert source.read_text() == "the user's file"
    assert sorted(p.name for p in folder.iterdir() if p.name != "__pycache__") == [
        "analysis.ipynb",
        "data.txt",
        "local_module.py",
    ]
    assert result["provenance"]["working_folder"] == "notebook"
