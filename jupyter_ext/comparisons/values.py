"""What sessions ran with, side by side: values of parameters, versions of inputs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..sessions.model import SessionInput
from ..specifications.values import same
from .alike import Had, by_content, differ, groups, rows
from .records import ComparedInput, ComparedParameter, ComparedValue, ComparedVersion
from .side import Side, ids_of, links_to_versions

LONGEST_VALUE = 300  # characters

_Given = tuple[dict[str, Any], Any]  # what is declared, and the value


def parameters(sides: Sequence[Side], counted: Collection[int]) -> list[ComparedParameter]:
    """A row for each alias."""
    found = []
    for alias, given in rows(map(_given, sides)).items():
        grouped = groups(given, _same)
        found.append(
            ComparedParameter(
                alias=alias,
                differs=differ(grouped, counted),
                cells=[
                    None if one is None or group is None else _value(*one, group)
                    for one, group in zip(given, grouped, strict=True)
                ],
            )
        )
    return found


def _given(side: Side) -> dict[str, _Given]:
    if side.deleted:
        return {}
    had = json.loads(side.row.parameters_text)
    return {one["alias"]: (one, had.get(one["alias"])) for one in side.manifest["parameters"]}


def _same(one: _Given, other: _Given) -> bool:
    kinds = {one[0]["type"], other[0]["type"]}
    return same(kinds.pop() if len(kinds) == 1 else "json", one[1], other[1])


def _value(declared: dict[str, Any], value: Any, group: int) -> ComparedValue:
    text = value
    if value is not None and not isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return ComparedValue(
        type=declared["type"],
        text=text and text[:LONGEST_VALUE],
        cut=len(text or "") > LONGEST_VALUE,
        is_default=same(declared["type"], value, declared.get("default")),
        group=group,
    )


def inputs(
    tx: Tx, actor: Actor, sides: Sequence[Side], counted: Collection[int]
) -> list[ComparedInput]:
    """A row for each alias; what has the same content is the same, whatever it is called."""
    bound = tx.execute(
        select(SessionInput.session_id, SessionInput.alias, SessionInput.artifact_version_id)
        .where(SessionInput.session_id.in_(ids_of(sides)))
        .order_by(SessionInput.position)
    ).all()
    versions = links_to_versions(
        tx, actor, sides, [(one.session_id, one.artifact_version_id) for one in bound]
    )
    hashes = {side.row.id: _hashes(side) for side in sides}
    by_session: dict[str, dict[str, Had[ComparedVersion]]] = defaultdict(dict)
    for session_id, alias, version_id in bound:
        version = versions.get(version_id or "")
        hidden = version_id is not None and version is None
        content = version_id and (hashes[session_id].get(alias) or version_id)
        by_session[session_id][alias] = Had(
            ComparedVersion(version=version, hidden=hidden), content or "", hidden
        )
    return [
        ComparedInput(alias=alias, differs=differs, cells=cells)
        for alias, differs, cells in by_content(
            (by_session[side.row.id] for side in sides), counted
        )
    ]


def _hashes(side: Side) -> dict[str, str | None]:
    return {
        one["alias"]: (one.get("version") or {}).get("sha256") for one in side.manifest["inputs"]
    }
