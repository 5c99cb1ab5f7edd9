"""The drive `Replay:`: it is read, never written, by whatever verb and route; and exported."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from .conftest import ReplayBench
from .test_replays import READS, open_notebook

NOTEBOOK = {"type": "notebook", "format": "json", "content": {"cells": [], "metadata": {}}}
TEXT = base64.b64encode(b"print('mine')").decode()


async def hash_of(bench: ReplayBench, replay: Any) -> str:
    return hashlib.sha256(
        json.dumps(await open_notebook(bench, replay), sort_keys=True).encode()
    ).hexdigest()


async def test_it_opens_read_only_and_unchanged_however_often(bench: ReplayBench) -> None:
    replay = await bench.replay(bench.session(READS))

    model = await open_notebook(bench, replay)

    assert (model["type"], model["format"], model["writable"]) == ("notebook", "json", False)
    assert model["content"]["metadata"]["kernelspec"]["name"] == "python3"
    assert model["content"]["metadata"]["language_info"]["name"] == "python"
    assert "read second" in json.dumps(model["content"]["cells"])
    assert await open_notebook(bench, replay) == model
    # and: a tab that is restored after the replay's end still opens
    await bench.ask("DELETE", "replays", replay["id"])
    assert await open_notebook(bench, replay) == model


async def test_every_way_to_write_is_refused_and_says_what_to_do(bench: ReplayBench) -> None:
    # given
    replay = await bench.replay(bench.session(READS))
    parts = replay["path"].split("/")
    before = await hash_of(bench, replay)
    attacks: list[tuple[str, list[str], Any]] = [
        ("PUT", parts, NOTEBOOK),
        ("PUT", parts, {"type": "file", "format": "base64", "content": TEXT}),
        ("PUT", parts, {"type": "file", "format": "text", "content": "x", "chunk": 1}),
        ("PUT", parts, {"type": "file", "format": "text", "content": "x", "chunk": -1}),
        ("PATCH", parts, {"path": "elsewhere.ipynb"}),
        ("PATCH", [*parts[:2], "other.ipynb"], {"path": replay["path"]}),
        ("DELETE", parts, None),
        ("DELETE", parts[:1], None),
        ("POST", parts[:2], {"copy_from": replay["path"]}),
        ("POST", [], {"type": "notebook"}),
        ("PUT", ["new.ipynb"], NOTEBOOK),
        ("POST", [*parts, "checkpoints"], None),
        ("POST", [*parts, "checkpoints", "0"], None),
        ("DELETE", [*parts, "checkpoints", "0"], None),
        ("PUT", [*parts[:2], "..", "..", "x.ipynb"], NOTEBOOK),
    ]

    # when
    for method, path, body in attacks:
        with pytest.raises(HTTPClientError) as refused:
            await bench.ask(method, "replay-contents", *path, body=body)
        # then
        assert refused.value.code == 405, f"{method} {path}"
        answer = json.loads(refused.value.response.body)
        assert "Save as a new notebook" in answer["message"]
        assert answer["error"]["code"] == "read_only"
    assert await hash_of(bench, replay) == before


async def test_jupyters_own_contents_api_does_not_know_the_drive(
    bench: ReplayBench, jp_fetch: Any, jp_root_dir: Any
) -> None:
    replay = await bench.replay(bench.session(READS))
    before = await hash_of(bench, replay)
    for method, path in (("PATCH", "mine.ipynb"), ("PUT", f"Replay:{replay['path']}")):
        with pytest.raises(HTTPClientError):
            await jp_fetch(
                "api",
                "contents",
                *path.split("/"),
                method=method,
                body=json.dumps({**NOTEBOOK, "path": f"Replay:{replay['path']}"}),
            )
    assert await hash_of(bench, replay) == before


async def test_what_is_not_there_is_a_404(bench: ReplayBench) -> None:
    replay = await bench.replay(bench.session(READS))
    session, _, name = replay["path"].split("/")
    for path in (["x"], [session], [session, "y", name], ["0" * 36, replay["id"], name]):
        with pytest.raises(HTTPClientError) as missing:
            await bench.ask("GET", "replay-contents", *path)
        assert missing.value.code == 404
    assert (await bench.ask("GET", "replay-contents"))["content"] == []
    assert (
        await bench.ask("GET", "replay-contents", *replay["path"].split("/"), "checkpoints") == []
    )


async def test_without_a_token_nothing_is_answered(bench: ReplayBench, jp_fetch: Any) -> None:
    replay = await bench.replay(bench.session(READS))
    for method in ("GET", "PUT", "POST", "PATCH", "DELETE"):
        for path in (
            ["jupyter-ext", "api", "replay-contents", *replay["path"].split("/")],
            ["nbconvert", "html", f"Replay:{replay['path']}"],
        ):
            with pytest.raises(HTTPClientError) as refused:
                await jp_fetch(
                    *path,
                    method=method,
                    body=None if method in ("GET", "DELETE") else "{}",
                    headers={"Authorization": "token wrong"},
                )
            assert refused.value.code in (403, 405), f"{method} {path}"


async def test_export_and_print_give_what_the_tab_shows(bench: ReplayBench, jp_fetch: Any) -> None:
    # given: what the tab shows is no longer what was opened
    session = bench.session(READS)
    replay = await bench.replay(session)
    shown = (await open_notebook(bench, replay))["content"]
    shown["cells"][0]["source"] = "print('edited in the tab')"

    async def exported(form: str, **params: str) -> Any:
        path = f"Replay:{replay['path']}"
        return await jp_fetch("nbconvert", form, path, params=params)

    # when, then: before and after the tab said what it shows
    page = await exported("html")
    assert b"read second" in page.body
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "Content-Disposition" not in page.headers
    await bench.ask("PUT", "replays", replay["id"], "shown", body=shown)
    page = await exported("html", download="true")
    assert b"edited in the tab" in page.body
    assert page.headers["Content-Disposition"].startswith("attachment")
    script = await exported("script")
    assert b"edited in the tab" in script.body
    with pytest.raises(HTTPClientError) as unknown:
        await exported("nothing")
    assert unknown.value.code == 404

    # and: it goes with the replay; the session's own notebook is as it was
    await bench.ask("DELETE", "replays", replay["id"])
    assert b"edited in the tab" not in (await exported("html")).body


@pytest.mark.parametrize("body", [[], {"cells": 1}, "x"])
async def test_what_the_tab_shows_has_to_be_a_notebook(bench: ReplayBench, body: Any) -> None:
    replay = await bench.replay(bench.session(READS))
    with pytest.raises(HTTPClientError) as refused:
        await bench.ask("PUT", "replays", replay["id"], "shown", body=body)
    assert refused.value.code == 422
