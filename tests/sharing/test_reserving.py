"""What is reserved is looked at by all who may, changed and run by one."""

from __future__ import annotations

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.errors import Conflict, InvalidInput, NotAllowed, NotFound
from jupyter_ext.instances.records import InstanceUpdate
from jupyter_ext.sessions.records import RunRequest
from jupyter_ext.sharing.records import ReserveRequest

from .conftest import BEN, CY, Team


def reserve(team: Team, actor: Actor, **request: str) -> None:
    team.services.sharing.reserve(
        actor, "instance", team.ids["instance"], ReserveRequest(**request)
    )


def rename(team: Team, actor: Actor) -> None:
    team.services.instances.update(actor, team.ids["instance"], InstanceUpdate(name="renamed"))


def run(team: Team, actor: Actor, key: str) -> None:
    team.services.sessions.submit(actor, team.ids["instance"], RunRequest(), key)


def test_others_look_but_neither_change_nor_run_nor_delete(team: Team) -> None:
    team.share("instance", "editor")
    reserve(team, BEN, label="validation until Friday")

    seen = team.get(team.ada, "instance").reservation
    assert (seen.by, seen.by_name, seen.label, seen.holds) == (
        BEN.id, "Ben", "validation until Friday", False,
    )  # fmt: skip
    for attempt in (
        lambda: rename(team, team.ada),
        lambda: run(team, team.ada, "hers"),
        lambda: team.services.instances.delete(team.ada, team.ids["instance"]),
        lambda: reserve(team, team.ada),
    ):
        with pytest.raises(Conflict, match="reserved"):
            attempt()
    assert team.get(team.ada, "instance").name == "Scores of data"
    assert team.get(BEN, "instance").reservation.holds
    rename(team, BEN)
    run(team, BEN, "his")


def test_only_who_reserved_it_ends_it(team: Team) -> None:
    team.share("instance", "editor")
    reserve(team, BEN)

    with pytest.raises(NotAllowed, match="Ben has reserved it"):
        team.services.sharing.unreserve(team.ada, "instance", team.ids["instance"])
    freed = team.services.sharing.unreserve(BEN, "instance", team.ids["instance"])

    assert freed.reservation is None
    rename(team, team.ada)
    with pytest.raises(NotFound):
        team.services.sharing.unreserve(BEN, "instance", team.ids["instance"])


def test_a_group_holds_it_and_each_of_the_group_can_end_it(team: Team) -> None:
    team.share("instance", "editor", group="validators")
    reserve(team, team.ada, group="validators")

    with pytest.raises(Conflict):
        rename(team, team.ada)
    rename(team, CY)
    team.services.sharing.unreserve(CY, "instance", team.ids["instance"])
    rename(team, team.ada)


def test_who_reserves_for_a_group_can_end_it(team: Team) -> None:
    reserve(team, team.ada, group="validators")
    team.services.sharing.unreserve(team.ada, "instance", team.ids["instance"])
    rename(team, team.ada)


def test_a_reservation_goes_with_the_role_of_who_made_it(team: Team) -> None:
    team.share("instance", "editor")
    reserve(team, BEN)

    team.withdraw("instance")

    assert team.get(team.ada, "instance").reservation is None
    rename(team, team.ada)


def test_a_lesser_role_reserves_nothing(team: Team) -> None:
    team.share("instance", "runner")
    with pytest.raises(NotAllowed):
        reserve(team, BEN)
    with pytest.raises(InvalidInput) as refused:
        reserve(team, team.ada, group="nobody")
    assert refused.value.field == "group"
    assert team.get(team.ada, "instance").reservation is None
