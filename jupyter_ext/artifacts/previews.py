"""What can be shown of a version without downloading it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..access.identity import Actor
from ..errors import Gone, InvalidInput, RenderFailed, TooLarge
from ..reports.preview import Previewer
from ..reports.service import ReportRenderer
from ..store.blobs import Blobs
from ..store.database import Database
from .model import ArtifactVersion
from .records import Preview
from .service import readable_version

WITH_PAGE = {"image", "notebook", "html"}


@dataclass(frozen=True)
class PreviewPage:
    """A page to be sent caged: the file at `path`, else the stored content `sha256`."""

    media_type: str
    path: Path | None = None
    sha256: str | None = None


class Previews:
    """Previews of versions; what is expensive to make is kept in the scratch folder."""

    def __init__(self, database: Database, blobs: Blobs, scratch: Path) -> None:
        self.database = database
        self.blobs = blobs
        self._previewer = Previewer(ReportRenderer(scratch))

    def preview(self, actor: Actor, version_id: str) -> Preview:
        """What can be shown, and of what kind.

        Raises:
            NotFound: no such version.
            Gone: it was deleted, or its content was damaged.
        """
        row = self._row(actor, version_id)
        if row.kind == "folder":
            return _none(row, "A folder has no preview. Download it, or one of its files.")
        try:
            found = self._previewer.preview(
                self.blobs.local_path(row.sha256), media_type=row.media_type, filename=row.filename
            )
        except (RenderFailed, TooLarge) as error:
            return _none(row, error.message)
        preview = Preview.model_validate(found)
        if preview.kind in WITH_PAGE:
            preview.url = f"artifact-versions/{row.id}/page"
        return preview

    def page(self, actor: Actor, version_id: str) -> PreviewPage:
        """The page of an image, a notebook or an HTML file.

        Raises:
            NotFound, Gone: as `preview`.
            InvalidInput: there is no page of this kind of content.
            TooLarge, RenderFailed: the page can't be made.
        """
        row = self._row(actor, version_id)
        found = None
        if row.kind == "file":
            found = self._previewer.page(
                self.blobs.local_path(row.sha256), media_type=row.media_type, filename=row.filename
            )
        if found is None:
            raise InvalidInput("This version has no page to show; download it instead.")
        return PreviewPage(path=found[0], media_type=found[1])

    def _row(self, actor: Actor, version_id: str) -> ArtifactVersion:
        with self.database.read() as tx:
            row = readable_version(tx, actor, version_id)
        if row.deleted_at is not None:
            raise Gone("This version was deleted; it is listed, its content is gone.")
        return row


def _none(row: ArtifactVersion, reason: str) -> Preview:
    return Preview.model_validate({"kind": "none", "media_type": row.media_type, "reason": reason})
