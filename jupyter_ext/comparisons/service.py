"""Sessions side by side: a fixed number of queries in one transaction, whatever they hold."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.roles import may
from ..errors import InvalidInput, NotFound
from ..sessions import listing
from ..sessions.model import Session
from ..sessions.seen import manifest_of, seen_session
from ..sessions.states import State
from ..specifications import diffs
from ..specifications.model import Specification, SpecificationVersion
from ..store.blobs import Blobs
from ..store.database import Database
from . import environments, left, values
from .alike import groups
from .records import CodeDifference, ComparedSession, Comparison
from .side import Side

FEWEST, MOST = 2, 10  # sessions
LONGEST_REASON = 500  # characters


class ComparisonService:
    """Reads what sessions ran with and what they left; nothing here writes."""

    def __init__(self, database: Database, blobs: Blobs, host: str) -> None:
        self._database = database
        self._blobs = blobs
        self._host = host

    def compare(self, actor: Actor, session_ids: Sequence[str]) -> Comparison:
        """Two to ten sessions, of any specification; deleted ones have a name and nothing else.

        Raises:
            InvalidInput: too few, too many, or one of them twice.
            NotFound: there is no such session, or the actor may not see it.
        """
        _check(session_ids)
        with self._database.read() as tx:
            sides = self._sides(tx, actor, session_ids)
            there = {place for place, one in enumerate(sides) if not one.deleted}
            over = {place for place in there if State(sides[place].row.state).is_terminal}
            metrics, more_metrics, more_courses = left.metrics(tx, sides, over)
            results, more_results = left.results(tx, sides, over)
            return Comparison(
                sessions=_sessions(tx, sides),
                inputs=values.inputs(tx, actor, sides, there),
                parameters=values.parameters(sides, there),
                metrics=metrics,
                more_metrics=more_metrics,
                more_courses=more_courses,
                outputs=left.outputs(tx, actor, sides, over),
                results=results,
                more_results=more_results,
                environments=environments.compare(sides),
            )

    def code(self, actor: Actor, left_id: str, right_id: str) -> CodeDifference:
        """The code of two sessions, whose specifications the actor may see.

        Raises:
            NotFound: there is no such session, or the actor may not see it.
            InvalidInput: a notebook can't be read.
        """
        with self._database.read() as tx:
            versions = []
            for session_id in (left_id, right_id):
                row = seen_session(tx, actor, session_id)
                if not rights.can_see(tx, actor, tx.get_one(Specification, row.specification_id)):
                    return _unknown(f"The code of {row.name} isn't shared with you.")
                versions.append(tx.get_one(SpecificationVersion, row.specification_version_id))
        kinds = {one.filename.endswith(".ipynb") for one in versions}
        if len(kinds) > 1:
            return _unknown("One is a notebook and the other a script, which have no like parts.")
        found = diffs.compare(self._blobs, *versions)
        return CodeDifference(
            known=True, cells=found.cells, signature=found.signature, files=found.files
        )

    def _sides(self, tx: Tx, actor: Actor, session_ids: Sequence[str]) -> list[Side]:
        wanted = [one for one in session_ids if rights.is_id(one)]
        found = {
            row.id: row
            for row in tx.scalars(
                select(Session).where(Session.id.in_(wanted), may(actor, Session))
            )
        }
        for one in session_ids:
            if one not in found:
                raise NotFound(f"There is no session {one[:64]!r}.", details={"session": one[:64]})
        rows = [found[one] for one in session_ids]
        return [
            Side(row, facts, manifest_of(row))
            for row, facts in zip(rows, listing.facts_of(tx, actor, rows, self._host), strict=True)
        ]


def _check(session_ids: Sequence[str]) -> None:
    if len(session_ids) < FEWEST:
        raise InvalidInput("Choose at least two sessions to compare.", field="session")
    if len(session_ids) > MOST:
        raise InvalidInput(
            f"At most {MOST} sessions can be compared at once: {len(session_ids)} were chosen. "
            "Leave some out.",
            field="session",
        )
    for place, one in enumerate(session_ids):
        if one in session_ids[:place]:
            raise InvalidInput(
                f"The session {one[:64]!r} is there twice. Leave it out once.", field="session"
            )


def _sessions(tx: Tx, sides: Sequence[Side]) -> list[ComparedSession]:
    ran = {one.row.specification_version_id for one in sides}
    besides = {
        version_id: json.dumps([files, signature], sort_keys=True)
        for version_id, files, signature in tx.execute(
            select(
                SpecificationVersion.id, SpecificationVersion.files, SpecificationVersion.signature
            ).where(SpecificationVersion.id.in_(ran))
        )
    }
    code = groups(
        [(one.row.body_sha256, besides[one.row.specification_version_id]) for one in sides]
    )
    return [
        ComparedSession(
            **{
                **side.facts,
                "deleted": side.deleted,
                "reason": None
                if side.deleted
                else (side.row.reason or "")[:LONGEST_REASON] or None,
                "code_group": group,
                "runtime": side.manifest["runtime"]["name"],
            }
        )
        for side, group in zip(sides, code, strict=True)
    ]


def _unknown(reason: str) -> CodeDifference:
    return CodeDifference(known=False, reason=reason)
