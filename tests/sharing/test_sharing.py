"""What each role allows, what is looked at with what, and what nobody passes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.errors import Gone, InvalidInput, NotAllowed, NotFound
from jupyter_ext.instances.records import InstanceCreate, ParametersUpdate
from jupyter_ext.sessions.records import RunRequest
from jupyter_ext.sharing.records import GrantRequest
from tests.objects.kinds import KINDS, service_of
from tests.specifications.bundles import exported

from .conftest import BEN, CY, Team


def rename(team: Team, actor: Actor, kind: str) -> None:
    team.update(actor, kind, name="renamed")


def delete(team: Team, actor: Actor, kind: str) -> None:
    service_of(team.services, kind).delete(actor, team.ids[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_shared_does_not_exist(team: Team, kind: str) -> None:
    assert team.list(BEN, kind) == []
    for call in (team.get, rename, delete):
        with pytest.raises(NotFound):
            call(*((BEN, kind) if call == team.get else (team, BEN, kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_viewer_looks_and_changes_nothing(team: Team, kind: str) -> None:
    shared = team.share(kind)

    assert [(one.user, one.role) for one in shared.grants] == [(BEN.id, "viewer")]
    assert team.ids[kind] in team.list(BEN, kind)
    assert team.list(BEN, kind, whose="mine") == []
    assert team.ids[kind] in team.list(BEN, kind, whose="shared")
    assert team.list(team.ada, kind, whose="shared") == []
    seen = team.get(BEN, kind)
    assert (seen.owner, seen.role, seen.shared) == (team.ada.id, "viewer", True)
    assert team.get(team.ada, kind).role == "owner"
    for call in (rename, delete):
        with pytest.raises(NotAllowed) as refused:
            call(team, BEN, kind)
        assert team.ada.id in refused.value.message


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_changes_but_neither_deletes_nor_shares(team: Team, kind: str) -> None:
    team.share(kind, "editor")

    rename(team, BEN, kind)

    assert team.get(team.ada, kind).name == "renamed"
    with pytest.raises(NotAllowed):
        delete(team, BEN, kind)
    with pytest.raises(NotAllowed):
        team.share(kind, by=BEN, user=CY.id)


@pytest.mark.parametrize("kind", KINDS)
def test_note_and_star_are_one_for_all_and_an_editors_to_change(team: Team, kind: str) -> None:
    changes: list[dict[str, Any]] = [{"note": "ben's"}, {"starred": True}]
    team.share(kind, "viewer")
    for change in changes:
        with pytest.raises(NotAllowed) as refused:
            team.update(BEN, kind, **change)
        assert team.ada.id in refused.value.message
    assert (team.get(BEN, kind).note, team.get(BEN, kind).starred) == ("", False)

    team.share(kind, "editor")
    for change in changes:
        team.update(BEN, kind, **change)
    seen = team.get(team.ada, kind)
    assert (seen.note, seen.starred) == ("ben's", True)
    assert team.list(team.ada, kind, starred=True) == [team.ids[kind]]

    team.withdraw(kind)
    for change in changes:
        with pytest.raises(NotFound):
            team.update(BEN, kind, **change)
    assert team.list(BEN, kind, starred=True) == team.list(BEN, kind, q="ben's") == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_withdrawn_is_gone_at_once(team: Team, kind: str) -> None:
    team.share(kind, "editor")
    team.withdraw(kind)

    assert team.list(BEN, kind) == []
    with pytest.raises(NotFound):
        team.get(BEN, kind)


def test_a_group_is_everybody_in_it_and_nobody_else(team: Team) -> None:
    team.share("instance", "viewer", group="validators")

    assert team.get(CY, "instance").role == "viewer"
    with pytest.raises(NotFound):
        team.get(BEN, "instance")
    with pytest.raises(NotFound):  # who leaves the group sees nothing any more
        team.get(replace(CY, groups=()), "instance")
    with pytest.raises(NotFound):  # a user of that name isn't that group
        team.get(replace(BEN, id="validators"), "instance")


def test_the_greatest_of_several_roles_counts(team: Team) -> None:
    team.share("instance", "viewer", user=CY.id)
    team.share("instance", "editor", group="validators")
    team.share("instance", "runner", user=CY.id)  # twice the same user: the new role

    assert team.get(CY, "instance").role == "editor"
    assert len(team.services.sharing.get(team.ada, "instance", team.ids["instance"]).grants) == 2


def test_an_instance_is_looked_at_with_all_that_it_needs(team: Team) -> None:
    shared = team.share("instance")

    kinds = [one.kind for one in shared.with_it]
    assert (kinds.count("specification"), kinds.count("artifact")) == (1, 3)  # in, two out
    for kind in ("specification", "artifact", "session"):
        assert team.get(BEN, kind).role == "viewer"
        with pytest.raises(NotAllowed):
            rename(team, BEN, kind)
    assert team.list(BEN, "artifact") != []
    assert len(team.services.artifacts.versions(BEN, team.ids["artifact"], _query()).items) == 1


def _query() -> Any:
    from jupyter_ext.web.lists import ListQuery

    return ListQuery()


def test_a_session_is_looked_at_with_the_versions_that_it_had_and_no_others(team: Team) -> None:
    newer = team.waiting.version("second", team.ids["artifact"])
    other = team.waiting.start()
    team.share("session")

    artifact = team.get(BEN, "artifact")
    assert (artifact.version_count, artifact.newest.number) == (1, 1)
    assert len(team.services.artifacts.versions(BEN, team.ids["artifact"], _query()).items) == 1
    assert team.services.artifacts.content(BEN, artifact.newest.id).size == 5
    for call in (team.services.artifacts.version, team.services.artifacts.content):
        with pytest.raises(NotFound):
            call(BEN, newer.id)
    with pytest.raises(NotFound):  # the instance is seen, its other sessions aren't
        team.services.sessions.get(BEN, other.id)
    assert team.get(BEN, "instance").sessions.queued == 1
    assert team.list(BEN, "session") == [team.session_id]


def test_a_runner_runs_and_the_owner_sees_it(team: Team) -> None:
    team.share("instance", "runner")

    made = team.services.sessions.submit(BEN, team.ids["instance"], RunRequest(), "ben's")

    assert (made.owner, made.role) == (BEN.id, "owner")
    assert team.services.sessions.get(team.ada, made.id).role == "owner"  # of its instance
    assert made.id in team.list(team.ada, "session")
    with pytest.raises(NotAllowed):  # a runner of the instance doesn't change others' sessions
        rename(team, BEN, "session")
    with pytest.raises(NotAllowed):
        team.services.instances.change_parameters(
            BEN, team.ids["instance"], ParametersUpdate(values={"rate": 0.1})
        )
    team.withdraw("instance")
    with pytest.raises(NotFound):
        team.services.sessions.submit(BEN, team.ids["instance"], RunRequest(), "again")
    assert team.services.sessions.get(BEN, made.id).owner == BEN.id  # what was his stays his


def test_a_viewer_runs_nothing(team: Team) -> None:
    team.share("instance")

    with pytest.raises(NotAllowed, match="role runner"):
        team.services.sessions.submit(BEN, team.ids["instance"], RunRequest(), "ben's")
    assert team.services.sessions.get(team.ada, team.session_id).state == "QUEUED"


def test_a_runner_of_a_specification_puts_nothing_into_it(team: Team, tmp_path: Path) -> None:
    team.share("specification", "runner")
    path = exported(team.services, BEN, team.ids["specification"], tmp_path / "bundle.zip")

    with pytest.raises(NotAllowed):
        team.services.bundle_import.from_file(
            BEN, path, name="bundle.zip", into=team.ids["specification"]
        )
    assert team.get(team.ada, "specification").newest_version == 1


def test_nobody_passes_on_what_is_somebody_elses(team: Team) -> None:
    # given: Ben may use Ada's specification and data, and shares what he made with Cy
    team.share("specification", "runner")
    team.share("artifact", "viewer")
    made = team.services.instances.create(
        BEN,
        InstanceCreate(
            specification_id=team.ids["specification"],
            name="Ben's",
            inputs={"data": team.ids["artifact"]},
        ),
    )

    shared = team.share("instance", "runner", by=BEN, object_id=made.id, user=CY.id)

    assert {one.kind for one in shared.not_with_it} == {"artifact", "specification"}
    assert {one.owner for one in shared.not_with_it} == {team.ada.id}
    assert team.services.instances.get(CY, made.id).role == "runner"
    for kind in ("specification", "artifact"):
        with pytest.raises(NotFound):
            team.get(CY, kind)
    with pytest.raises(NotAllowed, match=r"isn't shared with you\. Ask its owner, test:ada"):
        team.services.sessions.submit(CY, made.id, RunRequest(), "cy's")

    # when Ada withdraws, Ben's instance stays his but runs no more
    team.withdraw("artifact")
    with pytest.raises(NotAllowed, match="isn't shared with you"):
        team.services.sessions.submit(BEN, made.id, RunRequest(), "ben's")


@pytest.mark.parametrize("kind", KINDS)
def test_an_owner_is_told_by_name(team: Team, kind: str) -> None:
    team.share(kind)
    team.services.sharing.directory.note(replace(team.ada, name="Ada L."))

    seen = team.get(BEN, kind)
    assert (seen.owner, seen.owner_name) == (team.ada.id, "Ada L.")
    shared = team.services.sharing.get(team.ada, kind, team.ids[kind])
    assert {one.owner_name for one in shared.with_it} <= {"Ada L."}
    assert bool(shared.with_it) == (kind in ("instance", "session"))


def test_what_others_made_of_ones_own_is_not_named(team: Team) -> None:
    team.share("specification", "runner")
    team.share("artifact")
    team.services.instances.create(
        BEN,
        InstanceCreate(
            specification_id=team.ids["specification"],
            name="a secret name",
            inputs={"data": team.ids["artifact"]},
        ),
    )

    for service, kind in (
        (team.services.artifacts, "artifact"),
        (team.services.specifications, "specification"),
    ):
        found = service.dependents(team.ada, team.ids[kind]).items  # type: ignore[attr-defined]
        assert found
        assert "a secret name" not in {one.name for one in found}
    assert team.get(team.ada, "specification").instance_count == 1


@pytest.mark.parametrize(
    ("who", "field"),
    [
        ({"user": "nobody"}, "user"),
        ({"user": "test:ada"}, "user"),
        ({"group": "nobody"}, "group"),
        ({"user": "group:validators"}, "user"),
        ({"group": "group:validators"}, "group"),
    ],
)
def test_only_who_is_known_is_given_anything(team: Team, who: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        team.share("instance", **who)
    assert refused.value.field == field
    assert team.services.sharing.get(team.ada, "instance", team.ids["instance"]).grants == []


def test_an_artifact_has_no_runners(team: Team) -> None:
    with pytest.raises(InvalidInput, match="viewer or editor") as refused:
        team.share("artifact", "runner")
    assert refused.value.field == "role"


def test_what_is_deleted_is_not_shared(team: Team) -> None:
    fresh = team.waiting.version("x").artifact.id
    team.services.artifacts.delete(team.ada, fresh)
    with pytest.raises(Gone):
        team.share("artifact", object_id=fresh)


def test_where_nobody_is_known_it_says_what_would_be_needed(team: Team) -> None:
    unproven = replace(team.ada, proven=False)

    record = team.services.sharing.get(unproven, "instance", team.ids["instance"])

    assert not record.can_share
    assert "identity provider" in record.why_not
    with pytest.raises(NotAllowed, match="identity provider"):
        team.services.sharing.share(
            unproven, "instance", team.ids["instance"], GrantRequest(user=BEN.id, role="viewer")
        )


def test_sharing_is_in_the_trail_with_before_and_after(team: Team) -> None:
    from jupyter_ext.audit.handlers import AuditQuery

    team.share("instance", "viewer")
    team.share("instance", "editor")
    team.withdraw("instance")

    rows = team.services.audit.list(team.ada, "instance", team.ids["instance"], AuditQuery()).items
    assert [row.action for row in rows][:3] == ["unshared", "shared", "shared"]


def test_people_are_found_by_name_and_id_and_groups_with_them(team: Team) -> None:
    people = team.services.sharing.directory.people

    assert [one.id for one in people(team.ada, "").users] == [BEN.id, CY.id]
    assert [one.name for one in people(team.ada, "BEN").users] == ["Ben"]
    assert people(team.ada, "valid").groups == ["validators"]
    assert people(team.ada, "nothing").model_dump() == {"users": [], "groups": []}
