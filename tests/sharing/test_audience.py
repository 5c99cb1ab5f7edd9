"""Live changes reach those who may see an object, and nobody else."""

from __future__ import annotations

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.records import ArtifactUpdate
from jupyter_ext.sessions.records import RunRequest, SessionUpdate

from .conftest import BEN, CY, Team


def heard(team: Team, actor: Actor) -> set[tuple[str, str]]:
    found = team.services.changes.since(0, actor.principals)
    assert found is not None
    return {(event.kind, event.id) for event in found}


def rename_session(team: Team) -> None:
    team.services.sessions.update(team.ada, team.session_id, SessionUpdate(name="renamed"))


def test_nothing_is_heard_of_what_is_not_shared(team: Team) -> None:
    rename_session(team)
    assert heard(team, BEN) == heard(team, CY) == set()
    team.share("artifact", user=CY.id)
    assert heard(team, BEN) == set()


def test_a_shared_session_is_heard_of_by_itself_and_with_its_instance(team: Team) -> None:
    team.share("session", user=BEN.id)
    team.share("instance", group="validators")
    rename_session(team)
    team.services.artifacts.update(team.ada, team.ids["artifact"], ArtifactUpdate(name="x"))

    assert heard(team, BEN) == {("session", team.session_id)}
    assert ("session", team.session_id) in heard(team, CY)
    assert ("instance", team.ids["instance"]) in heard(team, CY)
    assert ("artifact", team.ids["artifact"]) in heard(team, CY)
    assert ("specification", team.ids["specification"]) not in heard(team, BEN)


def test_an_owner_hears_of_others_sessions_of_an_instance(team: Team) -> None:
    team.share("instance", "runner")
    made = team.services.sessions.submit(BEN, team.ids["instance"], RunRequest(), "ben's")
    assert ("session", made.id) in heard(team, team.ada)


def test_who_is_no_longer_among_them_hears_that_and_nothing_more(team: Team) -> None:
    team.share("instance")
    team.withdraw("instance")
    rename_session(team)

    events = team.services.changes.since(0, BEN.principals)
    assert events is not None
    assert [event.action for event in events] == ["unshared"]
