"""From draft to approved: states, signatures, proof, four eyes, comments, who sees what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from jupyter_ext.access import trail
from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import Change
from jupyter_ext.errors import Conflict, InvalidInput, NotAllowed, NotFound
from jupyter_ext.reviews.records import (
    Approval,
    ChangeRequest,
    CommentCreate,
    CommentUpdate,
    OnRevision,
    ReviewDetail,
)
from jupyter_ext.reviews.service import ReviewService
from jupyter_ext.reviews.states import ReviewState

from . import harms
from .conftest import Desk


def submit(desk: Desk, review: Any) -> ReviewDetail:
    desk.reviews.signing.submit(desk.actor, review.id, OnRevision(revision=review.revision))
    return desk.reviews.get(desk.actor, review.id)


def approve(desk: Desk, review: Any, **more: Any) -> ReviewDetail:
    wish = {"revision": review.revision, "name": "Ada L.", "meaning": "approved", **more}
    desk.reviews.signing.approve(desk.actor, review.id, Approval.model_validate(wish))
    return desk.reviews.get(desk.actor, review.id)


def test_a_review_is_submitted_approved_and_an_edit_voids_it(desk: Desk) -> None:
    # given
    review = desk.save(desk.open(), edited={"end": "Over"})
    assert review.state == ReviewState.DRAFT

    # when
    submitted = submit(desk, review)
    approved = approve(desk, review, meaning="responsible", note="Checked by hand")

    # then
    assert (submitted.state, approved.state) == (ReviewState.SUBMITTED, ReviewState.APPROVED)
    [signature] = approved.signatures
    assert (signature.name, signature.meaning) == ("Ada L.", "responsible")
    assert signature.words == "signed by"
    assert signature.overlay_sha256 == review.overlay_sha256
    assert signature.base_sha256 == review.base_sha256
    assert signature.protected_sha256 == review.protected_sha256

    # when: the text changes
    edited = desk.save(approved, edited={"end": "Over."})

    # then
    assert edited.state == ReviewState.DRAFT
    assert edited.signatures[0].voided_why == "edited in revision 2"
    actions = [one.action for one in desk.reviews.history(desk.actor, review.id)]
    assert actions == ["created", "saved", "submitted", "approved", "saved"]
    with desk.services.database.read() as tx:
        assert list(trail.verify(tx)) == []
        told = tx.scalars(select(Change).where(Change.object_id == review.id)).all()
    # the session's owner is told of each
    assert [one.action for one in told] == actions
    assert {one.owner for one in told} == {desk.actor.id}


def test_changes_are_requested_and_made(desk: Desk) -> None:
    review = submit(desk, desk.open())
    wish = ChangeRequest(revision=0, name="Ada", note="Say which data.")

    desk.reviews.signing.request_changes(desk.actor, review.id, wish)

    back = desk.reviews.get(desk.actor, review.id)
    assert back.state == ReviewState.CHANGES_REQUESTED
    assert back.signatures[0].note == "Say which data."
    again = submit(desk, desk.save(back, edited={"end": "On Q3."}))
    assert again.state == ReviewState.SUBMITTED
    assert again.signatures[0].voided_at is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_states_that_do_not_follow_are_refused(desk: Desk) -> None:
    review = desk.open()
    with pytest.raises(Conflict, match="submitted first"):
        approve(desk, review)
    submit(desk, review)
    with pytest.raises(Conflict, match="already submitted"):
        submit(desk, review)
    desk.save(review, edited={"end": "Over"})
    with pytest.raises(Conflict) as refused:
        submit(desk, review)  # looked at revision 0
    assert refused.value.field == "revision"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_approved_before_is_superseded_and_can_only_be_read(desk: Desk) -> None:
    first = approve(desk, submit(desk, desk.open()))
    second = desk.open()
    assert (first.number, second.number) == (1, 2)

    approve(desk, submit(desk, second))

    old = desk.reviews.get(desk.actor, first.id)
    assert old.state == ReviewState.SUPERSEDED
    with pytest.raises(Conflict, match="approved since"):
        desk.save(old, edited={"end": "Over"})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_with_four_eyes_who_ran_it_cannot_approve(desk: Desk) -> None:
    services = desk.services
    desk.reviews = ReviewService(services.database, services.blobs, four_eyes=True)
    review = submit(desk, desk.open())
    assert (review.four_eyes, review.may_approve) == (True, False)

    with pytest.raises(NotAllowed, match="Four eyes"):
        approve(desk, review)

    assert desk.reviews.get(desk.actor, review.id).state == ReviewState.SUBMITTED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_not_proven_acknowledges(desk: Desk) -> None:
    desk.actor = replace(desk.actor, proven=False)
    approved = approve(desk, submit(desk, desk.open()))
    assert approved.signatures[0].words == "acknowledged by"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_changed_notebook_is_seen_and_nothing_can_be_signed(desk: Desk) -> None:
    # given: somebody changes the stored bytes behind our back
    review = submit(desk, desk.open())
    harms.change(desk, review)

    # then
    found = desk.reviews.get(desk.actor, review.id)
    assert not found.proof.whole
    assert found.proof.problem
    assert found.proof.found_base_sha256 != review.base_sha256
    for doing in (
        lambda: approve(desk, review),
        lambda: desk.save(review, edited={"end": "x"}),
        lambda: desk.reviews.composed(desk.actor, review.id),
    ):
        with pytest.raises(Conflict, match="changed after the review began"):
            doing()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("harm", "problem"), harms.HARMS)
def test_no_step_is_taken_on_what_is_not_as_it_was(desk: Desk, harm: Any, problem: str) -> None:
    # given
    draft, submitted = desk.open(), submit(desk, desk.open())
    harm(desk, draft)
    wish = ChangeRequest(revision=0, name="Ada", note="Say which data.")

    # then: neither submitted, nor approved, nor sent back, and it says why
    for doing in (
        lambda: submit(desk, draft),
        lambda: approve(desk, submitted),
        lambda: desk.reviews.signing.request_changes(desk.actor, submitted.id, wish),
    ):
        with pytest.raises(Conflict) as refused:
            doing()
        assert refused.value.message == f"{problem} Nothing can be signed on it."
        assert refused.value.details is not None
        assert refused.value.details["whole"] is False
    for before in (draft, submitted):
        found = desk.reviews.get(desk.actor, before.id)
        assert (found.state, found.signatures) == (before.state, [])
        assert (found.proof.whole, found.proof.problem) == (False, problem)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_review_begins_on_a_notebook_that_was_changed(desk: Desk) -> None:
    harms.change(desk, desk.open())
    with pytest.raises(Conflict, match="changed in the store; it can't be reviewed"):
        desk.open()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_comments_stand_at_cells_and_are_resolved(desk: Desk) -> None:
    review = desk.save(desk.open(), inserted=[{"id": "new", "source": "New"}])
    talk = desk.reviews.commenting
    said = talk.add(desk.actor, review.id, CommentCreate(cell_id="code", text="Why 7?"))
    talk.add(desk.actor, review.id, CommentCreate(cell_id="new", text="Good."))
    talk.add(desk.actor, review.id, CommentCreate(text="In all: fine."))

    talk.update(desk.actor, review.id, said.id, CommentUpdate(resolved=True))

    found = desk.reviews.get(desk.actor, review.id)
    assert [(one.cell_id, one.resolved_by) for one in found.comments] == [
        ("code", "Ada"),
        ("new", None),
        (None, None),
    ]
    assert found.open_comments == 2
    with pytest.raises(InvalidInput):
        talk.add(desk.actor, review.id, CommentCreate(cell_id="nowhere", text="?"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_to_a_stranger_there_is_no_review(desk: Desk, stranger: Actor) -> None:
    review = desk.open()
    reviews = desk.reviews
    for doing in (
        lambda: reviews.list(stranger, desk.session_id),
        lambda: reviews.create(stranger, desk.session_id),
        lambda: reviews.get(stranger, review.id),
        lambda: reviews.texts(stranger, review.id),
        lambda: reviews.save(stranger, review.id, desk.overlay(review)),
        lambda: reviews.composed(stranger, review.id),
        lambda: reviews.signing.submit(stranger, review.id, OnRevision(revision=0)),
        lambda: reviews.commenting.add(stranger, review.id, CommentCreate(text="x")),
    ):
        with pytest.raises(NotFound) as refused:
            doing()
        shown = refused.value.message
        assert review.id in shown or desk.session_id in shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_a_session_with_a_notebook_is_reviewed(desk: Desk) -> None:
    queued = desk.bench.submit(desk.bench.notebook("1", name="other.ipynb"))
    with pytest.raises(Conflict, match="isn't over yet"):
        desk.reviews.create(desk.actor, queued.id)
