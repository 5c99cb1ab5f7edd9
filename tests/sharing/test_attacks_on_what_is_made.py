"""Ben looks at copies, launches and reruns for what Ada didn't share with him."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from jupyter_ext.artifacts.records import ArtifactCopy
from jupyter_ext.audit.handlers import AuditQuery
from jupyter_ext.errors import NotAllowed
from jupyter_ext.folders.records import FolderCreate, Move
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.sessions.model import Session
from jupyter_ext.sessions.records import RunRequest
from jupyter_ext.sessions.states import State
from jupyter_ext.web.lists import ListQuery
from jupyter_ext.workflows.queries import WorkflowSessionQuery
from jupyter_ext.workflows.records import WorkflowRecord

from .conftest import BEN, CY, Team


def test_the_trail_of_a_copy_tells_of_readable_versions_only(team: Team) -> None:
    # given: a session had the first of the copy's two versions
    team.waiting.version("newer", team.ids["artifact"])
    copy = team.services.artifacts.copy(team.ada, team.ids["artifact"], ArtifactCopy(name="copy"))
    [newer, first] = team.services.artifacts.versions(
        team.ada,
        copy.id,
        ListQuery(sort="-number"),
    ).items
    team.waiting.artifact_id = copy.id
    team.waiting.instance_id = team.waiting.make_instance()
    session = team.waiting.start(inputs={"data": first.id})
    team.share("session", object_id=session.id)

    # when
    rows = team.services.audit.list(BEN, "artifact", copy.id, AuditQuery()).items
    told = "".join(
        team.services.audit.get(BEN, "artifact", copy.id, str(row.seq)).model_dump_json()
        for row in rows
    )

    # then
    assert first.sha256 in told
    assert newer.sha256 not in told
    assert newer.id not in told


@pytest.mark.parametrize("kind", ["artifact", "specification", "instance"])
def test_nobody_is_told_of_the_owners_folders(team: Team, kind: str) -> None:
    folder = team.services.folders.create(team.ada, FolderCreate(kind=kind, name="hers"))  # type: ignore[arg-type]
    move = Move(kind=kind, objects=[team.ids[kind]], folder_id=folder.id)  # type: ignore[arg-type]
    team.services.folders.move(team.ada, move)
    team.share(kind, "editor")

    assert team.get(team.ada, kind).folder_id == folder.id
    assert team.get(BEN, kind).folder_id is None


def test_who_moves_what_others_share_is_told_whose_folders_it_lies_in(team: Team) -> None:
    team.share("artifact", "editor")
    mine = team.services.folders.create(BEN, FolderCreate(kind="artifact", name="his"))
    move = Move(kind="artifact", objects=[team.ids["artifact"]], folder_id=mine.id)
    with pytest.raises(NotAllowed, match="Only its owner can move this artifact"):
        team.services.folders.move(BEN, move)
    assert team.get(team.ada, "artifact").folder_id is None


def test_a_plan_to_run_again_says_what_is_not_shared(team: Team) -> None:
    # given: Ada's instance is on Cy's data, which Ben doesn't know of
    cys = team.waiting.version("cy's")
    with team.services.database.write() as tx:
        from jupyter_ext.artifacts.model import Artifact

        tx.get_one(Artifact, cys.artifact.id).owner = CY.id
    team.share("artifact", by=CY, object_id=cys.artifact.id, user=team.ada.id)
    made = team.services.instances.create(
        team.ada,
        InstanceCreate(
            specification_id=team.ids["specification"], name="x", inputs={"data": cys.artifact.id}
        ),
    )
    session = team.services.sessions.submit(team.ada, made.id, RunRequest(), "cy's data")
    team.share("instance", "runner", object_id=made.id)

    [hers] = team.services.reruns.plan(team.ada, session.id).inputs
    [bens] = team.services.reruns.plan(BEN, session.id).inputs

    assert hers.version is not None
    assert hers.missing is None
    assert bens.version is None
    assert bens.missing is not None
    assert "Ask its owner, test:cy" in bens.missing


def launch(team: Team) -> tuple[WorkflowRecord, list[str]]:
    """Three sessions of Ada's, as one."""
    session = team.waiting.start(lists={"parameters": {"rate": [0.1, 0.2, 0.3]}})
    workflow = team.services.workflows.get(team.ada, session.workflow.id)
    rows = team.services.workflows.sessions(team.ada, workflow.id, WorkflowSessionQuery()).items
    return workflow, [one.id for one in rows]


def states(team: Team, ids: list[str]) -> list[State]:
    return [team.services.sessions.get(team.ada, one).state for one in ids]


def test_who_may_end_one_session_of_a_launch_ends_that_one(team: Team) -> None:
    workflow, ids = launch(team)
    team.share("instance")
    team.share("session", "editor", object_id=ids[1])

    seen = team.services.workflows.cancel(BEN, workflow.id, "enough")

    assert states(team, ids) == [State.QUEUED, State.CANCELLED, State.QUEUED]
    assert (seen.role, seen.sessions) == ("editor", 3)


@pytest.mark.parametrize("role", ["viewer", "runner"])
def test_a_lesser_role_ends_no_launch_not_even_one_that_is_over(team: Team, role: str) -> None:
    workflow, ids = launch(team)
    team.share("instance", role)  # type: ignore[arg-type]

    for _ in range(2):
        with pytest.raises(NotAllowed):
            team.services.workflows.cancel(BEN, workflow.id)
        with team.services.database.write() as tx:
            tx.execute(
                update(Session).where(Session.id.in_(ids)).values(state=State.SUCCEEDED.value)
            )
    assert team.services.workflows.get(BEN, workflow.id).role == role


def test_who_deletes_all_ends_none_that_isnt_theirs_to_delete(team: Team) -> None:
    # given: an editor, who may end the owner's sessions one by one but not delete them
    team.share("instance", "editor")
    service = team.services.sessions
    name = team.get(team.ada, "instance").name

    # when
    gone = service.delete_all(BEN, team.ids["instance"], name)

    # then
    assert gone.count == 0
    assert states(team, [team.session_id]) == [State.QUEUED]
