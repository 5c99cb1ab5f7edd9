"""The module as a whole: what it may import, which Python it needs, how it is installed."""

import ast
import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import jx
import pytest

import jupyter_ext

FOLDER = Path(jupyter_ext.__file__).parent / "notebook"
FILES = sorted((FOLDER / "jx").rglob("*.py"))
# what newer Pythons than 3.8 offer and a syntax check doesn't see
NEWER = {"removeprefix", "removesuffix", "cache", "zoneinfo", "tomllib", "pairwise", "UTC"}


def test_the_folder_on_the_path_holds_only_jx() -> None:
    assert [p.name for p in FOLDER.iterdir() if p.name[0] not in "._"] == ["jx"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_it_is_python_3_8_of_the_standard_library(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 8))
    allowed = sys.stdlib_module_names | {"pandas", "numpy"}  # the last two where they're given
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= allowed
        if isinstance(node, ast.ImportFrom) and not node.level:
            assert (node.module or "").split(".")[0] in allowed
        if isinstance(node, ast.Attribute):
            assert node.attr not in NEWER
    at_import = [n for n in tree.body if isinstance(n, ast.Import)]
    assert not {alias.name for n in at_import for alias in n.names} & {"pandas", "numpy"}


def test_every_public_name_is_documented() -> None:
    for name in jx.__all__:
        assert getattr(jx, name).__doc__, name


def test_importing_it_is_quick_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, jx; print(sorted(set(sys.modules) & {'pandas','numpy','difflib','asyncio'}))"
    )
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(FOLDER)!r}); {code}",
    ]
    out = subprocess.run(command, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


OLD = next((p for p in ("python3.8", "python3.9", "/usr/bin/python3") if shutil.which(p)), None)


def test_an_older_python_without_our_packages_runs_it(tmp_path: Path) -> None:
    """Any other interpreter of this machine stands for a kernel of its own environment."""
    found = sorted(Path.home().glob(".pyenv/versions/3.8.*/bin/python")) or [OLD or sys.executable]
    (tmp_path / "d.csv").write_text("a\n1\n")
    content = {
        "inputs": {"d": "d.csv", "e": None},
        "parameters": [{"alias": "when", "type": "date", "value": "2024-02-29"}],
        "outputs": ["o"],
    }
    (tmp_path / "m.json").write_text(json.dumps(content))
    code = f"""
import sys
sys.path.append({str(FOLDER)!r})
import jx
assert jx.input("d").text() == "a\\n1\\n"
assert jx.parameter("when").year == 2024
try:
    jx.input("e")
except jx.Undefined as error:
    print(error)
jx.metric("m", float("nan"), step=1)
jx.table("t", [{{"a": 1}}])
jx.output("o").write({{"ok": True}})
"""
    out = subprocess.run(
        [str(found[0]), "-c", code],
        env={"JX_MANIFEST": str(tmp_path / "m.json"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "undefined" in out.stdout, out.stderr
    assert json.loads((tmp_path / "outputs" / "o.json").read_text()) == {"ok": True}
    assert len((tmp_path / ".jx" / "events.jsonl").read_text().splitlines()) == 2


def test_an_installation_gives_the_same_module() -> None:
    """`import jx` outside the server: from the wheel's top level, or this folder when editable."""
    code = "import jx, os; print(os.path.realpath(os.path.dirname(jx.__file__)))"
    out = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    where = Path(out.stdout.strip())
    assert where in (
        (FOLDER / "jx").resolve(),
        (Path(sysconfig.get_path("purelib")) / "jx").resolve(),
    )
    assert {p.name for p in where.glob("*.py")} == {p.name for p in FILES}
