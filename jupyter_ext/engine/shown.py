"""A runner's progress page as the product shows it (`sessions.records.Progress`, as JSON)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .follow import moment
from .runner.safe_text import safe_text

MOST_TEXT = 1000  # characters of what a page tells; the runner's have fewer


def shown(
    page: Mapping[str, Any] | None,
    *,
    responding: bool = True,
    estimated: float | None = None,
) -> dict[str, Any]:
    """The page with times as ISO text; what it doesn't say is empty.

    The code of a run can write this page too: nothing in it is taken for granted.
    """
    page = page or {}
    return {
        "phase": _text(page.get("phase")) or "starting",
        "cells_total": _whole(page.get("cells_total")),
        "cells_done": _whole(page.get("cells_done")),
        "cell": _cell(page.get("cell")),
        "newest_output": _text(page.get("newest_output")),
        "started_at": _iso(page.get("started_at")),
        "updated_at": _iso(page.get("updated_at")),
        "estimated_seconds": estimated,
        "responding": responding,
        "waiting": None,
        "queue_position": None,
    }


def _cell(cell: Any) -> dict[str, Any] | None:
    if not isinstance(cell, Mapping):
        return None
    index, number = _whole(cell.get("index")), _whole(cell.get("number"))
    started_at = _iso(cell.get("started_at"))
    if index is None or started_at is None:
        return None
    return {
        "index": index,
        "number": number,
        "id": _text(cell.get("id")),
        "head": _text(cell.get("head")),
        "started_at": started_at,
    }


def _whole(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value < 2**53 else None


def _text(value: Any) -> str:
    return safe_text(value)[:MOST_TEXT] if isinstance(value, str) else ""


def _iso(seconds: Any) -> str | None:
    found = moment(seconds)
    return found.isoformat() if found else None
