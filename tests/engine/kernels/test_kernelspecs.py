"""Kernels are found, and their command lines formed, as jupyter_client does it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from jupyter_ext.engine.kernels.kernelspecs import KernelspecMissing, find, names


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    def write(name: str, content: Any) -> Path:
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True)
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / "kernel.json").write_text(text)
        return folder

    return write


def test_pythons_own_kernel_is_found_by_each_of_its_names() -> None:
    assert {find(name).name for name in (None, "", "python", "python3", "Python3")} == {"python3"}
    assert find(None).is_ipykernel


def test_all_that_jupyter_knows_is_named() -> None:
    assert names() == sorted(KernelSpecManager().find_kernel_specs())


def test_the_command_line_is_jupyter_clients(install: Any, tmp_path: Path) -> None:
    install(
        "odd",
        {
            "argv": ["python3", "{resource_dir}/k.py", "-f", "{connection_file}", "{unknown}"],
            "display_name": "Odd",
            "language": "odd",
            "env": {"WHERE": "${BASE}/x", "LOOSE": "$NOWHERE"},
        },
    )
    connection_file = str(tmp_path / "c.json")
    manager = KernelManager(kernel_name="odd", connection_file=connection_file)
    manager._launch_args = {}

    spec = find("ODD")

    assert spec.command(connection_file) == manager.format_kernel_cmd()
    assert spec.environment({"BASE": "/b"}) == {"BASE": "/b", "WHERE": "/b/x", "LOOSE": "$NOWHERE"}


def test_a_kernel_that_cannot_be_started_is_refused_with_what_there_is(install: Any) -> None:
    install("broken", "{")
    remote = {"kernel_provisioner": {"provisioner_name": "remote-thing"}}
    install("remote", {"argv": ["x"], "metadata": remote})

    with pytest.raises(KernelspecMissing, match=r"'nosuch' isn't installed here\. .*python3"):
        find("nosuch")
    with pytest.raises(KernelspecMissing, match="'broken' can't be read"):
        find("broken")
    with pytest.raises(KernelspecMissing, match="provisioner of its own"):
        find("remote")
