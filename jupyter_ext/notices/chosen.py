"""What an administrator chose: where word goes, of which ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..errors import InvalidInput
from ..sessions.states import TERMINAL, State

WEBHOOK_SECRET = "JUPYTER_EXT_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
SMTP_URL = "JUPYTER_EXT_SMTP_URL"
BAD_ENDS = (State.FAILED, State.TIMED_OUT, State.CRASHED)
SMTP_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class NoticeSettings:
    """Where word of ended sessions goes; nothing by default.

    Raises:
        InvalidInput: names the setting and what it has to be.
    """

    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    mail_to: tuple[str, ...] = ()
    mail_from: str = ""
    smtp_url: str = field(default="", repr=False)
    states: tuple[str, ...] = tuple(state.value for state in BAD_ENDS)
    public_url: str = ""  # of the server, for links

    def __post_init__(self) -> None:
        for name in ("webhook_url", "public_url"):
            value = getattr(self, name)
            if value and not _is_address(value, ("http", "https")):
                raise InvalidInput("It has to be an http:// or https:// address.", field=name)
        ends = sorted(state.value for state in TERMINAL)
        if not set(self.states) <= set(ends):
            raise InvalidInput(f"Choose among {', '.join(ends)}.", field="notify_on")
        if self.mail_to:
            self._check_mail()

    def _check_mail(self) -> None:
        for field_name, addresses in (("mail_to", self.mail_to), ("mail_from", (self.mail_from,))):
            for one in addresses:
                if "@" not in one or any(ord(c) < 33 or c in ",;<>" for c in one):
                    raise InvalidInput(
                        f"{one!r} is not an address such as team@example.org.", field=field_name
                    )
        if not _is_address(self.smtp_url, SMTP_PORTS):
            raise InvalidInput(
                "It has to be smtp://, smtp+starttls:// or smtps://[user:password@]host[:port].",
                field="smtp_url",
            )

    @property
    def channels(self) -> tuple[str, ...]:
        """Those in use."""
        return tuple(
            name for name, used in (("webhook", self.webhook_url), ("mail", self.mail_to)) if used
        )


def _is_address(url: str, schemes: Collection[str]) -> bool:
    """Whether it names a host, in one of the ways, and if a port, one that there can be."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
