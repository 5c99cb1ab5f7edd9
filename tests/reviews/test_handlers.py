"""With HTTP alone: no request exists whose body could change code, outputs or locked text."""

from __future__ import annotations

import base64
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from jupyter_ext.access.identity import os_actor
from jupyter_ext.services import Services
from jupyter_ext.web.base import SETTING
from jupyter_ext.web.openapi import operations

from .conftest import CELLS, PICTURE, Desk, notebook

API = ("jupyter-ext", "api")


@pytest.fixture
def desk(jp_serverapp: Any, tmp_path: Path) -> Desk:
    services: Services = jp_serverapp.web_app.settings[SETTING]
    return Desk(services, os_actor(), tmp_path / "notebooks")


@pytest.fixture
def ask(jp_fetch: Any) -> Any:
    async def asks(method: str, *path: str, body: Any = None, **params: str) -> tuple[int, Any]:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body)
        allow = method in ("POST", "PUT", "PATCH") and data is None
        try:
            found = await jp_fetch(
                *API,
                *path,
                method=method,
                body="" if allow else data,
                params=params,
                allow_nonstandard_methods=True,
            )
        except HTTPClientError as error:
            content = error.response.body if error.response else b""
            return error.code, json.loads(content) if content else None
        return found.code, json.loads(found.body) if found.body else None

    return asks


async def test_no_other_write_waits_while_a_notebook_is_gone_through(desk: Desk, ask: Any) -> None:
    # given: the one thread of quick writes is taken
    done = threading.Event()
    desk.services.writer.submit(done.wait)
    try:
        # then: reviews, which read the whole notebook before they write, don't need it
        _, review = await ask("POST", "sessions", desk.session_id, "reviews")
        at = ("reviews", review["id"])
        edit = {"base_sha256": review["base_sha256"], "revision": 0, "edited": {"end": "Over"}}
        assert (await ask("PUT", *at, "overlay", body=edit))[0] == 200
        assert (await ask("POST", *at, "comments", body={"cell_id": "end", "text": "?"}))[0] == 201
        for step in ("submit", "request-changes"):
            more = {"name": "Ada", "note": "Why?"} if step == "request-changes" else {}
            assert (await ask("POST", *at, step, body={"revision": 1, **more}))[0] == 200
    finally:
        done.set()


async def test_the_drive_shows_the_review_and_locks_the_rest(desk: Desk, ask: Any) -> None:
    code, review = await ask("POST", "sessions", desk.session_id, "reviews")
    assert code == 201
    overlay = {
        "base_sha256": review["base_sha256"],
        "revision": 0,
        "edited": {"end": "Over"},
        "inserted": [{"after": "code", "id": "new", "source": "New"}],
        "struck": ["title"],
    }
    assert (await ask("PUT", "reviews", review["id"], "overlay", body=overlay))[0] == 200

    code, file = await ask("GET", "review-contents", review["id"], "Review.ipynb")

    assert code == 200
    assert (file["type"], file["format"], file["writable"]) == ("notebook", "json", True)
    cells = {cell["id"]: cell for cell in file["content"]["cells"]}
    locks = {
        one: (cell["metadata"].get("editable", True), cell["metadata"].get("deletable", True))
        for one, cell in cells.items()
    }
    assert locks == {
        "title": (False, False),
        "code": (False, False),
        "new": (True, True),
        "remark": (True, False),
        "raw": (False, False),
        "end": (True, False),
    }
    assert cells["end"]["source"] == "Over"
    assert cells["code"]["outputs"] == CELLS[1]["outputs"]
    assert "trusted" not in cells["code"]["metadata"]  # what it showed may be somebody else's
    assert file["content"]["metadata"]["jupyter-ext"]["review"]["revision"] == 1
    # and: to JupyterLab a save never looks like a change from outside
    _, bare = await ask("GET", "review-contents", review["id"], "Review.ipynb", content="0")
    assert bare["content"] is None
    assert [bare[key] for key in ("last_modified", "hash")] == [review["created_at"], file["hash"]]


async def test_no_request_of_the_contents_api_writes(desk: Desk, ask: Any) -> None:
    # given
    review = desk.open()
    before = desk.base(review)
    evil = notebook([{**CELLS[1], "source": "evil()", "outputs": []}])
    raw = base64.b64encode(json.dumps(evil).encode()).decode()
    bodies = [
        {"type": "notebook", "format": "json", "content": evil},
        {"type": "file", "format": "base64", "content": raw},
        {"type": "file", "format": "text", "content": "evil()"},
        {"type": "notebook", "format": "json", "content": evil, "chunk": 1},
        {"type": "notebook", "format": "json", "content": evil, "chunk": -1},
        {"path": "other.ipynb"},
        {"copy_from": "other.ipynb"},
        {"ext": ".ipynb", "type": "notebook"},
    ]
    there = ("review-contents", review.id, "Review.ipynb")

    # when
    for path in (there, (*there, "checkpoints"), (*there, "checkpoints", "1")):
        for method in ("PUT", "PATCH", "POST", "DELETE"):
            for body in bodies if method != "DELETE" else [None]:
                code, _ = await ask(method, *path, body=body)

                # then
                assert code == 405, (method, path, body)
                untouched(desk, review, before)


async def test_jupyters_own_contents_api_does_not_know_the_drive(desk: Desk, jp_fetch: Any) -> None:
    review = desk.open()
    before = desk.base(review)
    drive = f"Review:{review.id}/Review.ipynb"
    model = {"type": "notebook", "format": "json", "content": notebook([]), "path": drive}
    for method, path in (("PATCH", "mine.ipynb"), ("PATCH", drive), ("PUT", drive)):
        with pytest.raises(HTTPClientError):
            await jp_fetch(
                "api", "contents", *path.split("/"), method=method, body=json.dumps(model)
            )
        untouched(desk, review, before)


