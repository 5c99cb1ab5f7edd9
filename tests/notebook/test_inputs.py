"""Reading inputs and parameters by alias."""

import datetime
import json
import os
import pickle
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import jx
import numpy as np
import pandas as pd
import pytest
from IPython.core.ultratb import VerboseTB

from jupyter_ext.engine.runner.safe_text import without_ansi

from .conftest import Lay, a_parameter, a_version, an_input

CSV = "a,b\n1,x\n2,y\n"


@pytest.fixture
def rows(lay: Lay) -> Path:
    return lay(
        files={"inputs/ds1/rows.csv": CSV, "inputs/.versions/ds1/1/rows.csv": "a,b\n0,old\n"},
        inputs=[
            an_input(
                "ds1",
                a_version(1, "inputs/.versions/ds1/1/rows.csv"),
                a_version(2, "inputs/ds1/rows.csv"),
            ),
            an_input("ds2"),
        ],
        parameters=[a_parameter("limit", "integer", 5)],
        outputs=["scores"],
    )


def test_an_input_is_a_path(rows: Path) -> None:
    given = jx.input("ds1")
    assert os.fspath(given) == str(rows / "inputs/ds1/rows.csv")
    assert f"{given}" == os.fspath(given)
    assert given.path == rows / "inputs/ds1/rows.csv"
    with open(given, encoding="utf-8") as stream:
        assert stream.read() == CSV
    assert list(pd.read_csv(given).columns) == ["a", "b"]


def test_an_input_gives_its_content(rows: Path) -> None:
    given = jx.input("ds1")
    assert given.bytes() == CSV.encode()
    assert given.text() == CSV
    with given.open() as stream:
        assert stream.readline() == "a,b\n"
    with given.open("rb") as stream:
        assert stream.readline() == b"a,b\n"
    table = given.read()
    assert table["a"].tolist() == [1, 2]
    assert given.read(nrows=1)["b"].tolist() == ["x"]


@pytest.mark.parametrize("mode", ["w", "a", "r+", "x", "wb"])
def test_an_input_cant_be_written(rows: Path, mode: str) -> None:
    with pytest.raises(ValueError, match="only be read"):
        jx.input("ds1").open(mode)


def test_an_input_tells_its_facts(rows: Path) -> None:
    given = jx.input("ds1")
    assert (given.number, given.uuid, given.name) == (2, "uuid-2", "2024-01-02")
    assert given.sha256 == f"{2:064x}"
    assert (given.filename, given.media_type, given.size) == ("rows.csv", "text/csv", 12)
    assert given.artifact == "Rows"
    assert given.created_at == datetime.datetime(2024, 1, 31, 10, 20, 30, tzinfo=datetime.UTC)
    assert given.version["id"] == "uuid-2"
    assert "ds1, version 2" in repr(given)


def test_versions_are_the_chosen_and_earlier_ones(rows: Path) -> None:
    versions = jx.input("ds1").versions()
    assert [v.number for v in versions] == [1, 2]
    assert versions[0].read()["b"].tolist() == ["old"]
    assert not hasattr(versions[0], "versions")


def test_an_empty_input_is_undefined(rows: Path) -> None:
    assert jx.has("ds1") is True
    assert jx.has("ds2") is False
    with pytest.raises(jx.Undefined, match="undefined") as undefined:
        jx.input("ds2")
    assert isinstance(undefined.value, LookupError)
    assert 'jx.has("ds2")' in str(undefined.value)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: jx.input("DS1"), 'declared: ds1, ds2. Did you mean "ds1"?'),
        (lambda: jx.has("ds_1"), 'Did you mean "ds1"?'),
        (lambda: jx.input("nothing_like_it"), "declared: ds1, ds2"),
        (lambda: jx.parameter("limits"), 'Did you mean "limit"?'),
        (lambda: jx.output("score"), 'Did you mean "scores"?'),
        (lambda: jx.input("limit"), 'it is a parameter, so use jx.parameter("limit")'),
        (lambda: jx.parameter("ds1"), 'it is an input, so use jx.input("ds1")'),
        (lambda: jx.input(3), "text, not int"),
    ],
)
def test_an_unknown_alias_names_those_there_are(
    rows: Path, call: Callable[[], Any], said: str
) -> None:
    with pytest.raises(jx.UnknownAlias) as unknown:
        call()
    assert said in str(unknown.value)


