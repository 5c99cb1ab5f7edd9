"""Bundles over HTTP: what is downloaded can be uploaded, and a refusal keeps nothing."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.services import Services
from jupyter_ext.web.base import SETTING
from tests.artifacts.test_handlers import Api

from .bundles import left, notebook


@pytest.fixture
def api(jp_fetch: Any) -> Api:
    return Api(jp_fetch)


async def two_versions(api: Api, root: Path) -> str:
    """A specification of a notebook below the server's root."""
    (root / "score.ipynb").write_bytes(notebook())
    made = await api.ask("POST", "specifications", {"path": "score.ipynb"})
    for number in (1, 2):
        (root / "rules.py").write_text(f"RATE = {number}")
        wish = {"path": "score.ipynb", "files": ["rules.py"]}
        await api.ask("POST", f"specifications/{made['id']}/versions", wish)
    return str(made["id"])


async def sent(api: Api, data: bytes, filename: str = "score.zip") -> str:
    upload = await api.ask("POST", "uploads", {"filename": filename, "size": len(data)})
    if data:
        await api.ask("PUT", f"uploads/{upload['id']}", data, offset=0)
    return str(upload["id"])


def data_folder(serverapp: Any) -> Path:
    services: Services = serverapp.web_app.settings[SETTING]
    return services.settings.data_dir


async def test_a_bundle_is_downloaded_and_imported(api: Api, jp_root_dir: Path) -> None:
    spec_id = await two_versions(api, jp_root_dir)
    got = await api.raw("POST", f"specifications/{spec_id}/export", {})
    assert got.headers["Content-Type"] == "application/zip"
    assert "score.zip" in got.headers["Content-Disposition"]
    assert 0 < int(got.headers["Jupyter-Ext-Size"]) < len(got.body)
    newest = await api.raw("POST", f"specifications/{spec_id}/export", {"versions": [2]})
    assert len(newest.body) < len(got.body)

    made = await api.ask(
        "POST", "specification-imports", {"upload_id": await sent(api, newest.body), "name": "B"}
    )
    assert (made["specification"]["name"], made["known"]) == ("B", 0)
    assert made["versions"][0]["origin"]["number"] == 2
    more = await api.ask(
        "POST",
        "specification-imports",
        {"upload_id": await sent(api, got.body), "into": made["specification"]["id"]},
    )
    assert [one["number"] for one in more["versions"]] == [2, 3]


async def test_a_refusal_names_what_is_wrong_and_drops_the_upload(
    api: Api, jp_root_dir: Path, jp_serverapp: Any
) -> None:
    spec_id = await two_versions(api, jp_root_dir)
    whole = (await api.raw("POST", f"specifications/{spec_id}/export", {})).body
    before = left(data_folder(jp_serverapp))
    for data in (whole[:-40], whole.replace(b"RATE = 1", b"RATE = 3"), b"", b"PK\x03\x04"):
        upload = await sent(api, data)
        code, error = await api.refused("POST", "specification-imports", {"upload_id": upload})
        assert (code, error["code"], error["field"]) == (422, "invalid", "bundle")
        assert error["message"].startswith("score.zip isn't an exported specification: ")
        assert (await api.refused("GET", f"uploads/{upload}"))[0] == 404
        assert left(data_folder(jp_serverapp)) == before
    assert (await api.ask("GET", "specifications"))["total"] == 1


async def test_an_upload_is_whole_before_it_is_imported(api: Api) -> None:
    upload = await api.ask("POST", "uploads", {"filename": "a.zip", "size": 10})
    wish = {"upload_id": upload["id"]}
    code, error = await api.refused("POST", "specification-imports", wish)
    assert (code, error["details"]) == (409, {"received": 0})
    assert (await api.ask("GET", f"uploads/{upload['id']}"))["received"] == 0
    assert (await api.refused("POST", "specification-imports", {"upload_id": "../x"}))[0] == 404
    for wish in ({}, {"upload_id": upload["id"], "name": ""}, {"upload_id": 7}):
        assert (await api.refused("POST", "specification-imports", wish))[0] == 422


async def test_the_server_answers_while_a_bundle_is_imported(
    api: Api, jp_root_dir: Path, jp_serverapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec_id = await two_versions(api, jp_root_dir)
    # given: an import that stands still in the middle
    services: Services = jp_serverapp.web_app.settings[SETTING]
    whole = (await api.raw("POST", f"specifications/{spec_id}/export", {})).body
    begun, go_on = threading.Event(), threading.Event()
    exists = services.blobs.exists

    def waiting(sha256: str) -> bool:
        begun.set()
        assert go_on.wait(60)
        return exists(sha256)

    upload = await sent(api, whole)
    monkeypatch.setattr(services.blobs, "exists", waiting)
    running = asyncio.ensure_future(api.ask("POST", "specification-imports", {"upload_id": upload}))
    try:
        await asyncio.get_running_loop().run_in_executor(None, begun.wait, 60)

        # then: others are served, also those that write
        assert (await api.ask("GET", "specifications"))["total"] == 1
        named = {"name": "Renamed meanwhile"}
        await api.ask("PATCH", f"specifications/{spec_id}", named)
        assert not running.done()
    finally:
        go_on.set()
    assert (await running)["specification"]["newest_version"] == 2


async def test_an_export_of_what_is_not_there_is_refused(api: Api, jp_root_dir: Path) -> None:
    spec_id = await two_versions(api, jp_root_dir)
    path = f"specifications/{spec_id}/export"
    for wrong in ([9], "1", [0], [1.5]):
        code, error = await api.refused("POST", path, {"versions": wrong})
        assert (code, error["field"].startswith("versions")) == (422, True)
