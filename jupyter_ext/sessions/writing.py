"""Writing the sessions of a launch: rights and values are checked, a snapshot is taken.

Everything happens in the caller's transaction: what is refused leaves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.identity import Actor
from ..artifacts.model import Artifact
from ..errors import TooLarge, TooMany
from ..instances import views as instance_views
from ..instances.making import checked_values
from ..instances.model import InstanceOutput
from ..runtimes.model import Runtime
from ..runtimes.service import RuntimeService, check_cache
from ..specifications.model import Specification, SpecificationVersion
from ..specifications.values import same
from ..store.base import new_id, utcnow
from ..store.blobs import Blobs
from . import cache, several, snapshot
from .binding import BoundInput, InputBinding, bind_outputs
from .launch import Launch, Wanted, newest_version
from .model import Execution, Session, SessionInput, SessionOutput, Workflow
from .states import State

_SUFFIX = 4  # characters of an id in a name
_MOST_SUFFIXES = 10_000  # of the 65,536 that there are: more would be searched for long
MOST_VALUES = 64 * 2**20  # characters of all values of a launch: each is kept several times


@dataclass(frozen=True)
class _Ground:
    """What all sessions of a launch have in common."""

    launch: Launch
    specification: Specification
    version: SpecificationVersion
    binding: InputBinding
    outputs: list[tuple[InstanceOutput, Artifact]]
    kept: dict[str, Any]  # the instance's values, as far as the code still has them
    runtimes: dict[str | None, Runtime] = field(default_factory=dict)  # by what was asked for


@dataclass(frozen=True)
class _New:
    """The rows of one session, not written yet."""

    session: Session
    execution: Execution
    parts: list[SessionInput | SessionOutput]
    source: Session | None  # whose result it takes
    told: list[trail.Entry]


class Writer:
    """Writes sessions that wait in the queue of a pool."""

    def __init__(
        self,
        blobs: Blobs,
        runtimes: RuntimeService,
        pool: str,
        only_dispatcher: str | None,
        max_launch: int,
        root: Path | None,
    ) -> None:
        self._blobs = blobs
        self._runtimes = runtimes
        self._pool = pool
        self._only_dispatcher = only_dispatcher
        self._max_launch = max_launch
        self._root = root

    def write(self, tx: Tx, actor: Actor, launch: Launch, key: tuple[str, str], room: int) -> str:
        """Write the sessions of a launch, at most `room` of them; give the first's id.

        `key` is the idempotency key with the hash of the request.

        Raises:
            TooMany: there is no room for all of them.
            TooLarge: all their values together would take too much.
            InvalidInput: an input or a value can't be taken, with the field.
        """
        instance = launch.instance
        tx.refresh(instance, with_for_update=True)  # numbers are given one after the other
        ground = _ground(tx, actor, launch)
        wanted = [one for each in launch.wanted for one in self._each(ground, each)]
        if len(wanted) > room:
            raise TooMany(
                f"That would start {len(wanted):,} sessions, and your queue has room for {room:,} "
                "more. Let some run, stop pending ones, or start fewer."
            )
        now = utcnow()
        workflow_id = new_id()
        workflow = Workflow(
            id=workflow_id,
            instance_id=instance.id,
            rerun_of=launch.rerun_of,
            name=wanted[0].name or default_name(now, workflow_id),
            owner=actor.id,
            size=len(wanted),
            varied=dict(launch.varied or _varied(launch)),
            idempotency_key=key[0],
            request_hash=key[1],
            created_at=now,
        )
        tx.add(workflow)
        tx.flush()
        new: list[_New] = []
        size = 0
        ids = _ids(len(wanted))
        for place, (each, session_id) in enumerate(zip(wanted, ids, strict=True)):
            new.append(self._new(tx, actor, ground, workflow, each, place, session_id))
            size += len(new[-1].session.parameters_text)
            if place and size > MOST_VALUES:
                raise TooLarge(
                    f"The values of these {len(wanted):,} sessions take more than "
                    f"{MOST_VALUES // 2**20} MiB in all. Start fewer at once, or make what is "
                    "large an input.",
                    field="lists",
                )
        instance.next_session_number += len(new)
        tx.add_all([one.session for one in new])
        tx.flush()
        tx.add_all([part for one in new for part in (*one.parts, one.execution)])
        trail.record_all(tx, actor, [entry for one in new for entry in one.told])
        for one in new:
            if one.source is not None:
                cache.reuse(tx, one.session, one.execution, one.source)
        return new[0].session.id

    def _each(self, ground: _Ground, wanted: Wanted) -> Iterator[Wanted]:
        """What each session takes, with one value of everything."""
        if wanted.lists is None:
            yield wanted
            return
        signature = ground.version.signature
        single = {"inputs": wanted.inputs, "parameters": wanted.parameters}
        lists = several.checked(wanted.lists, signature, single, self._max_launch)
        for alias, versions in lists.inputs.items():
            for place, version_id in enumerate(versions):
                ground.binding.one(alias, version_id, several.field_of("inputs", alias, place))
        for choice in several.choices(lists, signature):
            yield replace(
                wanted,
                inputs={**wanted.inputs, **choice.inputs},
                parameters={**wanted.parameters, **choice.parameters},
                lists=None,
            )

    def _new(
        self,
        tx: Tx,
        actor: Actor,
        ground: _Ground,
        workflow: Workflow,
        wanted: Wanted,
        place: int,
        session_id: str,
    ) -> _New:
        """The session at a place of the launch."""
        instance, version = ground.launch.instance, ground.version
        runtime = self._runtime(tx, actor, ground, wanted)
        values = checked_values(version.signature, {**ground.kept, **wanted.parameters})
        inputs = ground.binding.bind(wanted.inputs)
        at = workflow.created_at + timedelta(microseconds=place)  # they run in their order
        name = wanted.name or default_name(at, session_id)
        if wanted.name and workflow.size > 1:
            name = f"{wanted.name} {place + 1}"
        number = instance.next_session_number + place
        manifest = snapshot.manifest(
            session={"id": session_id, "name": name, "number": number},
            specification=ground.specification,
            version=version,
            inputs=inputs,
            outputs=ground.outputs,
            values=values,
            runtime=runtime,
            folder=snapshot.notebook_folder(
                runtime, ground.specification, version, wanted.notebook_folder, self._root
            ),
            run_timeout=wanted.run_timeout or runtime.run_timeout,
        )
        cache_key = cache.key_of(manifest)
        use_cache = runtime.use_cache if wanted.use_cache is None else wanted.use_cache
        source = cache.find(tx, self._blobs, actor, cache_key, manifest) if use_cache else None
        session = Session(
            id=session_id,
            instance_id=instance.id,
            specification_id=ground.specification.id,
            specification_version_id=version.id,
            workflow_id=workflow.id,
            rerun_of=wanted.rerun_of,
            number=number,
            name=name,
            owner=actor.id,
            owner_proven=actor.proven,
            manifest_text=json.dumps(manifest, allow_nan=False),
            parameter_revision=instance.revision,
            parameters_text=json.dumps(values, allow_nan=False),
            changed_text=json.dumps(_changed(version.signature, values), allow_nan=False),
            body_sha256=version.body_sha256,
            cache_key=cache_key,
            cached_from=source.id if source else None,
            provenance=snapshot.provenance(actor, version, inputs),
            created_at=at,
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
            created_at=at,
        )
        return _New(
            session,
            execution,
            _parts(session_id, inputs, ground.outputs),
            source,
            list(_told(tx, session, workflow, runtime, inputs, values)),
        )

    def _runtime(self, tx: Tx, actor: Actor, ground: _Ground, wanted: Wanted) -> Runtime:
        asked = wanted.runtime_id
        if asked not in ground.runtimes:
            ground.runtimes[asked] = (
                self._runtimes.get_row(tx, actor, asked)
                if asked is not None
                else tx.get_one(Runtime, ground.launch.instance.runtime_id)
            )
        runtime = ground.runtimes[asked]
        check_cache(runtime.working_folder, wanted.use_cache)
        return runtime


def default_name(at: datetime, session_id: str) -> str:
    """The local time of execution, with a suffix that makes it unique."""
    return f"{at.astimezone().strftime('%Y-%m-%d %H:%M:%S')} {session_id[:_SUFFIX]}"


def _ids(count: int) -> list[str]:
    """New ids; those of one launch begin differently, for that their names end with."""
    length = _SUFFIX if count <= _MOST_SUFFIXES else None
    found: dict[str, str] = {}
    while len(found) < count:
        one = new_id()
        found.setdefault(one[:length], one)
    return list(found.values())


def _ground(tx: Tx, actor: Actor, launch: Launch) -> _Ground:
    instance = launch.instance
    specification = tx.get_one(Specification, instance.specification_id)
    rights.refuse_unshared(tx, actor, specification, "specification")
    outputs = bind_outputs(tx, instance)
    rights.refuse_reserved(tx, actor, instance, "instance")
    rights.refuse_reserved(tx, actor, specification, "specification")
    for _, artifact in outputs:
        rights.refuse_reserved(tx, actor, artifact, "artifact")
    version = newest_version(tx, specification)
    kept = instance_views.values_of(instance_views.newest_revision(tx, instance))
    known = {one["alias"] for one in version.signature["parameters"]}
    return _Ground(
        launch,
        specification,
        version,
        InputBinding(tx, actor, instance, version.signature),
        outputs,
        {alias: value for alias, value in kept.items() if alias in known},
    )


def _varied(launch: Launch) -> dict[str, list[str]]:
    """The aliases that have a list."""
    lists = [one.lists for one in launch.wanted if one.lists is not None]
    return {
        "parameters": [alias for one in lists for alias in one.parameters],
        "inputs": [alias for one in lists for alias in one.inputs],
    }


def _told(
    tx: Tx,
    session: Session,
    workflow: Workflow,
    runtime: Runtime,
    inputs: list[BoundInput],
    values: dict[str, Any],
) -> Iterator[trail.Entry]:
    """What the trail says of a new session, and of the one that it runs again."""
    yield trail.Entry(
        "submitted",
        "session",
        session.id,
        session.owner,
        after={
            "state": State.QUEUED.value,
            "name": session.name,
            "instance": session.instance_id,
            "specification_version": session.specification_version_id,
            "inputs": {one.alias: one.chosen.id if one.chosen else None for one in inputs},
            "parameters": values,
            "runtime": runtime.id,
            "cached_from": session.cached_from,
            **({"workflow": workflow.id} if workflow.size > 1 else {}),
            **({"rerun_of": session.rerun_of} if session.rerun_of else {}),
        },
    )
    if session.rerun_of is not None:
        yield trail.Entry(
            "rerun",
            "session",
            session.rerun_of,
            tx.get_one(Session, session.rerun_of).owner,
            after={"session": session.id},
        )


def _parts(
    session_id: str,
    inputs: list[BoundInput],
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
