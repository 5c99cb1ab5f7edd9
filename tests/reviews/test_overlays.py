"""Overlays: what they may name, what they make of a notebook, and that nothing else changes."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

import pytest
from pydantic import ValidationError

from jupyter_ext.errors import Conflict, InvalidInput, NotFound, TooLarge
from jupyter_ext.reviews.contents import locked
from jupyter_ext.reviews.notebooks import facts_of, protected_sha256, read_base
from jupyter_ext.reviews.overlays import composed, differences
from jupyter_ext.reviews.records import LONGEST_SOURCE, Inserted, Overlay
from jupyter_ext.reviews.service import ReviewService

from .conftest import CELLS, Desk, notebook

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ids(found: Any) -> list[str]:
    return [cell["id"] for cell in found.notebook["cells"]]


def test_text_is_edited_inserted_and_struck_out_and_the_rest_stays(desk: Desk) -> None:
    # given
    review = desk.open()
    before = desk.base(review)

    # when
    saved = desk.save(
        review,
        edited={"remark": "It is 42."},
        inserted=[
            {"after": "code", "id": "new-1", "source": "Checked."},
            {"after": "new-1", "id": "new-2", "source": "Twice."},
            {"id": "top", "source": "Reviewed"},
            {"after": "code", "id": "new-3", "source": "By hand."},
        ],
        struck=["end"],
    )

    # then
    found = desk.reviews.composed(desk.actor, review.id)
    assert ids(found) == ["top", "title", "code", "new-1", "new-2", "new-3", "remark", "raw", "end"]
    cells = {cell["id"]: cell for cell in found.notebook["cells"]}
    assert cells["remark"]["source"] == "It is 42."
    assert cells["remark"]["attachments"] == read_base(before)["cells"][2]["attachments"]
    assert cells["end"]["source"] == "The end"
    marks = {
        one: cell["metadata"].get("jupyter-ext", {}).get("review") for one, cell in cells.items()
    }
    assert {one: mark for one, mark in marks.items() if mark} == {
        "top": "inserted",
        "new-1": "inserted",
        "new-2": "inserted",
        "new-3": "inserted",
        "remark": "edited",
        "end": "struck",
    }
    assert cells["code"] == read_base(before)["cells"][1]
    assert saved.revision == 1
    assert saved.proof.whole
    assert saved.proof.found_protected_sha256 == review.protected_sha256
    assert desk.base(review) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"edited": {"code": "0"}}, "edited.code"),
        ({"edited": {"raw": "other"}}, "edited.raw"),
        ({"edited": {"nowhere": "x"}}, "edited.nowhere"),
        ({"struck": ["code"]}, "struck[0]"),
        ({"struck": ["end", "raw"]}, "struck[1]"),
        ({"struck": ["end", "end"]}, "struck[1]"),
        ({"struck": ["nowhere"]}, "struck[0]"),
        ({"edited": {"end": "x"}, "struck": ["end"]}, "struck[0]"),
        ({"inserted": [{"id": "code", "source": "x"}]}, "inserted[0].id"),
        ({"inserted": [{"id": "title", "source": "x"}]}, "inserted[0].id"),
        (
            {"inserted": [{"id": "a", "source": "x"}, {"id": "a", "source": "y"}]},
            "inserted[1].id",
        ),
        ({"inserted": [{"after": "nowhere", "id": "a", "source": "x"}]}, "inserted[0].after"),
        ({"inserted": [{"after": "a", "id": "a", "source": "x"}]}, "inserted[0].after"),
        ({"base_sha256": "0" * 64}, "base_sha256"),
    ],
)
def test_an_overlay_names_nothing_that_it_may_not(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    review = desk.open()
    before = desk.base(review)

    with pytest.raises(InvalidInput) as refused:
        desk.save(review, **changes)

    assert refused.value.field == field
    after = desk.reviews.get(desk.actor, review.id)
    assert (after.revision, after.proof.whole) == (0, True)
    assert desk.base(review) == before


@pytest.mark.parametrize(
    "more",
    [
        {"cells": []},
        {"outputs": {"code": []}},
        {"attachments": {}},
        {"inserted": [{"id": "a", "source": "x", "cell_type": "code"}]},
        {"inserted": [{"id": "a", "source": "x", "attachments": {"p": {"image/png": ""}}}]},
        {"inserted": [{"id": "a", "source": "x", "metadata": {}}]},
        {"inserted": [{"id": "<img>", "source": "x"}]},
        {"inserted": [{"id": "a", "source": ["x"]}]},
        {"edited": {"end": {"source": "x"}}},
        {"edited": {"end": None}},
        {"edited": {"end": "\x00"}},
        {"edited": {"end": "\ud800"}},
        {"edited": {"end": "x" * (LONGEST_SOURCE + 1)}},
        {"revision": "0"},
        {"revision": -1},
        {"struck": ["end"] * 10_000},
    ],
)
def test_nothing_but_an_overlay_is_one(more: dict[str, Any], database_url: str) -> None:
    with pytest.raises(ValidationError):
        Overlay.model_validate({"base_sha256": "0" * 64, "revision": 0, **more})


def test_the_texts_of_an_overlay_have_a_limit_in_all(desk: Desk) -> None:
    many = [{"id": f"n{n}", "source": "x" * LONGEST_SOURCE} for n in range(22)]
    with pytest.raises(TooLarge):
        desk.save(desk.open(), inserted=many)


def test_a_stale_revision_is_refused_with_both_texts(desk: Desk) -> None:
    # given: two editors opened revision 0, the other has saved
    review = desk.open()
    desk.save(review, edited={"end": "Theirs"})

    # when
    with pytest.raises(Conflict) as refused:
        desk.save(review, edited={"end": "Yours", "title": "# Mine"})

    # then
    assert refused.value.field == "revision"
    assert refused.value.details == {
        "revision": 1,
        "cells": [
            {"id": "title", "theirs": "# Scores", "yours": "# Mine"},
            {"id": "end", "theirs": "Theirs", "yours": "Yours"},
        ],
    }
    assert desk.reviews.get(desk.actor, review.id).revision == 1


def test_what_changes_nothing_is_no_revision(desk: Desk) -> None:
    review = desk.open()
    assert desk.save(review, edited={"end": "The end"}).revision == 0
    saved = desk.save(review, edited={"end": "Over"})
    assert desk.save(saved, edited={"end": "Over"}).revision == 1
    # nor is the same from somebody who hadn't seen it
    assert desk.save(review, edited={"end": "Over"}).revision == 1


def test_revisions_stay_and_are_compared_by_cell(desk: Desk) -> None:
    review = desk.save(desk.open(), edited={"end": "Over"})
    review = desk.save(
        review, inserted=[{"after": "raw", "id": "n", "source": "New"}], struck=["title"]
    )

    first = desk.reviews.revision(desk.actor, review.id, 1)
    assert first.overlay.edited == {"end": "Over"}
    changes = [
        (one.kind, one.left, one.right)
        for one in desk.reviews.diff(desk.actor, review.id, 1, 2).cells
        if one.kind != "same"
    ]
    assert changes == [
        ("removed", "# Scores", None),
        ("added", None, "New"),
        ("changed", "Over", "The end"),
    ]
    with pytest.raises(NotFound):
        desk.reviews.diff(desk.actor, review.id, 0, 3)


def test_a_notebook_of_an_older_format_is_reviewed_under_ids_that_stay(desk: Desk) -> None:
    # given: format 4.4, whose cells have no ids, and what widgets keep in its metadata
    cells = [{key: value for key, value in cell.items() if key != "id"} for cell in CELLS]
    state = {"application/vnd.jupyter.widget-state+json": {"version_major": 2, "state": {}}}
    desk.session_id = desk.session(cells, nbformat_minor=4, metadata={"widgets": state})
    review = desk.open()
    before = desk.base(review)
    title, remark, end = desk.reviews.texts(desk.actor, review.id).texts

    # when
    saved = desk.save(
        review,
        edited={end: "Over"},
        inserted=[{"after": remark, "id": "new", "source": "Seen."}],
        struck=[title],
    )

    # then
    assert (saved.revision, saved.proof.whole) == (1, True)
    assert desk.base(review) == before
    afresh = ReviewService(desk.services.database, desk.services.blobs)
    found = afresh.composed(desk.actor, review.id)
    assert [cell["source"] for cell in found.notebook["cells"]] == [
        "# Scores",
        "6 * 7",
        CELLS[2]["source"],
        "Seen.",
        "as it is",
        "Over",
    ]
    assert list(afresh.texts(desk.actor, review.id).texts) == [title, remark, end]
    # and: JupyterLab is given cells with ids, in a format that has them
    shown = locked(found)
    assert (shown["nbformat"], shown["nbformat_minor"]) == (4, 5)
    assert shown["metadata"]["widgets"] == state
    assert all(cell["id"] for cell in shown["cells"])


def test_a_mark_that_a_notebook_brought_along_counts_for_nothing(database_url: str) -> None:
    # given: code that says of itself that a reviewer inserted it
    own = {"jupyter-ext": {"review": "inserted", "status": "not run"}}
    hostile = notebook(
        [{"id": "a", "cell_type": "code", "source": "1", "metadata": own, "outputs": []}]
    )
    changed = json.loads(json.dumps(hostile))
    changed["cells"][0]["source"] = "2"

    # then: it is protected as any other, and isn't marked when it is read
    a, b = (read_base(json.dumps(one).encode()) for one in (hostile, changed))
    assert protected_sha256(a) != protected_sha256(b)
    facts = facts_of("0" * 64, a)
    found = composed(a, Overlay(base_sha256="0" * 64, revision=0), facts)
    assert found["cells"][0]["metadata"] == {"jupyter-ext": {"status": "not run"}}
    assert protected_sha256(found) == facts.protected_sha256


@pytest.mark.parametrize(
    "change",
    [
        lambda nb: nb["cells"][1].update(source="0"),
        lambda nb: nb["cells"][1]["outputs"].pop(),
        lambda nb: nb["cells"][1].update(execution_count=2),
        lambda nb: nb["cells"][1]["metadata"].update(tags=[]),
        lambda nb: nb["cells"][2].pop("attachments"),
        lambda nb: nb["cells"][3].update(source="other"),
        lambda nb: nb["cells"][3].update(cell_type="markdown"),
        lambda nb: nb["cells"].reverse(),
        lambda nb: nb["cells"].pop(0),
        lambda nb: nb["metadata"].update(title="other"),
    ],
)
def test_the_protected_hash_tells_of_everything_but_text(change: Any, database_url: str) -> None:
    nb = read_base(json.dumps(notebook()).encode())
    before = protected_sha256(nb)
    nb["cells"][0]["source"] = "# Other"
    assert protected_sha256(nb) == before

    change(nb)

    assert protected_sha256(nb) != before


def test_revisions_of_very_many_cells_are_compared_in_bounded_time(database_url: str) -> None:
    # given: a new cell behind each, in two revisions under other ids
    many = 5_000
    nb = notebook([{**CELLS[0], "id": f"c{n}"} for n in range(many)])
    facts = facts_of("0" * 64, nb)
    sides = [
        Overlay(
            base_sha256=facts.sha256,
            revision=number,
            inserted=[
                Inserted(after=f"c{n}", id=f"new{number}-{n}", source="") for n in range(many)
            ],
        )
        for number in (1, 2)
    ]

    # when
    began = time.process_time()
    found = differences(*sides, facts)
    took = time.process_time() - began

    # then
    kinds = Counter(one.kind for one in found)
    assert kinds == {"same": many, "added": many, "removed": many}
    assert took < 7, f"{took:.1f} s"  # two or so; it grew with the square
