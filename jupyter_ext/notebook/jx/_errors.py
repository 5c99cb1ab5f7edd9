"""What can go wrong when code asks for its data."""

from __future__ import annotations

from typing import Iterable


class Undefined(LookupError):
    """An input that was left empty (*Not configured*): ask `jx.has(alias)` first."""


class UnknownAlias(LookupError):
    """An alias that isn't declared in the signature."""


class NoManifest(LookupError):
    """The code runs without chosen data: no manifest says where its inputs are."""


class ManifestInvalid(ValueError):
    """A manifest that can't be read; the message says where it is and what is wrong."""


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
