"""Open with data over HTTP, with real kernels; and `import jx` in a notebook opened as usual."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from tornado.httpclient import HTTPClientError

SIGNATURE = {"inputs": [{"alias": "ds1", "required": True}, {"alias": "ds2"}]}


@pytest.fixture(autouse=True)
def python_path_of_tests() -> Iterator[None]:
    """The extension adds to PYTHONPATH; what the tests were started with comes back."""
    before = os.environ.pop("PYTHONPATH", None)
    yield
    os.environ.pop("PYTHONPATH", None)
    if before is not None:
        os.environ["PYTHONPATH"] = before


@pytest.fixture
def kernels(jp_serverapp: Any, jp_asyncio_loop: Any) -> Iterator[Any]:
    yield jp_serverapp.kernel_manager
    jp_asyncio_loop.run_until_complete(jp_serverapp.kernel_manager.shutdown_all(now=True))


async def said(kernels: Any, kernel_id: str, code: str) -> str:
    """What a cell prints, or the last line of its error."""
    client = kernels.get_kernel(kernel_id).client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        message_id = client.execute(code)
        text = ""
        while True:
            message = await asyncio.wait_for(client.get_iopub_msg(), 60)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                text += content["text"]
            elif message["msg_type"] == "error":
                text += f"{content['ename']}: {content['evalue']}"
            elif message["msg_type"] == "status" and content["execution_state"] == "idle":
                return text.strip()
    finally:
        client.stop_channels()


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
