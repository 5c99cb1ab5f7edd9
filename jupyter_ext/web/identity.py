"""From Jupyter's identity to the acting user."""

from __future__ import annotations

import hashlib
from typing import Any

from jupyter_server.auth.identity import (
    IdentityProvider,
    LegacyIdentityProvider,
    PasswordIdentityProvider,
)

from ..access.identity import Actor, os_actor

OS, USER, PRODUCT = "os:", "user:", "jupyter-ext"
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
    return Actor(id=proven_id(user.username), name=user.display_name or user.username, proven=True)


def proven_id(username: str) -> str:
    """The id of somebody whom a provider vouches for: the name itself, as a rule.

    A name that looks like an id of another kind (an operating-system user's, the product's own)
    is marked, and one that is too long is told by its hash: two names never become one id.
    """
    if username == PRODUCT or username.startswith((OS, USER)) or len(username) > MOST_ID:
        marked = f"{USER}{username}"
        if len(marked) <= MOST_ID:
            return marked
        return f"{USER}sha256:{hashlib.sha256(username.encode('utf-8', 'replace')).hexdigest()}"
    return username
