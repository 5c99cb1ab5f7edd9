"""What services take and give: the base of all records, pages of lists, references, names.

Every record is part of the OpenAPI document, from which the front end's types are made.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from .errors import InvalidInput

T = TypeVar("T")

MAX_PAGE = 200
MAX_NAME = 200  # characters


def in_utc(value: datetime) -> datetime:
    """A time without a zone counts as UTC.

    Raises:
        ValueError: in UTC it is before the year 1 or after 9999.
    """
    try:
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        raise ValueError("a time between the years 1 and 9999") from None


Moment = Annotated[datetime, AfterValidator(in_utc)]


class Record(BaseModel):
    """Something the service gives."""

    model_config = ConfigDict(from_attributes=True, ser_json_inf_nan="strings")


class Request(BaseModel):
    """Something the service takes; an unknown field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Page(Record, Generic[T]):
    """`items` from `offset`, of `total` that match."""

    items: list[T]
    total: int = Field(ge=0)
    offset: int = Field(ge=0)


class Ref(Record):
    """A link to another object."""

    id: str
    name: str
    deleted: bool = False


class VersionRef(Record):
    """A link to one version of an artifact."""

    artifact: Ref
    id: str
    number: int
    name: str
    deleted: bool = False


class Count(Record):
    """How many objects something was done to."""

    count: int = Field(ge=0)


class Dependent(Record):
    """An object that uses the one asked about."""

    kind: Literal["artifact", "specification", "instance", "session"]
    id: str
    name: str


def clean_name(value: str) -> str:
    """Trim, normalise to NFC, and refuse what can't be shown on one line.

    Raises:
        ValueError: empty, or with control, formatting or surrogate characters.
    """
    name = unicodedata.normalize("NFC", value).strip()
    if not name:
        raise ValueError("a name can't be empty")
    for character in name:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and (
            character not in "\u200d\u200c"  # joiners inside emoji and scripts
        ):
            raise ValueError(f"a name can't contain the character U+{ord(character):04X}")
    return name


def clean_text(value: str) -> str:
    """Refuse what no database stores: NUL and lone surrogates.

    Raises:
        ValueError: the text contains one.
    """
    if "\x00" in value:
        raise ValueError("text can't contain a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError("text can't contain half of a surrogate pair") from error
    return value


def from_validation(error: ValidationError, where: str = "") -> InvalidInput:
    """The first problem that pydantic found, as ours, all of them in the details."""
    problems = [
        {"field": _dotted(problem["loc"], where), "message": _sentence(problem["msg"])}
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    first = problems[0]
    return InvalidInput(
        f"{first['field'] or 'The request'}: {first['message']}",
        field=first["field"] or None,
        details={"problems": problems},
    )


def _dotted(location: tuple[int | str, ...], where: str) -> str:
    text = where
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")


Name = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_NAME), AfterValidator(clean_name)
]
Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(clean_text)]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(clean_name)]
Tags = Annotated[list[Tag], Field(max_length=50)]
Alias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
RelativePath = Annotated[
    str, StringConstraints(min_length=1, max_length=1024), AfterValidator(clean_text)
]
JsonValue = Any
ParameterType = Literal["string", "integer", "float", "boolean", "choice", "date", "json"]
BodyKind = Literal["notebook", "script"]
