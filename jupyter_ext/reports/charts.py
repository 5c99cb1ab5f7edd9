"""Charts that need a script to be drawn: their saved picture, or else their data.

Vega, Vega-Lite, Plotly and Bokeh outputs hold a description that JavaScript turns into a drawing.
A report runs none, so it shows the picture that the library saved beside the description; where
there is none, it says so and shows the numbers.
"""

import array
import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ROWS = 50
COLUMNS = 20

_VEGA = re.compile(r"application/vnd\.vega(lite)?\.v\d+(\.\d+)*\+json")
_PLOTLY = re.compile(r"application/vnd\.plotly\.v\d+\+json")
_BOKEH = re.compile(r"application/vnd\.bokehjs_exec\.v0\+json")
# array.array codes of plotly's and numpy's type names
_TYPES = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "f4": "f", "f8": "d"}


@dataclass(frozen=True)
class Table:
    """Rows of plain values under their column names."""

    name: str
    columns: list[str]
    rows: list[list[Any]]
    total: int
    """How many rows there are, of which `rows` holds the first ones."""


def kind(media_types: Iterable[str]) -> tuple[str, str] | None:
    """The media type that makes an output a chart, and what to call it."""
    for media_type in media_types:
        for pattern, name in ((_VEGA, "Vega"), (_PLOTLY, "Plotly"), (_BOKEH, "Bokeh")):
            match = pattern.fullmatch(media_type)
            if match:
                lite = name == "Vega" and match.group(1)
                return media_type, "Vega-Lite" if lite else name
    return None


def tables(spec: Any, name: str) -> list[Table]:
    """The data that stands in a chart's own description."""
    if isinstance(spec, str):
        try:
            spec = json.loads(spec)
        except ValueError:
            return []
    if not isinstance(spec, Mapping):
        return []
    found = _plotly(spec) if name == "Plotly" else _vega(spec)
    return [table for table in found if table.rows][:10]


def _vega(spec: Mapping[str, Any]) -> list[Table]:
    datasets = spec.get("datasets")
    found = []
    if isinstance(datasets, Mapping):
        found += [_records("", values) for values in datasets.values()]
    waiting: list[tuple[Any, int]] = [(spec, 0)]
    while waiting and len(found) < 10:
        part, depth = waiting.pop(0)
        if not isinstance(part, Mapping) or depth > 20:
            continue
        data = part.get("data")
        for each in data if isinstance(data, list) else [data]:
            if isinstance(each, Mapping) and "values" in each:
                found.append(_records(str(each.get("name", "")), each["values"]))
        for key in ("layer", "concat", "hconcat", "vconcat", "spec"):
            below = part.get(key)
            waiting += [
                (each, depth + 1) for each in (below if isinstance(below, list) else [below])
            ]
    return found


def _records(name: str, values: Any) -> Table:
    values = values if isinstance(values, list) else []
    columns: dict[str, None] = {}
    for value in values[:ROWS]:
        for key in value if isinstance(value, Mapping) else ("value",):
            columns.setdefault(str(key))
    kept = list(columns)[:COLUMNS]
    rows = [
        [value.get(column) for column in kept] if isinstance(value, Mapping) else [value]
        for value in values[:ROWS]
    ]
    return Table(name, kept, rows, len(values))


def _plotly(spec: Mapping[str, Any]) -> list[Table]:
    traces = spec.get("data")
    found = []
    for trace in traces if isinstance(traces, list) else []:
        if not isinstance(trace, Mapping):
            continue
        series = {
            key: _series(trace[key]) for key in ("labels", "x", "y", "z", "values") if key in trace
        }
        series = {key: values for key, values in series.items() if values}
        longest = max((len(values) for values in series.values()), default=0)
        rows = [
            [values[i] if i < len(values) else None for values in series.values()]
            for i in range(min(longest, ROWS))
        ]
        found.append(Table(str(trace.get("name") or ""), list(series), rows, longest))
    return found


def _series(values: Any) -> list[Any]:
    """A plotly column: a list, or numbers packed as base64."""
    if isinstance(values, list):
        return values
    if isinstance(values, Mapping) and isinstance(values.get("bdata"), str):
        code = _TYPES.get(str(values.get("dtype")))
        if code and "shape" not in values:
            try:
                numbers = array.array(code)
                numbers.frombytes(base64.b64decode(values["bdata"]))
                return numbers.tolist()
            except ValueError:
                return []
    return []
