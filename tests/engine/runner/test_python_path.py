"""Where `jx` is found: last on PYTHONPATH, once, in a folder that holds nothing else."""

import os
import subprocess
import sys

import pytest

from jupyter_ext.engine.runner.kernel_env import jx_folder, python_path


@pytest.mark.parametrize("existing", [None, "", "/a", f"/a{os.pathsep}", f"{os.pathsep}/b"])
def test_what_was_there_stays_and_comes_first(existing: str | None) -> None:
    made = python_path(existing)
    assert made == (f"{existing}{os.pathsep}{jx_folder()}" if existing else str(jx_folder()))
    assert python_path(made) == made, "twice is once"


def test_an_interpreter_without_anything_installed_imports_jx() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import jx; jx.input('ds1')"],
        env={**os.environ, "PYTHONPATH": python_path(None), "JX_MANIFEST": ""},
        capture_output=True,
        text=True,
    )
    assert "press Open with data" in done.stderr
    assert {name for name in os.listdir(jx_folder()) if name != "__pycache__"} == {"jx"}
