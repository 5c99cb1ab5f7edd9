"""Several values for one launch: what each of its sessions takes.

Each list is combined with each other, in the order of the signature (inputs before parameters, the
last one varies fastest). Those that are *zipped* go in step and are one list to the others.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidInput
from ..specifications.signature import check_value, unknown_parameter
from ..specifications.values import ValueProblem
from .records import Lists

_Part = tuple[str, str, Any]  # group, alias, value


@dataclass(frozen=True)
class Choice:
    """What one session takes where others of its launch take something else."""

    inputs: Mapping[str, str]
    parameters: Mapping[str, Any]


def field_of(group: str, alias: str, index: int | None = None) -> str:
    """How a refusal names a list, or one of its values, which count from 0."""
    return f"lists.{group}.{alias}" + ("" if index is None else f".{index}")


def checked(
    lists: Lists,
    signature: Mapping[str, Any],
    single: Mapping[str, Mapping[str, Any]],
    most: int,
) -> Lists:
    """The lists with their parameters' values as their types mean them.

    `single` has what one value was given for, by group. Versions aren't looked at here.

    Raises:
        InvalidInput: a value can't be taken, a list is empty, there is a single value as well, or
            there would be more than `most` sessions; the field names the list or the value.
    """
    declared = {one["alias"]: one for one in signature["parameters"]}
    for group, alias, values in _all(lists, signature):
        if group == "parameters" and alias not in declared:
            raise InvalidInput(
                unknown_parameter(alias, declared), field=field_of(group, alias[:64])
            )
        if alias in single[group]:
            raise InvalidInput(
                f"{alias} has a single value as well as several: give one or the other.",
                field=field_of(group, alias),
            )
        if not values:
            raise InvalidInput("Give at least one value.", field=field_of(group, alias))
    _check_zipped(lists, signature)
    _check_number(lists, signature, most)
    return lists.model_copy(
        update={
            "parameters": {
                alias: [_typed(declared[alias], one, place) for place, one in enumerate(values)]
                for alias, values in lists.parameters.items()
            }
        }
    )


def choices(lists: Lists, signature: Mapping[str, Any]) -> Iterator[Choice]:
    """What each session takes, in their order; `lists` were checked."""
    steps: list[list[list[_Part]]] = []
    in_step: list[list[_Part]] | None = None
    for group, alias, values in _all(lists, signature):
        if alias not in lists.zipped:
            steps.append([[(group, alias, value)] for value in values])
            continue
        if in_step is None:
            in_step = [[] for _ in values]
            steps.append(in_step)
        for step, value in zip(in_step, values, strict=True):
            step.append((group, alias, value))
    for combination in itertools.product(*steps):
        taken = [part for step in combination for part in step]
        yield Choice(
            inputs={alias: value for group, alias, value in taken if group == "inputs"},
            parameters={alias: value for group, alias, value in taken if group == "parameters"},
        )


def _all(lists: Lists, signature: Mapping[str, Any]) -> list[tuple[str, str, Sequence[Any]]]:
    """Every list with its group and alias, in the order of the signature."""
    found: list[tuple[str, str, Sequence[Any]]] = []
    groups: tuple[tuple[str, Mapping[str, Sequence[Any]]], ...] = (
        ("inputs", lists.inputs),
        ("parameters", lists.parameters),
    )
    for group, those in groups:
        order = {one["alias"]: place for place, one in enumerate(signature[group])}
        aliases = sorted(those, key=lambda alias: order.get(alias, len(order)))
        found.extend((group, alias, those[alias]) for alias in aliases)
    return found


def _check_zipped(lists: Lists, signature: Mapping[str, Any]) -> None:
    in_step = [one for one in _all(lists, signature) if one[1] in lists.zipped]
    for group, alias, values in in_step[1:]:
        _, first, others = in_step[0]
        if len(values) != len(others):
            raise InvalidInput(
                f"{alias} has {len(values)} values and {first} has {len(others)}: lists that are "
                "zipped have the same number.",
                field=field_of(group, alias),
            )
    for alias in lists.zipped:
        if alias not in {one[1] for one in in_step}:
            raise InvalidInput(
                f"{alias[:64]} has no list, so it can't be zipped.", field="lists.zipped"
            )


def _check_number(lists: Lists, signature: Mapping[str, Any], most: int) -> None:
    sizes = {alias: len(values) for _, alias, values in _all(lists, signature)}
    in_step = [sizes.pop(alias) for alias in set(lists.zipped)]
    number = math.prod([*sizes.values(), *in_step[:1]])
    if number > most:
        raise InvalidInput(
            f"That would start {number:,} sessions; one launch starts at most {most:,}. Give "
            "fewer values, or zip some lists.",
            field="lists",
            details={"sessions": min(number, 2**53), "most": most},
        )


def _typed(parameter: Mapping[str, Any], value: Any, place: int) -> Any:
    field = field_of("parameters", parameter["alias"], place)
    try:
        return check_value(parameter, value, field)
    except ValueProblem as problem:
        raise InvalidInput(problem.message, field=problem.field) from problem
