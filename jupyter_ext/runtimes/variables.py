"""Environment variables of a runtime: their values are for its owner and for the runs.

What is kept with a session, and shown to others, is each name with a digest of its value. The
digest is keyed with a salt that never leaves the database, so it can't be guessed back; it says
whether two sessions of a runtime had the same value.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping


def new_salt() -> str:
    """A salt for one runtime."""
    return secrets.token_hex(32)


def digests(env: Mapping[str, str], salt: str) -> dict[str, str]:
    """Name to `hmac-sha256:` and the keyed digest of the value, in hexadecimal digits."""
    return {
        name: "hmac-sha256:"
        + hmac.new(salt.encode(), f"{name}\0{value}".encode(), hashlib.sha256).hexdigest()
        for name, value in env.items()
    }
