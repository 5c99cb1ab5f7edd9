"""One error type per thing that can go wrong; `web.errors` maps them to HTTP status."""

from __future__ import annotations

from typing import Any


class JupyterExtError(Exception):
    """Base of every error that a user may see.

    `message` says what happened and what to do now, `field` names the input at fault
    (dotted path), `details` carries facts that a program can use.
    """

    code = "error"

    def __init__(
        self, message: str, *, field: str | None = None, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details


class InvalidInput(JupyterExtError):
    """A value that was sent cannot be accepted; nothing was changed."""

    code = "invalid"


class NotFound(JupyterExtError):
    """The object doesn't exist, or the acting user may not see it."""

    code = "not_found"


class NotAllowed(JupyterExtError):
    """The acting user may see the object but not do this to it."""

    code = "not_allowed"


class Conflict(JupyterExtError):
    """The object's state doesn't permit this; `details` says what would."""

    code = "conflict"


class Gone(JupyterExtError):
    """The object was deleted; it remains listed, its content doesn't."""

    code = "gone"


class ReadOnly(JupyterExtError):
    """Nothing can be written at this address, whatever is sent."""

    code = "read_only"


class TooLarge(JupyterExtError):
    """A body or value exceeds its documented limit."""

    code = "too_large"


class TooMany(JupyterExtError):
    """More requests or objects than the server accepts now; try again later."""

    code = "too_many"


class StoreUnavailable(JupyterExtError):
    """The database or the data folder can't be used; nothing was changed."""

    code = "unavailable"


class SchemaMismatch(StoreUnavailable):
    """The database was written by a newer version of this package."""

    code = "schema_mismatch"


class RenderFailed(JupyterExtError):
    """A report or preview could not be made from the stored content."""

    code = "render_failed"
