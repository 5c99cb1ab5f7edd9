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
    groups: tuple[str, ...] = ()  # names; only a proven user has any

    @property
    def principals(self) -> tuple[str, ...]:
        """As whom the actor can have been given something."""
        return (self.id, *(group_principal(name) for name in self.groups))


GROUP = "group:"


def group_principal(name: str) -> str:
    """A group where a user's id could stand: no user's id begins like this."""
    return GROUP + name


def os_actor() -> Actor:
    """The operating-system user of this process, unproven."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a uid without an entry, as in some containers
        name = "unknown"
    return Actor(id=f"os:{name}", name=name, proven=False)
