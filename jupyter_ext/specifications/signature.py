"""The rules of a signature and of parameter values; pure, over the plain JSON forms.

SIGNATURE = {"inputs": [{"alias", "description", "required", "collapsed"}],
             "parameters": [{"alias", "type", "default", "description", "minimum", "maximum",
                             "choices"}],
             "outputs": [{"alias", "description", "optional"}]}
"""

import difflib
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .values import ValueProblem, as_choice, typed

ALIAS = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
TYPES = ("string", "integer", "float", "boolean", "choice", "date", "json")
ROLES = {"inputs": "input", "parameters": "parameter", "outputs": "output"}
_MOST = {"inputs": 200, "parameters": 500, "outputs": 200}
_MOST_CHOICES = 1000
_DEFAULTS: dict[str, dict[str, Any]] = {
    "inputs": {"alias": "", "description": "", "required": False, "collapsed": False},
    "parameters": {
        "alias": "",
        "type": "string",
        "default": None,
        "description": "",
        "minimum": None,
        "maximum": None,
        "choices": [],
    },
    "outputs": {"alias": "", "description": "", "optional": False},
}


@dataclass(frozen=True)
class Problem:
    """Something wrong in a signature; `field` says where, such as `parameters[2].default`."""

    field: str
    message: str


def normalised(signature: Mapping[str, Any]) -> dict[str, Any]:
    """The signature with every key that belongs to it and no other; values as they are."""
    made: dict[str, Any] = {}
    for group, defaults in _DEFAULTS.items():
        given = signature.get(group)
        made[group] = [
            {key: one.get(key, default) for key, default in defaults.items()}
            for one in (given if isinstance(given, list) else [])
            if isinstance(one, Mapping)
        ]
    return made


def problems(signature: Any) -> list[Problem]:
    """Everything that is wrong with a signature; an empty list when it can be committed."""
    if not isinstance(signature, Mapping):
        return [Problem("signature", "A signature is an object with inputs, parameters, outputs.")]
    found: list[Problem] = []
    taken: dict[str, str] = {}
    for group in _DEFAULTS:
        given = signature.get(group, [])
        if not isinstance(given, list):
            found.append(Problem(group, f"The {group} are a list."))
            continue
        if len(given) > _MOST[group]:
            found.append(Problem(group, f"There may be at most {_MOST[group]} {group}."))
            continue
        for index, one in enumerate(given):
            found.extend(_entry_problems(group, f"{group}[{index}]", one, taken))
    return found


def check_value(parameter: Mapping[str, Any], value: Any, field: str | None = None) -> Any:
    """`value` as the parameter's type means it, within its bounds and choices.

    A whole number for a float becomes one; a whole number beyond 2^53 may come as its digits in
    text, since a browser can't send it otherwise. Raises ValueProblem with the field, by default
    `parameters.<alias>`.
    """
    place = field or f"parameters.{parameter['alias']}"
    checked = typed(str(parameter.get("type", "string")), value, place)
    if parameter.get("type") == "choice":
        return as_choice(parameter.get("choices") or [], checked, place)
    if parameter.get("type") in ("integer", "float", "date"):
        least, most = parameter.get("minimum"), parameter.get("maximum")
        if least is not None and checked < least:
            raise ValueProblem(place, f"Give a value of at least {least}.")
        if most is not None and checked > most:
            raise ValueProblem(place, f"Give a value of at most {most}.")
    return checked


