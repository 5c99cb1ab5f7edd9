"""From Jupyter's identity to the acting user."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from jupyter_server.auth.identity import (
    IdentityProvider,
    LegacyIdentityProvider,
    PasswordIdentityProvider,
)

from ..access.identity import GROUP, Actor, os_actor
from ..records import clean_text

OS, USER, PRODUCT = "os:", "user:", "jupyter-ext"
SETTING = "jupyter_ext"  # of the web application: the services
MOST_GROUP = 200  # characters of a group's name
MOST_GROUPS = 1_000  # of a user, by their provider: each is a variable of each query
MOST_ID = 255  # characters


def is_real(provider: Any) -> bool:
    """Whether a provider proves who somebody is: neither a token nor a password does."""
    return type(provider) not in (
        IdentityProvider,
        PasswordIdentityProvider,
    ) and not isinstance(provider, LegacyIdentityProvider)


def actor_of(handler: Any) -> Actor:
    """The user behind a request.

    A request that is authenticated by token has a random anonymous name in Jupyter, a new
    one each time; it acts as the operating-system user, marked unproven.
    """
    provider = handler.identity_provider
    user = handler.current_user
    if not is_real(provider) or provider.is_token_authenticated(handler):
        return os_actor()
    user_id = proven_id(user.username)
    return Actor(
        id=user_id,
        name=_shown(user.display_name or user.username),
        proven=True,
        groups=groups_of(user, user_id, handler.settings[SETTING].settings.groups),
    )


def groups_of(user: Any, user_id: str, listed: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The groups that the identity provider says somebody is in, and those of the settings.

    A provider says it by an attribute `groups` of its user, a list of names, or as JupyterHub does.
    What else it says there is passed by.
    """
    said = getattr(user, "groups", None)
    hub = getattr(user, "hub_user", None)
    if not said and isinstance(hub, Mapping):
        said = hub.get("groups")
    if not isinstance(said, list | tuple | set | frozenset):  # of a text each letter were a group
        said = ()
    ours = {group for group, members in listed.items() if user_id in members}
    names = {one for one in said if isinstance(one, str) and _is_group(one)} - ours
    return tuple(sorted([*ours, *sorted(names)[:MOST_GROUPS]]))


def _is_group(name: str) -> bool:
    """Whether it can be kept, and chosen for sharing."""
    return 0 < len(name.strip()) <= len(name) <= MOST_GROUP and _is_storable(name)


def _is_storable(text: str) -> bool:
    try:
        clean_text(text)
    except ValueError:
        return False
    return True


def proven_id(username: str) -> str:
    """The id of somebody whom a provider vouches for: the name itself, as a rule.

    A name that looks like an id of another kind (an operating-system user's, the product's own)
    is marked, and one that is too long, or that no database stores, is told by its hash: two names
    never become one id.
    """
    odd = len(username) > MOST_ID or not _is_storable(username)
    if odd or username == PRODUCT or username.startswith((OS, USER, GROUP)):
        marked = f"{USER}{username}"
        if len(marked) <= MOST_ID and not odd:
            return marked
        return (
            f"{USER}sha256:{hashlib.sha256(username.encode('utf-8', 'surrogatepass')).hexdigest()}"
        )
    return username


def _shown(name: str) -> str:
    """A name as far as it can be stored."""
    return name.replace("\x00", "").encode("utf-8", "replace").decode()[:MOST_ID]
