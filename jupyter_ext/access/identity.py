"""The acting user of every service call."""

from __future__ import annotations

import getpass
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Who acts.

    `proven` is true where an identity provider vouches for the name; a token or a
    password proves nobody, so the operating-system user stands in, marked unproven.
    """

    id: str
    name: str
    proven: bool = False


def os_actor() -> Actor:
    """The operating-system user of this process, unproven."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a uid without an entry, as in some containers
        name = "unknown"
    return Actor(id=f"os:{name}", name=name, proven=False)
