"""The head of a report: what ran, on which data, by whom, when, and what came out of it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any, TypedDict

from ..durations import in_words
from .outputs import cell


class ReportFacts(TypedDict, total=False):
    """What a session knows about its run; everything may be left out."""

    title: str
    """Heading of the page; else the specification, the session's name, the notebook's."""
    session: Mapping[str, Any]
    """id, name, number."""
    state: str
    reason: str | None
    specification: str
    version: Mapping[str, Any]
    """number, sha256, comment."""
    instance: str
    user: str
    user_proven: bool
    started: str
    ended: str
    duration: float
    """Seconds."""
    runtime: str
    interpreter: str
    git: Mapping[str, Any]
    """commit, dirty."""
    inputs: list[Mapping[str, Any]]
    """alias, artifact, version, sha256, configured."""
    parameters: list[Mapping[str, Any]]
    """alias, value, default."""
    outputs: list[Mapping[str, Any]]
    """alias, artifact, version, sha256."""
    metrics: list[Mapping[str, Any]]
    """name, value, step."""
    more: list[tuple[str, Any]]
    """Further lines: label and value."""


_STATES = {
    "SUCCEEDED": "Succeeded",
    "FAILED": "Failed",
    "CANCELLED": "Cancelled",
    "TIMED_OUT": "Timed out",
    "CRASHED": "Crashed",
}


def page_title(facts: Mapping[str, Any], fallback: str) -> str:
    """What the browser's tab says."""
    name = _text(_mapping(facts.get("session")).get("name"))
    heading = _text(facts.get("title")) or _text(facts.get("specification"))
    return " – ".join(part for part in (heading, name) if part) or fallback


def head(facts: Mapping[str, Any], fallback_title: str) -> str:
    """The `<header>` of the page."""
    session = _mapping(facts.get("session"))
    name = _text(session.get("name"))
    title = _text(facts.get("title")) or _text(facts.get("specification")) or name or fallback_title
    if not any(key in facts for key in ReportFacts.__annotations__ if key != "title"):
        return ""
    state = _text(facts.get("state"))
    badge = (
        f'<span class="jx-state jx-state-{"good" if state == "SUCCEEDED" else "bad"}">'
        f"{escape(_STATES.get(state, state.title()))}</span>"
        if state
        else ""
    )
    reason = _text(facts.get("reason"))
    parts = [
        '<header class="jx-head">',
        '<p class="jx-kind">Session report</p>',
        f"<h1>{escape(title)} {badge}</h1>",
        f'<p class="jx-reason">{escape(reason)}</p>' if reason else "",
        _lines(facts, session),
        '<div class="jx-bound">',
        _table("Inputs", ("Alias", "Artifact", "Version", "sha256"), _bound(facts.get("inputs"))),
        _table("Parameters", ("Alias", "Value", "Default"), _parameters(facts.get("parameters"))),
        _table("Outputs", ("Alias", "Artifact", "Version", "sha256"), _bound(facts.get("outputs"))),
        _table("Metrics", ("Metric", "Value"), _metrics(facts.get("metrics"))),
        "</div></header>",
    ]
    return "\n".join(part for part in parts if part)


