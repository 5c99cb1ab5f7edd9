"""Previews of versions: tables, text, pictures, pages in a cage; what has none says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.records import FromServerFile, Preview
from jupyter_ext.errors import Gone, InvalidInput, NotFound, RenderFailed

if TYPE_CHECKING:
    from jupyter_ext.services import Services

Show = Callable[[str, bytes], tuple[str, Preview]]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture
def show(services: Services, actor: Actor, tmp_path: Path) -> Show:
    def show(name: str, data: bytes) -> tuple[str, Preview]:
        path = tmp_path / name
        path.write_bytes(data)
        made = services.artifacts.version_from_path(actor, FromServerFile(path=name), path)
        return made.id, services.previews.preview(actor, made.id)

    return show


def test_rows_of_a_table(show: Show) -> None:
    _, preview = show("rows.csv", b"a,b\n1,x\n2,<b>\n")
    assert (preview.kind, preview.columns) == ("table", ["a", "b"])
    assert preview.rows == [["1", "x"], ["2", "<b>"]]
    assert preview.url is None


def test_text_and_charts_are_given_as_data(show: Show) -> None:
    _, preview = show("notes.txt", "größer\n".encode())
    assert (preview.kind, (preview.text or "").strip()) == ("text", "größer")
    chart = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "bar"}
    _, preview = show("chart.json", json.dumps(chart).encode())
    assert preview.kind == "vega-lite"
    assert preview.spec is not None
    assert preview.spec["mark"] == "bar"


def test_pictures_and_html_have_a_page(services: Services, actor: Actor, show: Show) -> None:
    version, preview = show("plot.png", PNG)
    assert (preview.kind, preview.url) == ("image", f"artifact-versions/{version}/page")
    page = services.previews.page(actor, version)
    assert page.media_type == "image/png"
    assert page.path is not None
    assert page.path.read_bytes() == PNG
    version, preview = show("page.html", b"<h1>Hi</h1><script>alert(1)</script>")
    assert preview.kind == "html"
    page = services.previews.page(actor, version)
    assert page.path is not None
    assert b"<script>alert" not in page.path.read_bytes()


def test_a_notebook_has_a_page(services: Services, actor: Actor, show: Show) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Findings")])
    version, preview = show("n.ipynb", nbformat.writes(notebook).encode())
    assert preview.kind == "notebook"
    page = services.previews.page(actor, version)
    assert page.path is not None
    assert "Findings" in page.path.read_text()


def test_what_has_no_preview_says_why(services: Services, actor: Actor, show: Show) -> None:
    version, preview = show("data.bin", b"\x00\x01\x02")
    assert preview.kind == "none"
    assert preview.reason
    with pytest.raises(InvalidInput):
        services.previews.page(actor, version)


def test_a_broken_notebook_is_no_server_error(services: Services, actor: Actor, show: Show) -> None:
    version, _ = show("broken.ipynb", b'{"cells": [')
    with pytest.raises(RenderFailed):
        services.previews.page(actor, version)


def test_a_folder_and_a_deleted_version(
    services: Services, actor: Actor, stranger: Actor, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.csv").write_text("a\n1\n")
    made = services.artifacts.version_from_path(
        actor, FromServerFile(path="folder"), tmp_path / "folder"
    )
    assert services.previews.preview(actor, made.id).kind == "none"
    with pytest.raises(NotFound):
        services.previews.preview(stranger, made.id)
    services.artifacts.delete_version(actor, made.id)
    with pytest.raises(Gone):
        services.previews.preview(actor, made.id)
