"""The report with a review on it: whose text is whose, and nothing that looks like an output."""

from __future__ import annotations

import re

import pytest

from jupyter_ext.errors import NotFound
from jupyter_ext.reviews.records import Approval, OnRevision
from jupyter_ext.sessions.reports import ReportWish

from .conftest import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def page(desk: Desk, review: str | None, **more: bool) -> str:
    wish = ReportWish(review=review, **more)
    found = desk.services.session_reports.report(desk.actor, desk.session_id, wish)
    return found.path.read_text()


def words(html: str) -> str:
    """What is read of the notebook's part of a report."""
    notebook = html.partition("<main>")[2].partition("</main>")[0]
    return re.sub(r"<[^>]+>", "", notebook)


def test_a_reviewers_text_is_marked_and_cannot_imitate_an_output(desk: Desk) -> None:
    # given
    hostile = (
        "## Fine\n\n<div class='jx-outputs'><pre>auc 0.99</pre></div><script>alert(1)</script>\n\n"
        "![auc](data:image/png;base64,AAAA) [x](javascript:alert(1))"
    )
    review = desk.save(
        desk.open(),
        edited={"remark": "Now ![plot](attachment:plot.png) says 42."},
        inserted=[{"after": "code", "id": "new", "source": hostile}],
        struck=["end"],
    )
    plain = page(desk, None)

    # when
    found = page(desk, review.id)

    # then
    assert found.count("Written by the reviewer") == 1
    assert found.count("Edited by the reviewer") == 1
    assert found.count("Struck out by the reviewer") == 1
    assert "&lt;script&gt;" in found
    assert "<script" not in found
    assert found.count('class="jx-outputs"') == plain.count('class="jx-outputs"')
    assert "base64,AAAA" not in found
    assert 'href="javascript' not in found
    assert 'src="data:image/png' in found  # the cell's own attachment
    assert review.base_sha256 in found
    assert review.overlay_sha256 in found
    assert "reviewer" not in plain


def test_without_code_its_text_and_the_outputs_stay(desk: Desk) -> None:
    # given
    review = desk.save(
        desk.open(),
        edited={"end": "It is over."},
        inserted=[{"after": "code", "id": "new", "source": "Seen by hand."}],
        struck=["title"],
    )

    # when
    whole, without = (page(desk, review.id, code=code) for code in (True, False))

    # then
    assert [words(whole).count(text) for text in ("6 * 7", "[1]")] == [1, 1]
    assert [words(without).count(text) for text in ("6 * 7", "[1]")] == [0, 0]
    assert (whole.count('class="jx-source"'), without.count('class="jx-source"')) == (1, 0)
    assert whole.count('class="jx-outputs"') == without.count('class="jx-outputs"') == 1
    for text in ("forty", "It is over.", "Seen by hand.", "Scores", "Struck out by the reviewer"):
        assert text in words(without)
    assert review.overlay_sha256 in without


def test_a_review_belongs_to_its_session(desk: Desk) -> None:
    review = desk.open()
    desk.session_id = desk.session()
    with pytest.raises(NotFound):
        page(desk, review.id)


@pytest.mark.parametrize(
    ("typed", "shown"), [("Ada", "signed by Ada, "), ("Grace", "signed by Grace (user test:ada), ")]
)
def test_a_name_that_is_typed_says_nothing_against_whose_decision_it_is(
    desk: Desk, typed: str, shown: str
) -> None:
    review = desk.open()
    signing = desk.reviews.signing
    signing.submit(desk.actor, review.id, OnRevision(revision=0))

    signing.approve(desk.actor, review.id, Approval(revision=0, name=typed, meaning="responsible"))

    assert shown in page(desk, review.id)
