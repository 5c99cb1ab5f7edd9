"""The files that a body needs besides its inputs; never one outside its folder."""

from pathlib import Path

import pytest

from jupyter_ext.specifications.accompanying import AccompanyingFile, accompanying_files
from jupyter_ext.specifications.code import read_code

from .test_proposal import a_notebook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.csv").write_text("outside")
    home = tmp_path / "home"
    for path, content in {
        "model.py": "import tools.text\nfrom rules import limit",
        "rules.py": "DATA = open('rules.json')",
        "rules.json": "{}",
        "tools/__init__.py": "",
        "tools/text.py": "from . import more\nfrom .. import up",
        "tools/more.py": "",
        "tools/deep/__init__.py": "from ..text import x",
        "tools/data.txt": "not code",
        "up.py": "",
        "unused.py": "",
        "plain/one.py": "",
        "data/a.csv": "1",
        "data/b.csv": "22",
        "data/deep/c.csv": "333",
        "my notes.md": "é",
        "a.ipynb": "{}",
        "script.sh": "ls",
        ".env": "TOKEN=1",
        "out.csv": "old",
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(content)
    (home / "link.csv").symlink_to(tmp_path / "secret.csv")
    (home / "linked").symlink_to(tmp_path)
    return home


def found(folder: Path, *cells: str) -> list[str]:
    return [f.path for f in accompanying_files(a_notebook(*cells), folder, "a.ipynb")]


TOOLS = ["tools/__init__.py", "tools/deep/__init__.py", "tools/more.py", "tools/text.py"]


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("import model", ["model.py", "rules.json", "rules.py", *TOOLS]),
        ("from model import f", ["model.py", "rules.json", "rules.py", *TOOLS]),
        ("import rules as r, os, numpy", ["rules.json", "rules.py"]),
        ("import tools.text", TOOLS),
        ("from tools import text", TOOLS),
        ("import plain.one", ["plain/one.py"]),
        ("def f():\n    import up", ["up.py"]),
        ("import importlib\nimportlib.import_module('up')", ["up.py"]),
        ("import nothing_here", []),
        ("open('data/a.csv')", ["data/a.csv"]),
        ("open('./data/a.csv', 'rb')", ["data/a.csv"]),
        ("from pathlib import Path\nPath('data/a.csv').read_text()", ["data/a.csv"]),
        ("from pathlib import Path\nD = Path('data')\nx = Path('data') / 'a.csv'", ["data/a.csv"]),
        ("import os\nos.path.join('data', 'a.csv')", ["data/a.csv"]),
        ("import pandas as pd\npd.read_csv('my notes.md')", ["my notes.md"]),
        ("NAME = 'data/b.csv'\nread(NAME)", ["data/b.csv"]),
        ("import glob\nglob.glob('data/*.csv')", ["data/a.csv", "data/b.csv"]),
        ("Path('data').rglob('*')", ["data/a.csv", "data/b.csv", "data/deep/c.csv"]),
        ("os.listdir('data')", ["data/a.csv", "data/b.csv", "data/deep/c.csv"]),
        ("%run model.py", ["model.py", "rules.json", "rules.py", *TOOLS]),
        ("!bash script.sh", ["script.sh"]),
        ("df.to_csv('out.csv')\nopen('out.csv', 'w')\nPath('out.csv').open('w')", []),
        ("Path('out.csv').write_text('x')\nplt.savefig('out.csv')", ["out.csv"]),
        ("open('a.ipynb')", []),
        ("x = 'data'\n', '.join(['a.csv'])", []),
    ],
)
def test_what_the_code_needs_is_proposed(folder: Path, source: str, files: list[str]) -> None:
    assert found(folder, source) == files


@pytest.mark.parametrize(
    "path",
    [
        "../secret.csv",
        "data/../../secret.csv",
        "/etc/passwd",
        "link.csv",
        "linked/secret.csv",
        ".env",
        "~/x.csv",
        "data\\\\a.csv",
        "nul\\x00.csv",
        "x" * 5000 + ".csv",
    ],
)
def test_nothing_outside_hidden_or_linked_is_proposed(folder: Path, path: str) -> None:
    cells = [f"open('{path}')", f"Path('{path}').read_text()", f"import glob\nglob.glob('{path}*')"]
    assert found(folder, *cells) == []


def test_sizes_and_reasons_are_given(folder: Path) -> None:
    got = accompanying_files(
        a_notebook("# T", "import rules", "open('data/b.csv')"), folder, "a.ipynb"
    )
    assert got == [
        AccompanyingFile("data/b.csv", 2, "opened in cell 3"),
        AccompanyingFile("rules.json", 2, "opened by rules.py"),
        AccompanyingFile("rules.py", 25, "imported in cell 2"),
    ]


def test_a_script_and_relative_imports(folder: Path) -> None:
    code = read_code(b"import up\nopen('data/a.csv')", "run.py")
    got = accompanying_files(code, folder, "run.py")
    assert [(f.path, f.reason) for f in got] == [
        ("data/a.csv", "opened in the script"),
        ("up.py", "imported in the script"),
    ]


def test_there_is_an_end_to_it(folder: Path) -> None:
    for i in range(600):
        (folder / "data" / f"{i}.csv").write_text("")
    assert len(found(folder, "glob('data/*.csv')")) == 500


def test_modules_that_import_each_other_are_read_once(folder: Path) -> None:
    (folder / "one.py").write_text("import two")
    (folder / "two.py").write_text("import one\nthis is no Python")
    (folder / "three.py").write_bytes(b"import one\n\xff\xfe")
    assert found(folder, "import one, three") == ["one.py", "three.py", "two.py"]
