"""Taking a deletion back over HTTP: versions, folder and who it is shared with are there again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.auth.identity import IdentityProvider, User

from tests.artifacts.test_handlers import Api

from .test_bundle_handlers import two_versions


class ByHeader(IdentityProvider):
    """Who one says one is: for a test."""

    def get_user(self, handler: Any) -> User:
        return User(username=handler.request.headers.get("X-User", "probe"))


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any]) -> dict[str, Any]:
    jp_server_config["ServerApp"] |= {
        "identity_provider_class": ByHeader,
        "disable_check_xsrf": True,
    }
    return jp_server_config


@pytest.fixture
def user(jp_fetch: Any) -> Callable[[str], Api]:
    """The API as a user of that name sees it."""

    def named(name: str) -> Api:
        async def fetch(*path: str, **more: Any) -> Any:
            return await jp_fetch(*path, headers={"X-User": name}, **more)

        return Api(fetch)

    return named


async def test_a_deleted_specification_comes_back_as_it_was(
    user: Callable[[str], Api], jp_root_dir: Path
) -> None:
    # given: two versions, in a folder, shared with Ben
    ada, ben = user("ada"), user("ben")
    await ben.ask("GET", "status")  # from now on he is known
    spec_id = await two_versions(ada, jp_root_dir)
    at = f"specifications/{spec_id}"
    folder = await ada.ask("POST", "folders", {"kind": "specification", "name": "Scorecards"})
    move = {"kind": "specification", "objects": [spec_id], "folder_id": folder["id"]}
    await ada.ask("POST", "moves", move)
    await ada.ask("PUT", f"sharing/specification/{spec_id}", {"user": "ben", "role": "viewer"})

    async def all_of(reader: Api) -> list[Any]:
        records = [await reader.ask("GET", one) for one in (at, f"{at}/versions")]
        bodies = [await reader.raw("GET", f"{at}/versions/{one}/body") for one in (1, 2)]
        return [*records, *(one.body for one in bodies)]

    async def listed(reader: Api, **where: Any) -> list[str]:
        page = await reader.ask("GET", "specifications", **where)
        return [one["id"] for one in page["items"]]

    before = [await all_of(ada), await all_of(ben)]
    sharing = await ada.ask("GET", f"sharing/specification/{spec_id}")
    assert before[0][0]["folder_id"] == folder["id"]
    assert [one["number"] for one in before[1][1]["items"]] == [2, 1]

    # when
    await ada.ask("DELETE", at)

    # then
    assert [await listed(ada), await listed(ben)] == [[], []]
    code, error = await ben.refused("POST", f"{at}/restore", {})
    assert (code, error["code"]) == (403, "not_allowed")

    # when
    back = await ada.ask("POST", f"{at}/restore", {})

    # then
    assert (back["id"], back["deleted_at"], back["newest_version"]) == (spec_id, None, 2)
    assert [await all_of(ada), await all_of(ben)] == before
    assert await ada.ask("GET", f"sharing/specification/{spec_id}") == sharing
    assert [one["user"] for one in sharing["grants"]] == ["ben"]
    assert await listed(ada, folder=folder["id"]) == [spec_id]
    assert await listed(ben) == [spec_id]
    (jp_root_dir / "rules.py").write_text("RATE = 3")
    wish = {"path": "score.ipynb", "files": ["rules.py"]}
    again = await ada.ask("POST", f"{at}/versions", wish)
    assert again["version"]["number"] == 3
    assert (await ada.refused("POST", f"{at}/restore", {}))[0] == 409


async def test_after_its_folder_is_gone_it_comes_back_at_the_top(
    user: Callable[[str], Api], jp_root_dir: Path
) -> None:
    ada = user("ada")
    spec_id = await two_versions(ada, jp_root_dir)
    folder = await ada.ask("POST", "folders", {"kind": "specification", "name": "Scorecards"})
    move = {"kind": "specification", "objects": [spec_id], "folder_id": folder["id"]}
    await ada.ask("POST", "moves", move)
    await ada.ask("DELETE", f"specifications/{spec_id}")
    await ada.ask("DELETE", f"folders/{folder['id']}")

    back = await ada.ask("POST", f"specifications/{spec_id}/restore", {})

    assert (back["folder_id"], back["newest_version"]) == (None, 2)
