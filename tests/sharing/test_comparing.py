"""Ben and Cy compare what Ada gave them, and try to compare more."""

from __future__ import annotations

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.comparisons.records import Comparison
from jupyter_ext.errors import NotFound
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.sessions.model import Session, SessionOutput
from jupyter_ext.sessions.records import RunRequest
from jupyter_ext.store.base import new_id

from .conftest import BEN, CY, Team
from .test_attacks import end


def compare(team: Team, actor: Actor, *ids: str) -> Comparison:
    return team.services.comparisons.compare(actor, ids)


def of_ben(team: Team) -> str:
    """Ben ran Ada's instance with what she shares with him."""
    team.share("instance", "runner")
    made = team.services.sessions.submit(BEN, team.ids["instance"], RunRequest(), new_id())
    end(team, made.id)
    return made.id


def bens_own(team: Team) -> str:
    """A session of Ben's own instance, of which nothing is Ada's but the data and the code."""
    instance_id = team.bens_instance()
    session = team.services.sessions.submit(BEN, instance_id, RunRequest(), new_id())
    end(team, session.id)
    return session.id


def test_a_session_that_is_not_shared_is_not_there(team: Team) -> None:
    own = bens_own(team)
    for pair in ((own, team.session_id), (team.session_id, own)):
        with pytest.raises(NotFound) as refused:
            compare(team, BEN, *pair)
        assert refused.value.details == {"session": team.session_id}
        with pytest.raises(NotFound):
            team.services.comparisons.code(BEN, *pair)

    # as one that there never was
    unknown = new_id()
    with pytest.raises(NotFound) as never:
        compare(team, BEN, own, unknown)
    assert never.value.message.replace(unknown, team.session_id) == refused.value.message
    for odd in ("no id at all", "\0", ""):
        with pytest.raises(NotFound):
            compare(team, BEN, own, odd)

    # until it is shared, and as long
    team.share("session")
    assert len(compare(team, BEN, own, team.session_id).sessions) == 2
    team.withdraw("session")
    with pytest.raises(NotFound):
        compare(team, BEN, own, team.session_id)


def test_an_input_that_is_not_shared_is_not_named(team: Team) -> None:
    # given: Ben shares with Cy what ran on Ada's data, which he may read and Cy may not
    ids = [bens_own(team), bens_own(team)]
    for one in ids:
        team.share("session", by=BEN, object_id=one, user=CY.id)
    data = team.get(team.ada, "artifact")

    # when
    theirs, his = (compare(team, one, *ids) for one in (CY, BEN))

    # then
    [row, more] = theirs.inputs
    assert [(cell.hidden, cell.version, cell.group) for cell in row.cells] == [
        (True, None, None),
        (True, None, None),
    ]
    assert not row.differs
    assert [cell.hidden for cell in more.cells] == [False, False]
    told = theirs.model_dump_json()
    version = his.inputs[0].cells[0].version
    assert version.artifact.name == data.name
    for text in (data.id, f'"{data.name}"', version.id):
        assert text not in told
        assert text in his.model_dump_json()

    # and: who may not read it any more still had it
    team.withdraw("artifact")
    assert compare(team, BEN, *ids).inputs[0].cells[0].version == version


def test_whether_hidden_data_is_the_same_is_not_told(team: Team) -> None:
    # given: Cy has the very file, and runs it in an instance of Cy's own
    theirs = bens_own(team)
    team.share("session", by=BEN, object_id=theirs, user=CY.id)
    team.share("specification", "runner", user=CY.id)
    guess = team.waiting.version("first").artifact.id
    team.share("artifact", object_id=guess, user=CY.id)
    instance = team.services.instances.create(
        CY,
        InstanceCreate(
            specification_id=team.ids["specification"], name="Cy's", inputs={"data": guess}
        ),
    )
    own = team.services.sessions.submit(CY, instance.id, RunRequest(), new_id()).id

    row = compare(team, CY, own, theirs).inputs[0]

    assert (row.differs, [cell.group for cell in row.cells]) == (False, [0, None])
    # whereas Ben may know
    team.share("session", by=CY, object_id=own, user=BEN.id)
    team.share("artifact", object_id=guess, user=BEN.id)
    assert [cell.group for cell in compare(team, BEN, own, theirs).inputs[0].cells] == [0, 0]


def test_an_output_in_an_artifact_that_is_not_shared_is_not_named(team: Team) -> None:
    # given: what Ben's sessions wrote is in an artifact of Ada's
    ids = [of_ben(team), of_ben(team)]
    output = team.get(team.ada, "instance").outputs[0].artifact
    for one in ids:
        version = team.waiting.version(f"what {one} wrote", output.id)
        with team.services.database.write() as tx:
            tx.get_one(SessionOutput, (one, "scores")).artifact_version_id = version.id
        team.share("session", by=BEN, object_id=one, user=CY.id)

    theirs, his = (compare(team, one, *ids).outputs[0] for one in (CY, BEN))

    assert not theirs.differs
    for cell in theirs.cells:
        shown = cell.model_dump(exclude_defaults=True)
        assert shown == {"hidden": True}
    assert his.differs
    assert [cell.version.artifact.name for cell in his.cells] == [output.name] * 2


def test_code_is_shown_to_those_who_see_its_specification(team: Team) -> None:
    # given: Ben's runs of Ada's code, shared with Cy
    ids = [bens_own(team), bens_own(team)]
    for one in ids:
        team.share("session", by=BEN, object_id=one, user=CY.id)

    found = team.services.comparisons.code(CY, *ids)

    assert (found.known, found.cells, found.signature, found.files) == (False, [], [], [])
    assert "isn't shared" in str(found.reason)
    team.share("specification", user=CY.id)
    assert team.services.comparisons.code(CY, *ids).known


def test_the_session_of_a_cached_result_is_not_named(team: Team) -> None:
    ids = [of_ben(team), of_ben(team)]
    with team.services.database.write() as tx:
        tx.get_one(Session, ids[0]).cached_from = team.session_id
    for one in ids:
        team.share("session", by=BEN, object_id=one, user=CY.id)

    assert compare(team, CY, *ids).sessions[0].cached_from is None
    assert team.session_id not in compare(team, CY, *ids).model_dump_json()
    assert compare(team, BEN, *ids).sessions[0].cached_from is not None
