"""What can go wrong when code asks for its data."""

from __future__ import annotations

import functools
from typing import Any, Callable, Iterable, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Undefined(LookupError):
    """An input that was left empty (*Not configured*): ask `jx.has(alias)` first."""


class UnknownAlias(LookupError):
    """An alias that isn't declared in the signature."""


class NoManifest(LookupError):
    """The code runs without chosen data: no manifest says where its inputs are."""


class ManifestInvalid(ValueError):
    """A manifest that can't be read; the message says where it is and what is wrong."""


def short_traceback(function: _Function) -> _Function:
    """What was asked for in vain is told with the line that asks, and one line of ours."""

    @functools.wraps(function)
    def asked(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except (Undefined, UnknownAlias, NoManifest, ManifestInvalid) as error:
            raise error.with_traceback(None) from None

    return asked  # type: ignore[return-value]


def unknown(kind: str, alias: object, declared: Iterable[str], elsewhere: str) -> UnknownAlias:
    """The error for an alias nobody declared: names those there are, and the likeliest one meant.

    `elsewhere` is the kind under which the alias is declared after all, or "".
    """
    names = list(declared)
    if not isinstance(alias, str):
        return UnknownAlias("the alias of an {} is text, not {}".format(kind, type(alias).__name__))
    said = 'no {} "{}" is declared'.format(kind, alias)
    if elsewhere:
        a = "a" if elsewhere == "parameter" else "an"
        return UnknownAlias(
            '{}: it is {} {}, so use jx.{}("{}")'.format(said, a, elsewhere, elsewhere, alias)
        )
    if not names:
        return UnknownAlias("{}: the signature has no {}s".format(said, kind))
    said = "{}; declared: {}".format(said, ", ".join(names))
    import difflib

    folded = {name.lower(): name for name in reversed(names)}
    near = difflib.get_close_matches(alias.lower(), list(folded), 1, 0.6)
    return UnknownAlias('{}. Did you mean "{}"?'.format(said, folded[near[0]]) if near else said)
