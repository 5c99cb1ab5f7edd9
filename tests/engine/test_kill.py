"""Killing a session: who, at which cell and why is kept, shown, and in the trail."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tornado.httpclient import HTTPClientError

from jupyter_ext.access.model import AuditRow
from jupyter_ext.sessions.transitions import killed
from jupyter_ext.testing.scenes import Bench


def test_who_killed_it_where_and_why_is_kept(bench: Bench, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    session = bench.submit(
        bench.notebook("1", f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(600)")
    )
    until = time.monotonic() + 90
    while not begun.exists():
        assert time.monotonic() < until
        time.sleep(0.05)

    asked = bench.services.sessions.cancel(bench.actor, session.id, "wrong data")
    ended = bench.wait(session.id)

    name = bench.actor.name
    assert asked.reason == f"Killed by {name} (wrong data)"
    assert (ended.state, ended.reason) == ("CANCELLED", f"Killed by {name} at cell 2 (wrong data)")
    assert (ended.killed_by, ended.kill_reason) == (name, "wrong data")
    assert (ended.cells_done, ended.cells_total) == (1, 2)
    with bench.services.database.read() as tx:
        rows = tx.scalars(select(AuditRow).where(AuditRow.object_id == session.id)).all()
    [asking] = [row for row in rows if row.action == "cancelling"]
    assert asking.actor == bench.actor.id
    assert asking.after is not None
    assert asking.after["kill_reason"] == "wrong data"


@pytest.mark.parametrize(
    ("why", "error", "said"),
    [
        ("", None, "Killed by Ada"),
        ("late", {"cell_index": None}, "Killed by Ada (late)"),
        ("", {"cell_index": 0, "cell_number": None}, "Killed by Ada at the parameters cell"),
    ],
)
def test_what_is_not_known_is_not_said(why: str, error: Any, said: str) -> None:
    assert killed("Ada", why, error) == said


@pytest.mark.parametrize(
    "body", [{"reason": "x" * 501}, {"reason": 5}, {"reason": "a\0b"}], ids=str
)
async def test_a_reason_that_cannot_be_kept_is_refused_by_its_name(
    jp_fetch: Any, body: dict[str, Any]
) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(
            "jupyter-ext", "api", "sessions", "any", "cancel", method="POST", body=json.dumps(body)
        )
    assert 400 <= refused.value.code < 500
    assert refused.value.response is not None
    assert json.loads(refused.value.response.body)["error"]["field"] == "reason"
