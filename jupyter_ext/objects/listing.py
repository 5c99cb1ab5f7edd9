"""What every list of objects is narrowed by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from ..access.identity import Actor
from ..access.roles import may_list
from ..store import lists


def matching(
    actor: Actor, table: Any, query: lists.ObjectQuery, *searched: Any
) -> list[ColumnElement[bool]]:
    """What to add to WHERE for what the actor may see and asks for.

    The text is looked for in `searched` too.

    Raises:
        InvalidInput: the text or a tag holds a NUL.
    """
    found = [
        may_list(actor, table, query.whose),
        *lists.search(
            query.q,
            table.name,
            table.description,
            table.note,
            table.id,
            *searched,
            tags=table.tags,
        ),
        *lists.tagged(table.tags, query.tag),
    ]
    if not query.deleted:
        found.append(table.deleted_at.is_(None))
    if query.starred is not None:
        found.append(table.starred == query.starred)
    return found
