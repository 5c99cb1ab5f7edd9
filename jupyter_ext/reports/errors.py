"""What can go wrong while a report or a preview is made."""

from ..errors import RenderFailed, TooLarge


class ReportTooLarge(TooLarge):
    """The notebook, or the page made from it, is too large to be shown; it can be downloaded."""


class ReportTimeout(RenderFailed):
    """Making the page took longer than allowed; the notebook can be downloaded."""


class ReportFailed(RenderFailed):
    """The page could not be made; `id` names the log entry that says why."""

    def __init__(self, message: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(message, details={"id": id} if id else None)
        self.id = id


class PdfUnavailable(RenderFailed):
    """This server has no program that prints PDF: Chromium or Chrome."""
