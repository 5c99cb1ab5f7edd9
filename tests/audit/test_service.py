"""The rows of an object: whose they are, which of them, and what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.trail import record
from jupyter_ext.audit.handlers import AuditQuery
from jupyter_ext.errors import InvalidInput, NotFound
from jupyter_ext.sessions.records import SessionUpdate

from .conftest import Archive

OWN = ("session", "instance", "specification", "review")


def rename(archive: Archive, *names: str) -> None:
    for name in names:
        archive.services.sessions.update(
            archive.actor, archive.ids["session"], SessionUpdate(name=name)
        )


def test_every_kind_of_object_has_its_rows_newest_first(archive: Archive) -> None:
    for kind, object_id in archive.ids.items():
        rows = archive.rows(kind)
        assert rows
        assert {(row.object.kind, row.object.id) for row in rows} == {(kind, object_id)}
        assert [row.seq for row in rows] == sorted((row.seq for row in rows), reverse=True)
        assert {(row.actor, row.actor_proven) for row in rows} == {("test:ada", True)}
    assert [row.action for row in archive.rows("session")] == ["submitted"]


def test_what_changed_is_told_by_field_with_names_for_ids(archive: Archive) -> None:
    rename(archive, "before", "after")

    renamed, _, submitted = archive.rows("session")
    [change] = renamed.changes
    assert (renamed.action, change.path) == ("updated", ["name"])
    assert (change.before and change.before.text, change.after and change.after.text) == (
        "before", "after",
    )  # fmt: skip
    links = {one.path[0]: one.after.object for one in submitted.changes if one.after}
    assert links["instance"] is not None
    assert (links["instance"].kind, links["instance"].id) == ("instance", archive.ids["instance"])
    version = links["specification_version"]
    assert version is not None
    assert version.id == archive.ids["specification"]
    assert (version.name or "").endswith(" v1")


def test_others_do_not_see_that_there_is_anything(archive: Archive, stranger: Actor) -> None:
    audit = archive.services.audit
    for kind in OWN:
        seq = str(archive.rows(kind)[0].seq)
        for ask in (
            lambda kind=kind: archive.rows(kind, stranger),
            lambda kind=kind, seq=seq: audit.get(stranger, kind, archive.ids[kind], seq),
            lambda kind=kind: audit.choices(stranger, kind, archive.ids[kind], related=True),
        ):
            with pytest.raises(NotFound):
                ask()


def test_a_runtime_is_everybodys_but_not_the_values_of_its_variables(
    archive: Archive, stranger: Actor
) -> None:
    [row] = archive.rows("runtime", stranger)
    detail = archive.services.audit.get(stranger, "runtime", archive.ids["runtime"], str(row.seq))

    assert "TOKEN" in detail.model_dump_json()
    assert "secret-value" not in detail.model_dump_json()


@pytest.mark.parametrize("kind", ["session", "review", "runtime", "artifact", "nothing", "\x00"])
@pytest.mark.parametrize("object_id", ["x", "\x00", "0" * 9000, "../..", "0" * 8 + "-0000" * 3])
def test_what_is_not_there_is_not_found(archive: Archive, kind: str, object_id: str) -> None:
    with pytest.raises(NotFound):
        archive.services.audit.list(archive.actor, kind, object_id, AuditQuery())


def test_a_kind_and_the_id_of_another_do_not_go_together(archive: Archive) -> None:
    for kind in ("artifact", "specification", "instance", "review", "runtime"):
        with pytest.raises(NotFound):
            archive.services.audit.list(archive.actor, kind, archive.ids["session"], AuditQuery())


def test_who_deleted_a_session_can_still_be_read(archive: Archive) -> None:
    archive.services.sessions.delete(archive.actor, archive.ids["session"])

    assert archive.rows("session")[0].action == "deleted"
    assert archive.rows("session")[0].object.deleted
    assert archive.rows("review")


def test_rows_are_filtered_by_action_user_time_and_text(archive: Archive) -> None:
    # given: bob did something too, as somebody nobody vouched for
    rename(archive, "Straße nach Überall", "100%")
    bob = Actor("os:bob", "bob", proven=False)
    with archive.services.database.write() as tx:
        record(
            tx, bob, "rerun", "session", archive.ids["session"], owner=archive.actor.id,
            after={"session": "x", "said": 'a "quoted" \\ word'},
        )  # fmt: skip

    def actions(**query: object) -> list[str]:
        return [row.action for row in archive.rows("session", **query)]

    # then
    assert actions() == ["rerun", "updated", "updated", "submitted"]
    assert actions(action=["updated", "submitted"]) == ["updated", "updated", "submitted"]
    assert actions(user=["os:bob"]) == ["rerun"]
    assert actions(user=["nobody"]) == []
    assert actions(q="überall") == ["updated", "updated"]
    assert actions(q="100%") == ["updated"]
    assert actions(q='"QUOTED" \\') == ["rerun"]
    assert actions(q="bob") == ["rerun"]
    assert actions(sort="at") == ["submitted", "updated", "updated", "rerun"]
    assert actions(offset=1, limit=2) == ["updated", "updated"]
    newest, *_, oldest = archive.rows("session")
    assert not newest.actor_proven
    assert actions(since=newest.at) == ["rerun"]
    assert actions(until=newest.at) == ["updated", "updated", "submitted"]
    assert actions(until=oldest.at) == []
    assert actions(since=oldest.at, until=oldest.at + timedelta(microseconds=1)) == ["submitted"]
    for wrong in ({"sort": "actor"}, {"q": "\x00"}):
        with pytest.raises(InvalidInput):
            archive.rows("session", **wrong)


def test_an_action_is_found_by_its_words(archive: Archive) -> None:
    assert {row.action for row in archive.rows("specification", q="version comm")} == {
        "version_committed"
    }


def test_what_was_made_from_an_object_is_there_when_it_is_wanted(archive: Archive) -> None:
    kinds = {kind: {row.object.kind for row in archive.rows(kind, related=True)} for kind in OWN}

    assert kinds == {
        "specification": {"specification", "instance", "session", "review"},
        "instance": {"instance", "session", "review"},
        "session": {"session", "review"},
        "review": {"review"},
    }
    row = next(one for one in archive.rows("instance", related=True) if one.object.kind == "review")
    assert (row.object.name or "").startswith("Review 1 of ")
    assert archive.row("instance", row.seq).object.id == archive.ids["review"]


def test_a_workflow_has_the_rows_of_its_sessions(archive: Archive, stranger: Actor) -> None:
    session = archive.services.sessions.get(archive.actor, archive.ids["session"])
    archive.ids["workflow"] = session.workflow.id

    rows = archive.rows("workflow")
    assert rows == archive.rows("session")
    assert archive.row("workflow", rows[0].seq).object.id == session.id
    choices = archive.services.audit.choices(
        archive.actor, "workflow", session.workflow.id, related=False
    )
    assert [one.value for one in choices.actions] == ["submitted"]
    assert choices.related == ["review"]
    related = archive.rows("workflow", related=True)
    assert {row.object.kind for row in related} == {"session", "review"}
    with pytest.raises(NotFound, match="no workflow"):
        archive.rows("workflow", stranger)


def test_a_row_of_another_object_is_not_there(archive: Archive) -> None:
    of_the_runtime = archive.rows("runtime")[0].seq

    for number in (str(of_the_runtime), "0", "-1", "x", "9" * 18, "9" * 400, "١", "1.0", ""):
        with pytest.raises(NotFound):
            archive.services.audit.get(archive.actor, "session", archive.ids["session"], number)


def test_the_choices_are_those_that_there_are(archive: Archive) -> None:
    rename(archive, "one", "two")

    found = archive.services.audit.choices(
        archive.actor, "session", archive.ids["session"], related=False
    )

    assert {one.value: one.count for one in found.actions} == {"submitted": 1, "updated": 2}
    assert [(one.value, one.count) for one in found.users] == [("test:ada", 3)]
    assert found.related == ["review"]


def test_one_row_has_all_of_a_text_and_says_when_it_was_tampered_with(archive: Archive) -> None:
    rename(archive, "x" * 200)
    archive.services.sessions.update(
        archive.actor, archive.ids["session"], SessionUpdate(note="n" * 5000)
    )
    in_list = archive.rows("session")[0]
    alone = archive.row("session", in_list.seq)

    assert in_list.changes[0].after is not None
    assert alone.changes[0].after is not None
    assert (len(in_list.changes[0].after.text), in_list.changes[0].after.cut) == (200, True)
    assert (alone.changes[0].after.text, alone.changes[0].after.cut) == ("n" * 5000, False)
    assert alone.whole

    with archive.services.database.write() as tx:
        tx.execute(text("UPDATE audit SET actor = 'x' WHERE seq = :seq"), {"seq": in_list.seq})
    assert not archive.row("session", in_list.seq).whole
