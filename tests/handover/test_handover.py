"""What is handed over runs where jupyter-ext isn't, and says what it is missing."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import uuid
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.artifacts.records import FromServerFile
from jupyter_ext.errors import Conflict, NotFound
from jupyter_ext.handover import run as run_script
from jupyter_ext.handover.requirements import requirements
from jupyter_ext.handover.service import checksums
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.sessions.records import RunRequest
from jupyter_ext.specifications.files import local_source
from jupyter_ext.specifications.records import CommitRequest, SpecificationCreate
from jupyter_ext.testing.scenes import Bench

CODE = (
    "import jx\n"
    "from helper import half\n"
    "rows = jx.input('rows').open().read().split()\n"
    "value = half(len(rows)) * jx.parameter('rate')\n"
    "jx.metric('value', value)\n"
    "jx.output('scores', suffix='.txt').write(f'{value}')\n"
    "print('versions', [one.number for one in jx.input('rows').versions()], jx.has('more'))"
)
SIGNATURE = {
    "inputs": [{"alias": "rows", "required": True}, {"alias": "more"}],
    "parameters": [{"alias": "rate", "type": "float", "default": 0.5}],
    "outputs": [{"alias": "scores"}],
}


def version(bench: Bench, text: str, artifact_id: str | None = None) -> Any:
    path = bench.folder / "rows of the day.csv"
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    wish = FromServerFile(path=str(path), artifact_id=artifact_id, artifact_name="Rows")
    return bench.services.artifacts.version_from_path(bench.actor, wish, path)


def a_session(bench: Bench) -> Any:
    """A session of a registered notebook with a module beside it and two versions of its input."""
    first = version(bench, "a b c d")
    version(bench, "a b c d e f", first.artifact.id)
    (bench.folder / "helper.py").write_text("def half(n):\n    return n / 2\n")
    path = bench.notebook(CODE)
    source = local_source(path, ["helper.py"])
    services = bench.services
    made = services.specifications.create(
        bench.actor,
        SpecificationCreate(name="Value", path=str(path), signature=SIGNATURE),
        source,
    ).specification
    wish = CommitRequest(path=str(path), signature=SIGNATURE, files=["helper.py"])
    services.specifications.commit(bench.actor, made.id, wish, source)
    services.specifications.register(bench.actor, made.id)
    instance = services.instances.create(
        bench.actor,
        InstanceCreate(specification_id=made.id, name="Value", inputs={"rows": first.artifact.id}),
    )
    session = services.sessions.submit(
        bench.actor, instance.id, RunRequest(parameters={"rate": 2.0}), uuid.uuid4().hex
    )
    services.dispatcher.wake()
    session = bench.wait(session.id)
    assert session.state == "SUCCEEDED", session.error
    return session


def unpacked(bench: Bench, session_id: str, into: Path, *, data: bool = True) -> Path:
    made = bench.services.hand_over.make(bench.actor, session_id, data=data)
    into.mkdir()
    file = into / "archive.zip"
    file.write_bytes(b"".join(made.chunks()))
    with zipfile.ZipFile(file) as archive:
        assert sum(one.file_size for one in archive.infolist()) == made.size
        archive.extractall(into)
    return into


def run(python: str | Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    hidden = ("PYTHONPATH", "JX_MANIFEST", "JUPYTER_PATH")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [python, folder / "run.py", *options],
        capture_output=True, text=True, timeout=120, env=env, cwd="/",
    )  # fmt: skip


@pytest.mark.timeout(600)
def test_it_runs_in_an_empty_environment_without_jupyter_ext(bench: Bench, tmp_path: Path) -> None:
    folder = unpacked(bench, a_session(bench).id, tmp_path / "handed over")
    venv.create(tmp_path / "env", with_pip=True)
    binaries = tmp_path / "env" / "bin"
    pinned = (folder / "requirements.txt").read_text().splitlines()
    needed = [one for one in pinned if one.startswith(("ipykernel==", "nbclient=="))]
    assert len(needed) == 2
    assert not [one for one in pinned if one.startswith("jupyter-ext")]
    subprocess.run([binaries / "pip", "install", "--quiet", *needed], check=True, timeout=500)
    listed = subprocess.run([binaries / "pip", "list"], capture_output=True, text=True, check=True)
    assert "jupyter-ext" not in listed.stdout

    done = run(binaries / "python", folder)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "value: 6.0 (the same)" in done.stdout
    assert (folder / "rerun" / "outputs" / "scores.txt").read_text() == "6.0"
    nb = json.loads((folder / "rerun" / "executed.ipynb").read_text())
    printed = "".join("".join(o.get("text", "")) for c in nb["cells"] for o in c["outputs"])
    assert "versions [1, 2] False" in printed
    assert (folder / "results" / "report.html").read_text().count("versions [1, 2] False") == 1
    check = subprocess.run(
        ["sha256sum", "--check", "--quiet", "checksums.sha256"], cwd=folder, check=False
    )
    assert check.returncode == 0


def test_a_changed_file_is_named_and_nothing_runs(bench: Bench, tmp_path: Path) -> None:
    folder = unpacked(bench, a_session(bench).id, tmp_path / "out")
    (folder / "work" / "helper.py").write_text("def half(n):\n    return n\n")

    done = run(sys.executable, folder)

    assert done.returncode == 2
    assert "work/helper.py was changed" in done.stderr
    assert not (folder / "rerun").exists()


def test_without_data_it_says_which_files_to_bring(bench: Bench, tmp_path: Path) -> None:
    session = a_session(bench)
    folder = unpacked(bench, session.id, tmp_path / "out", data=False)
    whole = unpacked(bench, session.id, tmp_path / "whole")
    place = "inputs/rows/rows of the day.csv"
    assert not (folder / "work" / place).exists()
    assert not (folder / "work" / "inputs" / ".versions").exists()
    assert "rows of the day.csv" in (folder / "README.md").read_text()

    missing = run(sys.executable, folder, "--check")
    assert missing.returncode == 2
    assert f"work/{place} is missing" in missing.stderr

    (folder / "work" / place).parent.mkdir(parents=True)
    shutil.copyfile(whole / "work" / place, folder / "work" / place)
    assert run(sys.executable, folder, "--check").returncode == 0


def test_data_deleted_since_is_to_be_brought(bench: Bench, tmp_path: Path) -> None:
    session = a_session(bench)
    bench.services.artifacts.delete_version(bench.actor, session.inputs[0].version.id)

    folder = unpacked(bench, session.id, tmp_path / "out")

    assert run(sys.executable, folder, "--check").returncode == 2
    assert "Bring these files first" in (folder / "README.md").read_text()
    assert (folder / "results" / "outputs" / "scores").is_dir()


def test_a_script_runs_again_too(bench: Bench, tmp_path: Path) -> None:
    path = bench.folder / "double.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text("import jx\njx.metric('two', 2)\nprint(jx.session()['name'])\n")
    session = bench.wait(bench.submit(path, name="By hand").id)
    folder = unpacked(bench, session.id, tmp_path / "out")

    done = run(sys.executable, folder)

    assert done.returncode == 0, done.stderr
    assert "By hand" in done.stdout
    assert "two: 2 (the same)" in done.stdout


def test_a_run_that_fails_says_so_by_its_code(bench: Bench, tmp_path: Path) -> None:
    session = bench.wait(bench.submit(bench.notebook("raise ValueError('no')")).id)
    assert session.state == "FAILED"
    folder = unpacked(bench, session.id, tmp_path / "out")

    done = run(sys.executable, folder)

    assert done.returncode == 1
    assert "ValueError" in done.stderr
    assert (folder / "rerun" / "executed.ipynb").is_file()


def test_only_what_is_over_and_ones_own_is_handed_over(bench: Bench) -> None:
    bench.services.dispatcher.stop()
    waiting = bench.submit(bench.notebook("print(1)"))
    with pytest.raises(Conflict, match="isn't over yet"):
        bench.services.hand_over.make(bench.actor, waiting.id)
    with pytest.raises(NotFound):
        bench.services.hand_over.make(bench.actor, "nothing")


def test_what_the_kernel_says_of_its_packages_is_data() -> None:
    told = {
        "kernelspec": {"language": "python"},
        "packages": [
            ["numpy", "2.3.1"],
            ["jupyter_ext", "0.1.0"],
            ["own", "1.0+local"],
            ["--index-url", "http://evil"],
            ["evil\n-e .", "1"],
            ["a", "1 --hash=x"],
            "no pair",
        ],
    }
    assert requirements(told, notebook=False).splitlines() == [
        "numpy==2.3.1",
        "# own==1.0+local (in no index)",
    ]
    assert requirements(None, notebook=True) == "ipykernel\nnbclient\n"


def test_the_script_is_python_that_is_old() -> None:
    text = Path(str(run_script.__file__)).read_text()
    ast.parse(text, feature_version=(3, 8))
    assert "jupyter_ext" not in text


def test_names_with_new_lines_stand_on_one_line_of_the_checksums() -> None:
    assert checksums({"a\nb\\c": "00", "d": "11"}) == b"\\00  a\\nb\\\\c\n11  d\n"
