"""Checking an exported trail: by itself, and against the trail that it was taken from."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.model import AuditRow
from ..errors import InvalidInput
from .export import COLUMNS, END, FORMAT, VERSION, fields_of
from .filters import Wanted

_LONGEST = 64 * 2**20  # characters of a line
_TAIL = 256 * 2**10  # bytes in which the last line is looked for
_MOST_ROWS = 2**63
MOST_PROBLEMS = 1000


@dataclass
class Checked:
    """What was found; no problems: all holds."""

    rows: int = 0
    filters: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def verify(path: Path, tx: Tx | None = None) -> Checked:
    """Check a file row by row; given a transaction, each row against the trail there as well.

    Raises:
        InvalidInput: the file isn't an exported trail.
    """
    try:
        end = _end(path)
        found = Checked(filters=end.get("filters") or {}, head=end.get("head") or {})
        for problem in _problems(path, end, found, tx):
            found.problems.append(problem)
            if len(found.problems) == MOST_PROBLEMS:
                found.problems.append("There are more; only these are told.")
                break
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} isn't an exported trail.") from error
    return found


def _problems(path: Path, end: dict[str, Any], found: Checked, tx: Tx | None) -> Iterator[str]:
    if not end:
        yield "The last line is missing: the file was cut off."
    try:
        wanted = Wanted.from_json(found.filters)
        head_seq, head_hash = int(found.head.get("seq", 0)), str(found.head.get("hash", ""))
        if not 0 <= head_seq < _MOST_ROWS:
            raise ValueError("no number of a row")
    except (TypeError, ValueError, AttributeError):
        yield "The last line can't be read."
        return
    known = _Trail(tx, wanted, head_seq) if tx is not None and end else None
    chain = trail.ExportedRows()
    for number, fields in enumerate(_rows(path, ended=bool(end)), 1):
        found.rows = number
        expected = chain.last.seq + 1 if chain.last else 1 if number == 1 else None
        row, why = chain.take(fields)
        said = [f"row {row.seq} {why}" if row else f"what stands here {why}"] if why else []
        if row is not None:
            if not wanted.as_json() and why is None and expected not in (None, row.seq):
                said.append(f"rows before row {row.seq} are missing")
            if not wanted.lets_through(row):
                said.append(f"row {row.seq} isn't one of those that the file says it holds")
            if end and row.seq > head_seq:
                said.append(f"row {row.seq} is newer than the head of the chain")
            if known is not None:
                yield from known.compare(row)
        yield from (f"Row {number} of the file: {one}." for one in said)
    if end:
        yield from _at_the_end(end, found, chain.last, head_seq, head_hash)
    if known is not None:
        yield from known.rest(head_hash)


def _at_the_end(
    end: dict[str, Any], found: Checked, last: AuditRow | None, head_seq: int, head_hash: str
) -> Iterator[str]:
    if end.get("rows") != found.rows:
        yield f"The file holds {found.rows} rows; its last line says another number."
    last_seq, last_hash = (last.seq, last.hash) if last else (0, trail.GENESIS)
    if not found.filters and last_seq != head_seq:
        yield "Rows are missing at the end."
    if last_seq == head_seq and last_hash != head_hash:
        yield "The hash of the head isn't that of the newest row."


class _Trail:
    """The rows of the database that a file should hold, read along with it."""

    def __init__(self, tx: Tx, wanted: Wanted, head_seq: int) -> None:
        self._tx = tx
        self._head_seq = head_seq
        self._rows = iter(
            tx.execute(
                select(AuditRow.seq, AuditRow.hash)
                .where(AuditRow.seq <= head_seq, *wanted.conditions())
                .order_by(AuditRow.seq)
                .execution_options(yield_per=500)
            )
        )
        self._next = next(self._rows, None)

    def compare(self, row: AuditRow) -> Iterator[str]:
        while self._next is not None and self._next.seq < row.seq:
            yield f"Row {self._next.seq} of the trail isn't in the file."
            self._next = next(self._rows, None)
        if self._next is None or self._next.seq != row.seq:
            yield f"Row {row.seq} of the file isn't in the trail."
            return
        if self._next.hash != row.hash:
            yield f"Row {row.seq} is another one in the trail."
        self._next = next(self._rows, None)

    def rest(self, head_hash: str) -> Iterator[str]:
        while self._next is not None:
            yield f"Row {self._next.seq} of the trail isn't in the file."
            self._next = next(self._rows, None)
        now = self._tx.scalar(select(AuditRow.hash).where(AuditRow.seq == self._head_seq))
        if self._head_seq and now != head_hash:
            yield f"The trail no longer has the head that the file names (row {self._head_seq})."


def _is_csv(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(1) != b"{"


def _end(path: Path) -> dict[str, Any]:
    """What the last line says; empty where it isn't one.

    Raises:
        InvalidInput: the file isn't an exported trail, or one of a newer version.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        lines = file.read().splitlines()
    last = lines[-1].decode("utf-8", "replace") if lines else ""
    try:
        if _is_csv(path):
            cells = dict(zip(COLUMNS, next(csv.reader([last]), []), strict=True))
            end = json.loads(cells["after"]) if cells["seq"] == END else None
            if end and end["head"]["hash"] != cells["hash"]:
                end = None
        else:
            end = json.loads(last).get("end")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error):
        end = None
    if not isinstance(end, dict) or end.get("format") != FORMAT:
        first = next(_rows(path, ended=False), None)
        if first is None or not {"seq", "previous_hash", "hash"} <= first.keys():
            raise InvalidInput(f"{path.name} isn't an exported trail.")
        return {}
    if end.get("version") != VERSION:
        raise InvalidInput(f"{path.name} was made by another version; upgrade to check it.")
    return end


def _rows(path: Path, *, ended: bool) -> Iterator[dict[str, Any]]:
    """The fields of each row; what isn't a row has none. The last line is left out if `ended`."""
    with path.open(encoding="utf-8", newline="") as file:
        found = _from_csv(file) if _is_csv(path) else map(_from_json, _lines(file))
        before: dict[str, Any] | None = None
        for row in found:
            if before is not None:
                yield before
            before = row
        if before is not None and not ended:
            yield before


def _from_json(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _from_csv(file: Any) -> Iterator[dict[str, Any]]:
    usual = csv.field_size_limit(_LONGEST)  # of the whole process
    rows = csv.reader(_lines(file))
    try:
        if next(rows, None) != list(COLUMNS):
            yield {}
        for cells in rows:
            try:
                yield fields_of(cells)
            except (ValueError, RecursionError):
                yield {}
    except csv.Error:
        yield {}
    finally:
        csv.field_size_limit(usual)


def _lines(file: Any) -> Iterator[str]:
    while line := file.readline(_LONGEST):
        yield line
