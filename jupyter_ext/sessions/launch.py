"""What is to be started, of which instance, with which version of its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.roles import Role
from ..errors import Conflict
from ..instances.model import Instance
from ..specifications.model import Specification, SpecificationVersion
from .records import Lists


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
    lists: Lists | None = None  # several values of some inputs and parameters


@dataclass(frozen=True)
class Launch:
    """What one request starts of an instance: a session for each combination of what is wanted."""

    instance: Instance
    wanted: Sequence[Wanted]
    varied: Mapping[str, list[str]] | None = None  # default: what has a list
    rerun_of: str | None = None  # a workflow that the actor may see


def live_instance(tx: Tx, actor: Actor, instance_id: str) -> Instance:
    """An instance, to be run.

    Raises:
        NotFound, Gone: there is no such instance any more.
        NotAllowed, Conflict: it isn't the actor's to run, or reserved for others.
    """
    return rights.live(tx, actor, Instance, instance_id, "instance", Role.RUNNER)


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
