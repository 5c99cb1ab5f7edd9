"""Style sheets of outputs, held to their own output and to what is in the page.

A style sheet inside an output would otherwise hold for the whole report (hide a failed cell, say)
and could fetch from elsewhere by `url(…)` or `@import`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

LONGEST = 500_000

_FETCHING = frozenset(
    ("url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "element")
)
_DROPPED = frozenset(("behavior", "-moz-binding"))
_GROUPS = frozenset(("media", "supports", "layer"))
_ROOT = re.compile(r"(?:(?::root|:host|html|body)(?![\w(-])\s*>?\s*)+", re.IGNORECASE)
_SUSPECT = re.compile(
    r"[\\@<{}]|/\*|url|src|image|cross|element|expression|behavior|binding", re.IGNORECASE
)
_DATA_IMAGE = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp|svg\+xml)[;,]", re.IGNORECASE)


def scoped(css: str, scope: str) -> str:
    """`css` for the inside of the element that the selector `scope` names, loading nothing."""
    if len(css) > LONGEST:
        return ""
    import tinycss2

    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return _inert("".join(_rules(rules, scope)))


@lru_cache(maxsize=4096)
def declarations(css: str) -> str:
    """The declarations of a `style` attribute without those that would load something."""
    if not _SUSPECT.search(css):
        return css
    import tinycss2

    found = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
    return _inert(_kept(found))


def loads_nothing(value: str) -> bool:
    """Whether a value, also of an attribute that SVG takes as style, loads nothing."""
    if not _SUSPECT.search(value):
        return True
    import tinycss2

    return _harmless(tinycss2.parse_component_value_list(value))


def _rules(rules: Iterable[Any], scope: str) -> Iterable[str]:
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = ",".join(_selectors(rule.prelude, scope))
            if selectors:
                yield f"{selectors}{{{_block(rule.content)}}}"
        elif rule.type == "at-rule" and rule.content is not None:
            prelude = tinycss2.serialize(rule.prelude).strip()
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if rule.lower_at_keyword in _GROUPS:
                yield f"@{rule.lower_at_keyword} {prelude}{{{''.join(_rules(inner, scope))}}}"
            elif rule.lower_at_keyword == "keyframes":
                frames = [
                    f"{tinycss2.serialize(frame.prelude)}{{{_block(frame.content)}}}"
                    for frame in inner
                    if frame.type == "qualified-rule"
                ]
                yield f"@keyframes {prelude}{{{''.join(frames)}}}"


def _selectors(prelude: list[Any], scope: str) -> Iterable[str]:
    import tinycss2

    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        selector = tinycss2.serialize(part).strip()
        root = _ROOT.match(selector)
        rest = selector[root.end() :] if root else selector
        # a sibling of the scope lies outside it; `&` outside a rule is the page
        if rest.startswith(("+", "~", ">", "|")) or "&" in rest or not selector:
            continue
        joined = root and (
            not rest or (rest[0] in ".#[:" and selector[: root.end()].rstrip() == root[0])
        )
        yield f"{scope}{rest}" if joined else f"{scope} {rest}"


def _block(content: list[Any]) -> str:
    import tinycss2

    # nested rules are left out: their selectors could name what lies outside the scope
    return _kept(tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True))


def _kept(found: Iterable[Any]) -> str:
    return ";".join(
        each.serialize()
        for each in found
        if each.type == "declaration" and each.lower_name not in _DROPPED and _harmless(each.value)
    )


def _harmless(values: Iterable[Any]) -> bool:
    for value in values:
        if value.type in ("error", "at-keyword", "{} block"):
            return False
        if value.type == "url" and not (
            value.value.startswith("#") or _DATA_IMAGE.match(value.value)
        ):
            return False
        if value.type == "function":
            if value.lower_name in _FETCHING and any(
                each.type != "whitespace"
                and not (each.type == "string" and _DATA_IMAGE.match(each.value))
                for each in value.arguments
            ):
                return False
            if value.lower_name == "expression" or not _harmless(value.arguments):
                return False
        elif value.type in ("() block", "[] block") and not _harmless(value.content):
            return False
    return True


def _inert(css: str) -> str:
    """`css` that can't end the element or attribute it stands in."""
    return css.replace("<", "\\3c ")
