"""Metrics and logged results: lines that the end of a run collects."""

import decimal
import fractions
import io
import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jx
import numpy as np
import pandas as pd
import pytest

from .conftest import Lay

Events = Callable[[], list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1, 1),
        (0.5, 0.5),
        (True, 1),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.array(2.5), 2.5),
        (decimal.Decimal("1.25"), 1.25),
        (fractions.Fraction(1, 4), 0.25),
        (2**60, float(2**60)),
        (10**400, "Infinity"),
        (float("nan"), "NaN"),
        (np.nan, "NaN"),
        (float("inf"), "Infinity"),
        (-np.inf, "-Infinity"),
    ],
)
def test_a_metric_is_any_number(lay: Lay, events: Events, value: Any, kept: Any) -> None:
    lay()
    jx.metric("auc", value)
    (event,) = events()
    assert (event["type"], event["name"], event["value"]) == ("metric", "auc", kept)
    assert type(event["value"]) is type(kept)
    assert event["step"] is None
    assert event["time"] > 1.6e9


def test_a_metric_may_be_a_series(lay: Lay, events: Events) -> None:
    lay()
    for step in range(3):
        jx.metric("loss", 1 / (step + 1), step=step)
    assert [(e["step"], e["value"]) for e in events()] == [(0, 1.0), (1, 0.5), (2, 1 / 3)]


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("auc", "0.9", TypeError),
        ("auc", None, TypeError),
        ("auc", [1], TypeError),
        ("auc", np.arange(2), TypeError),
        ("auc", 1j, TypeError),
        ("", 1, ValueError),
        (" ", 1, ValueError),
        ("x" * 201, 1, ValueError),
        (3, 1, TypeError),
    ],
)
def test_what_is_no_metric_is_refused(
    lay: Lay, events: Events, name: Any, value: Any, error: type[Exception]
) -> None:
    lay()
    with pytest.raises(error):
        jx.metric(name, value)
    assert events() == []


def test_without_data_a_metric_is_not_kept_and_says_so_once(lay: Lay) -> None:
    from jx import _events

    _events._said_not_kept.clear()
    with pytest.warns(UserWarning, match="isn't kept"):
        jx.metric("auc", 1)
    jx.metric("auc", 1)


def logged(folder: Path, event: dict[str, Any]) -> bytes:
    assert event["type"] == "result"
    return (folder / event["path"]).read_bytes()


def test_tables_of_every_kind(lay: Lay, events: Events) -> None:
    base = lay()
    days = pd.to_datetime(["2024-01-01", None])
    frame = pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan], "d": days})
    jx.table("frame", frame)
    jx.table("indexed", pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="k")))
    jx.table("dicts", [{"a": 1}, {"b": np.int64(2)}])
    jx.table("rows", [[1, "x"], [2]])
    jx.table("columns", {"a": [1, 2], "b": ["x", "y"]})
    jx.table("series", pd.Series([1], name="s"))
    jx.table("empty", [])
    got = {e["name"]: json.loads(logged(base, e)) for e in events()}
    assert got["frame"] == {
        "columns": ["a", "b", "d"],
        "rows": [[1, 0.5, "2024-01-01T00:00:00"], [2, None, None]],
        "total": 2,
    }
    assert got["indexed"]["columns"] == ["k", "a"]
    assert got["dicts"] == {"columns": ["a", "b"], "rows": [[1, None], [None, 2]], "total": 2}
    assert got["rows"] == {"columns": ["1", "2"], "rows": [[1, "x"], [2, None]], "total": 2}
    assert got["columns"]["rows"] == [[1, "x"], [2, "y"]]
    assert got["series"] == {"columns": ["s"], "rows": [[1]], "total": 1}
    assert got["empty"] == {"columns": [], "rows": [], "total": 0}


def test_a_long_table_is_cut_and_says_how_long_it_was(lay: Lay, events: Events) -> None:
    base = lay()
    jx.table("long", pd.DataFrame({"a": range(10_500)}))
    content = json.loads(logged(base, events()[0]))
    assert len(content["rows"]) == 10_000
    assert content["total"] == 10_500


def test_texts_and_charts(lay: Lay, events: Events) -> None:
    base = lay()
    jx.html("page", "<b>é</b>")
    jx.html("frame", pd.DataFrame({"a": [1]}))
    jx.markdown("note", "# é")
    jx.text("log", 42)
    jx.json("facts", {"x": float("nan"), "y": np.arange(2)})
    jx.vega("chart", {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "bar"})
    got = {e["name"]: (e["kind"], e["media_type"], logged(base, e)) for e in events()}
    assert got["page"] == ("html", "text/html", "<b>é</b>".encode())
    assert b"<table" in got["frame"][2]
    assert got["note"] == ("markdown", "text/markdown", "# é".encode())
    assert got["log"] == ("text", "text/plain", b"42")
    assert json.loads(got["facts"][2]) == {"x": "NaN", "y": [0, 1]}
    assert json.loads(got["chart"][2])["mark"] == "bar"


def test_pictures(lay: Lay, events: Events, tmp_path: Path) -> None:
    base = lay()
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    jx.image("figure", figure)
    jx.image("axes", axes)
    svg = io.BytesIO()
    figure.savefig(svg, format="svg")
    jx.image("svg", svg.getvalue())
    figure.savefig(tmp_path / "p.jpg")
    jx.image("path", tmp_path / "p.jpg")
    plt.close(figure)
    assert [e["media_type"] for e in events()] == [
        "image/png",
        "image/png",
        "image/svg+xml",
        "image/jpeg",
    ]
    assert all(logged(base, e) for e in events())


@pytest.mark.parametrize(
    "call",
    [
        lambda: jx.table("t", "text"),
        lambda: jx.table("t", [1, 2]),
        lambda: jx.table("t", {"a": [1], "b": [1, 2]}),
        lambda: jx.image("i", b"<html>"),
        lambda: jx.image("i", object()),
        lambda: jx.html("h", 3),
        lambda: jx.markdown("m", 3),
        lambda: jx.vega("v", [1]),
        lambda: jx.vega("v", "{"),
        lambda: jx.json("j", object()),
        lambda: jx.text("", "x"),
    ],
)
def test_what_is_no_result_is_refused(lay: Lay, events: Events, call: Callable[[], None]) -> None:
    lay()
    with pytest.raises((TypeError, ValueError)):
        call()
    assert events() == []


def test_one_name_twice_keeps_both_and_a_hostile_name_stays_inside(
    lay: Lay, events: Events
) -> None:
    base = lay()
    for name in ("a", "a", "../../etc/passwd", "é", "CON"):
        jx.text(name, name)
    assert [logged(base, e).decode() for e in events()] == [e["name"] for e in events()]
    folder = (base / ".jx" / "results").resolve()
    assert all((base / e["path"]).resolve().parent == folder for e in events())
    assert len({e["path"] for e in events()}) == 5


def _many(number: int) -> None:
    for i in range(200):
        jx.metric(f"m{number}", i, step=i)


def test_lines_of_several_processes_stay_whole(lay: Lay, events: Events) -> None:
    lay()
    with multiprocessing.get_context("fork").Pool(3) as pool:
        pool.map(_many, range(3))
    assert len(events()) == 600
