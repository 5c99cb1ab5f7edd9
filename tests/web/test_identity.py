"""What an identity provider says is taken as far as it can be meant, and breaks nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from jupyter_ext.web.identity import MOST_GROUPS, actor_of, groups_of, proven_id


def actor(username: str = "mal", display_name: str = "", **said: Any) -> Any:
    user = SimpleNamespace(username=username, display_name=display_name, **said)
    return actor_of(
        SimpleNamespace(
            identity_provider=SimpleNamespace(is_token_authenticated=lambda _: False),
            current_user=user,
            settings={"jupyter_ext": SimpleNamespace(settings=SimpleNamespace(groups={}))},
        )
    )


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        (None, ()),
        ("validators", ()),
        (b"validators", ()),
        (7, ()),
        ({"validators": True}, ()),
        ([["validators"], {"validators": 1}, None, 7, True], ()),
        (["", " ", "\t", "a\x00b", "\ud800", "x" * 201], ()),
        (["b", "a", "b"], ("a", "b")),
        (
            ["Validators", "validators ", "vali\u0064ators"],
            ("Validators", "validators", "validators "),
        ),
        (["e\u0301", "\u00e9"], ("e\u0301", "\u00e9")),
        (["group:validators"], ("group:validators",)),
    ],
)
def test_groups_are_a_list_of_names_and_else_none(said: Any, groups: tuple[str, ...]) -> None:
    assert actor(groups=said).groups == groups
    assert actor(hub_user={"groups": said}).groups == groups


@pytest.mark.parametrize("hub_user", [None, "text", ["groups"], 7])
def test_a_hub_user_that_is_none_has_no_groups(hub_user: Any) -> None:
    assert actor(hub_user=hub_user).groups == ()


def test_those_of_the_settings_are_there_however_many_a_provider_says() -> None:
    user = SimpleNamespace(groups=[f"group {number:06d}" for number in range(100_000)])

    found = groups_of(user, "mal", {"z": ["mal"], "others": ["ada"]})

    assert len(found) == MOST_GROUPS + 1
    assert "z" in found


@pytest.mark.parametrize("name", ["a\x00b", "a\ud800", "x" * 256, "os:root", "group:a"])
def test_a_name_that_is_odd_is_told_from_all_others(name: str) -> None:
    found = proven_id(name)

    assert found.startswith("user:")
    assert "\x00" not in found
    found.encode()
    assert len({proven_id(one) for one in (name, f"{name} ", "a\ud801", "a", "a?")}) == 5
