"""The two ways out: one HTTP POST, one mail. Each says by an exception that it didn't arrive."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from .chosen import SMTP_PORTS, NoticeSettings

TIMEOUT = 10.0  # seconds of one attempt
ENDED = {
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "CANCELLED": "was cancelled",
    "TIMED_OUT": "timed out",
    "CRASHED": "crashed",
}


class NotDelivered(Exception):
    """It didn't arrive; the text says why, without any secret."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Word goes where the administrator said, nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def post(chosen: NoticeSettings, notice_id: str, facts: Mapping[str, Any]) -> None:
    """Send facts as JSON, signed where there is a secret.

    Raises:
        NotDelivered: no answer, or one that isn't 2xx.
    """
    body = json.dumps({"delivery": notice_id, **facts}, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "jupyter-ext",
        "Jupyter-Ext-Delivery": notice_id,
    }
    if chosen.webhook_secret:
        digest = hmac.new(chosen.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        headers["Jupyter-Ext-Signature"] = f"sha256={digest}"
    request = urllib.request.Request(  # noqa: S310 - the settings take http and https alone
        chosen.webhook_url, body, headers, method="POST"
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=TIMEOUT):
            return
    except urllib.error.HTTPError as error:
        error.close()
        raise NotDelivered(f"the webhook answered {error.code}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise NotDelivered(f"the webhook could not be reached: {reason}") from None
    except http.client.HTTPException as error:
        raise NotDelivered(f"the webhook's answer isn't HTTP ({type(error).__name__})") from None


def mail(chosen: NoticeSettings, notice_id: str, facts: Mapping[str, Any]) -> None:
    """Send facts as one plain mail.

    Raises:
        NotDelivered: the mail server wasn't reached or refused.
    """
    server = urlsplit(chosen.smtp_url)
    port = server.port or SMTP_PORTS[server.scheme]
    context = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(server.hostname or "", port, timeout=TIMEOUT, context=context)
            if server.scheme == "smtps"
            else smtplib.SMTP(server.hostname or "", port, timeout=TIMEOUT)
        ) as smtp:
            if server.scheme == "smtp+starttls":
                smtp.starttls(context=context)
            if server.username:
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(message(chosen, notice_id, facts))
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(f"the mail server answered {error.smtp_code}") from None
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise NotDelivered(f"the mail could not be sent: {type(error).__name__}") from None


def message(chosen: NoticeSettings, notice_id: str, facts: Mapping[str, Any]) -> EmailMessage:
    """The mail: what ended, how, and where to look."""
    session = facts["session"]
    ended = ENDED[session["state"]]
    made = EmailMessage()
    made["Subject"] = _line(f"{session['instance']['name']}: {session['name']} {ended}")
    made["From"] = chosen.mail_from
    made["To"] = ", ".join(chosen.mail_to)
    made["Auto-Submitted"] = "auto-generated"
    made["Message-ID"] = f"<{notice_id}@{chosen.mail_from.rpartition('@')[2]}>"
    code = f"{session['specification']['name']} v{session['specification_version']}"
    rows = [
        ("Session", f"{session['name']} (#{session['number']})"),
        ("Instance", session["instance"]["name"]),
        ("Specification", code),
        ("Run by", session["owner"]),
        ("Ended", f"{session['ended_at']} (UTC)"),
        ("Reason", session["reason"] or "–"),
        ("Id", session["id"]),
    ]
    text = [f"{name + ':':<15}{_line(str(value))}" for name, value in rows]
    if facts["report"]:
        text += ["", f"Report: {facts['report']}"]
    made.set_content("\n".join(text) + "\n")
    return made


def _line(text: str) -> str:
    """One line of at most 300 characters: a name can't add headers or rows."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= 300 else f"{plain[:299]}…"
