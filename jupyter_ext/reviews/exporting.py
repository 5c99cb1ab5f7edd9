"""File → Save and Export, and Print, of a review that is open in JupyterLab's editor."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from ..access.identity import Actor
from ..access.rights import is_id
from ..errors import NotFound
from ..reports import export
from ..services import Services
from ..sessions.reports import ReportWish
from ..web.base import ApiHandler
from ..web.downloads import send_export
from ..web.operation import RESOURCE


def exported(
    services: Services, actor: Actor, review_id: str, title: str, form: str
) -> export.Exported:
    """The newest revision as HTML (the report, with the review on it) or as nbconvert has it.

    Raises:
        NotFound: there is no such review, or no such format.
        Conflict: the stored notebook isn't the one that was reviewed.
        RenderFailed, TooLarge: it can't be made.
    """
    found = services.reviews.composed(actor, review_id)
    if form == "html":
        report = services.session_reports.report(
            actor, found.session.id, ReportWish(review=review_id)
        )
        return export.Exported(report.path.read_bytes(), report.media_type, f"{title}.html")
    scratch = services.settings.data_dir / "scratch"
    with export.as_file(None, lambda: found.notebook, scratch) as path:
        return export.export(path, title, form, scratch)


class ExportHandler(ApiHandler):
    """`/nbconvert/<format>/Review:<path>`: Jupyter's own handler knows only its own files."""

    @web.authenticated
    @authorized("read", RESOURCE)
    async def get(self, form: str, path: str) -> None:
        review_id, _, name = path.strip("/").partition("/")
        if not is_id(review_id) or not name or "/" in name:
            raise NotFound("There is nothing at this place of the drive.")
        title = name.removesuffix(".ipynb")
        made = await self.moving(exported, self.services, self.actor, review_id, title, form)
        await send_export(self, made)


def handlers(base_url: str) -> list[tuple[str, Any]]:
    """The route of the exports."""
    return [
        (
            url_path_join(base_url, "nbconvert") + r"/(?P<form>\w+)/Review(?::|%3A)(?P<path>.*)",
            ExportHandler,
        )
    ]
