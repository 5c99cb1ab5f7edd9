"""The first rows of a table file, read in a bounded way: CSV, TSV, JSON records, parquet.

Whatever the file holds, only its first megabytes are read, and what can't be understood is left
to be shown as text.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from .texts import beginning, shown

ROWS = 200
LONGEST_FIELD = 128 * 1024  # characters
COLUMNS = 50
LONGEST_CELL = 500
READ = 2 * 2**20

_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class TableStart:
    """The first rows and columns of a table, as text."""

    columns: list[str]
    rows: list[list[str]]
    row_count: int | None
    """Rows in all, where the whole file was read."""
    truncated: bool


class NoTable(Exception):
    """The file can't be read as a table; the message says why."""


def csv_start(path: Path, delimiter: str | None = None) -> TableStart:
    """The first rows of a delimited text file, whose first row names the columns.

    Raises NoTable.
    """
    text, whole = beginning(path, READ)
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not whole:
        text = text.rpartition("\n")[0] or text
    records = _records(text, delimiter or _delimiter(text))
    try:
        header = next(records)
    except StopIteration:
        raise NoTable("This file is empty.") from None
    rows = list(islice(records, ROWS))
    more = sum(1 for _ in records)
    width = max(map(len, [header, *rows]))
    names = [name.strip() or f"column {i + 1}" for i, name in enumerate(header)]
    names += [f"column {i + 1}" for i in range(len(names), width)]
    total = len(rows) + more if whole else None
    return _start(names, [row + [""] * (width - len(row)) for row in rows], total)


def records_start(path: Path, *, lines: bool) -> TableStart:
    """The first rows of a JSON list of objects, or of a file with one object a line.

    Raises NoTable.
    """
    text, whole = beginning(path, READ)
    found = list(islice(_objects(text, whole) if lines else _elements(text), ROWS + 1))
    if not found or not all(isinstance(each, Mapping) for each in found):
        raise NoTable("This file is not a list of records.")
    columns: dict[str, None] = {}
    for each in found[:ROWS]:
        for key in each:
            columns.setdefault(str(key))
    names = list(columns)
    rows = [[_cell(each.get(name)) for name in names[:COLUMNS]] for each in found[:ROWS]]
    return _start(names, rows, len(found) if whole and len(found) <= ROWS else None)


def parquet_start(path: Path) -> TableStart:
    """The first rows of a parquet file. Raises NoTable. Meant for a child process."""
    if find_spec("pyarrow") is None:
        raise NoTable("Install pyarrow beside JupyterLab to see parquet files.")
    from pyarrow import ArrowException, parquet

    try:
        file = parquet.ParquetFile(path)
        names = file.schema_arrow.names
        batches = file.iter_batches(batch_size=ROWS, columns=names[:COLUMNS], use_threads=False)
        batch = next(batches, None)
    except (ArrowException, OSError, ValueError) as error:
        raise NoTable(f"This parquet file can't be read: {str(error)[:200]}") from None
    values = [column.to_pylist() for column in batch.columns] if batch is not None else []
    rows = [[_cell(value) for value in row] for row in zip(*values, strict=True)]
    return _start(names, rows[:ROWS], file.metadata.num_rows)


def _start(names: list[str], rows: Iterable[list[str]], total: int | None) -> TableStart:
    kept = [[_short(value) for value in row[:COLUMNS]] for row in rows]
    cut = len(names) > COLUMNS or total is None or total > len(kept)
    return TableStart([_short(name) for name in names[:COLUMNS]], kept, total, cut)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = None
        if row is None or any(len(field) > LONGEST_FIELD for field in row):
            # not a table that a person would read
            raise NoTable("A field of this file is too long to be shown in a table.")
        if row:
            yield row


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the same number of fields, and into most."""
    lines = text[:20_000].splitlines()[:20]
    best, best_score = ",", (0.0, 0)
    for candidate in _DELIMITERS:
        counts = [line.count(candidate) for line in lines if line.strip()]
        if not counts or not counts[0]:
            continue
        same = sum(count == counts[0] for count in counts) / len(counts)
        if (same, counts[0]) > best_score:
            best, best_score = candidate, (same, counts[0])
    return best


def _objects(text: str, whole: bool) -> Iterator[Any]:
    lines = text.splitlines()
    for line in lines if whole else lines[:-1]:
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                raise NoTable("A line of this file is not JSON.") from None


def _elements(text: str) -> Iterator[Any]:
    """The elements of the JSON list that `text` begins with, as far as it goes."""
    decoder = json.JSONDecoder()
    at = _past(text, 0, "[")
    while at is not None:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value
        at = _past(text, end, ",")


def _past(text: str, at: int, mark: str) -> int | None:
    """The place after `mark` and the blanks around it; None if something else stands there."""
    at = _blanks(text, at)
    return _blanks(text, at + 1) if text[at : at + 1] == mark else None


def _blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n\ufeff":
        at += 1
    return at


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _short(text: str) -> str:
    text = shown(text)
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"
