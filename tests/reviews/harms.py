"""What can befall what a review lies on, and how the product says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from jupyter_ext.reviews.model import Review

from .conftest import Desk


def change(desk: Desk, review: Any) -> None:
    """Somebody changes the stored bytes."""
    path = desk.services.blobs.local_path(review.base_sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"6 * 7", b"6 * 9"))


def lose(desk: Desk, review: Any) -> None:
    """Somebody removes them."""
    desk.services.blobs.local_path(review.base_sha256).unlink()


def rewrite(desk: Desk, review: Any) -> None:
    """Somebody writes another hash of what is locked into the database."""
    with desk.services.database.write() as tx:
        of_it = Review.base_sha256 == review.base_sha256
        tx.execute(update(Review).where(of_it).values(protected_sha256="0" * 64))


HARMS: list[tuple[Callable[[Desk, Any], None], str]] = [
    (change, "The session's notebook was changed after the review began."),
    (lose, "The session's notebook is no longer in the store."),
    (rewrite, "Something that no review may change isn't as it was."),
]
