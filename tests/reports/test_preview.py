"""Previews of artifact versions: bounded, harmless, and never an error for a strange file."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.reports import tables
from jupyter_ext.reports.preview import Previewer, media_type_of
from jupyter_ext.reports.service import ReportRenderer

from .conftest import PNG, markdown, notebook

Show = Callable[..., dict[str, Any]]


@pytest.fixture
def previewer(renderer: ReportRenderer) -> Previewer:
    return Previewer(renderer)


@pytest.fixture
def show(previewer: Previewer, tmp_path: Path) -> Show:
    """The preview of a file with this name and content."""

    def preview(name: str, content: bytes | str, media_type: str = "") -> dict[str, Any]:
        path = tmp_path / "content"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return previewer.preview(path, media_type=media_type, filename=name)

    return preview


@pytest.mark.parametrize(
    ("given", "name", "expected"),
    [
        ("", "a.csv", "text/csv"),
        ("application/octet-stream", "A.PNG", "image/png"),
        ("text/plain; charset=utf-8", "a.tsv", "text/tab-separated-values"),
        ("application/json", "chart.vl.json", "application/vnd.vegalite.v5+json"),
        ("text/html", "a.csv", "text/html"),
        ("", "nothing", "application/octet-stream"),
    ],
)
def test_the_name_helps_where_the_media_type_says_little(
    given: str, name: str, expected: str
) -> None:
    assert media_type_of(given, name) == expected


def test_a_csv_is_a_table(show: Show) -> None:
    shown = show("a.csv", 'name,note\nAda,"one, two"\nBob,\n')
    assert shown["kind"] == "table"
    assert shown["columns"] == ["name", "note"]
    assert shown["rows"] == [["Ada", "one, two"], ["Bob", ""]]
    assert shown["row_count"] == 2
    assert shown["truncated"] is False


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(show: Show, delimiter: str) -> None:
    lines = [delimiter.join(row) for row in (["a", "b, c", "d"], ["1,5", "2", "3"])]
    assert show("a.csv", "\n".join(lines))["columns"] == ["a", "b, c", "d"]


def test_only_the_first_rows_and_columns_are_shown(show: Show) -> None:
    wide = ",".join(f"c{i}" for i in range(80))
    shown = show("a.csv", "\n".join([wide] + [",".join("1" * 80)] * 500))
    assert len(shown["columns"]) == 50
    assert len(shown["rows"]) == 200
    assert {len(row) for row in shown["rows"]} == {50}
    assert shown["row_count"] == 500
    assert shown["truncated"] is True


def test_of_a_large_file_only_the_beginning_is_read(show: Show) -> None:
    shown = show("a.csv", b"a,b\n" + b"1,2\n" * 2_000_000)
    assert shown["row_count"] is None
    assert shown["truncated"] is True
    assert len(shown["rows"]) == 200


@pytest.mark.parametrize(
    ("content", "columns", "rows"),
    [
        (b"a,b\n1\n1,2,3\n", ["a", "b", "column 3"], [["1", "", ""], ["1", "2", "3"]]),
        (b"\xef\xbb\xbfa,b\n1,2\n", ["a", "b"], [["1", "2"]]),
        ("a,b\nä,2\n".encode("utf-16"), ["a", "b"], [["ä", "2"]]),
        ("a,b\nä,€\n".encode("cp1252"), ["a", "b"], [["ä", "€"]]),
        (b"a,,b\r\n1,2,3\r\n", ["a", "column 2", "b"], [["1", "2", "3"]]),
        (b"a,b\n\x00,\x1b[31m2\n", ["a", "b"], [["\N{REPLACEMENT CHARACTER}", "2"]]),
        (b'a,b\n"open,2\n3,4\n', ["a", "b"], [["open,2\n3,4\n", ""]]),
        (b"a\n", ["a"], []),
        (b"a,b\n" + b"x" * 5000 + b",1\n", ["a", "b"], [["x" * 500 + "…", "1"]]),
    ],
)
def test_strange_csv_files_are_shown_as_far_as_they_go(
    show: Show, content: bytes, columns: list[str], rows: list[list[str]]
) -> None:
    shown = show("a.csv", content)
    assert (shown["kind"], shown["columns"], shown["rows"]) == ("table", columns, rows)


def test_a_csv_that_is_none_is_text(show: Show) -> None:
    usual = csv.field_size_limit(10**9)  # whoever else reads long fields in this process
    try:
        _is_text(show)
    finally:
        csv.field_size_limit(usual)


def _is_text(show: Show) -> None:
    shown = show("a.csv", "a,b\n" + "x" * 300_000 + ",1\n")
    assert shown["kind"] == "text"
    assert shown["truncated"] is True
    assert show("a.csv", "")["reason"] == "This file is empty."
    assert show("a.csv", bytes(range(256)) * 100)["kind"] in ("none", "table")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_records_are_a_table(show: Show, name: str) -> None:
    records = [{"a": 1, "b": None}, {"a": 0.5, "c": {"x": [1]}}, {"b": "t", "a": True}]
    lines = name.endswith("l")
    content = "\n".join(map(json.dumps, records)) if lines else json.dumps(records, indent=1)
    shown = show(name, content)
    assert shown["columns"] == ["a", "b", "c"]
    assert shown["rows"] == [["1", "", ""], ["0.5", "", '{"x": [1]}'], ["true", "t", ""]]
    assert shown["row_count"] == 3


def test_of_many_records_the_first_are_shown(show: Show) -> None:
    shown = show("a.json", json.dumps([{"a": "x" * 1000}] * 5000))
    assert shown["kind"] == "table"
    assert len(shown["rows"]) == 200
    assert shown["row_count"] is None


@pytest.mark.parametrize(
    "content", ['{"a": 1}', "[1, 2]", "[", "[" * 100_000, "null", '{"a": 1} x', '[{"a": 1}, 2]']
)
def test_other_json_is_text(show: Show, content: str) -> None:
    shown = show("a.json", content)
    assert shown["kind"] == "text"
    assert content[:100] in shown["text"]


def test_parquet_is_a_table(show: Show, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {f"c{i}": list(range(1000)) for i in range(60)}
    columns["c1"] = [None, "<b>"] + ["x"] * 998  # type: ignore[list-item]
    parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    shown = show("a.parquet", (tmp_path / "a.parquet").read_bytes())
    assert shown["row_count"] == 1000
    assert len(shown["columns"]) == 50
    assert shown["rows"][1][:2] == ["1", "<b>"]
    assert len(shown["rows"]) == 200
    assert shown["truncated"] is True

    broken = show("a.parquet", b"PAR1" + b"\xff" * 500 + b"PAR1")
    assert broken["kind"] == "none"
    assert "can't be read" in broken["reason"]


def test_without_pyarrow_the_preview_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "find_spec", lambda name: None)
    with pytest.raises(tables.NoTable, match="Install pyarrow"):
        tables.parquet_start(tmp_path / "a.parquet")


def test_text_is_cut_and_made_harmless(show: Show) -> None:
    shown = show("a.log", "\x1b[31mred\x1b[0m <script>\x07\n" + "y" * 20_000 + "\nend")
    assert shown["kind"] == "text"
    assert shown["text"].startswith("red <script>\N{REPLACEMENT CHARACTER}\n")
    assert shown["text"].endswith("y …\nend")
    assert len(show("a.txt", "line\n" * 1_000_000)["text"]) < 210_000
    assert show("notes", "plain words")["kind"] == "text"


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02" * 100, b"\x7fELF" + bytes(50), b"\x80\x04\x95\x00"]
)
def test_binary_files_have_no_preview(show: Show, content: bytes) -> None:
    shown = show("model.pkl", content)
    assert shown["kind"] == "none"
    assert "Download it instead" in shown["reason"]


def test_pictures_are_what_they_say(show: Show, previewer: Previewer, tmp_path: Path) -> None:
    import base64

    png = base64.b64decode(PNG)
    assert show("a.png", png)["kind"] == "image"
    assert previewer.page(tmp_path / "content", media_type="", filename="a.png") == (
        tmp_path / "content",
        "image/png",
    )
    for content in (b"<script>alert(1)</script>", b"", b"\x89PNG"):
        assert show("a.png", content)["kind"] == "none"
        assert previewer.page(tmp_path / "content", media_type="", filename="a.png") is None
    assert show("a.tiff", png, "image/tiff")["kind"] == "none"
    assert show("a.svg", "<svg/>")["kind"] == "image"


def test_pages_are_caged(show: Show, previewer: Previewer, tmp_path: Path) -> None:
    attack = "<html><body onload=x><script>alert(1)</script><p>text</p><img src=http://e.example>"
    assert show("a.html", attack)["kind"] == "html"
    found = previewer.page(tmp_path / "content", media_type="", filename="a.html")
    assert found is not None
    page = found[0].read_text("utf-8")
    assert "<p>text</p>" in page
    assert "onload" not in page
    assert "alert(1)" not in page

    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook(markdown("# <script>x</script> Title"))))
    assert previewer.preview(path, media_type="", filename="a.ipynb")["kind"] == "notebook"
    found = previewer.page(path, media_type="", filename="a.ipynb")
    assert found is not None
    assert " Title</h1>" in found[0].read_text("utf-8")
    assert previewer.page(path, media_type="text/csv", filename="a.csv") is None


def test_a_chart_reaches_nothing(show: Show) -> None:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "usermeta": {"embedOptions": {"loader": {"baseURL": "http://e.example"}}},
        "data": {"url": "http://e.example/a.csv", "format": {"type": "csv"}},
        "layer": [
            {"mark": {"type": "image", "url": "http://e.example/a.png", "href": "javascript:x"}}
        ],
        "encoding": {"href": {"field": "link"}, "url": {"field": "u"}, "x": {"field": "a"}},
    }
    shown = show("chart.json", json.dumps(spec))
    assert shown["kind"] == "vega-lite"
    assert shown["spec"]["encoding"] == {"x": {"field": "a"}}
    assert "e.example" not in json.dumps(shown["spec"])
    assert "javascript" not in json.dumps(shown["spec"])
    assert show("a.vl.json", "[]")["kind"] == "none"
    assert show("a.vl.json", '{"$schema": 5}')["kind"] == "none"
