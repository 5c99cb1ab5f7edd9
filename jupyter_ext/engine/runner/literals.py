"""How a value is written in the languages whose parameters cell we write: Python, R, Julia, Bash.

Each writer takes a name and a value (str, int, float, bool, None, date, list, dict): one line.
"""

import datetime
import json
import keyword
import math
import re
from collections.abc import Callable
from typing import Any

_DECIMAL_BITS = 12_000  # Python neither writes nor reads more than 4,300 decimal digits


class Refused(Exception):
    """Why a value can't be written in a language without changing it."""


def _checked(value: Any) -> Any:
    """Refuses what no language here can hold: half characters, numbers that aren't numbers."""
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise Refused("the text holds half a character (a lone surrogate)") from None
    elif isinstance(value, float) and not math.isfinite(value):
        raise Refused(f"{value} isn't a number")
    elif isinstance(value, list):
        for item in value:
            _checked(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _checked(key)
            _checked(item)
    return value


# -- Python


def _python(alias: str, value: Any) -> str:
    if keyword.iskeyword(alias):
        raise Refused(f"{alias} is a word of Python and can't name a variable")
    return f"{alias} = {_python_value(_checked(value))}"


def _python_value(value: Any) -> str:
    if isinstance(value, datetime.date):
        # not `import datetime`: the notebook may mean something else by that name
        return f'__import__("datetime").date({value.year}, {value.month}, {value.day})'
    if type(value) is int and value.bit_length() > _DECIMAL_BITS:
        return hex(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_python_value, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_python_value(v)}" for k, v in value.items()) + "}"
    return repr(value)


# -- R

_R_TEXT_PIECE = 400  # Rscript reads lines in blocks of 4,096 bytes and breaks an escape there
_R_WORDS = (
    "if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ "
    "NA_complex_ NA_character_ in"
)


def _r(alias: str, value: Any) -> str:
    plain = re.fullmatch(r"[A-Za-z]\w*", alias) and alias not in _R_WORDS.split()
    return f"{alias if plain else f'`{alias}`'} <- {_r_value(_checked(value))}"


def _r_value(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        if abs(value) < 2**31:
            return f"{value}L"
        if abs(value) <= 2**53:
            return str(value)
        raise Refused("R has no whole numbers beyond 2^53")
    if isinstance(value, float):
        return _r_float(value)
    if isinstance(value, datetime.date):
        return f'as.Date("{value.isoformat()}")'
    if isinstance(value, list):
        return "list(" + ", ".join(map(_r_value, value)) + ")"
    if isinstance(value, dict):
        names = f"c({', '.join(map(_r_text, value))})" if value else "character(0)"
        values = ", ".join(map(_r_value, value.values()))
        return f"structure(list({values}), names = {names})"
    return _r_text(value)


def _r_float(value: float) -> str:
    # R may round a long decimal wrongly in its last bit; its hexadecimal ones are exact
    if value == 0 or (len(repr(value)) <= 15 and 1e-15 < abs(value) < 1e15):
        return repr(value)
    return value.hex()


def _r_text(value: str) -> str:
    if "\0" in value:
        raise Refused("R has no text with a NUL character")
    pieces = [value[i : i + _R_TEXT_PIECE] for i in range(0, len(value), _R_TEXT_PIECE)] or [""]
    quoted = ['"' + "".join(map(_r_character, piece)) + '"' for piece in pieces]
    return (
        quoted[0] if len(quoted) == 1 else "paste(c(\n" + ",\n".join(quoted) + "), collapse = '')"
    )


def _r_character(character: str) -> str:
    if character in '\\"':
        return "\\" + character
    if " " <= character <= "~":
        return character
    code = ord(character)
    return f"\\u{{{code:x}}}" if code < 0x10000 else f"\\U{{{code:x}}}"


# -- Julia

_JULIA_WORDS = (
    "baremodule begin break catch const continue do else elseif end export false finally for "
    "function global if import let local macro module quote return struct true try using while"
)


def _julia(alias: str, value: Any) -> str:
    if alias in _JULIA_WORDS.split():
        raise Refused(f"{alias} is a word of Julia and can't name a variable")
    return f"{alias} = {_julia_value(_checked(value))}"


def _julia_value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if value.bit_length() > _DECIMAL_BITS:
            raise Refused("the whole number has thousands of digits")
        return str(value) if -(2**63) < value < 2**63 else f'big"{value}"'
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime.date):
        return f"Dates.Date({value.year}, {value.month}, {value.day})"
    if isinstance(value, list):
        return "Any[" + ", ".join(map(_julia_value, value)) + "]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{_julia_text(k)} => {_julia_value(v)}" for k, v in value.items())
        return f"Dict{{String,Any}}({pairs})"
    return _julia_text(value)


def _julia_text(value: str) -> str:
    return '"' + "".join(map(_julia_character, value)) + '"'


def _julia_character(character: str) -> str:
    if character in '\\"$':
        return "\\" + character
    if " " <= character <= "~":
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# -- Bash: everything is text


def _bash(alias: str, value: Any) -> str:
    if isinstance(value, str):
        text = value
    elif isinstance(value, datetime.date):
        text = value.isoformat()
    elif value is None:
        text = ""
    else:
        text = json.dumps(_checked(value), ensure_ascii=False)
    if "\0" in _checked(text):
        raise Refused("a shell has no text with a NUL character")
    return f"{alias}='" + text.replace("'", "'\\''") + "'"


WRITERS: dict[str, Callable[[str, Any], str]] = {
    "python": _python,
    "ipython": _python,
    "r": _r,
    "julia": _julia,
    "bash": _bash,
}