def test_without_data_it_says_what_to_press(lay: Lay) -> None:
    said = "in the Signature tab of the right sidebar press Open with data…"
    for call in (jx.input, jx.has, jx.parameter, jx.output):
        with pytest.raises(jx.NoManifest, match=said):
            call("ds1")
    assert jx.session() == {}


@pytest.mark.parametrize("chosen", [False, True])
def test_a_traceback_is_the_users_line_and_at_most_one_of_ours(lay: Lay, chosen: bool) -> None:
    if chosen:
        lay(inputs=[an_input("empty")])
    for call in (jx.input, jx.has, jx.parameter, jx.output):
        with pytest.raises((jx.NoManifest, jx.UnknownAlias)) as refused:
            call("nothing")
        frames = traceback.extract_tb(refused.tb)
        ours = [frame for frame in frames if Path(frame.filename).parent.name == "jx"]
        assert len(ours) <= 1, frames

        lines = VerboseTB().structured_traceback(refused.type, refused.value, refused.tb)
        shown = without_ansi("\n".join(lines))
        assert 'call("nothing")' in shown
        assert shown.count("/jx/_") <= 1


def test_the_session_is_known(rows: Path) -> None:
    assert jx.session() == {
        "id": "s1",
        "name": "today",
        "number": 7,
        "execution_id": "e1",
        "attempt": 1,
    }


def test_what_was_read_is_logged_once(
    rows: Path, events: Callable[[], list[dict[str, Any]]]
) -> None:
    given = jx.input("ds1")
    assert given.number == 2
    assert jx.has("ds1")
    old, chosen = given.versions()
    assert events() == [], "asking for facts is not reading"
    chosen.text()
    given.text()
    jx.input("ds1").read()
    assert [(e["type"], e["alias"], e["version_id"]) for e in events()] == [
        ("read", "ds1", "uuid-2")
    ]
    old.bytes()
    assert events()[-1]["version_id"] == "uuid-1"
    assert len(events()) == 2


def test_each_kind_is_read_as_what_it_is(lay: Lay, tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "é"]})
    frame.to_csv(tmp_path / "c.csv.gz", index=False)
    lay(
        files={
            "t.tsv": "a\tb\n1\tx\n",
            "j.json": '{"k": [1]}',
            "l.jsonl": '{"a": 1}\n{"a": 2}\n',
            "p.txt": "\ufeffplain",
            "m": "a,b\n1,2\n",
            "g": '{"type": "x"}',
            "x": b"\x00\x01",
        },
        inputs=[
            an_input("c", a_version(1, "c.csv.gz", media_type="application/gzip")),
            an_input("t", a_version(2, "t.tsv")),
            an_input("j", a_version(3, "j.json", media_type=None)),
            an_input("l", a_version(4, "l.jsonl", media_type=None)),
            an_input("p", a_version(5, "p.txt", media_type="text/plain")),
            an_input("m", a_version(6, "m", media_type="text/csv; charset=utf-8")),
            an_input("g", a_version(7, "g", media_type="application/geo+json")),
            an_input("x", a_version(8, "x", media_type="application/x-thing")),
        ],
    )
    assert jx.input("c").read().equals(frame)
    assert jx.input("t").read()["b"].tolist() == ["x"]
    assert jx.input("j").read() == {"k": [1]}
    assert jx.input("l").read()["a"].tolist() == [1, 2]
    assert jx.input("p").read() == "plain"
    assert jx.input("m").read()["b"].tolist() == [2]
    assert jx.input("g").read() == {"type": "x"}
    with pytest.raises(TypeError, match="application/x-thing"):
        jx.input("x").read()
    with pytest.raises(TypeError, match="options for tables only"):
        jx.input("p").read(sep=";")


