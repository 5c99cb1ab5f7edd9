"""Writing outputs: where they go, and what `.write()` makes of what it is given."""

import json
import os
import pickle
from pathlib import Path
from typing import Any

import joblib
import jx
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from .conftest import Lay

mpl.use("agg")
import matplotlib.pyplot as plt


@pytest.fixture
def outputs(lay: Lay) -> Path:
    return lay(outputs=["scores", "model"]) / "outputs"


def names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_an_output_is_a_path_to_write_to(outputs: Path) -> None:
    assert os.fspath(jx.output("scores")) == str(outputs / "scores")
    assert f"{jx.output('scores')}.csv" == str(outputs / "scores.csv")
    assert jx.output("scores", suffix=".csv").path == outputs / "scores.csv"
    pd.DataFrame({"a": [1]}).to_csv(jx.output("scores", ".csv"), index=False)
    assert (outputs / "scores.csv").read_text() == "a\n1\n"
    with jx.output("model", ".txt").open() as stream:
        stream.write("é")
    assert (outputs / "model.txt").read_text("utf-8") == "é"
    assert names(outputs) == ["model.txt", "scores.csv"]


def test_an_output_may_be_a_folder(outputs: Path) -> None:
    folder = jx.output("model")
    (folder / "weights.bin").write_bytes(b"1")
    (folder / "config.json").write_text("{}")
    assert names(outputs) == ["model/config.json", "model/weights.bin"]


def test_the_folder_is_made_when_it_is_missing(outputs: Path) -> None:
    outputs.rmdir()
    jx.output("scores").write("text")
    assert names(outputs) == ["scores.txt"]


@pytest.mark.parametrize("suffix", ["csv", "../x", "./x", ".", "..", ". ", "\0", ".a/b", 3])
def test_a_suffix_is_only_a_suffix(outputs: Path, suffix: Any) -> None:
    with pytest.raises(ValueError, match="suffix"):
        jx.output("scores", suffix)


FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", "é"]})


@pytest.mark.parametrize(
    ("obj", "suffix", "name", "content"),
    [
        (FRAME, "", "scores.csv", "a,b\n1,x\n2,é\n"),
        (FRAME.set_index("b"), "", "scores.csv", "b,a\nx,1\né,2\n"),
        (FRAME, ".tsv", "scores.tsv", "a\tb\n1\tx\n2\té\n"),
        (FRAME["a"], "", "scores.csv", "a\n1\n2\n"),
        (FRAME, ".json", "scores.json", '[{"a":1,"b":"x"},{"a":2,"b":"\\u00e9"}]'),
        (FRAME, ".jsonl", "scores.jsonl", '{"a":1,"b":"x"}\n{"a":2,"b":"\\u00e9"}\n'),
        ("text é", "", "scores.txt", "text é"),
        ("# T", ".md", "scores.md", "# T"),
        (b"raw", "", "scores", "raw"),
        (bytearray(b"raw"), ".bin", "scores.bin", "raw"),
        (3, "", "scores.json", "3"),
        (None, "", "scores.json", "null"),
        (True, "", "scores.json", "true"),
        ([1, float("nan")], "", "scores.json", '[\n 1,\n "NaN"\n]'),
        ({"a": np.float64(1.5), "n": np.int64(2)}, "", "scores.json", '{\n "a": 1.5,\n "n": 2\n}'),
        (np.array([[1.0, 2.0]]), ".csv", "scores.csv", "1,2\n"),
        (np.float64(2.5), "", "scores.json", "2.5"),
    ],
)
def test_write_picks_the_format(
    outputs: Path, obj: Any, suffix: str, name: str, content: str
) -> None:
    jx.output("scores", suffix).write(obj)
    assert names(outputs) == [name]
    assert (outputs / name).read_bytes().decode() == content


def test_write_takes_arrays_and_pictures(outputs: Path) -> None:
    jx.output("scores").write(np.arange(4))
    assert np.load(outputs / "scores.npy").tolist() == [0, 1, 2, 3]
    figure, axes = plt.subplots()
    jx.output("model").write(figure)
    assert (outputs / "model.png").read_bytes().startswith(b"\x89PNG")
    jx.output("model", ".svg").write(axes)
    assert names(outputs) == ["model.svg", "scores.npy"]
    plt.close(figure)


def test_write_copies_files_and_folders(outputs: Path, tmp_path: Path) -> None:
    (tmp_path / "made.tar.gz").write_bytes(b"zip")
    (tmp_path / "tree" / "deep").mkdir(parents=True)
    (tmp_path / "tree" / "deep" / "leaf").write_text("x")
    jx.output("scores").write(tmp_path / "made.tar.gz")
    jx.output("model").write(tmp_path / "tree")
    assert names(outputs) == ["model/deep/leaf", "scores.tar.gz"]
    with pytest.raises(FileNotFoundError):
        jx.output("scores").write(tmp_path / "nothing")


def test_writing_again_replaces_whatever_was_there(outputs: Path) -> None:
    jx.output("scores").write(FRAME)
    jx.output("scores").write({"a": 1})
    assert names(outputs) == ["scores.json"]
    (jx.output("model") / "part").write_text("x")
    jx.output("model").write("text")
    assert names(outputs) == ["model.txt", "scores.json"]


def test_what_cant_be_written_is_refused_and_nothing_lost(outputs: Path) -> None:
    jx.output("scores").write(FRAME)
    for obj, suffix in (
        (object(), ""),
        ({"a": 1}, ".parquex"),
        (FRAME, ".pkl"),
        ({1, object()}, ""),
    ):
        with pytest.raises(TypeError, match="write it to the path yourself"):
            jx.output("scores", suffix).write(obj)
    assert names(outputs) == ["scores.csv"]


def test_libraries_that_look_for_an_open_file_find_one(outputs: Path) -> None:
    np.save(jx.output("scores", ".npy"), np.arange(3))
    assert np.load(outputs / "scores.npy").tolist() == [0, 1, 2]
    np.save(jx.output("scores", ".npy"), np.arange(2))
    assert np.load(outputs / "scores.npy").tolist() == [0, 1], "a new object starts anew"
    pickle.dump({"m": list(range(100_000))}, jx.output("model", ".pkl"))
    assert len(pickle.loads((outputs / "model.pkl").read_bytes())["m"]) == 100_000
    json.dump({"a": [1, 2]}, jx.output("model", ".json"))
    assert json.loads((outputs / "model.json").read_text()) == {"a": [1, 2]}
    (outputs / "model.json").unlink()
    joblib.dump({"m": np.arange(1000)}, jx.output("model", ".joblib"))
    assert joblib.load(outputs / "model.joblib")["m"][-1] == 999
    assert names(outputs) == ["model.joblib", "scores.npy"]