def untouched(desk: Desk, review: Any, before: Any, revision: int = 0) -> None:
    """The session's notebook, its hash and that of what is locked are as they were."""
    assert desk.base(review) == before
    found = desk.reviews.get(desk.actor, review.id)
    assert (found.revision, found.proof.whole) == (revision, True)
    assert found.proof.found_base_sha256 == review.base_sha256
    assert found.proof.found_protected_sha256 == review.protected_sha256


async def test_no_overlay_reaches_what_is_locked(desk: Desk, ask: Any) -> None:
    review = desk.open()
    before = desk.base(review)
    good = {"base_sha256": review.base_sha256, "revision": 0}
    attacks: list[tuple[dict[str, Any], str]] = [
        ({**good, "edited": {"code": "evil()"}}, "edited.code"),
        ({**good, "inserted": [{"id": "code", "source": "x"}]}, "inserted[0].id"),
        ({**good, "struck": ["code"]}, "struck[0]"),
        ({**good, "struck": ["nowhere"]}, "struck[0]"),
        ({**good, "content": notebook()}, "content"),
        ({**good, "cells": CELLS}, "cells"),
        ({**good, "edited": {"end": "x" * 300_000}}, "edited.end"),
        (
            {**good, "inserted": [{"id": "a", "source": "", "cell_type": "code"}]},
            "inserted[0].cell_type",
        ),
        (
            {
                **good,
                "inserted": [{"id": "a", "source": "", "attachments": {"a": {"b": PICTURE}}}],
            },
            "inserted[0].attachments",
        ),
    ]
    for body, field in attacks:
        code, answer = await ask("PUT", "reviews", review.id, "overlay", body=body)
        assert (code, answer["error"]["field"]) == (422, field), answer
        untouched(desk, review, before)
    # hostile text is text
    hostile = "<script>alert(1)</script>\n\n[x](javascript:alert(1))"
    code, _ = await ask(
        "PUT", "reviews", review.id, "overlay", body={**good, "edited": {"end": hostile}}
    )
    assert code == 200
    code, answer = await ask(
        "PUT", "reviews", review.id, "overlay", body={**good, "edited": {"end": "Second reviewer"}}
    )
    assert (code, answer["error"]["code"]) == (409, "conflict")
    assert answer["error"]["details"]["cells"] == [
        {"id": "end", "theirs": hostile, "yours": "Second reviewer"}
    ]
    untouched(desk, review, before, revision=1)


def test_of_all_routes_one_takes_text_of_a_notebook() -> None:
    """What may be sent about a review is short: an overlay, a decision, a comment."""
    taken = {
        (method, path): sorted(found.body.model_fields) if found.body else found.takes
        for path, method, found in operations()
        if "review" in path and method != "get"
    }
    assert taken == {
        ("post", "/sessions/{session_id}/reviews"): None,
        ("put", "/reviews/{review_id}/overlay"): [
            "base_sha256",
            "edited",
            "inserted",
            "revision",
            "struck",
        ],
        ("post", "/reviews/{review_id}/submit"): ["revision"],
        ("post", "/reviews/{review_id}/approve"): ["meaning", "name", "note", "revision"],
        ("post", "/reviews/{review_id}/request-changes"): ["name", "note", "revision"],
        ("post", "/reviews/{review_id}/comments"): ["cell_id", "text"],
        ("patch", "/reviews/{review_id}/comments/{comment_id}"): ["resolved"],
    }


async def test_a_review_is_decided_and_talked_about_by_http(desk: Desk, ask: Any) -> None:
    review = desk.open()
    at = ("reviews", review.id)
    code, said = await ask("POST", *at, "comments", body={"cell_id": "code", "text": "Why?"})
    assert code == 201
    code, said = await ask("PATCH", *at, "comments", said["id"], body={"resolved": True})
    assert said["resolved_at"]
    assert (await ask("POST", *at, "submit", body={"revision": 0}))[1]["state"] == "SUBMITTED"
    wish = {"revision": 0, "name": "Ada", "note": "More."}
    assert (await ask("POST", *at, "request-changes", body=wish))[0] == 200
    assert (await ask("POST", *at, "submit", body={"revision": 0}))[0] == 200
    code, answer = await ask(
        "POST", *at, "approve", body={"revision": 0, "name": "", "meaning": "approved"}
    )
    assert (code, answer["error"]["field"]) == (422, "name")
    code, done = await ask(
        "POST", *at, "approve", body={"revision": 0, "name": "Ada", "meaning": "reviewed"}
    )
    assert done["state"] == "APPROVED"
    # nobody vouches for who uses a token
    assert done["signatures"][0]["words"] == "acknowledged by"
    _, history = await ask("GET", *at, "history")
    assert [one["action"] for one in history][-1] == "approved"
    _, listed = await ask("GET", "sessions", desk.session_id, "reviews")
    assert [one["state"] for one in listed] == ["APPROVED"]
    _, texts = await ask("GET", *at, "overlay")
    assert texts["texts"]["title"] == "# Scores"
    assert (await ask("GET", *at, "revisions", "0"))[1]["overlay"]["edited"] == {}
    assert (await ask("GET", *at, "revisions", "x"))[0] == 404
    assert (await ask("GET", *at, "diff"))[1]["right"] == 0
