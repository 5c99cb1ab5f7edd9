"""Word of ended sessions: by a webhook and by mail, once, tried again, with nothing secret."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from jupyter_ext.access.identity import Actor
from jupyter_ext.errors import InvalidInput
from jupyter_ext.extension import JupyterExt
from jupyter_ext.notices.channels import NotDelivered, message, post
from jupyter_ext.notices.chosen import NoticeSettings
from jupyter_ext.notices.model import Notice, NoticeChannel
from jupyter_ext.notices.sender import RETRIES, NoticeSender
from jupyter_ext.services import Services
from jupyter_ext.sessions.model import Session
from jupyter_ext.settings import Settings
from jupyter_ext.store.base import utcnow
from jupyter_ext.testing.scenes import Bench

from .receivers import Hook, Mailbox, mail_server, server_that_says, webhook

Make = Callable[[NoticeSettings], Bench]


@pytest.fixture
def make(database_url: str, tmp_path: Path, actor: Actor) -> Iterator[Make]:
    """Makes a bench whose services run with the given settings."""
    made: list[Services] = []

    def bench(chosen: NoticeSettings) -> Bench:
        services = Services(
            Settings(
                data_dir=tmp_path / "store", database_url=database_url, capacity=1, notices=chosen
            )
        )
        made.append(services)
        services.start()
        return Bench(services, actor, tmp_path / "notebooks")

    yield bench
    for services in made:
        services.close()


def until(what: Callable[[], Any], timeout: float = 60.0) -> Any:
    deadline = time.monotonic() + timeout
    while not (found := what()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return found


def in_use(bench: Bench) -> bool:
    with bench.services.database.read() as tx:
        return tx.scalar(select(NoticeChannel.name)) is not None


def notices(bench: Bench) -> list[Notice]:
    with bench.services.database.read() as tx:
        return list(tx.scalars(select(Notice)))


def test_a_failure_is_posted_signed_and_mailed_a_success_is_not(make: Make) -> None:
    with webhook(Hook()) as hook, mail_server(Mailbox()) as box:
        bench = make(
            NoticeSettings(
                webhook_url=hook.url,
                webhook_secret="sesame",
                mail_to=("team@example.org", "boss@example.org"),
                mail_from="jupyter@example.org",
                smtp_url=box.url,
                public_url="https://jupyter.example.org/base/",
            )
        )
        until(lambda: in_use(bench))
        bench.run("1", name="fine.ipynb")
        failed = bench.run("secret = 'hush'\nraise ValueError('too high')", name="rates.ipynb")
        until(lambda: hook.got and box.mails)

        [(headers, body)] = hook.got
        sent = json.loads(body)
        digest = hmac.new(b"sesame", body, hashlib.sha256).hexdigest()
        assert headers["Jupyter-Ext-Signature"] == f"sha256={digest}"
        assert headers["Jupyter-Ext-Delivery"] == sent["delivery"]
        assert sent["event"] == "session.failed"
        assert (sent["session"]["id"], sent["session"]["state"]) == (failed.id, "FAILED")
        assert sent["session"]["reason"] == failed.reason
        assert sent["report"] == (
            f"https://jupyter.example.org/base/jupyter-ext/api/sessions/{failed.id}/report"
        )
        assert b"hush" not in body
        [(said, mail)] = box.mails
        assert [line for line in said if line.startswith("rcpt")] == [
            "rcpt TO:<team@example.org>",
            "rcpt TO:<boss@example.org>",
        ]
        read = message_from_string(mail, policy=policy.default)
        assert read["Subject"] == f"{failed.instance.name}: {failed.name} failed"
        assert sent["report"] in read.get_content()
        assert until(lambda: all(one.sent_at for one in notices(bench)))
        assert len(notices(bench)) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused_is_tried_again_later_and_given_up_at_last(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    with webhook(Hook(500, 302, *[503] * 9)) as hook:
        chosen = NoticeSettings(webhook_url=hook.url)
        bench = make(chosen)
        until(lambda: in_use(bench))
        bench.run("raise ValueError")
        until(lambda: [one.error for one in notices(bench)] == ["the webhook answered 500"])
        sender = NoticeSender(bench.services.database, chosen)

        waits = []
        while (one := notices(bench)[0]).due_at:
            waits.append((one.due_at - utcnow()).total_seconds())
            sender.turn()  # nothing is due
            assert len(hook.got) == one.attempts
            with bench.services.database.write() as tx:
                tx.execute(update(Notice).values(due_at=utcnow()))
            sender.turn()

        assert [round(one, -1) for one in waits] == pytest.approx(RETRIES, rel=0.2)
        assert (one.attempts, one.sent_at) == (len(RETRIES) + 1, None)
        assert set(hook.paths) == {"/hook"}, "a redirect is not followed"
        assert len({headers["Jupyter-Ext-Delivery"] for headers, _ in hook.got}) == 1
        assert "the webhook answered 302 (attempt 2)" in caplog.text


def test_an_answer_that_is_not_http_and_an_address_that_cannot_be_are_no_delivery() -> None:
    with (
        server_that_says(b"SSH-2.0-nothing to see here\r\n") as port,
        pytest.raises(NotDelivered, match="isn't HTTP"),
    ):
        post(NoticeSettings(webhook_url=f"http://127.0.0.1:{port}/"), "1", {})
    with pytest.raises(NotDelivered):
        post(NoticeSettings(webhook_url="http://127.0.0.1/a b"), "1", {})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_news_is_told_and_two_servers_tell_it_once(make: Make) -> None:
    quiet = make(NoticeSettings())
    before = quiet.run("raise ValueError('before')")
    with webhook(Hook()) as hook:
        chosen = NoticeSettings(webhook_url=hook.url)
        bench = make(chosen)
        other = NoticeSender(bench.services.database, chosen)
        until(lambda: in_use(bench))
        old = quiet.run("raise ValueError('old')")
        other.turn()
        until(lambda: len(hook.got) == 1)  # by one of the two: nothing is on its way any more
        with bench.services.database.write() as tx:
            tx.execute(
                update(Session)
                .where(Session.id == old.id)
                .values(ended_at=utcnow() - timedelta(days=2))
            )
            tx.execute(update(Notice).values(session_id=before.id))
        new = quiet.run("raise ValueError('new')")
        for _ in range(5):
            other.turn()
        until(lambda: len(hook.got) > 1)
        for _ in range(5):
            other.turn()

        posted = [json.loads(body)["session"]["id"] for _, body in hook.got[1:]]
        assert posted == [new.id]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mail_that_is_refused_says_so_without_the_password(make: Make) -> None:
    with mail_server(Mailbox(refuses=True)) as box:
        mailing = {"mail_to": ("a@example.org",), "mail_from": "b@example.org"}
        chosen = NoticeSettings(**mailing, smtp_url=box.url)  # type: ignore[arg-type]
        bench = make(chosen)
        until(lambda: in_use(bench))
        bench.run("raise ValueError")
        [notice] = until(lambda: [one for one in notices(bench) if one.error])
        assert notice.error == "the mail could not be sent: SMTPRecipientsRefused"
    nobody = replace(chosen, smtp_url="smtp://user:hush@127.0.0.1:1")
    assert "hush" not in repr(nobody)


def test_a_name_adds_no_header_and_no_row() -> None:
    session = {
        "id": "x",
        "number": 1,
        "name": "Bad\r\nBcc: all@example.org\n\nhello",
        "state": "CRASHED",
        "reason": "gone\nRun by: nobody",
        "owner": "ada",
        "instance": {"name": "x" * 1000},
        "specification": {"name": "s"},
        "specification_version": 1,
        "ended_at": "2026-01-01",
    }
    chosen = NoticeSettings(
        mail_to=("a@example.org",), mail_from="b@example.org", smtp_url="smtp://localhost"
    )
    made = message(chosen, "1", {"session": session, "report": None})
    assert made["Bcc"] is None
    assert len(made["Subject"]) <= 300
    assert "Reason:        gone Run by: nobody" in made.get_content()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"webhook_url": "file:///etc/passwd"}, "webhook_url"),
        ({"webhook_url": "http://"}, "webhook_url"),
        ({"webhook_url": "http://host:99999/"}, "webhook_url"),
        ({"webhook_url": "http://[host/"}, "webhook_url"),
        ({"public_url": "jupyter.example.org"}, "public_url"),
        ({"states": ("failed",)}, "notify_on"),
        ({"mail_to": ("a@x.org\nBcc: b@x.org",)}, "mail_to"),
        ({"mail_to": ("a@x.org",), "mail_from": ""}, "mail_from"),
        ({"mail_to": ("a@x.org",), "mail_from": "b@x.org", "smtp_url": "mail"}, "smtp_url"),
        (
            {"mail_to": ("a@x.org",), "mail_from": "b@x.org", "smtp_url": "smtp://[host"},
            "smtp_url",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_named(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        NoticeSettings(**wrong)
    assert refused.value.field == field


def test_a_server_with_a_wrong_setting_starts_and_says_which(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = JupyterExt(webhook_url="ftp://example.org")
    app.log.propagate = True
    assert app._notices() == NoticeSettings()
    assert "JupyterExt.webhook_url" in caplog.text
    right = JupyterExt(webhook_url="https://example.org", notify_on=["SUCCEEDED"])._notices()
    assert (right.channels, right.states) == (("webhook",), ("SUCCEEDED",))
