"""Artifacts over HTTP: uploads, downloads, files below the server's root."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse

DATA = b"a,b\n1,2\n"


class Api:
    """The API as a client sees it."""

    def __init__(self, jp_fetch: Any) -> None:
        self._fetch = jp_fetch

    async def ask(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        response = await self.raw(method, path, body, **params)
        return json.loads(response.body) if response.body else None

    async def raw(self, method: str, path: str, body: Any = None, **params: Any) -> HTTPResponse:
        data = body if isinstance(body, bytes) else json.dumps(body) if body is not None else None
        response: HTTPResponse = await self._fetch(
            "jupyter-ext",
            "api",
            *path.split("/"),
            method=method,
            body=data,
            params={name: str(value) for name, value in params.items()},
        )
        return response

    async def refused(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        with pytest.raises(HTTPClientError) as found:
            await self.raw(method, path, body, **params)
        assert found.value.response is not None
        return found.value.code, json.loads(found.value.response.body)["error"]

    async def upload(self, filename: str, data: bytes, **more: Any) -> Any:
        request = {"filename": filename, "size": len(data), **more}
        upload = await self.ask("POST", "uploads", request)
        await self.ask("PUT", f"uploads/{upload['id']}", data, offset=0)
        return await self.ask("POST", f"uploads/{upload['id']}/commit", {})


@pytest.fixture
def api(jp_fetch: Any) -> Api:
    return Api(jp_fetch)


async def test_what_was_uploaded_is_downloaded_as_an_attachment(api: Api) -> None:
    made = await api.upload("größe <b>.csv", DATA)
    response = await api.raw("GET", f"artifact-versions/{made['id']}/content")
    assert response.body == DATA
    assert response.headers["Content-Type"] == "text/csv"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "<b>" not in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    listed = await api.ask("GET", "artifacts", q="GRÖßE")
    assert [one["newest"]["sha256"] for one in listed["items"]] == [made["sha256"]]
    assert made["sha256"] == hashlib.sha256(DATA).hexdigest()


async def test_a_chunk_at_the_wrong_offset_says_where_to_go_on(api: Api) -> None:
    upload = await api.ask("POST", "uploads", {"filename": "x", "size": 8})
    await api.ask("PUT", f"uploads/{upload['id']}", DATA[:3], offset=0)
    code, error = await api.refused("PUT", f"uploads/{upload['id']}", DATA, offset=0)
    assert (code, error["code"], error["details"]) == (409, "conflict", {"received": 3})
    code, _ = await api.refused("PUT", f"uploads/{upload['id']}", b"x" * (8 * 2**20 + 1), offset=3)
    assert code == 413
    await api.raw("DELETE", f"uploads/{upload['id']}")
    code, _ = await api.refused("GET", f"uploads/{upload['id']}")
    assert code == 404


async def test_bytes_that_a_client_calls_a_form_are_bytes(api: Api, jp_fetch: Any) -> None:
    upload = await api.ask("POST", "uploads", {"filename": "x", "size": 200_000})
    await jp_fetch(
        *("jupyter-ext", "api", "uploads", upload["id"]),
        method="PUT",
        params={"offset": "0"},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=b"&%\xff\x00" * 50_000,
    )
    made = await api.ask("POST", f"uploads/{upload['id']}/commit", {})
    assert made["sha256"] == hashlib.sha256(b"&%\xff\x00" * 50_000).hexdigest()


async def test_a_folder_below_the_root_comes_down_as_a_zip(api: Api, jp_root_dir: Path) -> None:
    (jp_root_dir / "model" / "deep").mkdir(parents=True)
    (jp_root_dir / "model" / "weights.bin").write_bytes(b"w" * 3000)
    (jp_root_dir / "model" / "deep" / "é.json").write_bytes(b"{}")
    made = await api.ask("POST", "artifact-files", {"path": "model"})
    assert (made["kind"], made["member_count"]) == ("folder", 2)
    response = await api.raw("GET", f"artifact-versions/{made['id']}/content")
    with zipfile.ZipFile(io.BytesIO(response.body)) as archive:
        assert sorted(archive.namelist()) == ["deep/é.json", "weights.bin"]
        assert archive.read("weights.bin") == b"w" * 3000
    one = await api.raw("GET", f"artifact-versions/{made['id']}/content", member="deep/é.json")
    assert one.body == b"{}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("../root-sibling/secret.txt", 422),
        ("%2e%2e/root-sibling/secret.txt", 404),
        ("out/secret.txt", 422),
        ("/etc/passwd", 404),
        ("a\x00b", 422),
        ("missing.csv", 404),
    ],
)
async def test_nothing_outside_the_root_is_read(
    api: Api, jp_root_dir: Path, path: str, status: int
) -> None:
    sibling = jp_root_dir.with_name("root-sibling")
    sibling.mkdir()
    (sibling / "secret.txt").write_text("secret")
    (jp_root_dir / "out").symlink_to(sibling)
    code, error = await api.refused("POST", "artifact-files", {"path": path})
    assert (code, error["field"]) == (status, "path")
    assert (await api.ask("GET", "artifacts"))["total"] == 0


async def test_bad_requests_name_the_field(api: Api) -> None:
    for body, field in (
        ({"filename": "x", "size": -1}, "size"),
        ({"filename": "", "size": 1}, "filename"),
        ({"filename": "../x", "size": 1}, "filename"),
        ({"filename": "x", "size": 1, "media_type": "text"}, "media_type"),
        ({"filename": "x", "size": 1, "artifact_id": "nothing"}, "artifact_id"),
        ({"filename": "x", "size": 1, "colour": "red"}, "colour"),
    ):
        code, error = await api.refused("POST", "uploads", body)
        assert (code, error["field"]) == (422, field)
    code, error = await api.refused("GET", "artifacts", sort="owner")
    assert (code, error["field"]) == (422, "sort")


async def test_a_deleted_version_is_gone_and_listed(api: Api) -> None:
    made = await api.upload("rows.csv", DATA)
    await api.raw("DELETE", f"artifact-versions/{made['id']}")
    code, _ = await api.refused("GET", f"artifact-versions/{made['id']}/content")
    assert code == 410
    listed = await api.ask("GET", f"artifacts/{made['artifact']['id']}/versions")
    assert listed["items"][0]["deleted_at"] is not None


async def test_html_is_shown_in_a_cage_only(api: Api) -> None:
    made = await api.upload("page.html", b"<script>alert(1)</script><h1>Hi</h1>")
    preview = await api.ask("GET", f"artifact-versions/{made['id']}/preview")
    page = await api.raw("GET", preview["url"])
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert b"<script>alert" not in page.body
