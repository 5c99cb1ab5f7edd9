"""Fault 40: names made to escape, to collide or to deceive are kept safely or refused."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ..product import Product, Refused

NAMES = {
    "parent": "../../escaped.csv",
    "absolute": "/tmp/escaped.csv",
    "backslashes": "..\\..\\escaped.csv",
    "dots": "..",
    "NUL": "a\x00b.csv",
    "device of Windows": "CON",
    "300 characters": "x" * 300,
    "200 wide characters": "漢" * 200,
    "right to left": "\u202egnp.exe",
    "hidden": "a\u200bb.csv",
    "emoji": "🦊👩‍🚀.csv",
    "composed": unicodedata.normalize("NFC", "Ångström.csv"),
    "decomposed": unicodedata.normalize("NFD", "Ångström.csv"),
    "option": "-rf",
    "shell": "$(touch escaped);`id`.csv",
    "html": "<img src=x onerror=alert(1)>.csv",
    "template": "{{7*7}}%s{0}.csv",
    "line break": "a\nb.csv",
    "lone surrogate": "\ud800.csv",
}
WHERE = {
    "filename": lambda name: ("uploads", {"filename": name, "size": 1}),
    "artifact_name": lambda name: (
        "uploads",
        {"filename": "x.csv", "size": 1, "artifact_name": name},
    ),
    "version_name": lambda name: (
        "uploads",
        {"filename": "x.csv", "size": 1, "version_name": name},
    ),
    "name": lambda name: ("artifacts", {"name": name}),
    "path": lambda name: ("artifact-files", {"path": name}),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Any:
    product = Product(tmp_path_factory.mktemp("names") / "product")
    try:
        product.start(capacity=1)
        yield product
    finally:
        product.kill()


def names_below(folder: Path) -> set[str]:
    """Every name of a file or folder; runs may be tidied away meanwhile."""
    return {name for _, folders, files in os.walk(folder) for name in (*folders, *files)}


def answer(product: Product, path: str, body: dict[str, Any]) -> dict[str, Any] | Refused:
    try:
        made: dict[str, Any] = product.post(path, body)
    except Refused as refused:
        return refused
    return made


def finished(product: Product, upload: dict[str, Any]) -> dict[str, Any]:
    product.ask("PUT", f"uploads/{upload['id']}?offset=0", b"x")
    made: dict[str, Any] = product.post(f"uploads/{upload['id']}/commit")
    return made


@pytest.mark.parametrize("field", WHERE)
@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_kept_safely_or_refused_at_its_field(
    running: Product, field: str, kind: str
) -> None:
    path, body = WHERE[field](NAMES[kind])
    made = answer(running, path, body)
    if isinstance(made, Refused):
        assert made.status == (404 if made.error["code"] == "not_found" else 422)
        assert made.error["field"] == field
        assert made.error["message"]
    elif path == "uploads":
        version = finished(running, made)
        content = running.ask("GET", f"artifact-versions/{version['id']}/content", raw=True)
        assert content == b"x"
    assert not any(Path(place).exists() for place in ("escaped", "/tmp/escaped.csv"))


def test_no_file_of_ours_has_a_name_of_a_users(running: Product) -> None:
    marks = ("escaped", "🦊", "ngstr", "CON")
    assert not any(mark in name for name in names_below(running.data) for mark in marks)
    assert not any("escaped" in name for name in names_below(running.home))


def test_twins_of_a_name_are_one_name_and_two_objects(running: Product) -> None:
    composed = running.post("artifacts", {"name": NAMES["composed"]})
    decomposed = running.post("artifacts", {"name": NAMES["decomposed"]})
    assert composed["name"] == decomposed["name"]
    assert composed["id"] != decomposed["id"]
    version = finished(running, running.post("uploads", {"filename": "x", "size": 1}))
    body = {"filename": "x", "size": 1, "artifact_id": version["artifact"]["id"]}
    second = running.post("uploads", body | {"version_name": NAMES["composed"]})
    finished(running, second)
    with pytest.raises(Refused) as refused:
        running.post("uploads", body | {"version_name": NAMES["decomposed"]})
    assert refused.value.status == 409


@pytest.mark.parametrize("kind", ["emoji", "composed", "decomposed", "option", "shell", "html"])
def test_a_notebook_and_an_input_of_that_name_run(running: Product, kind: str) -> None:
    upload = running.post("uploads", {"filename": NAMES[kind], "size": 1})
    version = finished(running, upload)
    notebook = running.write_notebook(
        NAMES[kind].removesuffix(".csv") + ".ipynb",
        "import jx\nassert jx.input('ds1').open().read() == 'x'",
    )
    session = running.run(notebook, inputs={"ds1": version["id"]})
    assert running.wait(session["id"])["state"] == "SUCCEEDED"
    assert "escaped" not in names_below(running.home)


def test_identifiers_of_that_kind_are_just_not_found(running: Product) -> None:
    for name in NAMES.values():
        with contextlib.suppress(UnicodeEncodeError):
            for room in ("artifacts", "artifact-versions", "uploads", "specifications", "sessions"):
                with pytest.raises(Refused) as refused:
                    running.get(f"{room}/{quote(name, safe='')}")
                assert refused.value.status == 404, (room, name)
