"""HTTP: reviews. Of a notebook nothing is taken but an overlay; its drive is for reading.

What goes through the whole notebook before it writes is *moving*: no other write waits for it.
"""

from __future__ import annotations

from pydantic import BaseModel, Field

from ..errors import NotFound
from ..web.base import ApiHandler
from ..web.operation import operation
from . import contents
from .records import (
    Approval,
    ChangeRequest,
    CommentCreate,
    CommentRecord,
    CommentUpdate,
    ContentsModel,
    HistoryEntry,
    OnRevision,
    Overlay,
    ReviewDetail,
    ReviewDiff,
    ReviewRecord,
    ReviewRevisionDetail,
    ReviewTexts,
)


class SessionReviewsHandler(ApiHandler):
    @operation("listReviews", "The reviews of a session", returns=list[ReviewRecord])
    async def get(self, session_id: str) -> list[ReviewRecord]:
        return await self.reading(self.services.reviews.list, self.actor, session_id)

    @operation("createReview", "Open a review", returns=ReviewDetail, status=201)
    async def post(self, session_id: str) -> ReviewDetail:
        return await self.moving(self.services.reviews.create, self.actor, session_id)


class ReviewHandler(ApiHandler):
    @operation("getReview", "One review, its proof looked at anew", returns=ReviewDetail)
    async def get(self, review_id: str) -> ReviewDetail:
        return await self.reading(self.services.reviews.get, self.actor, review_id)


class OverlayHandler(ApiHandler):
    @operation("getReviewTexts", "The base's own text, for an editor", returns=ReviewTexts)
    async def get(self, review_id: str) -> ReviewTexts:
        return await self.reading(self.services.reviews.texts, self.actor, review_id)

    @operation("saveReview", "Keep an overlay as a revision", body=Overlay, returns=ReviewRecord)
    async def put(self, review_id: str) -> ReviewRecord:
        return await self.moving(self.services.reviews.save, self.actor, review_id, self.body)


class RevisionHandler(ApiHandler):
    @operation("getReviewRevision", "A revision with its overlay", returns=ReviewRevisionDetail)
    async def get(self, review_id: str, number: str) -> ReviewRevisionDetail:
        if not (number.isascii() and number.isdigit() and len(number) <= 9):
            raise NotFound(f"This review has no revision {number[:64]!r}.")
        return await self.reading(
            self.services.reviews.revision, self.actor, review_id, int(number)
        )


class DiffQuery(BaseModel):
    left: int = Field(0, ge=0, le=2**31 - 1, description="a revision; 0: the base")
    right: int | None = Field(None, ge=0, le=2**31 - 1, description="default: the newest")


class ReviewDiffHandler(ApiHandler):
    @operation("diffReview", "Two revisions, by cell", query=DiffQuery, returns=ReviewDiff)
    async def get(self, review_id: str) -> ReviewDiff:
        return await self.reading(
            self.services.reviews.diff, self.actor, review_id, self.query.left, self.query.right
        )


class HistoryHandler(ApiHandler):
    @operation("getReviewHistory", "What was done with it", returns=list[HistoryEntry])
    async def get(self, review_id: str) -> list[HistoryEntry]:
        return await self.reading(self.services.reviews.history, self.actor, review_id)


class SubmitHandler(ApiHandler):
    @operation("submitReview", "Ask for a decision", body=OnRevision, returns=ReviewDetail)
    async def post(self, review_id: str) -> ReviewDetail:
        reviews = self.services.reviews
        await self.moving(reviews.signing.submit, self.actor, review_id, self.body)
        return await self.reading(reviews.get, self.actor, review_id)


class ApproveHandler(ApiHandler):
    @operation("approveReview", "Sign it", body=Approval, returns=ReviewDetail)
    async def post(self, review_id: str) -> ReviewDetail:
        reviews = self.services.reviews
        await self.moving(reviews.signing.approve, self.actor, review_id, self.body)
        return await self.reading(reviews.get, self.actor, review_id)


class RequestChangesHandler(ApiHandler):
    @operation("requestChanges", "Send it back", body=ChangeRequest, returns=ReviewDetail)
    async def post(self, review_id: str) -> ReviewDetail:
        reviews = self.services.reviews
        await self.moving(reviews.signing.request_changes, self.actor, review_id, self.body)
        return await self.reading(reviews.get, self.actor, review_id)


class CommentsHandler(ApiHandler):
    @operation(
        "commentReview", "Say something", body=CommentCreate, returns=CommentRecord, status=201
    )
    async def post(self, review_id: str) -> CommentRecord:
        return await self.moving(
            self.services.reviews.commenting.add, self.actor, review_id, self.body
        )


class CommentHandler(ApiHandler):
    @operation(
        "updateComment", "Resolve it or open it again", body=CommentUpdate, returns=CommentRecord
    )
    async def patch(self, review_id: str, comment_id: str) -> CommentRecord:
        return await self.writing(
            self.services.reviews.commenting.update,
            self.actor,
            review_id,
            comment_id,
            self.body,
        )


class ContentsQuery(BaseModel):
    content: int = Field(1, ge=0, le=1)


class ContentsHandler(ApiHandler):
    """Only GET: every other verb of the contents API answers 405."""

    @operation(
        "readReviewFile",
        "The notebook with the review on it, as a file",
        query=ContentsQuery,
        returns=ContentsModel,
    )
    async def get(self, review_id: str, filename: str) -> ContentsModel:
        return await self.reading(
            contents.model,
            self.services.reviews,
            self.actor,
            review_id,
            filename,
            content=self.query.content == 1,
        )


class CheckpointsHandler(ApiHandler):
    @operation("listReviewCheckpoints", "Always none", returns=list[str])
    async def get(self, review_id: str, filename: str) -> list[str]:
        await self.reading(self.services.reviews.summary, self.actor, review_id)
        return []


class CheckpointHandler(ApiHandler):
    @operation("getReviewCheckpoint", "There is none", returns=list[str])
    async def get(self, review_id: str, filename: str, checkpoint_id: str) -> list[str]:
        raise NotFound("A review has no checkpoints; it has revisions.")


ROUTES = [
    ("/sessions/{session_id}/reviews", SessionReviewsHandler),
    ("/reviews/{review_id}", ReviewHandler),
    ("/reviews/{review_id}/overlay", OverlayHandler),
    ("/reviews/{review_id}/revisions/{number}", RevisionHandler),
    ("/reviews/{review_id}/diff", ReviewDiffHandler),
    ("/reviews/{review_id}/history", HistoryHandler),
    ("/reviews/{review_id}/submit", SubmitHandler),
    ("/reviews/{review_id}/approve", ApproveHandler),
    ("/reviews/{review_id}/request-changes", RequestChangesHandler),
    ("/reviews/{review_id}/comments", CommentsHandler),
    ("/reviews/{review_id}/comments/{comment_id}", CommentHandler),
    ("/review-contents/{review_id}/{filename}", ContentsHandler),
    ("/review-contents/{review_id}/{filename}/checkpoints", CheckpointsHandler),
    ("/review-contents/{review_id}/{filename}/checkpoints/{checkpoint_id}", CheckpointHandler),
]
