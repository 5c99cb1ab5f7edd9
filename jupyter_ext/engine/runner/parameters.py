"""Parameter values written as code: the cell that follows the one tagged `parameters`.

A value is data, never code: whatever it holds, the text made here assigns exactly that value. Where
a language can't hold a value exactly it is refused, with the way out: every kernel can read the
JSON manifest instead.
"""

import ast
import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .cell_numbers import INJECTED_TAG
from .literals import WRITERS, Refused
from .notebooks import cell_id

TAG = "parameters"


class ParameterUnrepresentable(Exception):
    """A value that can't be written in the notebook's language without changing it."""


def render(parameters: Sequence[Mapping[str, Any]], language: str) -> str | None:
    """Source in `language` that assigns each parameter ({"alias", "type", "value"}), one a line.

    None for a language that isn't written here: its notebooks read the manifest.
    Raises ParameterUnrepresentable.
    """
    writer = WRITERS.get(language.lower())
    if writer is None:
        return None
    lines = ["# Parameters"]
    if language.lower() == "julia" and any(p.get("type") == "date" for p in parameters):
        lines.append("import Dates")
    for parameter in parameters:
        alias = str(parameter["alias"])
        try:
            lines.append(writer(alias, _typed(parameter)))
        except Refused as refused:
            raise ParameterUnrepresentable(
                f"parameter {alias}: {refused}; the notebook can read it from the JSON manifest"
            ) from None
    return "\n".join(lines)


def inject(nb: Any, parameters: Sequence[Mapping[str, Any]], language: str) -> bool:
    """Put the parameters' cell into the notebook node `nb`; False when none is needed.

    It stands after the first cell tagged `parameters`, or first of all in a notebook that has no
    such cell and never calls `jx.parameter`; a cell injected by an earlier run makes way. None is
    needed when the tagged cell does nothing but assign these very values.

    Raises ParameterUnrepresentable.
    """
    cells = nb["cells"]
    old = [i for i, cell in enumerate(cells) if _tagged(cell, INJECTED_TAG)]
    tagged = [i for i, cell in enumerate(cells) if _tagged(cell, TAG) and i not in old]
    if not parameters or not (tagged or old or not _reads_parameters(cells)):
        return False
    if tagged and not old and _says_already(cells[tagged[0]]["source"], parameters, language):
        return False
    source = render(parameters, language)
    if source is None:
        return False
    from nbformat.v4 import new_code_cell

    at = tagged[0] + 1 if tagged else (old[0] if old else 0)
    at -= sum(1 for i in old if i < at)
    cells[:] = [cell for i, cell in enumerate(cells) if i not in old]
    cell = new_code_cell(source, metadata={"tags": [INJECTED_TAG]})
    cell["id"] = cell_id("code", source, at, {other.get("id", "") for other in cells})
    cells.insert(at, cell)
    return True


def _tagged(cell: Mapping[str, Any], tag: str) -> bool:
    return cell.get("cell_type") == "code" and tag in cell["metadata"].get("tags", ())


def _reads_parameters(cells: Sequence[Mapping[str, Any]]) -> bool:
    code = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    return (
        re.search(r"\bjx\b", code) is not None and re.search(r"\bparameter\s*\(", code) is not None
    )


def _says_already(source: str, parameters: Sequence[Mapping[str, Any]], language: str) -> bool:
    """Whether a Python cell is nothing but literal assignments, and they give these values."""
    if language.lower() not in ("python", "ipython"):
        return False
    said: dict[str, Any] = {}
    try:
        for statement in ast.parse(source).body:
            if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                return False
            target = statement.targets[0]
            if not isinstance(target, ast.Name) or target.id in said:
                return False
            said[target.id] = ast.literal_eval(statement.value)
        wanted = {str(p["alias"]): _typed(p) for p in parameters}
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError, Refused):
        return False
    return all(alias in said and _same(said[alias], value) for alias, value in wanted.items())


def _same(one: Any, other: Any) -> bool:
    """Equal in type too, all the way down: 1, 1.0 and True are three values."""
    return type(one) is type(other) and repr(one) == repr(other)


def _typed(parameter: Mapping[str, Any]) -> Any:
    """The parameter's value as the Python object that its type means."""
    kind, value = parameter.get("type"), parameter.get("value")
    if value is None:
        return None
    if kind == "float" and type(value) is int:
        try:
            return float(value)
        except OverflowError:
            raise Refused("the number is too large for a float") from None
    if kind == "date" and isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise Refused(f"{value!r} isn't a date") from None
    return value
