"""Save and Export, and Print, of an open review: JupyterLab asks `/nbconvert/<format>/Review:…`."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from jupyter_ext.access.identity import os_actor
from jupyter_ext.web.base import SETTING

from . import harms
from .conftest import Desk


@pytest.fixture
def desk(jp_serverapp: Any, tmp_path: Path) -> Desk:
    return Desk(jp_serverapp.web_app.settings[SETTING], os_actor(), tmp_path / "notebooks")


async def test_it_has_the_newest_text_and_the_code_as_it_ran(desk: Desk, jp_fetch: Any) -> None:
    # given
    review = desk.save(desk.open(), edited={"end": "A better end"})
    at = f"Review:{review.id}/Scores of May.ipynb"

    # when
    page = await jp_fetch("nbconvert", "html", at)
    attached = await jp_fetch("nbconvert", "html", at, params={"download": "true"})
    notebook = await jp_fetch("nbconvert", "notebook", at)
    markdown = await jp_fetch("nbconvert", "markdown", at)

    # then
    assert b"A better end" in page.body
    assert b"Review by" in page.body
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "Content-Disposition" not in page.headers
    assert "Scores%20of%20May.html" in attached.headers["Content-Disposition"]
    cells = {cell["id"]: cell for cell in json.loads(notebook.body)["cells"]}
    base = {cell["id"]: cell for cell in json.loads(desk.base(review))["cells"]}
    assert cells["end"]["source"] == "A better end"
    assert cells["code"]["outputs"] == base["code"]["outputs"]
    with zipfile.ZipFile(io.BytesIO(markdown.body)) as archive:  # its picture is beside it
        assert b"A better end" in archive.read("notebook.md")


@pytest.mark.parametrize("path", ["", "not-an-id/a.ipynb", "{id}", "{id}/", "{id}/a/b.ipynb"])
async def test_nothing_is_at_any_other_place(desk: Desk, jp_fetch: Any, path: str) -> None:
    at = path.format(id=desk.open().id)
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("nbconvert", "html", f"Review:{at}")
    assert refused.value.code == 404


async def test_it_takes_a_token_and_a_known_format(desk: Desk, jp_fetch: Any) -> None:
    at = f"Review:{desk.open().id}/a.ipynb"
    with pytest.raises(HTTPClientError) as unknown:
        await jp_fetch("nbconvert", "nothing", at)
    assert unknown.value.code == 404
    with pytest.raises(HTTPClientError) as stranger:
        await jp_fetch("nbconvert", "html", at, headers={"Authorization": "token wrong"})
    assert stranger.value.code == 403


async def test_a_notebook_that_was_changed_is_not_exported(desk: Desk, jp_fetch: Any) -> None:
    review = desk.save(desk.open(), edited={"end": "A better end"})
    harms.change(desk, review)
    for form in ("html", "notebook"):
        with pytest.raises(HTTPClientError) as refused:
            await jp_fetch("nbconvert", form, f"Review:{review.id}/a.ipynb")
        assert refused.value.code == 409
        assert refused.value.response is not None
        assert b"changed after the review began" in refused.value.response.body
