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

OS, USER, PRODUCT = "os:", "user:", "jupyter-ext"
SETTING = "jupyter_ext"  # of the web application: the services
MOST_GROUP = 200  # characters of a group's name
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
        name=user.display_name or user.username,
        proven=True,
        groups=groups_of(user, user_id, handler.settings[SETTING].settings.groups),
    )


def groups_of(user: Any, user_id: str, listed: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The groups that the identity provider says somebody is in, and those of the settings.

    A provider says it by an attribute `groups` of its user, or as JupyterHub does.
    """
    said = getattr(user, "groups", None) or (getattr(user, "hub_user", None) or {}).get("groups")
    names = {str(one) for one in said or () if 0 < len(str(one)) <= MOST_GROUP}
    names |= {group for group, members in listed.items() if user_id in members}
    return tuple(sorted(names))


def proven_id(username: str) -> str:
    """The id of somebody whom a provider vouches for: the name itself, as a rule.

    A name that looks like an id of another kind (an operating-system user's, the product's own)
    is marked, and one that is too long is told by its hash: two names never become one id.
    """
    if username == PRODUCT or username.startswith((OS, USER, GROUP)) or len(username) > MOST_ID:
        marked = f"{USER}{username}"
        if len(marked) <= MOST_ID:
            return marked
        return f"{USER}sha256:{hashlib.sha256(username.encode('utf-8', 'replace')).hexdigest()}"
    return username
