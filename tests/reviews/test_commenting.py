"""Who resolves what was said of a review."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_ext.errors import NotAllowed, NotFound
from jupyter_ext.reviews.records import CommentCreate, CommentUpdate
from jupyter_ext.sharing.records import GrantRequest

from .conftest import Desk

RESOLVED, OPEN = CommentUpdate(resolved=True), CommentUpdate(resolved=False)


def test_comments_are_resolved_by_their_authors_and_by_editors(desk: Desk) -> None:
    review = desk.open()
    ben = replace(desk.actor, id="test:ben", name="ben")
    services, comments = desk.services, desk.reviews.commenting
    services.sharing.directory.note(ben)
    hers = comments.add(desk.actor, review.id, CommentCreate(text="Which unit?"))
    with pytest.raises(NotFound):  # it isn't shared with him
        comments.update(ben, review.id, hers.id, RESOLVED)

    services.sharing.share(
        desk.actor, "session", desk.session_id, GrantRequest(role="viewer", user=ben.id)
    )
    his = comments.add(ben, review.id, CommentCreate(text="Grams?"))
    with pytest.raises(NotAllowed):
        comments.update(ben, review.id, hers.id, RESOLVED)
    assert comments.update(ben, review.id, his.id, RESOLVED).resolved_by == ben.name
    assert comments.update(desk.actor, review.id, his.id, OPEN).resolved_at is None
    assert desk.reviews.get(desk.actor, review.id).open_comments == 2

    services.sharing.share(
        desk.actor, "session", desk.session_id, GrantRequest(role="editor", user=ben.id)
    )
    assert comments.update(ben, review.id, hers.id, RESOLVED).resolved_by == ben.name
