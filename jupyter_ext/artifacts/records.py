"""What the artifact service takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ..folders.records import Key
from ..objects.records import ObjectCreate, ObjectRecord, ObjectUpdate
from ..records import Name, Record, Ref, RelativePath, Request

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Member(Record):
    """One file of a folder version."""

    path: str
    size: int
    sha256: str


class ArtifactVersionRecord(Record):
    """One immutable piece of content."""

    id: str
    artifact: Ref
    number: int
    name: str
    kind: Literal["file", "folder"]
    filename: str
    media_type: str
    size: int = Field(description="bytes")
    sha256: str
    member_count: int | None = Field(None, description="files in a folder version")
    creator: str
    session: Ref | None = Field(None, description="the session that wrote it")
    created_at: datetime
    deleted_at: datetime | None = None


class ArtifactVersionDetail(ArtifactVersionRecord):
    """A version with the members of a folder and the sessions that used it."""

    members: list[Member] | None = None
    used_by: list[Ref] = []


class ArtifactRecord(ObjectRecord):
    """A named container of versions."""

    origin: Literal["upload", "output", "run", "copy"]
    folder_id: str | None = None
    version_count: int
    newest: ArtifactVersionRecord | None = None
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class ArtifactCreate(ObjectCreate):
    """A new artifact without versions."""

    name: Name


class ArtifactCopy(ArtifactCreate):
    """A new artifact that has the versions of another one."""


class ArtifactUpdate(ObjectUpdate):
    """Only the fields that are sent change."""


class UploadCreate(Request):
    """Begin an upload: for a new version of `artifact_id`, else for a new artifact."""

    filename: Name
    size: int = Field(ge=0, le=2**53, description="bytes")
    media_type: Annotated[str, StringConstraints(max_length=255)] | None = None
    artifact_id: str | None = None
    artifact_name: Name | None = Field(None, description="of a new artifact; default: the file's")
    version_name: Name | None = Field(None, description="default: the creation time")
    folder_id: Key | None = Field(None, description="of a new artifact")


class UploadRecord(Record):
    """How far an upload has come; send the rest from `received`."""

    id: str
    filename: str
    size: int = Field(description="bytes")
    received: int = Field(description="bytes")
    chunk_size: int = Field(description="bytes; the largest chunk that is accepted")
    created_at: datetime


class UploadCommit(Request):
    """Finish an upload; a hash that differs is refused and nothing is kept."""

    sha256: Sha256 | None = None


class FromServerFile(Request):
    """A file or folder below the server's root, read by the server."""

    path: RelativePath
    artifact_id: str | None = None
    artifact_name: Name | None = None
    version_name: Name | None = None
    folder_id: Key | None = Field(None, description="of a new artifact")


class Preview(Record):
    """What can be shown of a version without downloading it."""

    kind: Literal["table", "image", "text", "notebook", "html", "vega-lite", "none"]
    media_type: str
    truncated: bool = False
    columns: list[str] | None = None
    rows: list[list[str]] | None = None
    row_count: int | None = Field(None, description="rows in all, where it is known")
    text: str | None = None
    url: str | None = Field(None, description="below the API, for an image or a sandboxed page")
    spec: dict[str, Any] | None = Field(None, description="a Vega-Lite specification")
    reason: str | None = Field(None, description="why there is no preview")
