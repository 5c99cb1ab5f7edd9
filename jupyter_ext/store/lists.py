"""Pages of a list: searched, filtered by tag, sorted by an allow-list, counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session as Tx
from sqlalchemy.sql.functions import GenericFunction

from ..errors import InvalidInput

Whose = Literal["all", "mine", "shared"]


class Slice(Protocol):
    """Which part of a list is wanted."""

    @property
    def offset(self) -> int: ...
    @property
    def limit(self) -> int: ...


class Query(Protocol):
    """What every list is asked (`web.lists.ListQuery` is one)."""

    q: str
    tag: list[str]
    sort: str
    offset: int
    limit: int
    deleted: bool


class ObjectQuery(Query, Protocol):
    """What the lists of objects that can be shared and starred are asked."""

    whose: Whose
    starred: bool | None


@dataclass(frozen=True)
class First:
    """The beginning of a list that nobody pages through."""

    limit: int
    offset: int = 0


class JsonElements(GenericFunction[Any]):
    """The elements of a JSON list as rows with the column `value`."""

    name = "jx_json_elements"
    inherit_cache = True


@compiles(JsonElements)
def _on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


@compiles(JsonElements, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"jsonb_array_elements_text({compiler.process(element.clauses, **kw)})"


def contains(column: Any, text: str) -> ColumnElement[bool]:
    """Whether a column, as text, holds `text`, whatever the case."""
    plain = unicodedata.normalize("NFC", text).lower()
    escaped = plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(cast(column, String)).like(f"%{escaped}%", escape="\\")


def search(text: str, *columns: Any, tags: Any = None) -> list[ColumnElement[bool]]:
    """What to add to WHERE so that a column or a tag holds `text`; nothing for no text.

    Raises:
        InvalidInput: the text holds a NUL, which no database looks for.
    """
    wanted = text.strip()
    if "\x00" in wanted:
        raise InvalidInput("Text to search for can't hold a NUL character.", field="q")
    if not wanted:
        return []
    found = [contains(column, wanted) for column in columns]
    if tags is not None:
        found.append(_some_tag(tags, lambda tag: contains(tag, wanted)))
    return [or_(*found)]


def tagged(column: Any, tags: Sequence[str]) -> list[ColumnElement[bool]]:
    """What to add to WHERE so that a JSON list holds all of `tags`.

    Raises:
        InvalidInput: a tag holds a NUL.
    """
    if any("\x00" in tag for tag in tags):
        raise InvalidInput("A tag can't hold a NUL character.", field="tag")
    return [_some_tag(column, lambda value, tag=tag: value == tag) for tag in tags]  # type: ignore[misc]


def _some_tag(column: Any, holds: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    rows = JsonElements(column).table_valued("value")
    return select(literal(1)).select_from(rows).where(holds(rows.c.value)).exists()


def ordering(sort: str, columns: Mapping[str, Any], default: str, tie: Any) -> list[Any]:
    """The ORDER BY of a sort text: a column's name, with a leading minus for descending.

    What is empty comes last in both directions; `tie` makes the order total.

    Raises:
        InvalidInput: the column isn't one of `columns`.
    """
    chosen = sort or default
    name = chosen.removeprefix("-")
    if name not in columns:
        raise InvalidInput(
            f"This list can't be sorted by {name!r}; it can by {', '.join(sorted(columns))}.",
            field="sort",
        )
    column = columns[name]
    directed = column.desc() if chosen.startswith("-") else column.asc()
    return [directed.nulls_last(), tie]


def fetch(
    tx: Tx, statement: Select[Any], query: Slice, order: Sequence[Any]
) -> tuple[list[Any], int]:
    """The objects of one page, and how many match in all."""
    matching = statement.order_by(None).with_only_columns(literal(1), maintain_column_froms=True)
    total = tx.scalar(select(func.count()).select_from(matching.subquery())) or 0
    page = statement.order_by(*order).offset(query.offset).limit(query.limit)
    return list(tx.scalars(page).all()), total
