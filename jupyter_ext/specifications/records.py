"""What the specification service takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ..folders.records import Key
from ..objects.records import ObjectCreate, ObjectRecord, ObjectUpdate
from ..records import BodyKind, JsonValue, Name, Record, RelativePath, Request, Text

# A signature that is proposed may be wrong in any field: it is checked by the service, which
# names each problem, so the shapes here are loose on purpose.
LooseText = Annotated[str, StringConstraints(max_length=20_000)]
VersionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]


class SignatureInput(Record):
    """A declared input artifact; may stay empty unless `required`."""

    alias: LooseText
    description: LooseText = ""
    required: bool = False
    collapsed: bool = False


class SignatureParameter(Record):
    """A declared parameter with its default."""

    alias: LooseText
    type: LooseText = "string"
    description: LooseText = ""
    default: JsonValue = None
    minimum: JsonValue = None
    maximum: JsonValue = None
    choices: Annotated[list[JsonValue], Field(max_length=1000)] = []


class SignatureOutput(Record):
    """A declared output artifact; must be written by a run unless `optional`."""

    alias: LooseText
    description: LooseText = ""
    optional: bool = False


class Signature(Record):
    """Everything that goes in and comes out."""

    inputs: Annotated[list[SignatureInput], Field(max_length=200)] = []
    parameters: Annotated[list[SignatureParameter], Field(max_length=500)] = []
    outputs: Annotated[list[SignatureOutput], Field(max_length=200)] = []


class Problem(Record):
    """Something wrong in a signature, at the field it is in."""

    field: str = Field(description="such as parameters[2].default")
    message: str


class Hint(Record):
    """Something the code says about an alias: used in cell 4; declared but never used."""

    alias: str
    kind: Literal["used", "unused", "undeclared"]
    role: Literal["input", "parameter", "output"]
    message: str
    cells: list[int] = Field([], description="1-based positions in the notebook")


class AccompanyingFile(Record):
    """A file that the body needs besides its inputs."""

    path: str = Field(description="relative to the body's folder")
    size: int = Field(description="bytes")
    reason: str = ""


class ProposalRequest(Request):
    """Look at a saved notebook or script; nothing is run."""

    path: RelativePath


class Proposal(Record):
    """What a notebook's own code and metadata say of its signature."""

    path: str
    body_kind: BodyKind
    specification_id: str | None = Field(None, description="kept in the notebook's metadata")
    specification: SpecificationRecord | None = None
    declared: Signature | None = Field(None, description="the signature in the metadata")
    proposed: Signature = Field(description="what the code itself says")
    hints: list[Hint]
    problems: list[Problem]
    files: list[AccompanyingFile]
    warnings: list[str] = []


class SignatureCheck(Request):
    """A signature to be checked, optionally against the code at `path`."""

    signature: Signature
    path: RelativePath | None = None


class SignatureReport(Record):
    problems: list[Problem]
    hints: list[Hint] = []


class VersionOrigin(Record):
    """What the bundle says of an imported version: told by who made it, vouched for by nobody."""

    bundle: str = Field(description="sha256 of the bundle's manifest")
    specification_id: str
    specification: str = Field(description="its name there")
    owner: str
    registered_at: datetime | None = None
    number: int
    creator: str
    created_at: datetime
    git: dict[str, Any] | None = None


class SpecificationVersionRecord(Record):
    """One committed body."""

    id: str
    specification_id: str
    number: int
    comment: str
    filename: str
    path: str
    body_sha256: str
    body_size: int = Field(description="bytes")
    signature: Signature
    files: list[dict[str, Any]] = Field(description="accompanying files: path, sha256, size")
    kernelspec: str | None = None
    language: str | None = None
    git: dict[str, Any] | None = None
    origin: VersionOrigin | None = Field(None, description="of an imported version")
    creator: str
    created_at: datetime


class SpecificationRecord(ObjectRecord):
    """A signature plus a body; a draft until registered."""

    body_kind: BodyKind
    path: str
    signature: Signature
    folder_id: str | None = None
    ad_hoc: bool
    newest_version: int = Field(description="0 when none was committed")
    registered_at: datetime | None = None
    instance_count: int = 0
    session_count: int = 0
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class SpecificationCreate(ObjectCreate):
    """A new draft: of a notebook or script (`path`), or from nothing with a starter notebook.

    With `starter_folder`, a notebook that uses the signature is written there, named after
    the specification, and `path` is left out.
    """

    name: Name | None = Field(None, description="default: the file's name")
    path: RelativePath | None = None
    starter_folder: Annotated[str, StringConstraints(max_length=1024)] | None = None
    kernelspec: str | None = Field(None, description="of the starter notebook")
    signature: Signature = Signature()


class SpecificationCopy(ObjectCreate):
    """A new draft with the newest version's body, accompanying files and signature."""

    name: Name


class SpecificationUpdate(ObjectUpdate):
    """Only the fields that are sent change; the signature only while draft."""

    signature: Signature | None = None
    ad_hoc: Literal[False] | None = Field(None, description="false promotes an ad-hoc one")


class CommitRequest(Request):
    """Commit the last saved state of a file as the newest version.

    `resolution` answers the question that a 409 asks: the proposed signature differs from
    the registered one, or the file is another one than before.
    """

    path: RelativePath
    comment: Text = ""
    signature: Signature | None = Field(None, description="default: the one in the metadata")
    files: Annotated[list[RelativePath], Field(max_length=1000)] = Field(
        [], description="accompanying files, globs allowed, relative to the body's folder"
    )
    resolution: Literal["keep_registered", "accept_path"] | None = None


class CommitResult(Record):
    specification: SpecificationRecord
    version: SpecificationVersionRecord
    created: bool = Field(description="false: the content is that of the newest version")
    warnings: list[str] = []


class ExportRequest(Request):
    """Which versions go into the bundle."""

    versions: Annotated[list[VersionNumber], Field(max_length=1000)] = Field(
        [], description="numbers; none: all of them"
    )


class ImportRequest(Request):
    """An upload that holds a bundle, and what becomes of it; the upload is dropped after."""

    upload_id: Annotated[str, StringConstraints(max_length=64)]
    name: Name | None = Field(None, description="of the new specification; default: as it was")
    into: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, description="the specification that gets the versions; default: a new one"
    )
    folder_id: Key | None = Field(None, description="of a new specification")


class ImportResult(Record):
    """`versions` are the new ones; `known` counts those that were there already."""

    specification: SpecificationRecord
    versions: list[SpecificationVersionRecord]
    known: int = Field(ge=0)


class CellChange(Record):
    """One step of a notebook-aware comparison."""

    kind: Literal["same", "added", "removed", "changed"]
    cell_type: str
    left: str | None = None
    right: str | None = None
    left_number: int | None = None
    right_number: int | None = None


class VersionDiff(Record):
    """What changed between two versions: cells (or the lines of a script) and the signature."""

    left: int
    right: int
    cells: list[CellChange]
    signature: list[str] = Field(description="one sentence per difference")
    files: list[str] = Field(description="one sentence per difference")


class OpenWithData(Request):
    """Versions and values for an interactive run of the notebook at `path`."""

    path: RelativePath
    inputs: dict[str, str | None] = Field({}, description="alias to version id; null: left empty")
    parameters: dict[str, JsonValue] = {}


class OpenedWithData(Record):
    """The kernel that has the data; open the notebook at `path` with it."""

    kernel_id: str
    path: str


Proposal.model_rebuild()
