"""Parameters read off the cell tagged `parameters`: names, types, defaults, comments."""

import ast
import datetime
import io
import re
import tokenize
from collections.abc import Iterator
from typing import Any

from .code import Cell
from .signature import ALIAS
from .values import ValueProblem, typed

_ANNOTATED = {"str": "string", "int": "integer", "float": "float", "bool": "boolean"}
_ANNOTATED |= {"date": "date", "dict": "json", "list": "json", "Dict": "json", "List": "json"}
_TYPE_COMMENT = re.compile(r"^type:\s*[\w\[\], .|]+?(\s{1,}|$)(?![|\[,])")
_R_LINE = re.compile(r"^\s*([A-Za-z_]\w*)\s*(?:<-|=)\s*(.+?)\s*(?:#\s*(.*))?$")
_R_VALUES = (
    (re.compile(r"TRUE|FALSE"), "boolean", lambda m: m.group() == "TRUE"),
    (re.compile(r"(-?\d+)L"), "integer", lambda m: int(m.group(1))),
    (re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"), "float", lambda m: float(m.group())),
    (re.compile(r"""(["'])([^"'\\]*)\1"""), "string", lambda m: m.group(2)),
    (re.compile(r"""as\.Date\((["'])(\d{4}-\d\d-\d\d)\1\)"""), "date", lambda m: m.group(2)),
)


class NotLiteral(ValueError):
    """An expression whose value is known only by running it."""


def parameters_in(cell: Cell, language: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The parameters that a cell assigns, in order, and the names of those that it can't be.

    A later assignment of the same name counts. Names that begin with _ are private.
    """
    found: dict[str, dict[str, Any]] = {}
    not_literal: list[str] = []
    given = _r_assignments(cell.source) if language == "r" else _assignments(cell)
    for name, parameter in given:
        if not ALIAS.fullmatch(name) or name.startswith("_"):
            continue
        if name in not_literal:
            not_literal.remove(name)
        found.pop(name, None)
        if parameter is None:
            not_literal.append(name)
        else:
            found[name] = parameter
    return list(found.values()), not_literal


def _assignments(cell: Cell) -> Iterator[tuple[str, dict[str, Any] | None]]:
    comments = _comments(cell.source)
    for statement in cell.tree.body if cell.tree else ():
        comment = comments.get(statement.end_lineno or 0, "")
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                for name, value in _pairs(target, statement.value):
                    yield name, _parameter(name, value, None, comment)
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            yield name, _parameter(name, statement.value, statement.annotation, comment)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
        return
    lists = (ast.Tuple, ast.List)
    if isinstance(target, lists) and isinstance(value, lists):
        for one, part in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, part)


def _parameter(
    name: str, value: ast.expr | None, annotation: ast.expr | None, comment: str
) -> dict[str, Any] | None:
    """A signature's parameter, None when the value isn't literal or can't be one."""
    kind, choices = _annotated(annotation)
    try:
        if value is None:
            kind, default = kind or "json", None
        else:
            said, default = literal(value)
            kind = kind or said
            if default is None:
                kind = kind if kind == "choice" else "json"
            elif kind != said and not (kind == "float" and said == "integer"):
                kind = said if kind != "choice" else kind
        if default is not None:
            default = typed(kind, default, name)
    except (NotLiteral, ValueProblem):
        return None
    made = {"alias": name, "type": kind, "default": default}
    made["description"] = _TYPE_COMMENT.sub("", comment).strip()
    return made | {"minimum": None, "maximum": None, "choices": choices}


def literal(node: ast.expr) -> tuple[str, Any]:
    """An expression's parameter type and its value as plain JSON. Raises NotLiteral."""
    day = _date(node)
    if day:
        return "date", day
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise NotLiteral from None
    value = _plain(value)
    for kind, type_ in (("boolean", bool), ("integer", int), ("float", float), ("string", str)):
        if type(value) is type_:
            return kind, value
    return "json", value


def _plain(value: Any) -> Any:
    """A literal as JSON would hold it. Raises NotLiteral for bytes, sets, complex numbers."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(one) for key, one in value.items()}
    raise NotLiteral


def _date(node: ast.expr) -> str | None:
    """`date(2024, 1, 31)` and `date.fromisoformat("2024-01-31")`, also as `datetime.date…`."""
    if not isinstance(node, ast.Call) or node.keywords:
        return None
    path = ast.unparse(node.func).split(".")
    values: list[Any] = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    if len(values) != len(node.args):
        return None
    try:
        if path[-1] == "date" and len(values) == 3 and len(path) <= 2:
            return datetime.date(*values).isoformat()
        if path[-2:] == ["date", "fromisoformat"] and len(values) == 1:
            return datetime.date.fromisoformat(values[0]).isoformat()
    except (ValueError, TypeError, OverflowError):
        pass
    return None


def _annotated(node: ast.expr | None) -> tuple[str, list[Any]]:
    """The type that an annotation means ("" when none), and the choices of a Literal."""
    if node is None:
        return "", []
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return _annotated(ast.parse(node.value, mode="eval").body)
        except SyntaxError:
            return "", []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):  # int | None
        sides = [s for s in (node.left, node.right) if not _is_none(s)]
        return _annotated(sides[0]) if len(sides) == 1 else ("", [])
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value).split(".")[-1]
        if outer == "Literal":
            inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            choices = [one.value for one in inner if isinstance(one, ast.Constant)]
            return ("choice", choices) if len(choices) == len(inner) else ("", [])
        if outer in ("Optional", "Annotated"):
            first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
            return _annotated(first)
        return _ANNOTATED.get(outer, ""), []
    if isinstance(node, ast.Name | ast.Attribute):
        return _ANNOTATED.get(ast.unparse(node).split(".")[-1], ""), []
    return "", []


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _comments(source: str) -> dict[int, str]:
    """The comment at the end of each line, by line number."""
    found: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and token.line[: token.start[1]].strip():
                found[token.start[0]] = token.string.lstrip("# ").strip()
    except (tokenize.TokenError, SyntaxError, IndentationError):
        pass  # magics: what was read until there counts
    return found


def _r_assignments(source: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    for line in source.splitlines():
        match = _R_LINE.match(line)
        if not match:
            continue
        name, text, comment = match.groups()
        made = None
        for pattern, kind, value in _R_VALUES:
            read = pattern.fullmatch(text)
            if read:
                made = {"alias": name, "type": kind, "default": value(read)}
                made |= {"description": comment or "", "minimum": None, "maximum": None}
                made["choices"] = []
        yield name, made
