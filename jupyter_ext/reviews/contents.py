"""A review as a file of Jupyter's contents API, for reading: what the editor's drive shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..access.identity import Actor
from .notebooks import MARK, OWN
from .records import ContentsModel
from .service import Composed, ReviewService
from .states import ReviewState


def model(
    reviews: ReviewService, actor: Actor, review_id: str, filename: str, *, content: bool
) -> ContentsModel:
    """The file; its time and hash are the base's, so that saving text never looks like a change
    from outside. That somebody else saved is told by the revision.

    Raises:
        NotFound: there is no such review.
        Conflict: the stored notebook isn't the one that was reviewed.
    """
    found = reviews.composed(actor, review_id) if content else None
    record = reviews.summary(actor, review_id)
    return ContentsModel(
        name=filename,
        path=f"{review_id}/{filename}",
        writable=record.state is not ReviewState.SUPERSEDED,
        created=record.created_at,
        last_modified=record.created_at,
        hash=record.base_sha256,
        format="json" if found else None,
        content=locked(found) if found else None,
    )


def locked(found: Composed) -> dict[str, Any]:
    """The notebook for JupyterLab's editor: only text can be typed into, nothing deleted.

    Scripts of outputs don't run unless the reader trusts the notebook: a session can have shown
    what is in somebody else's data.
    """
    notebook = found.notebook
    inserted, struck = {one.id for one in found.overlay.inserted}, set(found.overlay.struck)
    metadata = {
        "kernelspec": {"name": "", "display_name": ""},
        "language_info": {"name": "python"},
        **notebook["metadata"],
    }
    own = metadata.get(OWN)
    metadata[OWN] = {
        **(own if isinstance(own, Mapping) else {}),
        MARK: {
            "id": found.row.id,
            "revision": found.overlay.revision,
            "base_sha256": found.row.base_sha256,
        },
    }
    cells = []
    for cell in notebook["cells"]:
        text = cell["cell_type"] == "markdown" and cell["id"] not in struck
        locks = {} if cell["id"] in inserted else {"deletable": False}
        locks |= {} if text else {"editable": False}
        cells.append(_with(cell, locks))
    return {**notebook, "metadata": metadata, "cells": cells}


def _with(cell: Mapping[str, Any], locks: Mapping[str, bool]) -> dict[str, Any]:
    metadata = {
        key: value
        for key, value in cell["metadata"].items()
        if key not in ("editable", "deletable", "trusted")
    }
    return {**cell, "metadata": {**metadata, **locks}}
