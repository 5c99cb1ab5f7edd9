"""The sessions of one launch, of which others see and end what is shared with them."""

from __future__ import annotations

import pytest

from jupyter_ext.errors import NotAllowed, NotFound
from jupyter_ext.sessions.states import State
from jupyter_ext.workflows.listing import Filter

from .conftest import BEN, Team


def test_one_ends_what_is_ones_to_end_and_nothing_else(team: Team) -> None:
    session = team.waiting.start(lists={"parameters": {"rate": [0.1, 0.2, 0.3]}})
    workflows, launch = team.services.workflows, session.workflow.id
    with pytest.raises(NotFound):
        workflows.cancel(BEN, launch)

    team.share("instance", "runner")
    with pytest.raises(NotAllowed):
        workflows.cancel(BEN, launch)
    assert workflows.get(team.ada, launch).states == {State.QUEUED: 3}

    team.share("session", "editor", object_id=session.id)
    assert workflows.cancel(BEN, launch).states == {State.CANCELLED: 1, State.QUEUED: 2}
    assert team.services.sessions.get(team.ada, session.id).state is State.CANCELLED
    assert workflows.cancel(BEN, launch).states[State.QUEUED] == 2


def test_the_list_has_those_of_which_a_session_is_seen(team: Team) -> None:
    session = team.waiting.start(lists={"parameters": {"rate": [0.1, 0.2, 0.3]}})
    team.waiting.start(lists={"parameters": {"rate": [0.4, 0.5]}})
    workflows = team.services.workflows
    assert workflows.list(BEN, Filter()).total == 0

    team.share("session", object_id=session.id)
    [found] = workflows.list(BEN, Filter()).items
    assert (found.id, found.sessions, found.role) == (session.workflow.id, 1, "viewer")
    assert found.states == {State.QUEUED: 1}

    team.share("instance", "runner")
    both = workflows.list(BEN, Filter()).items
    assert [(one.sessions, one.role) for one in both] == [(2, "runner"), (3, "runner")]


def test_a_runner_runs_the_failed_again_as_ones_own(team: Team) -> None:
    session = team.waiting.start(lists={"parameters": {"rate": [0.1, 0.2]}})
    workflows, launch = team.services.workflows, session.workflow.id
    workflows.cancel(team.ada, launch)
    team.share("instance")
    with pytest.raises(NotAllowed):
        workflows.rerun_failed(BEN, launch, "key")

    team.share("instance", "runner")
    team.share("specification")
    again = workflows.rerun_failed(BEN, launch, "key")

    assert (again.owner, again.role, again.states) == (BEN.id, "owner", {State.QUEUED: 2})
    assert workflows.get(team.ada, again.id).role == "owner", "as the instance's owner"
