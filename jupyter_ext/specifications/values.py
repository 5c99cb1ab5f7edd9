"""One parameter value at a time: what each type takes, and what it makes of it.

Values are data. What can't survive the way through JSON, the database and a notebook's language
unchanged (NaN, half characters, whole numbers beyond 64 bits) is refused here, at the door.
"""

import datetime
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

MOST_BYTES = 2**20  # of one value as JSON; larger data is an input
MOST_NESTING = 100
_LARGEST = 2**63
_SAFE = 2**53  # up to here a browser's numbers are exact
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGITS = re.compile(r"[+-]?\d{1,20}")


class ValueProblem(ValueError):
    """A value that can't be taken; `field` says whose, `message` what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def typed(kind: str, value: Any, field: str) -> Any:
    """`value` as the type means it: a float for "float", the same text for "date", …

    Raises ValueProblem.
    """
    if value is None and kind != "json":
        raise ValueProblem(field, "Give a value.")
    checked = _TYPES[kind](value, field)
    if isinstance(checked, str | list | dict):
        size = len(json.dumps(checked, ensure_ascii=False).encode())
        if size > MOST_BYTES:
            raise ValueProblem(
                field,
                f"The value is too large ({size / 2**20:.1f} MiB; at most "
                f"{MOST_BYTES // 2**20} MiB): make it an input.",
            )
    return checked


def meant(kind: str, value: Any) -> Any:
    """`value` as the type means it; one that it doesn't take, or no value, as it is."""
    try:
        return value if value is None else typed(kind, value, "")
    except ValueProblem:
        return value


def same(kind: str, one: Any, other: Any) -> bool:
    """Whether two values are one to the type: 0 and 0.0 are the same number, True isn't 1."""
    return _alike(meant(kind, one), meant(kind, other))


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def from_text(kind: str, text: str, choices: Sequence[Any], field: str) -> Any:
    """The value that somebody typed on a command line, for `check_value` to check.

    Raises ValueProblem where the text can't be one of the type.
    """
    if kind in ("string", "date"):
        return text
    if kind == "choice":
        return next((choice for choice in choices if str(choice) == text), text)
    if kind == "boolean":
        said = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if text.strip().lower() not in said:
            raise ValueProblem(field, f"Give true or false, not {_short(text)}.")
        return said[text.strip().lower()]
    if kind == "json":
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueProblem(field, f"That isn't JSON: {error}.") from None
    try:
        return int(text) if kind == "integer" else _number_in(text)
    except ValueError:
        what = "a whole number" if kind == "integer" else "a number"
        raise ValueProblem(field, f"Give {what}, not {_short(text)}.") from None


def as_choice(choices: Sequence[Any], value: Any, field: str) -> Any:
    """The choice that `value` is. Raises ValueProblem."""
    for choice in choices:
        both = (type(choice), type(value))
        if choice == value and (both[0] is both[1] or set(both) == {int, float}):
            return choice
    shown = ", ".join(map(str, choices[:10])) + (", …" if len(choices) > 10 else "")
    raise ValueProblem(field, f"Choose one of: {shown}.")


def _number_in(text: str) -> float | int:
    return int(text) if _DIGITS.fullmatch(text.strip()) else float(text)


def _string(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise ValueProblem(field, f"Give text, not {_what(value)}.")
    if "\0" in value:
        raise ValueProblem(field, "The text holds a NUL character: take it out.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueProblem(field, "The text holds half a character (a lone surrogate).") from None
    return value


def _integer(value: Any, field: str) -> int:
    digits = isinstance(value, str) and _DIGITS.fullmatch(value) and abs(int(value)) > _SAFE
    whole = isinstance(value, float) and value.is_integer() and abs(value) <= _SAFE
    number = int(value) if digits or whole else value
    if type(number) is not int:
        raise ValueProblem(field, f"Give a whole number, not {_what(value)}.")
    if not -_LARGEST <= number < _LARGEST:
        raise ValueProblem(field, "The number is too large: at most 64 bits, 2^63 - 1.")
    return number


def _float(value: Any, field: str) -> float:
    if type(value) is int:
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if number != value:
            raise ValueProblem(field, "The number is too large to be held exactly.")
        return number
    if not isinstance(value, float):
        raise ValueProblem(field, f"Give a number, not {_what(value)}.")
    if not math.isfinite(value):
        raise ValueProblem(field, f"Give a number; {value} isn't one.")
    return value


def _boolean(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise ValueProblem(field, f"Give true or false, not {_what(value)}.")
    return value


def _date(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise ValueProblem(field, f"Give a date as text, YYYY-MM-DD, not {_what(value)}.")
    try:
        if not _DATE.fullmatch(value) or not value.isascii():
            raise ValueError
        datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueProblem(
            field, f"{_short(value)} isn't a date: give one as YYYY-MM-DD, like 2024-02-29."
        ) from None
    return value


def _choice(value: Any, field: str) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _string(value, field)
    if isinstance(value, int):
        return _integer(value, field)
    if isinstance(value, float):
        return _float(value, field)
    raise ValueProblem(field, f"A choice is text, a number, true or false, not {_what(value)}.")


def _json(value: Any, field: str) -> Any:
    _nesting(value, field)
    return _json_part(value, field)


def _nesting(value: Any, field: str) -> None:
    level = [value]
    for _ in range(MOST_NESTING + 1):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, Mapping):
                inner.extend(one.values())
            elif isinstance(one, list):
                inner.extend(one)
        if not inner:
            return
        level = inner
    raise ValueProblem(field, f"The value is nested too deeply: at most {MOST_NESTING} levels.")


def _json_part(value: Any, field: str) -> Any:
    if isinstance(value, Mapping):
        return {_string(k, field): _json_part(v, field) for k, v in value.items()}
    if isinstance(value, list):
        return [_json_part(one, field) for one in value]
    return value if value is None else _choice(value, field)


def _what(value: Any) -> str:
    if isinstance(value, str):
        return f"text ({_short(value)})" if value else "empty text"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return "a number" if isinstance(value, int) and abs(value) > _SAFE else f"{value}"
    return "a list" if isinstance(value, list) else "an object"


def _short(text: str) -> str:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)


_TYPES = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "choice": _choice,
    "date": _date,
    "json": _json,
}
