"""Files named on the command line as inputs: each is an artifact, a version for each content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..access.identity import Actor
from ..access.rights import is_id
from ..errors import InvalidInput

if TYPE_CHECKING:
    from ..services import Services


def taken_in(services: Services, actor: Actor, alias: str, said: str) -> str:
    """The id of the version that holds what `said` names: a file, a folder, or a version's id.

    The same path is the same artifact. Content that an artifact of the file's name has already, by
    whatever way, is that version.

    Raises:
        InvalidInput: there is nothing, or nothing that can be kept; the field is `inputs.<alias>`.
    """
    from sqlalchemy import select

    from ..artifacts.folders import read_into
    from ..artifacts.model import Artifact, ArtifactVersion
    from ..artifacts.versions import Target

    field = f"inputs.{alias}"
    path = Path(said)
    if not path.exists():
        if is_id(said):
            return said
        raise InvalidInput(f"There is no file or folder {said}.", field=field)
    real = path.resolve()
    origin = f"Taken from {real}"
    try:
        content = read_into(services.blobs, real, real.name)
    except InvalidInput as error:
        raise InvalidInput(error.message, field=field) from error
    with services.database.read() as tx:
        known = tx.scalars(
            select(ArtifactVersion.id)
            .join(Artifact, Artifact.id == ArtifactVersion.artifact_id)
            .where(
                Artifact.owner == actor.id,
                Artifact.name == real.name,
                Artifact.deleted_at.is_(None),
                ArtifactVersion.sha256 == content.sha256,
                ArtifactVersion.kind == content.kind,
                ArtifactVersion.deleted_at.is_(None),
            )
            .order_by(ArtifactVersion.created_at.desc(), ArtifactVersion.number.desc())
            .limit(1)
        ).first()
        artifact_id = tx.scalars(
            select(Artifact.id)
            .where(
                Artifact.owner == actor.id,
                Artifact.name == real.name,
                Artifact.description == origin,
                Artifact.deleted_at.is_(None),
            )
            .order_by(Artifact.created_at)
            .limit(1)
        ).first()
    if known:
        return known
    if artifact_id is None:
        from ..artifacts.records import ArtifactCreate

        wish = ArtifactCreate(name=real.name, description=origin)
        artifact_id = services.artifacts.create(actor, wish).id
    return services.artifacts.version_from_content(actor, Target(artifact_id), content).id
