"""What a row says, field by field, as a person reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .records import AuditChange, AuditObject, AuditValue

MOST_CHANGES = 500  # of one row
MOST_TEXT = 20_000  # characters of one value
_DEEPEST = 8
_NAMES = ("alias", "name", "path", "id")  # what tells the elements of a list apart

Path = tuple[str, ...]


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Any]:
    """(path, before, after) of every field that differs; what is empty on one side only is left.

    Fields of the object itself come before nested ones.
    """
    old, new = dict(_leaves(before or {})), dict(_leaves(after or {}))
    found = [
        (path, old.get(path), new.get(path))
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path) or type(old.get(path)) is not type(new.get(path))
    ]
    return sorted(found, key=lambda one: len(one[0]) > 1)


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    nested = isinstance(value, list) and any(isinstance(one, dict | list) for one in value)
    if len(path) < _DEEPEST and isinstance(value, dict):
        for name, one in value.items():
            yield from _leaves(one, (*path, str(name)))
    elif len(path) < _DEEPEST and nested:
        for position, one in enumerate(value, 1):
            yield from _leaves(one, (*path, _name_of(one) or str(position)))
    elif value not in (None, "", [], {}):
        yield path, value


def _name_of(element: Any) -> str | None:
    if not isinstance(element, dict):
        return None
    return next((str(element[name]) for name in _NAMES if element.get(name)), None)


def ids(found: list[Any]) -> set[str]:
    """The texts among the values, any of which may be an object's id."""
    return {value for _, *values in found for value in values if isinstance(value, str)}


def records(
    found: list[Any],
    names: Mapping[str, AuditObject],
    *,
    several: bool,
    most: int = MOST_CHANGES,
    most_text: int = MOST_TEXT,
) -> list[AuditChange]:
    """The changes as records; `several` if the row has both sides, so that either may be none."""
    return [
        AuditChange(
            path=list(path),
            before=_value(before, names, most_text) if several or before is not None else None,
            after=_value(after, names, most_text) if several or after is not None else None,
        )
        for path, before, after in found[:most]
    ]


def _value(value: Any, names: Mapping[str, AuditObject], most_text: int) -> AuditValue:
    if value is None:
        return AuditValue(type="none")
    if isinstance(value, bool):
        return AuditValue(type="yes" if value else "no")
    if isinstance(value, int | float):
        return AuditValue(type="number", text=json.dumps(value))
    text = _text(value)
    return AuditValue(
        type="text",
        text=text[:most_text],
        object=names.get(text),
        cut=len(text) > most_text,
    )


def _text(value: Any) -> str:
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return ", ".join(one if isinstance(one, str) else json.dumps(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