def _lines(facts: Mapping[str, Any], session: Mapping[str, Any]) -> str:
    version = _mapping(facts.get("version"))
    git = _mapping(facts.get("git"))
    name, number = _text(session.get("name")), _text(session.get("number"))
    revision = _text(version.get("number"))
    comment = _text(version.get("comment"))
    user = _text(facts.get("user"))
    if user and facts.get("user_proven") is False:
        user += " (as named by the operating system)"
    commit = _text(git.get("commit"))
    more = facts.get("more")
    lines = [
        ("Specification", _text(facts.get("specification"))),
        ("Version", f"{revision}{f' · {comment}' if comment else ''}" if revision else ""),
        ("Instance", _text(facts.get("instance"))),
        ("Session", f"{name} (no. {number})" if name and number else name or number),
        ("Session id", _text(session.get("id"))),
        ("Run by", user),
        ("Started", moment(facts.get("started"))),
        ("Ended", moment(facts.get("ended"))),
        ("Duration", duration(facts.get("duration"))),
        ("Runtime", _text(facts.get("runtime"))),
        ("Interpreter", _text(facts.get("interpreter"))),
        (
            "Git commit",
            f"{commit}{' (with uncommitted changes)' if git.get('dirty') else ''}"
            if commit
            else "",
        ),
        ("Code sha256", _text(version.get("sha256"))),
        *(
            (str(line[0]), cell(line[1]))
            for line in (more if isinstance(more, list) else [])
            if len(line) == 2
        ),
    ]
    rows = "".join(_line(label, shown) for label, shown in lines if shown)
    return f'<dl class="jx-facts">{rows}</dl>' if rows else ""


def _line(label: str, shown: str) -> str:
    kind = ' class="jx-hash"' if len(shown) >= 40 and " " not in shown else ""
    return f"<div><dt>{escape(label)}</dt><dd{kind}>{escape(shown)}</dd></div>"


def _bound(items: Any) -> Iterable[list[str]]:
    for item in _items(items):
        if item.get("configured") is False:
            yield [_text(item.get("alias")), "Not configured", "", ""]
        else:
            yield [_text(item.get(key)) for key in ("alias", "artifact", "version", "sha256")]


def _parameters(items: Any) -> Iterable[list[str]]:
    for item in _items(items):
        yield [_text(item.get("alias")), *(value(item.get(key)) for key in ("value", "default"))]


def _metrics(items: Any) -> Iterable[list[str]]:
    last: dict[str, tuple[str, int]] = {}
    for item in _items(items):
        name = _text(item.get("name"))
        last[name] = (value(item.get("value")), last.get(name, ("", 0))[1] + 1)
    for name, (shown, count) in last.items():
        yield [name, f"{shown} (last of {count})" if count > 1 else shown]


def _table(title: str, columns: tuple[str, ...], rows: Iterable[list[str]]) -> str:
    rows = list(rows)
    if not rows:
        return ""
    kept = [i for i, _ in enumerate(columns) if i == 0 or any(row[i] for row in rows)]
    head_row = "".join(f"<th scope=col>{escape(columns[i])}</th>" for i in kept)
    body = "".join(
        "<tr>" + "".join(_td(row[i], columns[i]) for i in kept) + "</tr>" for row in rows
    )
    return (
        f'<section class="jx-facts-table"><h2>{title}</h2><table><thead><tr>{head_row}</tr></thead>'
        f"<tbody>{body}</tbody></table></section>"
    )


def _td(text: str, column: str) -> str:
    if column == "sha256" and len(text) > 16:
        return f'<td class="jx-hash" title="{escape(text)}">{escape(text[:12])}…</td>'
    if text == "Not configured":
        return f'<td class="jx-quiet">{text}</td>'
    return f"<td>{escape(text)}</td>"


def moment(value: Any) -> str:
    """An ISO time or a Unix one as `2026-11-20 14:02:11 UTC`."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            when = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, str):
            when = datetime.fromisoformat(value)
            when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
        else:
            return ""
    except (ValueError, OverflowError, OSError):
        return _text(value)
    return when.strftime("%Y-%m-%d %H:%M:%S UTC")


def duration(value: Any) -> str:
    """Seconds in words; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        return _text(value)
    return in_words(value)


def value(given: Any) -> str:
    """A parameter or metric, as exact as it is short."""
    if isinstance(given, float):
        return f"{given:.10g}"
    return cell(given)


def _text(given: Any) -> str:
    return "" if given is None or isinstance(given, Mapping | list) else cell(given)


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _items(given: Any) -> list[Mapping[str, Any]]:
    return [item for item in given if isinstance(item, Mapping)] if isinstance(given, list) else []
