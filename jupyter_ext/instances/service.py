"""The rules of instances: inputs are bound for good, parameters change in revisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.editing import bury, edit, restore
from ..access.identity import Actor
from ..access.roles import Role, may
from ..errors import Conflict, InvalidInput
from ..folders import tree
from ..objects.listing import matching
from ..records import Dependent, Page
from ..runtimes.model import Runtime
from ..runtimes.service import RuntimeService
from ..sessions.model import Session
from ..specifications.model import Specification
from ..store import lists
from ..store.base import utcnow
from ..store.database import Database
from . import depending, making, views
from .model import Instance, InstanceInput, InstanceOutput, ParameterRevision
from .records import (
    InstanceCreate,
    InstanceDetail,
    InstanceRecord,
    InstanceUpdate,
    ParametersUpdate,
    RevisionRecord,
)


class InstanceService:
    """Specifications bound to artifacts."""

    def __init__(self, database: Database, runtimes: RuntimeService) -> None:
        self.database = database
        self.runtimes = runtimes

    def list(self, actor: Actor, query: Any) -> Page[InstanceRecord]:
        """The instances that the actor may see; ad-hoc and deleted ones only when asked for.

        Raises:
            NotFound, Gone: there is no such folder.
        """
        statement = select(Instance).where(*matching(actor, Instance, query))
        if not query.ad_hoc:
            statement = statement.where(Instance.ad_hoc.is_(False))
        if query.specification_id is not None:
            statement = statement.where(Instance.specification_id == query.specification_id)
        last = (
            select(func.max(Session.created_at))
            .where(
                Session.instance_id == Instance.id,
                Session.deleted_at.is_(None),
                may(actor, Session),
            )
            .correlate(Instance)
            .scalar_subquery()
        )
        columns = {
            "name": func.lower(Instance.name),
            "created_at": Instance.created_at,
            "updated_at": Instance.updated_at,
            "last_session_at": last,
        }
        order = lists.ordering(query.sort, columns, "-updated_at", Instance.id)
        with self.database.read() as tx:
            statement = statement.where(*tree.within(tx, actor, "instance", Instance, query))
            rows, total = lists.fetch(tx, statement, query, order)
            return Page[InstanceRecord](
                items=views.records(tx, actor, rows), total=total, offset=query.offset
            )

    def get(self, actor: Actor, instance_id: str) -> InstanceDetail:
        """One instance, a deleted one too.

        Raises:
            NotFound: there is none of that id.
        """
        with self.database.read() as tx:
            return views.detail(
                tx, actor, rights.seen(tx, actor, Instance, instance_id, "instance")
            )

    def create(self, actor: Actor, request: InstanceCreate) -> InstanceDetail:
        """A new instance of a registered specification.

        Raises:
            InvalidInput: a required input is empty, an alias isn't declared, an artifact or
                the runtime or the folder isn't there, a value can't be taken; with the field.
            Conflict: the specification is a draft.
        """
        with self.database.write() as tx:
            specification = rights.named(
                tx, actor, Specification, request.specification_id, "specification",
                "specification_id", Role.RUNNER,
            )  # fmt: skip
            if specification.registered_at is None:
                raise Conflict(
                    "This specification is a draft. Mark it as registered first.",
                    field="specification_id",
                )
            signature = views.signature_of(tx, specification)
            making.check_inputs(tx, actor, signature, request.inputs)
            making.check_outputs(signature, request.outputs)
            row = making.make(
                tx,
                actor,
                specification,
                signature,
                self.runtimes.get_row(tx, actor, request.runtime_id),
                name=request.name,
                description=request.description,
                note=request.note,
                tags=request.tags,
                inputs=request.inputs,
                outputs=request.outputs,
                values=making.checked_values(signature, request.parameters),
                folder_id=tree.placed(tx, actor, "instance", request.folder_id),
                copied_from=_named_original(tx, actor, request.copied_from),
            )
            return views.detail(tx, actor, row)

    def update(self, actor: Actor, instance_id: str, request: InstanceUpdate) -> InstanceDetail:
        """Change the fields that were sent.

        Raises:
            NotFound, Gone: there is no such instance any more.
            Conflict: inputs were sent; they are bound for good.
            InvalidInput: the runtime isn't there.
        """
        sent = request.model_dump(exclude_unset=True)
        with self.database.write() as tx:
            row = rights.live(tx, actor, Instance, instance_id, "instance")
            if "inputs" in sent:
                raise Conflict(
                    "The inputs of an instance can't change. Make a new instance instead.",
                    field="inputs",
                )
            if sent.get("ad_hoc"):
                raise InvalidInput("An instance can't be made ad hoc.", field="ad_hoc")
            if sent.get("runtime_id") is not None:
                self.runtimes.get_row(tx, actor, sent["runtime_id"])
            edit(tx, actor, row, "instance", sent)
            return views.detail(tx, actor, row)

    def delete(self, actor: Actor, instance_id: str) -> None:
        """Delete an instance; its sessions and output artifacts stay.

        Raises:
            NotFound, Gone: there is no such instance any more.
            Conflict: sessions of it are queued or running.
        """
        with self.database.write() as tx:
            row = rights.live(tx, actor, Instance, instance_id, "instance", Role.OWNER)
            live = tx.scalar(
                select(func.count())
                .select_from(Session)
                .where(
                    Session.instance_id == row.id,
                    Session.ended_at.is_(None),
                    Session.deleted_at.is_(None),
                )
            )
            if live:
                raise Conflict(
                    f"{live} of its sessions {'is' if live == 1 else 'are'} queued or running. "
                    "End them first.",
                    details={"active": live},
                )
            bury(tx, actor, row, "instance")

    def restore(self, actor: Actor, instance_id: str) -> InstanceDetail:
        """Take a deletion back; where its runtime was deleted since, it has the default one.

        Raises:
            NotFound: there is no such instance.
            Conflict: it isn't deleted, or that was longer ago than can be taken back.
        """
        with self.database.write() as tx:
            row = restore(tx, actor, Instance, instance_id, "instance")
            if tx.get_one(Runtime, row.runtime_id).deleted_at is not None:
                default = self.runtimes.get_row(tx, actor, None)
                edit(tx, actor, row, "instance", {"runtime_id": default.id})
            return views.detail(tx, actor, row)

    def dependents(self, actor: Actor, instance_id: str) -> Page[Dependent]:
        """Its sessions that the actor may see, newest first; at most 500 are listed."""
        with self.database.read() as tx:
            row = rights.seen(tx, actor, Instance, instance_id, "instance")
            return depending.dependents(tx, actor, sessions=Session.instance_id == row.id)

    def revisions(self, actor: Actor, instance_id: str, query: Any) -> Page[RevisionRecord]:
        """Parameter values over time, newest first."""
        with self.database.read() as tx:
            row = rights.seen(tx, actor, Instance, instance_id, "instance")
            statement = select(ParameterRevision).where(ParameterRevision.instance_id == row.id)
            order = lists.ordering("-number", {"number": ParameterRevision.number}, "", None)[:1]
            rows, total = lists.fetch(tx, statement, query, order)
            return Page[RevisionRecord](
                items=[views.revision_record(one) for one in rows],
                total=total,
                offset=query.offset,
            )

    def change_parameters(
        self, actor: Actor, instance_id: str, request: ParametersUpdate
    ) -> InstanceDetail:
        """Keep a new revision; the values that weren't sent stay. The same values keep none.

        Raises:
            NotFound, Gone: there is no such instance any more.
            InvalidInput: a value can't be taken, with the field `parameters.<alias>`.
        """
        with self.database.write() as tx:
            row = rights.live(tx, actor, Instance, instance_id, "instance")
            signature = views.signature_of(tx, tx.get_one(Specification, row.specification_id))
            before = views.values_of(views.newest_revision(tx, row))
            known = {one["alias"] for one in signature["parameters"]}
            kept = {alias: value for alias, value in before.items() if alias in known}
            after = making.checked_values(signature, {**kept, **request.values})
            if after != before:
                newest = tx.scalar(
                    select(func.max(ParameterRevision.number)).where(
                        ParameterRevision.instance_id == row.id
                    )
                )
                making.keep_values(tx, actor, row, (newest or 0) + 1, after)
                row.updated_at = utcnow()
                trail.record(
                    tx, actor, "parameters_changed", "instance", row.id, owner=row.owner,
                    before=before, after=after,
                )  # fmt: skip
            return views.detail(tx, actor, row)

    def ad_hoc_for(
        self,
        tx: Tx,
        actor: Actor,
        specification: Specification,
        runtime: Runtime,
        inputs: Mapping[str, str],
        values: Mapping[str, Any],
    ) -> Instance:
        """The ad-hoc instance of a specification with exactly these artifacts, made if missing.

        `values` are what a new one starts with.

        Raises:
            InvalidInput: a required input is empty, an alias isn't declared, or a value can't
                be taken.
        """
        signature = views.signature_of(tx, specification)
        making.check_inputs(tx, actor, signature, inputs)
        candidates = tx.scalars(
            select(Instance)
            .where(
                Instance.specification_id == specification.id,
                Instance.owner == actor.id,
                Instance.runtime_id == runtime.id,
                Instance.ad_hoc.is_(True),
                Instance.deleted_at.is_(None),
            )
            .order_by(Instance.created_at.desc())
            .limit(50)
        )
        wanted = {one["alias"]: inputs.get(one["alias"]) for one in signature["inputs"]}
        outputs = [one["alias"] for one in signature["outputs"]]
        for row in candidates:
            if _bindings(tx, row) == wanted and _output_aliases(tx, row) == outputs:
                return row
        return making.make(
            tx,
            actor,
            specification,
            signature,
            runtime,
            name=specification.name,
            description="Made by running the notebook as a session.",
            inputs=inputs,
            outputs={},
            values=making.checked_values(signature, values),
            ad_hoc=True,
        )


def _named_original(tx: Tx, actor: Actor, instance_id: str | None) -> str | None:
    if instance_id is None:
        return None
    return rights.named(tx, actor, Instance, instance_id, "instance", "copied_from", Role.VIEWER).id


def _bindings(tx: Tx, row: Instance) -> dict[str, str | None]:
    found = tx.execute(
        select(InstanceInput.alias, InstanceInput.artifact_id).where(
            InstanceInput.instance_id == row.id
        )
    )
    return dict(found.all())


def _output_aliases(tx: Tx, row: Instance) -> list[str]:
    return [
        alias
        for (alias,) in tx.execute(
            select(InstanceOutput.alias)
            .where(InstanceOutput.instance_id == row.id)
            .order_by(InstanceOutput.position)
        )
    ]
