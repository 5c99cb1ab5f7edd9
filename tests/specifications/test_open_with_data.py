"""Open with data over HTTP, with real kernels; and `import jx` in a notebook opened as usual."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from tornado.httpclient import HTTPClientError

from tests.live_kernels import said

SIGNATURE = {"inputs": [{"alias": "ds1", "required": True}, {"alias": "ds2"}]}


pytestmark = pytest.mark.usefixtures("python_path_of_tests")


def write_notebook(root: Path, kernel: str = "python3") -> None:
    made = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": kernel, "display_name": kernel},
            "jupyter-ext": {"signature": SIGNATURE},
        }
    )
    (root / "analysis.ipynb").write_text(nbformat.writes(made))


async def post(jp_fetch: Any, path: str, body: Any) -> Any:
    response = await jp_fetch(
        "jupyter-ext", "api", *path.split("/"), method="POST", body=json.dumps(body)
    )
    return json.loads(response.body)


async def test_a_kernel_has_the_chosen_data_and_the_notebooks_folder(
    jp_fetch: Any, jp_root_dir: Path, kernels: Any
) -> None:
    write_notebook(jp_root_dir)
    (jp_root_dir / "beside.py").write_text("value = 'beside'")
    (jp_root_dir / "rows.csv").write_text("one row")
    version = await post(jp_fetch, "artifact-files", {"path": "rows.csv"})
    opened = await post(
        jp_fetch, "open-with-data", {"path": "analysis.ipynb", "inputs": {"ds1": version["id"]}}
    )
    assert opened["path"] == "analysis.ipynb"
    kernel = opened["kernel_id"]
    code = "import jx, beside; print(jx.input('ds1').open().read(), beside.value, jx.has('ds2'))"
    assert await said(kernels, kernel, code) == "one row beside False"
    assert "not configured" in (await said(kernels, kernel, "jx.input('ds2')")).lower()
    assert sorted(path.name for path in jp_root_dir.iterdir() if path.name[0] not in "._") == [
        "analysis.ipynb",
        "beside.py",
        "rows.csv",
    ]


async def test_a_kernel_that_isnt_there_is_named_and_nothing_is_left(
    jp_fetch: Any, jp_root_dir: Path, kernels: Any, jp_serverapp: Any
) -> None:
    write_notebook(jp_root_dir, kernel="cobol")
    (jp_root_dir / "rows.csv").write_text("one row")
    version = await post(jp_fetch, "artifact-files", {"path": "rows.csv"})
    with pytest.raises(HTTPClientError) as refused:
        await post(
            jp_fetch, "open-with-data", {"path": "analysis.ipynb", "inputs": {"ds1": version["id"]}}
        )
    assert refused.value.code == 422
    assert b"cobol" in refused.value.response.body
    data_dir = jp_serverapp.web_app.settings["jupyter_ext"].settings.data_dir
    assert list((data_dir / "live").iterdir()) == []


async def test_a_notebook_opened_as_usual_can_import_jx_and_is_told_what_to_do(
    jp_serverapp: Any, kernels: Any
) -> None:
    kernel = await kernels.start_kernel(kernel_name="python3")
    code = "import os; print(os.listdir(os.environ['PYTHONPATH'].split(os.pathsep)[-1]))"
    assert "jx" in await said(kernels, kernel, code)
    assert "press Open with data" in await said(kernels, kernel, "import jx; jx.input('ds1')")
