"""What a notebook's own code says of its signature, and how a declared one fits the code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .code import Code
from .literals import parameters_in
from .signature import ALIAS, ROLES, problems
from .uses import Uses, cells_said, uses_of

TAG = "parameters"


@dataclass(frozen=True)
class Hint:
    """What the code says about an alias: used in cell 4, declared but never used, not declared."""

    alias: str
    kind: str  # used, unused, undeclared
    role: str  # input, parameter, output
    message: str
    cells: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Proposal:
    """A signature as the code has it; `warnings` name what can't be proposed and why."""

    signature: dict[str, Any]
    hints: list[Hint]
    warnings: list[str]


def propose(code: Code) -> Proposal:
    """Inputs and outputs from the calls of `jx`, parameters from those and the tagged cell."""
    uses = uses_of(code)
    warnings = list(code.warnings)
    parameters = _tagged_parameters(code, warnings)
    known = {one["alias"] for one in parameters}
    for alias in uses.parameter:
        if alias not in known:
            parameters.append(_asked(alias, uses.types.get(alias, "string")))
    signature = {
        "inputs": [
            {
                "alias": alias,
                "description": "",
                "required": not uses.asks_computed and alias not in uses.asked,
                "collapsed": False,
            }
            for alias in uses.input
        ],
        "parameters": parameters,
        "outputs": [{"alias": a, "description": "", "optional": False} for a in uses.output],
    }
    signature = _without_wrong_names(signature, uses, code.kind, warnings)
    for role, numbers in uses.computed.items():
        what = f"{'a' if role == 'parameter' else 'an'} {role}"
        where = cells_said(numbers, code.kind)
        warnings.append(f"The code {where} asks for {what} by a computed name: declare it by hand.")
    return Proposal(signature, hints(signature, code, uses), warnings)


def hints(signature: Mapping[str, Any], code: Code, uses: Uses | None = None) -> list[Hint]:
    """For each declared alias where it is used, or that it isn't; and what isn't declared.

    Code in another language than Python can't be looked into: no hints.
    """
    if not code.is_python:
        return []
    uses = uses or uses_of(code)
    found: list[Hint] = []
    declared: dict[str, str] = {}
    for group, role in ROLES.items():
        for one in signature.get(group) or []:
            alias = one.get("alias")
            if not isinstance(alias, str) or not alias:
                continue
            declared.setdefault(alias, role)
            cells = _cells_of(alias, role, uses)
            if cells:
                said = f"used {cells_said(cells, code.kind)}"
                found.append(Hint(alias, "used", role, said, cells))
            elif role not in uses.computed:
                found.append(Hint(alias, "unused", role, "declared, but the code never uses it"))
    for role in ROLES.values():
        for alias, cells in uses.of(role).items():
            if declared.get(alias) != role:
                found.append(_undeclared(alias, role, cells, declared.get(alias), code.kind))
    return found


def _cells_of(alias: str, role: str, uses: Uses) -> list[int]:
    cells = list(uses.of(role).get(alias, ()))
    if role == "parameter":
        cells = sorted({*cells, *uses.names.get(alias, ())})
    return cells


def _undeclared(alias: str, role: str, cells: list[int], other: str | None, kind: str) -> Hint:
    but = f"{alias} is declared as {other}" if other else "it isn't declared"
    said = f"the code asks for the {role} {alias} {cells_said(cells, kind)}, but {but}"
    return Hint(alias, "undeclared", role, said, cells)


def _tagged_parameters(code: Code, warnings: list[str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if code.kind != "notebook" or not (code.is_python or code.language == "r"):
        return []
    tagged = [cell for cell in code.cells if TAG in cell.tags]
    if len(tagged) > 1:
        numbers = [cell.number for cell in tagged]
        warnings.append(
            f"More than one cell is tagged {TAG} ({cells_said(numbers)}); the first one counts."
        )
    for cell in tagged[:1]:
        read, not_literal = parameters_in(cell, code.language)
        found.update({one["alias"]: one for one in read})
        warnings.extend(
            f"{name} in cell {cell.number} has no plain value, so it isn't proposed as a parameter."
            for name in not_literal
        )
    return list(found.values())


def _asked(alias: str, kind: str) -> dict[str, Any]:
    return {
        "alias": alias,
        "type": kind,
        "default": None,
        "description": "",
        "minimum": None,
        "maximum": None,
        "choices": [],
    }


def _without_wrong_names(
    signature: dict[str, Any], uses: Uses, kind: str, warnings: list[str]
) -> dict[str, Any]:
    """Without names that no signature can have: not allowed, or of two kinds at once."""
    for problem in problems(signature):
        group, _, rest = problem.field.partition("[")
        if not rest.endswith(".alias"):
            continue
        alias = signature[group][int(rest.partition("]")[0])]["alias"]
        cells = uses.of(ROLES[group]).get(alias)
        where = f" ({cells_said(cells, kind)})" if cells else ""
        shown = alias if ALIAS.fullmatch(alias) else repr(alias[:70])
        warnings.append(f"{shown}{where} isn't proposed: {problem.message}")
    wrong = {problem.field for problem in problems(signature)}
    return {
        group: [one for i, one in enumerate(entries) if f"{group}[{i}].alias" not in wrong]
        for group, entries in signature.items()
    }