def check_values(signature: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A value for each parameter: the given one, else the default; all checked.

    Raises ValueProblem for the first that is wrong, for a parameter without value or default,
    and for a name that isn't a parameter's.
    """
    parameters = {one["alias"]: one for one in signature.get("parameters", [])}
    for name in values:
        if name not in parameters:
            raise ValueProblem(f"parameters.{name[:64]}", unknown_parameter(name, parameters))
    checked: dict[str, Any] = {}
    for alias, parameter in parameters.items():
        value = values.get(alias, parameter.get("default"))
        if value is None and alias not in values and parameter.get("type") != "json":
            raise ValueProblem(f"parameters.{alias}", "Give a value: it has no default.")
        checked[alias] = check_value(parameter, value)
    return checked


def unknown_parameter(name: str, known: Mapping[str, Any]) -> str:
    """What is said of a name that is no parameter's."""
    name = name[:64]  # as sent it may be of any length
    near = difflib.get_close_matches(name, list(known), 1, 0.6)
    if near:
        return f"There is no parameter {name}; did you mean {near[0]}?"
    return f"There is no parameter {name}; there are: {', '.join(known) or 'none'}."


def _entry_problems(group: str, place: str, one: Any, taken: dict[str, str]) -> Iterator[Problem]:
    if not isinstance(one, Mapping):
        yield Problem(place, f"An entry of {group} is an object with an alias.")
        return
    yield from _alias_problems(group, f"{place}.alias", one.get("alias"), taken)
    if not isinstance(one.get("description", ""), str):
        yield Problem(f"{place}.description", "A description is text.")
    for flag in ("required", "collapsed", "optional"):
        if flag in _DEFAULTS[group] and not isinstance(one.get(flag, False), bool):
            yield Problem(f"{place}.{flag}", "Give true or false.")
    if group == "parameters":
        yield from _parameter_problems(place, one)


def _alias_problems(group: str, place: str, alias: Any, taken: dict[str, str]) -> Iterator[Problem]:
    if not isinstance(alias, str) or not alias:
        yield Problem(place, "Give it a name.")
        return
    if not ALIAS.fullmatch(alias):
        yield Problem(
            place,
            "A name has letters without accents, digits and _, begins with a letter or _, "
            "and is at most 64 long.",
        )
        return
    if group == "parameters" and (keyword.iskeyword(alias) or alias == "jx"):
        yield Problem(place, f"A parameter can't be called {alias}: the word means something else.")
    keys = [alias]
    if group == "outputs":  # they are files named after their alias: some systems take X for x
        keys.append(f"file {alias.lower()}")
    for key in keys:
        if key in taken:
            yield Problem(place, f"{alias} is already taken by {taken[key]}.")
            return
    taken.update(dict.fromkeys(keys, f"the {ROLES[group]} {alias}"))


def _parameter_problems(place: str, one: Mapping[str, Any]) -> Iterator[Problem]:
    kind = one.get("type", "string")
    if kind not in TYPES:
        yield Problem(f"{place}.type", f"The type is one of {', '.join(TYPES)}.")
        return
    sound = True
    for problem in (*_choices_problems(place, kind, one), *_bounds_problems(place, kind, one)):
        sound = False
        yield problem
    if sound and one.get("default") is not None:
        try:
            check_value({**one, "alias": ""}, one["default"], f"{place}.default")
        except ValueProblem as problem:
            yield Problem(problem.field, problem.message)


def _choices_problems(place: str, kind: str, one: Mapping[str, Any]) -> Iterator[Problem]:
    choices = one.get("choices")
    place = f"{place}.choices"
    if choices is None:
        choices = []
    if not isinstance(choices, Sequence) or isinstance(choices, str):
        yield Problem(place, "The choices are a list.")
    elif kind != "choice":
        if choices:
            yield Problem(place, f"Only the type choice has choices, not {kind}.")
    elif not choices:
        yield Problem(place, "Give at least one choice.")
    elif len(choices) > _MOST_CHOICES:
        yield Problem(place, f"There may be at most {_MOST_CHOICES} choices.")
    else:
        for index, choice in enumerate(choices):
            try:
                typed("choice", choice, f"{place}[{index}]")
            except ValueProblem as problem:
                yield Problem(problem.field, problem.message)
            if any(type(c) is type(choice) and c == choice for c in choices[:index]):
                yield Problem(f"{place}[{index}]", f"{choice} is there twice.")


def _bounds_problems(place: str, kind: str, one: Mapping[str, Any]) -> Iterator[Problem]:
    bounds: dict[str, Any] = {}
    for side in ("minimum", "maximum"):
        bound = one.get(side)
        if bound is None:
            continue
        if kind not in ("integer", "float", "date"):
            yield Problem(f"{place}.{side}", f"Only numbers and dates have bounds, not {kind}.")
            continue
        try:
            bounds[side] = typed(kind, bound, f"{place}.{side}")
        except ValueProblem as problem:
            yield Problem(problem.field, problem.message)
    if len(bounds) == 2 and bounds["minimum"] > bounds["maximum"]:
        yield Problem(f"{place}.maximum", "The maximum is below the minimum.")
