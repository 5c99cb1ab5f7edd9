"""Making an instance: artifacts bound to inputs, new artifacts for outputs, parameters checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access import rights, trail
from ..access.identity import Actor
from ..access.roles import Role
from ..artifacts.model import Artifact
from ..errors import InvalidInput
from ..runtimes.model import Runtime
from ..specifications.model import Specification
from ..specifications.signature import check_values
from ..specifications.values import ValueProblem
from .model import Instance, InstanceInput, InstanceOutput, ParameterRevision


def checked_values(signature: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A value for each parameter, the default where none is given.

    Raises:
        InvalidInput: a value can't be taken, or no parameter has that alias.
    """
    try:
        return check_values(signature, values)
    except ValueProblem as problem:
        raise InvalidInput(problem.message, field=problem.field) from problem


def check_inputs(
    tx: Tx, actor: Actor, signature: dict[str, Any], inputs: Mapping[str, str | None]
) -> None:
    """Every required input has an artifact, every artifact is there, every alias is declared.

    Raises:
        InvalidInput: with the field `inputs.<alias>`.
    """
    declared = {one["alias"]: one for one in signature["inputs"]}
    for alias, artifact_id in inputs.items():
        if alias not in declared:
            raise InvalidInput(
                f"The specification has no input {alias!r}; it has "
                f"{', '.join(declared) or 'none'}.",
                field=f"inputs.{alias}",
            )
        if artifact_id is not None:
            rights.named(
                tx, actor, Artifact, artifact_id, "artifact", f"inputs.{alias}", Role.VIEWER
            )
    for alias, one in declared.items():
        if one.get("required") and inputs.get(alias) is None:
            raise InvalidInput(
                f"The input {alias!r} is required: choose an artifact.", field=f"inputs.{alias}"
            )


def check_outputs(signature: dict[str, Any], outputs: Mapping[str, str]) -> None:
    """Only declared outputs are named.

    Raises:
        InvalidInput: with the field `outputs.<alias>`.
    """
    declared = [one["alias"] for one in signature["outputs"]]
    for alias in outputs:
        if alias not in declared:
            raise InvalidInput(
                f"The specification has no output {alias!r}; it has "
                f"{', '.join(declared) or 'none'}.",
                field=f"outputs.{alias}",
            )


def make(
    tx: Tx,
    actor: Actor,
    specification: Specification,
    signature: dict[str, Any],
    runtime: Runtime,
    *,
    name: str,
    description: str = "",
    note: str = "",
    tags: list[str] | None = None,
    inputs: Mapping[str, str | None],
    outputs: Mapping[str, str],
    values: dict[str, Any],
    ad_hoc: bool = False,
    folder_id: str | None = None,
    copied_from: str | None = None,
) -> Instance:
    """Write the rows of an instance whose parts were checked; its output artifacts come with it."""
    row = Instance(
        name=name,
        description=description,
        note=note,
        tags=tags or [],
        owner=actor.id,
        specification_id=specification.id,
        runtime_id=runtime.id,
        ad_hoc=ad_hoc,
        folder_id=folder_id,
    )
    tx.add(row)
    tx.flush()
    for position, one in enumerate(signature["inputs"]):
        bound = inputs.get(one["alias"])
        tx.add(
            InstanceInput(
                instance_id=row.id, alias=one["alias"], position=position, artifact_id=bound
            )
        )
    for position, one in enumerate(signature["outputs"]):
        artifact = _output_artifact(
            tx, actor, outputs.get(one["alias"]) or f"{name} · {one['alias']}", row.name
        )
        tx.add(
            InstanceOutput(
                instance_id=row.id, alias=one["alias"], position=position, artifact_id=artifact.id
            )
        )
    keep_values(tx, actor, row, 1, values)
    trail.record(
        tx,
        actor,
        "created",
        "instance",
        row.id,
        owner=row.owner,
        after={
            "name": name,
            "specification": specification.id,
            "runtime": runtime.id,
            "inputs": dict(inputs),
            "parameters": values,
            "ad_hoc": ad_hoc,
            **({"copied_from": copied_from} if copied_from else {}),
        },
    )
    return row


def keep_values(
    tx: Tx, actor: Actor, row: Instance, number: int, values: dict[str, Any]
) -> ParameterRevision:
    """Write a parameter revision and make it the instance's."""
    revision = ParameterRevision(
        instance_id=row.id,
        number=number,
        values_text=json.dumps(values, allow_nan=False),
        creator=actor.id,
    )
    row.revision = number
    tx.add(revision)
    tx.flush()
    return revision


def _output_artifact(tx: Tx, actor: Actor, name: str, instance_name: str) -> Artifact:
    artifact = Artifact(
        name=name[:200], owner=actor.id, origin="output", description=f"Output of {instance_name}"
    )
    tx.add(artifact)
    tx.flush()
    trail.record(
        tx, actor, "created", "artifact", artifact.id, owner=artifact.owner,
        after={"name": artifact.name, "origin": "output"},
    )  # fmt: skip
    return artifact
