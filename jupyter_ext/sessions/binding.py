"""Which versions a session's inputs have, and which artifacts its outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.roles import may_read
from ..artifacts.model import Artifact, ArtifactVersion
from ..errors import InvalidInput
from ..instances.model import Instance, InstanceInput, InstanceOutput


@dataclass(frozen=True)
class BoundInput:
    """An input with the version that was chosen and all earlier ones, or empty."""

    alias: str
    position: int
    facts: Mapping[str, Any]  # of the signature
    artifact: Artifact | None = None
    versions: tuple[ArtifactVersion, ...] = ()  # older first, ending with the chosen one

    @property
    def chosen(self) -> ArtifactVersion | None:
        return self.versions[-1] if self.versions else None


class InputBinding:
    """A version for each input of an instance; asked again, what was found is used again."""

    def __init__(
        self, tx: Tx, actor: Actor, instance: Instance, signature: Mapping[str, Any]
    ) -> None:
        self._tx = tx
        self._actor = actor
        self._rows = {
            row.alias: row
            for row in tx.scalars(
                select(InstanceInput)
                .where(InstanceInput.instance_id == instance.id)
                .order_by(InstanceInput.position)
            )
        }
        self._facts = {one["alias"]: one for one in signature["inputs"]}
        self._versions: dict[str, list[ArtifactVersion]] = {}
        self._bound: dict[tuple[str, str | None], BoundInput] = {}

    def bind(self, wanted: Mapping[str, str]) -> list[BoundInput]:
        """A version for each configured input: the wanted one, else the newest.

        Raises:
            InvalidInput: a version is missing, deleted, of another artifact, for an input that is
                empty or that doesn't exist; the field is `inputs.<alias>`.
        """
        for alias in wanted:
            self._row(alias, f"inputs.{alias}")
        return [self.one(alias, wanted.get(alias), f"inputs.{alias}") for alias in self._rows]

    def one(self, alias: str, wanted: str | None, field: str) -> BoundInput:
        """A version for one input.

        Raises:
            InvalidInput: as `bind`, with this field.
        """
        key = alias, wanted
        if key not in self._bound:
            self._bound[key] = self._bind(self._row(alias, field), wanted, field)
        return self._bound[key]

    def _row(self, alias: str, field: str) -> InstanceInput:
        if alias not in self._rows:
            raise InvalidInput(
                f"There is no input {alias[:64]!r}; there are: {', '.join(self._rows) or 'none'}.",
                field=field,
            )
        return self._rows[alias]

    def _bind(self, row: InstanceInput, wanted: str | None, field: str) -> BoundInput:
        facts = self._facts.get(row.alias, {})
        if row.artifact_id is None:
            if wanted is not None:
                raise InvalidInput(
                    f"The input {row.alias} was left empty in this instance, for good. Leave it "
                    "out, or make another instance.",
                    field=field,
                )
            return BoundInput(row.alias, row.position, facts)
        artifact = self._tx.get_one(Artifact, row.artifact_id)
        rights.refuse_unshared(self._tx, self._actor, artifact, "artifact")
        versions = [
            version
            for version in self._versions_of(artifact)
            if version.deleted_at is None or version.id == wanted
        ]
        if wanted is None:
            if not versions:
                raise InvalidInput(
                    f"{artifact.name} has no version yet that the input {row.alias} could take. "
                    "Upload one first.",
                    field=field,
                )
            return BoundInput(row.alias, row.position, facts, artifact, tuple(versions))
        chosen = next((version for version in versions if version.id == wanted), None)
        if chosen is None:
            problem = (
                f"That version is of another artifact; the input {row.alias} takes one of"
                if rights.can_read(self._tx, self._actor, wanted)
                else f"There is no such version for the input {row.alias}; choose one of"
            )
            raise InvalidInput(f"{problem} {artifact.name}.", field=field)
        if chosen.deleted_at is not None:
            raise InvalidInput(
                f"Version {chosen.number} of {artifact.name} was deleted. Choose another one.",
                field=field,
            )
        earlier = tuple(version for version in versions if version.number <= chosen.number)
        return BoundInput(row.alias, row.position, facts, artifact, earlier)

    def _versions_of(self, artifact: Artifact) -> list[ArtifactVersion]:
        if artifact.id not in self._versions:
            self._versions[artifact.id] = list(
                self._tx.scalars(
                    select(ArtifactVersion)
                    .where(ArtifactVersion.artifact_id == artifact.id, may_read(self._actor))
                    .order_by(ArtifactVersion.number)
                )
            )
        return self._versions[artifact.id]


def bind_outputs(tx: Tx, instance: Instance) -> list[tuple[InstanceOutput, Artifact]]:
    """The artifact of each output, in their order."""
    rows = tx.execute(
        select(InstanceOutput, Artifact)
        .join(Artifact, Artifact.id == InstanceOutput.artifact_id)
        .where(InstanceOutput.instance_id == instance.id)
        .order_by(InstanceOutput.position)
    ).all()
    return [(row, artifact) for row, artifact in rows]
