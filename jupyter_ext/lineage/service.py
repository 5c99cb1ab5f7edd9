"""The neighbours of a node: a page of each side in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, cast

from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.rights import is_id
from ..errors import NotFound
from ..store.database import Database
from . import nodes, relations
from .records import Lineage, LineageLink, LineageNode, NodeKind, Side
from .relations import RELATIONS, SIDES
from .sight import TABLES

MOST = 50  # neighbours of a side in one answer
Sides = Literal["both", "upstream", "downstream"]


class LineageService:
    """Reads what is related to what; nothing here writes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def neighbours(
        self,
        actor: Actor,
        kind: str,
        node_id: str,
        *,
        side: Sides = "both",
        offset: int = 0,
        limit: int = MOST,
    ) -> Lineage:
        """A node with what it was made from, what was made from it, or both.

        Raises:
            NotFound: there is no such node, or the actor may not see it.
        """
        with self.database.read() as tx:
            node = _root(tx, actor, kind, node_id)
            around: dict[Side, list[tuple[NodeKind, str]]] = {
                one: _page(tx, actor, node, one, offset, limit) if side in ("both", one) else []
                for one in SIDES
            }
            keys = dict.fromkeys(key for one in SIDES for key in around[one])
            keys.pop((node.kind, node.id), None)
            found = nodes.load(tx, actor, _by_kind(keys)) | {node.id: node}
            ids = _by_kind((one.kind, one.id) for one in found.values())
            _count(tx, actor, ids, found)
            return Lineage(
                node=node,
                neighbours=[found[node_id] for _, node_id in keys],
                links=_links(tx, ids),
                next_upstream=_next(node.upstream, offset, around["upstream"]),
                next_downstream=_next(node.downstream, offset, around["downstream"]),
            )


def _root(tx: Tx, actor: Actor, kind: str, node_id: str) -> LineageNode:
    found: dict[str, LineageNode] = {}
    if kind in TABLES and is_id(node_id):
        found = nodes.load(tx, actor, {kind: [node_id]})
    if node_id not in found:
        noun = kind.replace("_", " ") if kind in TABLES else "object"
        raise NotFound(f"There is no {noun} {node_id[:64]!r}.")
    return found[node_id]


def _page(
    tx: Tx, actor: Actor, node: LineageNode, side: Side, offset: int, limit: int
) -> list[tuple[NodeKind, str]]:
    statement = relations.page(actor, node.kind, node.id, side, offset, limit)
    if statement is None:
        return []
    return [(cast("NodeKind", kind), node_id) for kind, node_id in tx.execute(statement)]


def _next(total: int, offset: int, given: Sequence[object]) -> int | None:
    after = offset + len(given)
    return after if given and after < total else None


def _by_kind(keys: Iterable[tuple[NodeKind, str]]) -> dict[NodeKind, list[str]]:
    found: dict[NodeKind, list[str]] = defaultdict(list)
    for kind, node_id in keys:
        found[kind].append(node_id)
    return dict(found)


def _count(tx: Tx, actor: Actor, ids: relations.Ids, found: dict[str, LineageNode]) -> None:
    """Write into each node how many links it has."""
    for place, node_id, many in tx.execute(relations.counts(actor, ids)):
        node = found[node_id]
        if SIDES[place] == "upstream":
            node.upstream += many
        else:
            node.downstream += many


def _links(tx: Tx, ids: relations.Ids) -> list[LineageLink]:
    statement = relations.links(ids)
    if statement is None:
        return []
    found: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for place, source, target, alias in tx.execute(statement):
        found[place, source, target].update({alias} - {""})
    return [
        LineageLink(
            kind=RELATIONS[place].kind, source=source, target=target, aliases=sorted(aliases)
        )
        for (place, source, target), aliases in sorted(found.items())
    ]
