"""Notes and stars, the same for specifications, instances, artifacts and sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.services import Services
from tests.sessions.conftest import Waiting

from .kinds import KINDS, QUERIES, UPDATES, service_of

NOTE = "Checked with <b>Größe</b>;\n100% of the *rows* are there."


class Desk:
    """One object of a kind among others of its kind."""

    def __init__(self, waiting: Waiting, kind: str) -> None:
        self.waiting, self.kind, self.actor = waiting, kind, waiting.actor
        self.services = waiting.services
        waiting.make_instance()
        waiting.start()
        self.id = {
            "artifact": waiting.version("another").artifact.id,
            "specification": waiting.specification_id,
            "instance": waiting.instance_id,
            "session": waiting.start().id,
        }[kind]

    def get(self) -> Any:
        return service_of(self.services, self.kind).get(self.actor, self.id)

    def update(self, **changes: Any) -> Any:
        wish = UPDATES[self.kind](**changes)
        return service_of(self.services, self.kind).update(self.actor, self.id, wish)

    def list(self, **query: Any) -> list[str]:
        page = service_of(self.services, self.kind).list(self.actor, QUERIES[self.kind](**query))
        assert page.total == len(page.items)
        return [one.id for one in page.items]

    def told(self) -> list[tuple[Any, Any]]:
        """What each change was before and after, as the trail has it."""
        wanted = (AuditRow.object_id == self.id, AuditRow.action == "updated")
        with self.services.database.read() as tx:
            rows = tx.scalars(select(AuditRow).where(*wanted).order_by(AuditRow.seq)).all()
            return [(row.before, row.after) for row in rows]


@pytest.fixture(params=KINDS)
def desk(request: Any, services: Services, actor: Actor, tmp_path: Path) -> Desk:
    return Desk(Waiting(services, actor, tmp_path / "notebooks"), request.param)


def test_a_note_is_kept_as_it_was_written_and_found(desk: Desk) -> None:
    assert desk.get().note == ""

    assert desk.update(note=NOTE).note == NOTE

    assert desk.get().note == NOTE
    for text in ("<b>größe</b>", "100% OF", "*rows*"):
        assert desk.list(q=text) == [desk.id]
    assert desk.list(q="100_ of") == []
    assert desk.update(description="Something else").note == NOTE  # not sent: it stays
    assert desk.update(note="").note == ""
    assert desk.list(q="größe") == []


def test_a_star_is_set_and_taken_and_the_list_narrowed_to_it(desk: Desk) -> None:
    all_of_them = desk.list()
    assert desk.get().starred is False
    assert desk.list(starred=True) == []

    assert desk.update(starred=True).starred is True

    assert desk.list(starred=True) == [desk.id]
    assert set(desk.list(starred=False)) == set(all_of_them) - {desk.id}
    assert set(desk.list()) == set(all_of_them)
    assert desk.update(starred=False).starred is False
    assert desk.list(starred=True) == []


def test_both_are_in_the_trail_once_for_each_change(desk: Desk) -> None:
    desk.update(note="first")
    desk.update(note="first")  # nothing new
    desk.update(note="second", starred=True)
    desk.update(starred=False)

    assert desk.told() == [
        ({"note": ""}, {"note": "first"}),
        ({"note": "first", "starred": False}, {"note": "second", "starred": True}),
        ({"starred": True}, {"starred": False}),
    ]


def test_a_star_alone_makes_nothing_newer(desk: Desk) -> None:
    if desk.kind == "session":
        assert not hasattr(desk.get(), "updated_at")
        return
    before = desk.get().updated_at
    assert desk.update(starred=True).updated_at == before
    assert desk.update(note="new").updated_at > before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("note", ["x" * 20_001, "a\0b", "\ud800", 7, ["a"]])
def test_a_note_that_cant_be_kept_is_refused(kind: str, note: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        UPDATES[kind](note=note)
    assert refused.value.errors()[0]["loc"] == ("note",)
    assert UPDATES[kind](note="x" * 20_000).note == "x" * 20_000
