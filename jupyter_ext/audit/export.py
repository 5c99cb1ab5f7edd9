"""The trail as a file: one row a line, and a last line that says what the file holds.

JSON lines or CSV, in the order of the trail. The last line names the head of the chain (the
newest row and its hash, whatever the filters), the number of rows and the filters; without it a
file was cut off.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.model import AuditRow
from ..store.base import utcnow
from ..store.spreadsheets import MARK, shielded
from .filters import Wanted

Format = Literal["jsonl", "csv"]
FORMAT = "jupyter-ext audit trail"
VERSION = 1
END = "#end"  # stands where a row of a CSV file has its number
COLUMNS = (
    "seq", "at", "actor", "actor_proven", "action", "kind", "object_id", "before", "after",
    "previous_hash", "hash",
)  # fmt: skip
_AS_JSON = ("before", "after")
_AT_ONCE = 500  # rows


def lines(tx: Tx, wanted: Wanted, form: Format) -> Iterator[str]:
    """The file line by line; however long the trail is, few rows are held at a time."""
    seq, head_hash = trail.head(tx)
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if form == "csv":
        yield writer.writerow(COLUMNS)
    count = 0
    statement = (
        select(AuditRow)
        .where(AuditRow.seq <= seq, *wanted.conditions())
        .order_by(AuditRow.seq)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in tx.scalars(statement):
        count += 1
        fields = trail.exported(row)
        if form == "csv":
            yield writer.writerow([_cell(name, fields[name]) for name in COLUMNS])
        else:
            yield _json(fields) + "\n"
    end = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": utcnow().isoformat(timespec="seconds"),
        "filters": wanted.as_json(),
        "rows": count,
        "head": {"seq": seq, "hash": head_hash},
    }
    if form == "csv":
        yield writer.writerow(
            [{"seq": END, "after": _json(end), "hash": head_hash}.get(name, "") for name in COLUMNS]
        )
    else:
        yield _json({"end": end}) + "\n"


class _Echo:
    """Gives back what a CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True)


def _cell(name: str, value: Any) -> str:
    if name in _AS_JSON:
        return "" if value is None else _json(value)
    return shielded(json.dumps(value) if isinstance(value, bool) else str(value))


def fields_of(cells: list[str]) -> dict[str, Any]:
    """The fields of a row from the cells of its line.

    Raises:
        ValueError: they aren't a row's.
    """
    if len(cells) != len(COLUMNS):
        raise ValueError("not as many cells as columns")
    found: dict[str, Any] = {
        name: cell.removeprefix(MARK) for name, cell in zip(COLUMNS, cells, strict=True)
    }
    for name in (*_AS_JSON, "actor_proven", "seq"):
        found[name] = json.loads(found[name]) if found[name] else None
    return found
