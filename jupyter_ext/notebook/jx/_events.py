"""Metrics, results and what was read: lines appended to a file that the run's end collects."""

from __future__ import annotations

import json
import math
import os
import time
import warnings
from datetime import date
from typing import Any, Optional, Set

from ._manifest import Manifest, current

_said_not_kept: Set[str] = set()


def metric(name: str, value: Any, step: Optional[float] = None) -> None:
    """Keep a number under `name`; with `step`, one point of a series.

    Any real number, also numpy's. NaN and infinities are kept (as the texts "NaN", "Infinity" and
    "-Infinity", since JSON has no such numbers): a loss that blew up is worth seeing.
    Raises TypeError for what isn't a number.
    """
    check_name("metric", name)
    event = {"type": "metric", "name": name, "value": _number("value", value)}
    event["step"] = None if step is None else _number("step", step)
    manifest = current()
    if manifest is None:
        not_kept("metric")
    else:
        append(manifest, event)


def append(manifest: Manifest, event: Any) -> None:
    """Add one line to the events file, whole, whoever else writes there."""
    event["time"] = time.time()
    line = json.dumps(event, ensure_ascii=True, allow_nan=False) + "\n"
    manifest.events.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(str(manifest.events), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line.encode("ascii"))
    finally:
        os.close(handle)


def check_name(what: str, name: object) -> None:
    """Raises TypeError or ValueError unless `name` can name a metric or result."""
    if not isinstance(name, str):
        raise TypeError("the name of a {} is text, not {}".format(what, type(name).__name__))
    if not name.strip() or len(name) > 200:
        raise ValueError("the name of a {} has 1 to 200 characters".format(what))


def not_kept(what: str) -> None:
    """Say once that nothing is kept, since no run collects it."""
    if what not in _said_not_kept:
        _said_not_kept.add(what)
        warnings.warn(
            "jx: this {} isn't kept, because no data is chosen for the notebook: in the Signature "
            "tab of the right sidebar press Open with data…, or run it as a session".format(what),
            stacklevel=3,
        )


def safe(value: Any) -> Any:
    """`value` in plain JSON: dates and numbers that JSON lacks as text, numpy's as Python's.

    Raises TypeError for what JSON can't hold.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _not_finite(value)
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else str(safe(key)): safe(v) for key, v in value.items()
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        return [safe(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    for way in ("item", "tolist", "isoformat"):
        convert = getattr(value, way, None)
        if callable(convert):
            try:
                return safe(convert())
            except (TypeError, ValueError):
                continue
    raise TypeError("{} isn't JSON".format(type(value).__name__))


def _not_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def _number(what: str, value: Any) -> Any:
    if isinstance(value, (str, bytes)) or value is None:
        raise TypeError("the {} of a metric is a number, not {!r}".format(what, value))
    if hasattr(value, "item"):
        try:
            value = value.item()
        except (TypeError, ValueError):
            raise TypeError("the {} of a metric is one number, not an array".format(what)) from None
    if isinstance(value, int) and abs(value) <= 2**53:
        return int(value)
    try:
        number = float(value)
    except OverflowError:
        return "Infinity" if value > 0 else "-Infinity"
    except (TypeError, ValueError):
        said = type(value).__name__
        raise TypeError("the {} of a metric is a number, not {}".format(what, said)) from None
    return number if math.isfinite(number) else _not_finite(number)
