"""Launches over HTTP: several values, the workflow, ending it, running the failed again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from jupyter_ext.testing.scenes import write_notebook


@pytest.fixture
def ask(jp_fetch: Any) -> Any:
    async def asked(method: str, path: str, body: Any = None, **params: Any) -> Any:
        response = await jp_fetch(
            "jupyter-ext",
            "api",
            *path.split("/"),
            method=method,
            body=None if body is None else json.dumps(body),
            params=params,
        )
        return json.loads(response.body)

    return asked


async def test_a_launch_is_started_watched_ended_and_run_again(ask: Any, jp_root_dir: Path) -> None:
    write_notebook(jp_root_dir / "grid.ipynb", "# parameters\nn = 1", "print(n)")
    request = {"path": "grid.ipynb", "lists": {"parameters": {"n": [3, 1, 2]}}}

    first = await ask("POST", "run-file", request)
    workflow = await ask("GET", f"workflows/{first['workflow']['id']}")

    assert first["workflow"]["sessions"] == workflow["sessions"] == 3
    assert workflow["states"] == {"QUEUED": 3}
    assert workflow["varied"] == {"parameters": ["n"], "inputs": []}
    page = await ask("GET", f"workflows/{workflow['id']}/sessions", sort="parameters.n", limit="2")
    assert page["total"] == 3
    assert [one["varied_parameters"] for one in page["items"]] == [{"n": 1}, {"n": 2}]
    listed = await ask("GET", "sessions", workflow_id=workflow["id"])
    assert listed["total"] == 3
    launches = await ask("GET", "workflows", active="true")
    assert [(one["id"], one["states"]) for one in launches["items"]] == [
        (workflow["id"], {"QUEUED": 3})
    ]

    ended = await ask("POST", f"workflows/{workflow['id']}/cancel", {"reason": "enough"})
    again = await ask("POST", f"workflows/{workflow['id']}/rerun-failed", {})

    assert ended["states"] == {"CANCELLED": 3}
    assert again["states"] == {"QUEUED": 3}
    assert again["rerun_of"]["id"] == workflow["id"]


@pytest.mark.parametrize(
    ("lists", "field"),
    [
        ({"parameters": {"n": 3}}, "lists.parameters.n"),
        ({"parameters": {"n": [1, "x"]}}, "lists.parameters.n.1"),
        ({"parametres": {}}, "lists.parametres"),
    ],
)
async def test_a_refusal_names_the_field(
    ask: Any, jp_root_dir: Path, lists: Any, field: str
) -> None:
    write_notebook(jp_root_dir / "grid.ipynb", "# parameters\nn = 1", "print(n)")

    with pytest.raises(HTTPClientError) as refused:
        await ask("POST", "run-file", {"path": "grid.ipynb", "lists": lists})

    assert refused.value.response is not None
    assert refused.value.code == 422
    assert json.loads(refused.value.response.body)["error"]["field"] == field
