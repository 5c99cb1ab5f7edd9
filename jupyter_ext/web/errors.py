"""The one table from error types to HTTP status, and the one JSON shape of every error."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from .. import errors

STATUS: dict[type[errors.JupyterExtError], int] = {
    errors.InvalidInput: 422,
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.ReadOnly: 405,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooLarge: 413,
    errors.TooMany: 429,
    errors.RenderFailed: 422,
    errors.StoreUnavailable: 503,
}


class ErrorFacts(BaseModel):
    """What went wrong and what to do; `id` names the log entry of an unexpected failure."""

    code: str
    message: str
    field: str | None = None
    details: dict[str, Any] | None = None
    id: str | None = None


class ErrorBody(BaseModel):
    """The JSON shape of every error."""

    error: ErrorFacts


def status_of(error: errors.JupyterExtError) -> int:
    """The HTTP status of an error: that of the nearest type in the table."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500
