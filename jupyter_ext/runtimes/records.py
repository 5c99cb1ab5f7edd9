"""What the runtime service takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from ..records import Name, Record, Request, Text, clean_text

Seconds = Annotated[float, Field(gt=0, le=31_536_000)]
VariableName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=255)
]
VariableValue = Annotated[str, StringConstraints(max_length=32_000), AfterValidator(clean_text)]
WorkingFolder = Literal["isolated", "notebook"]


class RuntimeRecord(Record):
    """Where and how code runs."""

    id: str
    name: str
    description: str
    owner: str
    is_default: bool
    kernelspec: str | None = Field(None, description="None: the one the notebook names")
    working_folder: WorkingFolder
    env: dict[str, str | None] = Field(
        description="environment variables; the values only for the runtime's owner, else null"
    )
    start_timeout: float = Field(description="seconds")
    cell_timeout: float | None = Field(None, description="seconds")
    run_timeout: float | None = Field(None, description="seconds")
    retries: int
    cpus: float
    memory: int | None = Field(None, description="bytes")
    use_cache: bool
    created_at: datetime
    updated_at: datetime


class RuntimeCreate(Request):
    """A new runtime."""

    name: Name
    description: Text = ""
    kernelspec: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None
    working_folder: WorkingFolder = "isolated"
    env: Annotated[dict[VariableName, VariableValue], Field(max_length=200)] = {}
    start_timeout: Seconds = 60.0
    cell_timeout: Seconds | None = None
    run_timeout: Seconds | None = None
    retries: int = Field(0, ge=0, le=10, description="how often a crashed execution starts again")
    cpus: float = Field(1.0, gt=0, le=4096)
    memory: int | None = Field(None, ge=16 * 2**20, le=2**50, description="bytes")
    use_cache: bool = Field(
        False,
        description="whether a run takes the result of an earlier one of the same code, data, "
        "values and runtime; only with an isolated working folder",
    )


class RuntimeUpdate(RuntimeCreate):
    """The whole runtime as it shall be from now on; sessions keep what they ran with."""
