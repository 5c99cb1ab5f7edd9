"""Starting a session: rights and values are checked, a snapshot is taken, rows are written.

Nothing runs here. The same key gives the same session, however often and from however many
places at once it is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.identity import Actor
from ..access.roles import Role
from ..artifacts.model import Artifact
from ..errors import Conflict, NotFound, TooMany
from ..instances import views as instance_views
from ..instances.making import checked_values
from ..instances.model import Instance, InstanceOutput
from ..runtimes.model import Runtime
from ..runtimes.service import RuntimeService, check_cache
from ..specifications.model import Specification, SpecificationVersion
from ..specifications.values import same
from ..store.base import new_id, utcnow
from ..store.blobs import Blobs
from ..store.database import Database
from . import cache, snapshot
from .model import Execution, Session, SessionInput, SessionOutput
from .states import State


@dataclass(frozen=True)
class Wanted:
    """What somebody asks to be run with an instance; what is left out is the instance's own."""

    inputs: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    runtime_id: str | None = None
    name: str | None = None
    run_timeout: float | None = None  # seconds
    notebook_folder: Path | None = None
    use_cache: bool | None = None
    rerun_of: str | None = None  # a session that the actor may see


class Submission:
    """Writes new sessions into the queue of a pool."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        runtimes: RuntimeService,
        *,
        pool: str,
        only_dispatcher: str | None,
        max_queued: int,
        root: Path | None,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._runtimes = runtimes
        self._pool = pool
        self._only_dispatcher = only_dispatcher
        self._max_queued = max_queued
        self._root = root

    def submit(
        self,
        actor: Actor,
        key: str,
        request: Mapping[str, Any],
        prepare: Callable[[Tx], tuple[Instance, Wanted]],
    ) -> str:
        """Write a session, or find the one that this key has made; give its id.

        `request` is what the key stands for; `prepare` says in the transaction what to run.

        Raises:
            Conflict: the key was used for something else.
            TooMany: too many sessions of the actor wait.
            InvalidInput: an input or a value can't be taken, with the field.
        """
        digest = hashlib.sha256(
            json.dumps(request, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()
        for last in (False, True):
            try:
                with self._database.write() as tx:
                    found = self.known(tx, actor, key, digest)
                    if found is not None:
                        return found
                    self._check_room(tx, actor)
                    instance, wanted = prepare(tx)
                    return self._write(tx, actor, instance, wanted, key, digest)
            except IntegrityError:
                if last:
                    raise  # not the key: another process can win only once
        raise AssertionError("unreachable")

    def known(self, tx: Tx, actor: Actor, key: str, digest: str) -> str | None:
        """The session that a key has made.

        Raises:
            Conflict: it was made by another request.
        """
        row = tx.execute(
            select(Session.id, Session.request_hash, Session.deleted_at).where(
                Session.owner == actor.id, Session.idempotency_key == key
            )
        ).first()
        if row is None:
            return None
        if row.request_hash != digest:
            raise Conflict(
                "This idempotency key was used for another request. Send a new key.",
                details={"session_id": row.id},
            )
        if row.deleted_at is not None:
            raise NotFound("The session that this key has made was deleted. Send a new key.")
        found: str = row.id
        return found

    def _check_room(self, tx: Tx, actor: Actor) -> None:
        waiting = tx.scalar(
            select(func.count())
            .select_from(Session)
            .where(Session.owner == actor.id, Session.state == State.QUEUED.value)
        )
        if (waiting or 0) >= self._max_queued:
            raise TooMany(
                f"{waiting} of your sessions wait already. Let some run, or stop pending ones."
            )

    def _write(
        self, tx: Tx, actor: Actor, instance: Instance, wanted: Wanted, key: str, digest: str
    ) -> str:
        tx.refresh(instance, with_for_update=True)  # numbers are given one after the other
        specification = tx.get_one(Specification, instance.specification_id)
        rights.refuse_unshared(tx, actor, specification, "specification")
        version = newest_version(tx, specification)
        runtime = (
            self._runtimes.get_row(tx, actor, wanted.runtime_id)
            if wanted.runtime_id is not None
            else tx.get_one(Runtime, instance.runtime_id)
        )
        check_cache(runtime.working_folder, wanted.use_cache)
        kept = instance_views.values_of(instance_views.newest_revision(tx, instance))
        known = {one["alias"] for one in version.signature["parameters"]}
        values = checked_values(
            version.signature,
            {**{a: value for a, value in kept.items() if a in known}, **wanted.parameters},
        )
        inputs = snapshot.bind_inputs(tx, actor, instance, version.signature, wanted.inputs)
        outputs = snapshot.bind_outputs(tx, instance)
        now = utcnow()
        session_id = new_id()
        name = wanted.name or default_name(now, session_id)
        number, instance.next_session_number = (
            instance.next_session_number,
            instance.next_session_number + 1,
        )
        manifest = snapshot.manifest(
            session={"id": session_id, "name": name, "number": number},
            specification=specification,
            version=version,
            inputs=inputs,
            outputs=outputs,
            values=values,
            runtime=runtime,
            folder=snapshot.notebook_folder(
                runtime, specification, version, wanted.notebook_folder, self._root
            ),
            run_timeout=wanted.run_timeout or runtime.run_timeout,
        )
        cache_key = cache.key_of(manifest)
        use_cache = runtime.use_cache if wanted.use_cache is None else wanted.use_cache
        source = cache.find(tx, self._blobs, actor, cache_key, manifest) if use_cache else None
        session = Session(
            id=session_id,
            instance_id=instance.id,
            specification_id=specification.id,
            specification_version_id=version.id,
            rerun_of=wanted.rerun_of,
            number=number,
            name=name,
            owner=actor.id,
            owner_proven=actor.proven,
            idempotency_key=key,
            request_hash=digest,
            manifest_text=json.dumps(manifest, allow_nan=False),
            parameter_revision=instance.revision,
            parameters_text=json.dumps(values, allow_nan=False),
            changed_text=json.dumps(_changed(version.signature, values), allow_nan=False),
            body_sha256=version.body_sha256,
            cache_key=cache_key,
            cached_from=source.id if source else None,
            provenance=snapshot.provenance(actor, version, inputs),
            created_at=now,
        )
        execution = Execution(
            session_id=session_id,
            owner=actor.id,
            pool=self._pool,
            only_dispatcher=self._only_dispatcher,
            env=runtime.env or None,
            retries_left=runtime.retries,
            cpus=runtime.cpus,
            memory=runtime.memory,
            created_at=now,
        )
        tx.add(session)
        tx.flush()
        tx.add_all([*_parts(session_id, inputs, outputs), execution])
        trail.record(
            tx,
            actor,
            "submitted",
            "session",
            session_id,
            owner=actor.id,
            after={
                "state": State.QUEUED.value,
                "name": name,
                "instance": instance.id,
                "specification_version": version.id,
                "inputs": {one.alias: one.chosen.id if one.chosen else None for one in inputs},
                "parameters": values,
                "runtime": runtime.id,
                "cached_from": session.cached_from,
                **({"rerun_of": wanted.rerun_of} if wanted.rerun_of else {}),
            },
        )
        if wanted.rerun_of is not None:
            trail.record(
                tx,
                actor,
                "rerun",
                "session",
                wanted.rerun_of,
                owner=tx.get_one(Session, wanted.rerun_of).owner,
                after={"session": session_id},
            )
        if source is not None:
            tx.flush()
            cache.reuse(tx, session, execution, source)
        return session_id


def newest_version(tx: Tx, specification: Specification) -> SpecificationVersion:
    """The version that instances run.

    Raises:
        Conflict: none was committed.
    """
    version = tx.scalars(
        select(SpecificationVersion).where(
            SpecificationVersion.specification_id == specification.id,
            SpecificationVersion.number == specification.newest_version,
        )
    ).one_or_none()
    if version is None:
        raise Conflict(f"{specification.name} has no committed version. Commit one first.")
    return version


def live_instance(tx: Tx, actor: Actor, instance_id: str) -> Instance:
    """An instance, to be run.

    Raises:
        NotFound, Gone: there is no such instance any more.
        NotAllowed, Conflict: it isn't the actor's to run, or reserved for others.
    """
    return rights.live(tx, actor, Instance, instance_id, "instance", Role.RUNNER)


def default_name(at: datetime, session_id: str) -> str:
    """The local time of execution, with a suffix that makes it unique."""
    return f"{at.astimezone().strftime('%Y-%m-%d %H:%M:%S')} {session_id[:4]}"


def _parts(
    session_id: str,
    inputs: list[snapshot.BoundInput],
    outputs: list[tuple[InstanceOutput, Artifact]],
) -> list[SessionInput | SessionOutput]:
    return [
        *(
            SessionInput(
                session_id=session_id,
                alias=one.alias,
                position=one.position,
                artifact_id=one.artifact.id if one.artifact else None,
                artifact_version_id=one.chosen.id if one.chosen else None,
            )
            for one in inputs
        ),
        *(
            SessionOutput(
                session_id=session_id,
                alias=row.alias,
                position=row.position,
                artifact_id=artifact.id,
            )
            for row, artifact in outputs
        ),
    ]


def _changed(signature: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that aren't their parameter's default."""
    return {
        one["alias"]: values[one["alias"]]
        for one in signature["parameters"]
        if not same(one["type"], values[one["alias"]], one.get("default"))
    }
