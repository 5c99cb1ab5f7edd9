"""Which inputs, parameters and outputs the code asks `jx` for, and where."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from .code import Code

_CALLS = {"input": "input", "has": "input", "parameter": "parameter", "output": "output"}
_TYPE_OF = {"int": "integer", "float": "float", "bool": "boolean", "str": "string"}


@dataclass
class Uses:
    """What was found: for each role, aliases in order of appearance, with the cells' numbers."""

    input: dict[str, list[int]] = field(default_factory=dict)
    parameter: dict[str, list[int]] = field(default_factory=dict)
    output: dict[str, list[int]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    """A parameter's type where the code says it: `int(jx.parameter("n"))`."""
    names: dict[str, list[int]] = field(default_factory=dict)
    """The cells in which each variable is read."""
    asked: set[str] = field(default_factory=set)
    """The inputs of which the code asks whether they are there: `jx.has("extra")`."""
    asks_computed: bool = False
    """Whether it asks so by a computed alias."""
    computed: dict[str, list[int]] = field(default_factory=dict)
    """Cells that ask by a computed alias, by role."""

    def of(self, role: str) -> dict[str, list[int]]:
        found: dict[str, list[int]] = getattr(self, role)
        return found


def uses_of(code: Code) -> Uses:
    """Read off the syntax trees; aliased imports are followed, from one cell to the next."""
    found = Uses()
    modules: set[str] = set()
    functions: dict[str, str] = {}
    for cell in code.cells:
        if cell.tree is None:
            continue
        _bind(cell.tree, modules, functions)
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                _note(found.names, node.id, cell.number)
        for node, type_ in _with_types(cell.tree):
            called = _called(node.func, modules, functions)
            if called is None:
                continue
            role = _CALLS[called]
            alias = _alias(node)
            if alias is None:
                _note(found.computed, role, cell.number)
                found.asks_computed = found.asks_computed or called == "has"
                continue
            _note(found.of(role), alias, cell.number)
            if called == "has":
                found.asked.add(alias)
            if role == "parameter" and type_:
                found.types.setdefault(alias, type_)
    return found


def cells_said(numbers: list[int], kind: str = "notebook") -> str:
    """ "in cell 4", "in cells 2, 4 and 5"; "in the script"."""
    if kind == "script":
        return "in the script"
    if len(numbers) == 1:
        return f"in cell {numbers[0]}"
    return f"in cells {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _note(found: dict[str, list[int]], name: str, number: int) -> None:
    numbers = found.setdefault(name, [])
    if number not in numbers:
        numbers.append(number)


def _bind(tree: ast.Module, modules: set[str], functions: dict[str, str]) -> None:
    """What the names of this cell mean: `import jx as j`, `from jx import input as inp`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(a.asname or a.name for a in node.names if a.name == "jx")
        elif isinstance(node, ast.ImportFrom) and node.module == "jx" and not node.level:
            for name in node.names:
                if name.name == "*":
                    functions.update(zip(_CALLS, _CALLS, strict=True))
                elif name.name in _CALLS:
                    functions[name.asname or name.name] = name.name


def _called(func: ast.expr, modules: set[str], functions: dict[str, str]) -> str | None:
    """Which function of `jx` is called."""
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        return func.attr if func.value.id in modules and func.attr in _CALLS else None
    return functions.get(func.id) if isinstance(func, ast.Name) else None


def _alias(call: ast.Call) -> str | None:
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "alias")]
    if given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
        return given[0].value
    return None


def _with_types(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Each call in the order of the text, with the type that its place gives it."""
    types: dict[int, str] = {}
    calls: list[ast.Call] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            calls.append(node)
            if isinstance(node.func, ast.Name) and node.func.id in _TYPE_OF and len(node.args) == 1:
                types[id(node.args[0])] = _TYPE_OF[node.func.id]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.annotation, ast.Name):
            types[id(node.value)] = _TYPE_OF.get(node.annotation.id, "")
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    for call in calls:
        yield call, types.get(id(call), "")
