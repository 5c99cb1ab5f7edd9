"""What can be run as a notebook, what is mended first, what is refused and why (fault 26)."""

import json
import subprocess
import sys
from typing import Any

import nbformat
import pytest

from jupyter_ext.engine.runner.notebooks import (
    NotebookInvalid,
    kernelspec_of,
    language_of,
    read_notebook,
    read_plain,
)


def a_cell(source: Any = "1 + 1", **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "one",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    } | more


def a_notebook(*cells: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more


def as_bytes(nb: Any) -> bytes:
    return json.dumps(nb).encode()


def read(nb: Any) -> Any:
    return read_notebook(as_bytes(nb), "a.ipynb")


def why_refused(data: bytes) -> str:
    with pytest.raises(NotebookInvalid) as refused:
        read_notebook(data, "a.ipynb")
    message = str(refused.value)
    assert "a.ipynb" in message
    return message


def without(cell: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in cell.items() if key not in keys}


def test_a_sound_notebook_is_read_as_it_is() -> None:
    nb = a_notebook(a_cell(), metadata={"language_info": {"name": "python"}})
    got = read(nb)
    assert dict(got.nb) == nb
    assert got.warnings == []
    assert got.original == (4, 5)
    nbformat.validate(got.nb)
    assert got.nb.cells[0].source == "1 + 1"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"print('hello')", "not JSON at line 1, column 1"),
        (b"\x89PNG\r\n", "byte 0 isn't UTF-8"),
        (b"[1, 2]", "not a notebook"),
        (b"null", "not a notebook"),
        (b'"text"', "not a notebook"),
        (b"{}", "doesn't say its nbformat"),
        (b'{"nbformat": "4", "cells": []}', "doesn't say its nbformat"),
        (b'{"nbformat": true, "cells": []}', "doesn't say its nbformat"),
        (b'{"nbformat": 5, "cells": []}', "notebook format 5; formats up to 4"),
        (b'{"nbformat": 0, "cells": []}', "format 0"),
        (b'{"nbformat": 4, "nbformat_minor": 5}', "no list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b'{"nbformat": 4, "cells": [7]}', "cell 1 of a.ipynb isn't a cell but a int"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "sql"}]}', "unknown type 'sql'"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}', "isn't text but a int"),
        (b'{"nbformat": 3, "worksheets": 7}', "format 3 and can't be upgraded"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"nbformat": 4,\n<<<<<<< HEAD\n"cells": []}', "merge markers"),
        (json.dumps(a_notebook()).encode("utf-16"), "UTF-16"),
        (b'{"nbformat": ' + b"4" * 5000 + b"}", "can't be read"),
    ],
)
def test_what_isnt_a_notebook_is_refused_with_the_reason(data: bytes, why: str) -> None:
    assert why in why_refused(data)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_called_cut_off(share: float) -> None:
    whole = json.dumps(a_notebook(a_cell("x = 'é'\n" * 40)), indent=1).encode()
    cut = whole[: int(len(whole) * share)]
    assert "is cut off at line" in why_refused(cut)


@pytest.mark.parametrize("minor", range(6))
def test_every_minor_of_format_4_becomes_4_5(minor: int) -> None:
    cell = a_cell() if minor == 5 else without(a_cell(), "id")
    got = read(a_notebook(cell, a_cell("2", id="two"), nbformat_minor=minor))
    assert (got.nb.nbformat, got.nb.nbformat_minor) == (4, 5)
    assert got.original == (4, minor)
    assert got.warnings == []
    nbformat.validate(got.nb)


def test_a_later_minor_is_read_with_a_warning() -> None:
    got = read(a_notebook(a_cell(), nbformat_minor=9))
    assert len(got.nb.cells) == 1
    assert "newer than 4.5" in got.warnings[0]


def test_format_3_is_upgraded() -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "old"},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Title"]},
                    {
                        "cell_type": "code",
                        "language": "python",
                        "collapsed": False,
                        "metadata": {},
                        "input": ["a = 1\n", "a"],
                        "prompt_number": 1,
                        "outputs": [
                            {
                                "output_type": "pyout",
                                "prompt_number": 1,
                                "metadata": {},
                                "text": ["1"],
                            }
                        ],
                    },
                ]
            }
        ],
    }
    got = read(old)
    assert [c.cell_type for c in got.nb.cells] == ["markdown", "code"]
    assert got.nb.cells[0].source == "## Title"
    assert got.nb.cells[1].source == "a = 1\na"
    assert "format 3" in got.warnings[0]
    assert got.original == (3, 0)
    nbformat.validate(got.nb)
    assert got.nb == read(old).nb, "the same bytes give the same cell ids"


