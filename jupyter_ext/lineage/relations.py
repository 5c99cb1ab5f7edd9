"""How nodes are related: where each kind of link stands, and the queries over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, literal, select, union_all
from sqlalchemy.orm import aliased

from ..access.identity import Actor
from ..artifacts.model import ArtifactVersion
from ..instances.model import Instance, InstanceInput, InstanceOutput
from ..reviews.model import Review
from ..sessions.model import Session, SessionInput, SessionOutput
from ..specifications.model import SpecificationVersion
from .records import LinkKind, NodeKind, Side
from .sight import TABLES, sees

Ids = Mapping[NodeKind, Sequence[str]]
SIDES: tuple[Side, Side] = ("upstream", "downstream")


@dataclass(frozen=True)
class Relation:
    """Links of one kind: two columns of one table, and maybe the alias that a link stands for."""

    kind: LinkKind
    source: NodeKind
    target: NodeKind
    source_id: Any
    target_id: Any
    alias: Any = None

    def near(self, side: Side) -> NodeKind:
        """The kind of the nodes whose neighbours on that side these are."""
        return self.target if side == "upstream" else self.source

    def far(self, side: Side) -> NodeKind:
        """The kind of those neighbours."""
        return self.source if side == "upstream" else self.target

    def ends(self, side: Side) -> tuple[Any, Any]:
        """The columns of the near and the far end."""
        ends = (self.source_id, self.target_id)
        return ends[::-1] if side == "upstream" else ends


RELATIONS = (  # neighbours come in this order
    Relation("instance", "specification", "instance", Instance.specification_id, Instance.id),
    Relation(
        "code", "specification_version", "session", Session.specification_version_id, Session.id
    ),
    Relation(
        "input",
        "artifact_version",
        "session",
        SessionInput.artifact_version_id,
        SessionInput.session_id,
        SessionInput.alias,
    ),
    Relation(
        "input",
        "artifact",
        "instance",
        InstanceInput.artifact_id,
        InstanceInput.instance_id,
        InstanceInput.alias,
    ),
    Relation(
        "output",
        "session",
        "artifact_version",
        SessionOutput.session_id,
        SessionOutput.artifact_version_id,
        SessionOutput.alias,
    ),
    Relation(
        "output",
        "instance",
        "artifact",
        InstanceOutput.instance_id,
        InstanceOutput.artifact_id,
        InstanceOutput.alias,
    ),
    Relation("run", "instance", "session", Session.instance_id, Session.id),
    Relation("rerun", "session", "session", Session.rerun_of, Session.id),
    Relation("reused", "session", "session", Session.cached_from, Session.id),
    Relation("review", "session", "review", Review.session_id, Review.id),
    Relation(
        "version",
        "specification",
        "specification_version",
        SpecificationVersion.specification_id,
        SpecificationVersion.id,
    ),
    Relation(
        "version", "artifact", "artifact_version", ArtifactVersion.artifact_id, ArtifactVersion.id
    ),
)


def _with_far_end(relation: Relation, side: Side, *columns: Any) -> tuple[Select[Any], Any]:
    """A query over the links, and the row of the node at the far end."""
    _, far = relation.ends(side)
    table = TABLES[relation.far(side)]
    if far is table.id:
        return select(*columns).select_from(table), table
    row = aliased(table)
    return select(*columns).select_from(far.class_).join(row, row.id == far), row


def page(
    actor: Actor, kind: NodeKind, node_id: str, side: Side, offset: int, limit: int
) -> Select[Any] | None:
    """(kind, id) of the neighbours on one side, the newest of each relation first; None: no node
    of that kind has any."""
    parts = []
    for rank, relation in enumerate(RELATIONS):
        if relation.near(side) != kind:
            continue
        near, far = relation.ends(side)
        statement, row = _with_far_end(relation, side, literal(rank).label("rank"))
        statement = statement.add_columns(
            far.label("id"), row.created_at.label("at"), literal(relation.far(side)).label("kind")
        ).where(near == node_id, sees(actor, relation.far(side), row))
        parts.append(statement.distinct() if relation.alias is not None else statement)
    if not parts:
        return None
    found = union_all(*parts).subquery()
    return (
        select(found.c.kind, found.c.id)
        .order_by(found.c.rank, found.c.at.desc(), found.c.id)
        .offset(offset)
        .limit(limit)
    )


def counts(actor: Actor, ids: Ids) -> CompoundSelect[Any]:
    """(side, id, links) of all these nodes; several rows of one node are to be added up."""
    parts = []
    for relation in RELATIONS:
        for place, side in enumerate(SIDES):
            own = ids.get(relation.near(side))
            if not own:
                continue
            near, far = relation.ends(side)
            many = func.count() if relation.alias is None else func.count(far.distinct())
            statement, row = _with_far_end(relation, side, literal(place), near, many)
            parts.append(
                statement.where(near.in_(own), sees(actor, relation.far(side), row)).group_by(near)
            )
    return union_all(*parts)


def links(ids: Ids) -> CompoundSelect[Any] | None:
    """(relation, source, target, alias) of every link among these nodes."""
    parts = []
    for place, relation in enumerate(RELATIONS):
        sources, targets = ids.get(relation.source), ids.get(relation.target)
        if sources and targets:
            alias = literal("") if relation.alias is None else relation.alias
            parts.append(
                select(literal(place), relation.source_id, relation.target_id, alias).where(
                    relation.source_id.in_(sources), relation.target_id.in_(targets)
                )
            )
    return union_all(*parts) if parts else None
