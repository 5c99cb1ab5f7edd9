"""Values and inputs as they are given on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click

from .product import fail


@dataclass(frozen=True)
class Given:
    """What was said of parameters and inputs, as text."""

    parameters: dict[str, str]
    inputs: dict[str, str]
    several: dict[str, list[str]]
    zipped: list[str]


def pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _parted(texts, option):
        if name in found:
            raise click.UsageError(f"{option} {name} is there twice.")
        found[name] = value
    return found


def many(texts: tuple[str, ...]) -> dict[str, list[str]]:
    """All that was said of each name, in its order."""
    found: dict[str, list[str]] = {}
    for name, value in _parted(texts, "--each"):
        found.setdefault(name, []).append(value)
    return found


def names(texts: tuple[str, ...]) -> list[str]:
    return [name for text in texts for part in text.split(",") if (name := part.strip())]


def _parted(texts: tuple[str, ...], option: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.UsageError(f"{option} takes NAME=VALUE, not {text!r}.")
        yield name, value


def typed(signature: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Values as the signature has them; of a parameter that it doesn't name as JSON, else text."""
    from ..specifications.values import ValueProblem, from_text

    declared = {one["alias"]: one for one in signature["parameters"]}
    values: dict[str, Any] = {}
    for name, text in texts.items():
        field = f"parameters.{name}"
        parameter = declared.get(name)
        if parameter is None:
            values[name] = _json_or_text(text)
            continue
        try:
            values[name] = from_text(parameter["type"], text, parameter.get("choices") or [], field)
        except ValueProblem as problem:
            fail(problem.message, problem.field)
    return values


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def declared(signature: Mapping[str, Any], inputs: dict[str, str]) -> dict[str, str]:
    """Refuse an input that the notebook doesn't have before its file is taken in."""
    aliases = [one["alias"] for one in signature["inputs"]]
    for alias in inputs:
        if alias not in aliases:
            there = f"it has {', '.join(aliases)}" if aliases else "it has none"
            fail(f"The notebook has no input {alias!r}; {there}.", f"inputs.{alias}")
    return inputs


def check_required(signature: Mapping[str, Any], inputs: Mapping[str, Any]) -> None:
    """Refuse to run without the data that the notebook can't do without."""
    for one in signature["inputs"]:
        alias = one["alias"]
        if one.get("required") and alias not in inputs:
            fail(
                f"The notebook needs data for the input {alias!r}: give it with -i {alias}=FILE.",
                f"inputs.{alias}",
            )
