"""The code of a body as syntax trees, cell by cell; nothing is ever run.

IPython's magics and shell lines are taken out first; a cell that can't be parsed is left out and
named, and spoils no other.
"""

import ast
import re
import warnings as python_warnings
from dataclasses import dataclass, field
from typing import Any

from ..engine.runner.cell_numbers import numbers
from ..engine.runner.notebooks import NotebookInvalid, language_of, read_plain

PYTHON = ("python", "ipython", "python3")
# cell magics under which Python goes on
_PYTHON_BELOW = re.compile(r"%%(time|timeit|capture|prun|python3?|pypy)\b")
_LINE_MAGIC = re.compile(r"^(\s*)([%!?].*|[\w.]+\?\??\s*)$")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[\w., \[\]'\"]+=\s*)[%!].*$")
_LARGEST_CELL = 2**20  # characters; larger ones are data


@dataclass(frozen=True)
class Cell:
    """One code cell: `number` counts all cells of the notebook from 1; a script is cell 1."""

    number: int
    source: str
    tags: tuple[str, ...] = ()
    tree: ast.Module | None = None


@dataclass(frozen=True)
class Code:
    """The code cells of a notebook or script, its language and its metadata."""

    kind: str  # notebook or script
    language: str  # python, r, …
    cells: list[Cell]
    metadata: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_python(self) -> bool:
        return self.language in PYTHON


def read_code(data: bytes, filename: str) -> Code:
    """The code in a notebook's or script's bytes.

    Raises NotebookInvalid with the reason.
    """
    if filename.lower().endswith(".ipynb"):
        return _notebook(data, filename)
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotebookInvalid(f"{filename} isn't UTF-8 text at byte {error.start}.") from None
    language = "r" if filename.lower().endswith(".r") else "python"
    found: list[str] = []
    cell = _cell(1, source, (), language, found, "the script")
    return Code("script", language, [cell], {}, found)


def _notebook(data: bytes, filename: str) -> Code:
    read = read_plain(data, filename)
    found = list(read.warnings)
    language = language_of(read.nb) or "python"
    cells = [
        _cell(
            number,
            cell["source"],
            tuple(map(str, cell["metadata"].get("tags") or ())),
            language,
            found,
            f"cell {number}",
        )
        for cell, number in zip(read.nb["cells"], numbers(read.nb["cells"]), strict=True)
        if cell["cell_type"] == "code" and number is not None
    ]
    return Code("notebook", language, cells, read.nb["metadata"], found)


def _cell(
    number: int, source: str, tags: tuple[str, ...], language: str, found: list[str], where: str
) -> Cell:
    tree = None
    if language in PYTHON:
        if len(source) > _LARGEST_CELL:
            found.append(f"{where} is too large to be looked at.")
        else:
            tree, why = _parsed(source)
            if why:
                found.append(f"{where} was left out: {why}.")
    return Cell(number, source, tags, tree)


def _parsed(source: str) -> tuple[ast.Module | None, str]:
    """The tree, or why there is none; ("", None) for a cell of another language."""
    head = source.lstrip()
    if head.startswith("%%"):
        if not _PYTHON_BELOW.match(head):
            return None, ""
        above = source[: len(source) - len(head)].count("\n")
        lines = source.split("\n")
        source = "\n".join(["" if i <= above else line for i, line in enumerate(lines)])
    tree, why = _tree(source)
    if tree is None:
        tree, again = _tree(without_magics(source))
        why = "" if tree is not None else again
    return tree, why


def without_magics(source: str) -> str:
    """The source with `%magic`, `!shell`, `x = !shell` and `help?` lines made harmless."""
    lines = []
    for line in source.split("\n"):
        assigned = _ASSIGNED_MAGIC.match(line)
        magic = _LINE_MAGIC.match(line)
        if assigned:
            lines.append(assigned.group(1) + "None")
        else:
            lines.append(magic.group(1) + "pass" if magic else line)
    return "\n".join(lines)


def _tree(source: str) -> tuple[ast.Module | None, str]:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")  # of strings like "\d"
            return compile(source, "<cell>", "exec", flags), ""
    except SyntaxError as error:
        return None, f"{error.msg} (line {error.lineno})"
    except (ValueError, RecursionError, MemoryError) as error:
        return None, str(error) or "nested too deeply"