def test_cells_without_ids_get_ones_that_follow_from_the_content() -> None:
    nb = a_notebook(without(a_cell("a"), "id"), without(a_cell("a"), "id"), a_cell("b", id="kept"))
    first, second = read(nb), read(nb)
    ids = [c.id for c in first.nb.cells]
    assert ids == [c.id for c in second.nb.cells]
    assert len(set(ids)) == 3
    assert ids[2] == "kept"
    assert len(first.warnings) == 2
    changed = read(a_notebook(without(a_cell("other"), "id")))
    assert changed.nb.cells[0].id != ids[0]


def test_of_twin_ids_the_first_is_kept() -> None:
    got = read(a_notebook(a_cell("a", id="twin"), a_cell("b", id="twin"), a_cell("c", id="twin")))
    ids = [c.id for c in got.nb.cells]
    assert ids[0] == "twin"
    assert len(set(ids)) == 3
    assert "'twin'" in got.warnings[0]
    nbformat.validate(got.nb)


@pytest.mark.parametrize("bad", ["", "a b", "x" * 65, "../up", 7, None, ["a"]])
def test_an_id_that_isnt_allowed_is_replaced(bad: object) -> None:
    got = read(a_notebook(a_cell("a", id=bad)))
    nbformat.validate(got.nb)
    assert len(got.warnings) == 1


def test_no_metadata_anywhere() -> None:
    cell = without(a_cell(), "metadata", "outputs", "execution_count")
    got = read(without(a_notebook(cell), "metadata"))
    nbformat.validate(got.nb)
    assert any("a.ipynb has no metadata" in w for w in got.warnings)
    assert any("cell 1 of a.ipynb has no metadata" in w for w in got.warnings)


def test_a_byte_order_mark_does_no_harm() -> None:
    data = b"\xef\xbb\xbf" + as_bytes(a_notebook(a_cell("é")))
    assert read_notebook(data, "a.ipynb").nb.cells[0].source == "é"


def test_lines_are_joined() -> None:
    svg = {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": ["<s", "vg/>"]}}
    table = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/json": ["a", "b"]},
    }
    text = {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]}
    got = read(a_notebook(a_cell(["x = 1\n", "y = 2"], outputs=[svg, table, text, {"what": 1}])))
    cell = got.nb.cells[0]
    assert cell.source == "x = 1\ny = 2"
    assert cell.outputs[0].data["image/svg+xml"] == "<svg/>"
    assert cell.outputs[1].data["application/json"] == ["a", "b"]
    assert cell.outputs[2].text == "a\nb"
    assert len(cell.outputs) == 3
    assert "outputs that can't be read" in got.warnings[0]


def test_half_characters_and_nan_are_made_safe() -> None:
    data = b'{"nbformat":4,"nbformat_minor":4,"metadata":{"x":NaN},"cells":[{"cell_type":"code",'
    data += b'"metadata":{},"source":"a = \\"\\ud800\\" \\ud83d\\ude00","outputs":[]}]}'
    got = read_notebook(data, "a.ipynb")
    assert got.nb.cells[0].source == 'a = "�" 😀'
    assert got.nb.metadata.x is None
    assert len(got.warnings) == 2
    json.dumps(got.nb, allow_nan=False, ensure_ascii=False).encode()


def test_tags_that_arent_words_are_ignored() -> None:
    got = read(a_notebook(a_cell(metadata={"tags": "parameters", "keep": 1})))
    assert got.nb.cells[0].metadata == {"keep": 1}
    assert "tags" in got.warnings[0]


def test_the_given_bytes_and_dicts_stay_as_they_are() -> None:
    data = as_bytes(a_notebook(a_cell("a", id="twin"), a_cell("b", id="twin")))
    before = bytes(data)
    read_notebook(data, "a.ipynb")
    assert data == before


@pytest.mark.parametrize(
    ("metadata", "kernel", "language"),
    [
        ({}, None, None),
        ({"kernelspec": {"name": "ir", "language": "R"}}, "ir", "r"),
        ({"kernelspec": {"name": "python3"}}, "python3", None),
        ({"language_info": {"name": "Julia"}}, None, "julia"),
        ({"kernelspec": 7, "language_info": []}, None, None),
        ({"kernelspec": {"name": ""}}, None, None),
    ],
)
def test_kernel_and_language(metadata: Any, kernel: str | None, language: str | None) -> None:
    nb = read(a_notebook(metadata=metadata)).nb
    assert kernelspec_of(nb) == kernel
    assert language_of(nb) == language


def test_reading_plainly_costs_no_nbformat() -> None:
    """The runner reads the notebook before its kernel starts; slow imports come later."""
    code = (
        "import sys; from jupyter_ext.engine.runner.notebooks import read_plain;"
        "read_plain(sys.stdin.buffer.read(), 'a'); print('nbformat' in sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], input=as_bytes(a_notebook()), capture_output=True, check=True
    )
    assert out.stdout.decode().strip() == "False"
    assert read_plain(as_bytes(a_notebook(a_cell())), "a").nb["cells"][0]["id"] == "one"