def test_a_table_without_pandas_says_so(rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pandas isn't installed in this kernel"):
        jx.input("ds1").read()


def test_libraries_that_look_for_an_open_file_find_one(lay: Lay, tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.arange(5))
    (tmp_path / "model.pkl").write_bytes(pickle.dumps({"model": 1}))
    joblib.dump({"model": np.arange(3)}, tmp_path / "model.joblib")
    lay(
        inputs=[
            an_input("array", a_version(1, "array.npy")),
            an_input("model", a_version(2, "model.pkl")),
            an_input("job", a_version(3, "model.joblib")),
        ]
    )
    assert np.load(jx.input("array")).tolist() == [0, 1, 2, 3, 4]
    assert pickle.load(jx.input("model")) == {"model": 1}
    assert joblib.load(jx.input("job"))["model"].tolist() == [0, 1, 2]


def test_a_folder_is_iterated_and_joined(lay: Lay) -> None:
    base = lay(
        files={"inputs/f/b.csv": CSV, "inputs/f/sub/a.csv": CSV},
        inputs=[an_input("f", a_version(1, "inputs/f", kind="folder"))],
    )
    folder = jx.input("f")
    assert list(folder) == [base / "inputs/f/b.csv", base / "inputs/f/sub/a.csv"]
    assert len(folder) == 2
    assert (folder / "sub" / "a.csv").read_text() == CSV
    assert os.fspath(folder) == str(base / "inputs/f")
    with pytest.raises(AttributeError, match="is a folder"):
        folder.read()
    assert [v.number for v in folder.versions()] == [1]


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("string", '"; import os', '"; import os'),
        ("integer", 2**53 + 1, 2**53 + 1),
        ("float", 3, 3.0),
        ("boolean", True, True),
        ("choice", "b", "b"),
        ("date", "2024-02-29", datetime.date(2024, 2, 29)),
        ("json", {"a": [1, None]}, {"a": [1, None]}),
        ("date", None, None),
    ],
)
def test_a_parameter_is_typed(lay: Lay, kind: str, value: Any, wanted: Any) -> None:
    lay(parameters=[a_parameter("x", kind, value)])
    assert jx.parameter("x") == wanted
    assert type(jx.parameter("x")) is type(wanted)


def test_changing_a_json_parameter_changes_only_the_copy(lay: Lay) -> None:
    lay(parameters=[a_parameter("x", "json", {"a": []})])
    jx.parameter("x")["a"].append(1)
    assert jx.parameter("x") == {"a": []}


def test_a_changed_manifest_is_read_again(lay: Lay) -> None:
    lay(parameters=[a_parameter("x", "integer", 1)])
    assert jx.parameter("x") == 1
    lay(parameters=[a_parameter("x", "integer", 22)])
    assert jx.parameter("x") == 22


def test_data_that_vanished_is_named(rows: Path) -> None:
    (rows / "inputs/ds1/rows.csv").unlink()
    with pytest.raises(FileNotFoundError, match='input "ds1"'):
        jx.input("ds1")


def test_a_manifest_written_by_hand(lay: Lay, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(CSV)
    (tmp_path / "m.json").write_text(
        json.dumps(
            {
                "inputs": {"ds1": "rows.csv", "ds2": None},
                "parameters": {"limit": 0.5},
                "outputs": ["scores"],
            }
        )
    )
    jx.use(tmp_path / "m.json")
    assert jx.input("ds1").read()["a"].tolist() == [1, 2]
    assert [v.path for v in jx.input("ds1").versions()] == [tmp_path / "rows.csv"]
    assert not jx.has("ds2")
    assert jx.parameter("limit") == 0.5
    jx.output("scores").write({"a": 1})
    assert json.loads((tmp_path / "outputs" / "scores.json").read_text()) == {"a": 1}
    jx.use(None)
    with pytest.raises(jx.NoManifest):
        jx.input("ds1")


def test_use_goes_before_the_environment(rows: Path, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"parameters": {"limit": 6}, "outputs": ["scores"]}')
    jx.use(tmp_path / "m.json")
    assert jx.parameter("limit") == 6
    jx.use(None)
    assert jx.parameter("limit") == 5


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "isn't a manifest"),
        ("[]", "no JSON object"),
        ('{"inputs": 3}', "inputs must be a list"),
        ('{"inputs": [{"path": "x"}]}', r"inputs\[0\] has no alias"),
        ('{"outputs": [3]}', r"outputs\[0\] has no alias"),
    ],
)
def test_a_broken_manifest_says_what_is_wrong(
    lay: Lay, tmp_path: Path, content: str, why: str
) -> None:
    (tmp_path / "m.json").write_text(content)
    with pytest.raises(jx.ManifestInvalid, match=why) as invalid:
        jx.use(tmp_path / "m.json")
    assert "m.json" in str(invalid.value)
    with pytest.raises(jx.ManifestInvalid, match="can't read"):
        jx.use(tmp_path / "nowhere.json")
