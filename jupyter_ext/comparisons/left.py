"""What sessions left, side by side: metrics, outputs, logged results; never their contents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..artifacts.model import ArtifactVersion
from ..records import VersionRef
from ..sessions.model import LoggedResult, Metric, SessionOutput
from .alike import Had, by_content, differ, groups, rows
from .records import (
    ComparedFile,
    ComparedLogged,
    ComparedMetric,
    ComparedOutput,
    ComparedResult,
    Course,
)
from .side import Side, ids_of, links_to_versions

MOST_METRICS = 1_000  # by name
MOST_COURSES = 24  # metrics whose values over their steps are given
MOST_POINTS = 80  # of a course
MOST_RESULTS = 100  # of a session


def metrics(
    tx: Tx, sides: Sequence[Side], counted: Collection[int]
) -> tuple[list[ComparedMetric], int, int]:
    """A row for each name; how many of them, and of their courses, are left out."""
    by_name = rows({} if one.deleted else one.facts["metrics"] for one in sides)
    names = list(by_name)[:MOST_METRICS]
    several = _of_several_values(tx, sides)
    drawn = [name for name in names if name in several]
    courses = _courses(tx, sides, drawn[:MOST_COURSES])
    found = [
        ComparedMetric(
            name=name,
            differs=differ(groups(by_name[name]), counted),
            cells=by_name[name],
            courses=courses.get(name, []),
        )
        for name in names
    ]
    return found, len(by_name) - len(names), max(0, len(drawn) - MOST_COURSES)


def _of_several_values(tx: Tx, sides: Sequence[Side]) -> set[str]:
    """Names of the metrics of which one session at least has several numbers."""
    return set(
        tx.scalars(
            select(Metric.name)
            .where(Metric.session_id.in_(ids_of(sides)), Metric.value.is_not(None))
            .group_by(Metric.session_id, Metric.name)
            .having(func.count() > 1)
        )
    )


def _courses(tx: Tx, sides: Sequence[Side], names: Sequence[str]) -> dict[str, list[Any]]:
    """The values of some metrics, by name and in the order of the sessions."""
    if not names:
        return {}
    each = (Metric.session_id, Metric.name)
    logged = (
        select(
            Metric.session_id,
            Metric.name,
            Metric.step,
            Metric.value,
            func.row_number().over(partition_by=each, order_by=Metric.position).label("at"),
            func.count().over(partition_by=each).label("many"),
        )
        .where(
            Metric.session_id.in_(ids_of(sides)),
            Metric.name.in_(names),
            Metric.value.is_not(None),
        )
        .subquery()
    )
    at, many = logged.c.at, logged.c.many
    kept = tx.execute(
        select(logged.c.session_id, logged.c.name, logged.c.step, logged.c.value, at)
        .where(many > 1, at * MOST_POINTS // many > (at - 1) * MOST_POINTS // many)
        .order_by(logged.c.session_id, logged.c.name, at)
    )
    points: dict[str, dict[str, list[tuple[int | None, float, int]]]] = defaultdict(dict)
    for session_id, name, step, value, place in kept:
        points[name].setdefault(session_id, []).append((step, value, place))
    return {
        name: [_course(of_name.get(side.row.id)) for side in sides]
        for name, of_name in points.items()
    }


def _course(points: list[tuple[int | None, float, int]] | None) -> Course | None:
    if points is None:
        return None
    told = all(step is not None for step, _, _ in points)
    return Course(
        steps=[step if told and step is not None else place for step, _, place in points],
        values=[value for _, value, _ in points],
    )


def outputs(
    tx: Tx, actor: Actor, sides: Sequence[Side], counted: Collection[int]
) -> list[ComparedOutput]:
    """A row for each alias."""
    bound = tx.execute(
        select(SessionOutput, ArtifactVersion)
        .outerjoin(ArtifactVersion, ArtifactVersion.id == SessionOutput.artifact_version_id)
        .where(SessionOutput.session_id.in_(ids_of(sides)))
        .order_by(SessionOutput.position)
    ).all()
    refs = links_to_versions(
        tx, actor, sides, [(output.session_id, output.artifact_version_id) for output, _ in bound]
    )
    by_session: dict[str, dict[str, Had[ComparedFile]]] = defaultdict(dict)
    for output, version in bound:
        by_session[output.session_id][output.alias] = _file(output, version, refs)
    return [
        ComparedOutput(alias=alias, differs=differs, cells=cells)
        for alias, differs, cells in by_content(
            (by_session[side.row.id] for side in sides), counted
        )
    ]


def _file(
    output: SessionOutput, version: ArtifactVersion | None, refs: dict[str, VersionRef]
) -> Had[ComparedFile]:
    if version is not None and version.id not in refs:
        return Had(ComparedFile(hidden=True), None, hidden=True)
    if version is not None:
        written = ComparedFile(
            version=refs[version.id],
            kind=version.kind,
            filename=version.filename,
            size=version.size,
        )
        return Had(written, version.sha256)
    kept = output.partial or {}
    partial = ComparedFile(
        partial=output.partial is not None,
        kind=kept.get("kind"),
        filename=kept.get("filename"),
        size=kept.get("size"),
    )
    return Had(partial, kept.get("sha256"))


def results(
    tx: Tx, sides: Sequence[Side], counted: Collection[int]
) -> tuple[list[ComparedResult], int]:
    """A row for each name and each time that a session logged it, and how many are left out."""
    of = LoggedResult.session_id
    logged = (
        select(
            *LoggedResult.__table__.columns,
            func.row_number().over(partition_by=of, order_by=LoggedResult.position).label("place"),
            func.count().over(partition_by=of).label("many"),
        )
        .where(LoggedResult.session_id.in_(ids_of(sides)))
        .subquery()
    )
    kept = tx.execute(
        select(logged)
        .where(logged.c.place <= MOST_RESULTS)
        .order_by(logged.c.session_id, logged.c.place)
    )
    by_session: dict[str, dict[tuple[str, int], Had[ComparedLogged]]] = defaultdict(dict)
    times: Counter[tuple[str, str]] = Counter()
    more = 0
    for one in kept:
        times[one.session_id, one.name] += 1
        more += one.many - MOST_RESULTS if one.place == MOST_RESULTS else 0
        by_session[one.session_id][one.name, times[one.session_id, one.name]] = Had(
            ComparedLogged.model_validate(one), (one.kind, one.sha256)
        )
    found = [
        ComparedResult(name=name, differs=differs, cells=cells)
        for (name, _), differs, cells in by_content(
            (by_session[side.row.id] for side in sides), counted
        )
    ]
    return found, more
