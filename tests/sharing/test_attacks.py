"""Ben tries to see and to do more than Ada gave him, and to get round reservations."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import nbformat
import pytest
from sqlalchemy import update

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.records import ArtifactUpdate
from jupyter_ext.audit.handlers import AuditQuery
from jupyter_ext.errors import Conflict
from jupyter_ext.sessions.model import Execution, Session, SessionOutput
from jupyter_ext.sessions.records import RunFileRequest, RunRequest
from jupyter_ext.sessions.reports import ReportWish
from jupyter_ext.sessions.states import State
from jupyter_ext.sharing.records import ReserveRequest
from jupyter_ext.specifications.files import local_source
from jupyter_ext.web.lists import ListQuery
from jupyter_ext.workflows.queries import WorkflowSessionQuery
from tests.web.test_identity import actor as proven

from .conftest import BEN, CY, Team


def end(team: Team, session_id: str, **values: Any) -> None:
    """As if it had run."""
    done = {"state": State.SUCCEEDED.value} | values
    with team.services.database.write() as tx:
        tx.execute(update(Session).where(Session.id == session_id).values(**done))
        tx.execute(
            update(Execution).where(Execution.session_id == session_id).values(state=done["state"])
        )


def handed_over(team: Team, actor: Actor, session_id: str) -> dict[str, bytes]:
    archive = team.services.hand_over.make(actor, session_id)
    with ZipFile(BytesIO(b"".join(archive.chunks()))) as found:
        return {name: found.read(name) for name in found.namelist()}


def reserve(team: Team, actor: Actor, kind: str, object_id: str | None = None) -> None:
    team.services.sharing.reserve(actor, kind, object_id or team.ids[kind], ReserveRequest())


# --- what a session brings along ---------------------------------------------------------------


def test_an_archive_of_a_session_has_the_versions_that_may_be_read_and_no_others(
    team: Team,
) -> None:
    newer = team.waiting.version("newer", team.ids["artifact"])
    session = team.waiting.start()
    end(team, session.id)
    team.share("session", object_id=session.id)

    theirs, hers = (handed_over(team, one, session.id) for one in (BEN, team.ada))

    assert b"newer" in theirs.values()
    assert b"first" in hers.values()
    assert b"first" not in theirs.values()
    told = json.loads(theirs["facts/session.json"])["inputs"][0]["versions"]
    assert [one["id"] for one in told] == [newer.id]


def test_an_archive_passes_on_nothing_that_is_somebody_elses(team: Team) -> None:
    team.share("instance", "runner")
    made = team.services.sessions.submit(BEN, team.ids["instance"], RunRequest(), "ben's")
    end(team, made.id)
    team.share("session", "runner", by=BEN, object_id=made.id, user=CY.id)

    assert b"first" in handed_over(team, BEN, made.id).values()
    found = handed_over(team, CY, made.id)

    assert b"first" not in found.values()
    assert b"data.csv" in found["README.md"]
    prepared = team.services.replays.prepare(CY, made.id)
    laid_out = [one.read_bytes() for one in Path(prepared.folder).rglob("*.csv")]
    assert b"first" not in laid_out
    assert any("isn't shared with you" in one for one in prepared.missing)
    # and: whoever ran it keeps what it had
    team.withdraw("instance")
    assert b"first" in handed_over(team, BEN, made.id).values()


def test_outputs_in_somebody_elses_artifact_are_not_passed_on(team: Team) -> None:
    # given: Ben ran Ada's instance, which writes into her artifact, and shares that session with Cy
    team.share("instance", "runner")
    made = team.services.sessions.submit(BEN, team.ids["instance"], RunRequest(), "ben's")
    output = team.get(team.ada, "instance").outputs[0].artifact.id
    version = team.waiting.version("what it wrote", output)
    with team.services.database.write() as tx:
        tx.get_one(SessionOutput, (made.id, "scores")).artifact_version_id = version.id
    end(team, made.id)
    team.share("session", by=BEN, object_id=made.id, user=CY.id)

    def gets(actor: Actor) -> tuple[bool, bool]:
        parts = team.services.sessions.run_output(actor, made.id)
        archive = handed_over(team, actor, made.id)
        return version.sha256 in [one for _, one in parts], b"what it wrote" in archive.values()

    assert gets(CY) == (False, False)
    assert gets(BEN) == gets(team.ada) == (True, True)
    team.share("artifact", object_id=output, user=CY.id)
    assert gets(CY) == (True, True)


def test_the_trail_of_an_artifact_tells_of_readable_versions_only(team: Team) -> None:
    team.waiting.version("newer", team.ids["artifact"])
    team.share("session")
    audit, there = team.services.audit, ("artifact", team.ids["artifact"])

    rows = audit.list(BEN, *there, AuditQuery()).items

    assert [row.action for row in rows].count("version_added") == 1
    assert [row.action for row in audit.list(team.ada, *there, AuditQuery()).items].count(
        "version_added"
    ) == 2
    counted = {one.value: one.count for one in audit.choices(BEN, *there, related=True).actions}
    assert counted["version_added"] == 1


def test_versions_that_may_not_be_read_are_not_counted(team: Team) -> None:
    team.waiting.version("newer", team.ids["artifact"])
    team.share("session")

    assert [one.version_count for one in team.get(BEN, "instance").inputs] == [1, 0]
    assert [one.version_count for one in team.get(team.ada, "instance").inputs] == [2, 0]


def test_no_list_is_sorted_by_what_is_hidden(team: Team) -> None:
    # given: Ben sees one version of each of two artifacts, and one session of each of two instances
    waiting, first = team.waiting, team.ids
    other = waiting.version("x").artifact.id
    waiting.artifact_id = other
    waiting.instance_id = waiting.make_instance()
    session = waiting.start()
    for one in (team.session_id, session.id):
        team.share("session", object_id=one)

    def lists(**query: Any) -> tuple[list[str], ...]:
        return tuple(
            [one for one in team.list(BEN, kind, **query) if one in known]
            for kind, known in (("artifact", (first["artifact"], other)),)
        )

    before = [lists(sort=sort) for sort in ("versions", "-versions", "size", "-size")]
    instances = team.list(BEN, "instance", sort="last_session_at")

    # when: what he may not see is added
    waiting.version("a far longer text than all the others", first["artifact"])
    waiting.instance_id, waiting.artifact_id = first["instance"], first["artifact"]
    waiting.start()

    # then
    assert [lists(sort=s) for s in ("versions", "-versions", "size", "-size")] == before
    assert team.list(BEN, "instance", sort="last_session_at") == instances


def test_no_search_finds_a_version_by_a_session_that_may_not_be_seen(team: Team) -> None:
    made = team.waiting.version("y", team.ids["artifact"])
    with team.services.database.write() as tx:
        from jupyter_ext.artifacts.model import ArtifactVersion

        tx.get_one(ArtifactVersion, made.id).session_id = team.session_id
    team.share("artifact")
    found = team.services.artifacts.versions

    assert found(team.ada, team.ids["artifact"], ListQuery(q=team.session_id[:13])).total == 1
    assert found(BEN, team.ids["artifact"], ListQuery(q=team.session_id[:13])).total == 0


def test_the_number_of_a_launchs_sessions_is_of_those_that_are_seen(team: Team) -> None:
    session = team.waiting.start(lists={"parameters": {"rate": [0.1, 0.2, 0.3]}})
    team.share("session", object_id=session.id)
    workflows = team.services.workflows

    seen = workflows.get(BEN, session.workflow.id)

    assert (seen.sessions, seen.states) == (1, {State.QUEUED: 1})
    assert workflows.sessions(BEN, session.workflow.id, WorkflowSessionQuery()).total == 1
    assert team.services.sessions.get(BEN, session.id).workflow.sessions == 1
    assert workflows.get(team.ada, session.workflow.id).sessions == 3
    team.share("instance")
    assert workflows.get(BEN, session.workflow.id).sessions == 3


def test_a_cached_session_names_no_other_that_may_not_be_seen(team: Team) -> None:
    again = team.waiting.start()
    with team.services.database.write() as tx:
        tx.get_one(Session, again.id).cached_from = team.session_id
    team.share("session", object_id=again.id)

    assert team.services.sessions.get(BEN, again.id).cached_from is None
    hers = team.services.sessions.get(team.ada, again.id).cached_from
    assert hers is not None
    assert hers.id == team.session_id


def test_what_a_session_leaves_names_nothing_that_may_not_be_seen(
    team: Team, tmp_path: Path
) -> None:
    # given: it took the result of another one, which had read an earlier version too
    earlier = team.services.artifacts.versions(team.ada, team.ids["artifact"], ListQuery()).items[0]
    chosen = team.waiting.version("newer", team.ids["artifact"])
    source = team.services.sessions.get(team.ada, team.session_id)
    session = team.waiting.start()
    notebook = nbformat.writes(nbformat.v4.new_notebook()).encode()
    end(
        team,
        session.id,
        cached_from=source.id,
        notebook_sha256=team.services.blobs.put_bytes(notebook),
        provenance={
            "cached_from": {"session_id": source.id, "name": source.name},
            "reads": [{"alias": "data", "version_id": one.id} for one in (earlier, chosen)],
        },
    )
    team.share("session", object_id=session.id)
    review = team.services.reviews.create(team.ada, session.id)

    def told(actor: Actor) -> dict[str, str]:
        services, bundle = team.services, tmp_path / f"{actor.name}.zip"
        services.review_export.export(actor, review.id, bundle)
        with ZipFile(bundle) as found:
            reviewed = {f"review/{name}": found.read(name) for name in found.namelist()}
        files = {**handed_over(team, actor, session.id), **reviewed}
        return {
            "record": services.sessions.get(actor, session.id).model_dump_json(),
            "report": services.session_reports.report(
                actor, session.id, ReportWish()
            ).path.read_text(),
            **{name: data.decode() for name, data in files.items()},
        }

    def naming(actor: Actor, *texts: str) -> set[str]:
        return {name for name, text in told(actor).items() if any(one in text for one in texts)}

    assert told(BEN)["review/review.json"] == told(team.ada)["review/review.json"]
    hidden = (source.id, source.name, earlier.id, earlier.sha256)
    assert naming(BEN, *hidden) == set()
    assert naming(BEN, chosen.id) >= {"record", "facts/provenance.json", "review/provenance.json"}
    assert naming(team.ada, *hidden) >= {
        "record",
        "report",
        "facts/session.json",
        "facts/provenance.json",
        "review/session.json",
        "review/provenance.json",
    }


def test_nothing_is_heard_of_what_others_bound_to_their_instance(team: Team) -> None:
    # given: Ben's instance of Ada's data is shared with Cy
    instance_id = team.bens_instance()
    team.share("instance", by=BEN, object_id=instance_id, user=CY.id)
    everybody = [one.id for one in (team.ada, BEN, CY)]
    seq = team.services.changes.since(0, everybody)[-1].seq

    team.services.artifacts.update(team.ada, team.ids["artifact"], ArtifactUpdate(name="x"))

    assert team.services.changes.since(seq, CY.principals) == []
    assert len(team.services.changes.since(seq, BEN.principals)) == 1


# --- reservations ------------------------------------------------------------------------------


def test_no_run_of_a_file_goes_into_what_is_reserved(team: Team) -> None:
    # given: Ada's notebook, run as a session; Ben reserves what that made
    path = team.waiting.notebook("print(1)", name="mine.ipynb")
    run = lambda key: team.services.sessions.submit_file(  # noqa: E731
        team.ada, RunFileRequest(path=str(path)), local_source(path, []), key
    )
    made = run("first")
    for kind, object_id in (
        ("specification", made.specification.id),
        ("instance", made.instance.id),
    ):
        team.share(kind, "editor", object_id=object_id)
        reserve(team, BEN, kind, object_id)

        # then
        with pytest.raises(Conflict, match=f"reserved this {kind}"):
            run(f"again {kind}")
        team.services.sharing.unreserve(BEN, kind, object_id)
    run("last")


@pytest.mark.parametrize("kind", ["specification", "artifact"])
def test_no_run_uses_a_reserved_specification_or_writes_a_reserved_artifact(
    team: Team, kind: str
) -> None:
    ids = {
        "specification": team.ids["specification"],
        "artifact": team.get(team.ada, "instance").outputs[0].artifact.id,
    }
    end(team, team.session_id, state=State.FAILED.value)
    workflow = team.get(team.ada, "session").workflow.id
    team.share(kind, "editor", object_id=ids[kind])
    reserve(team, BEN, kind, ids[kind])

    for attempt in (
        team.waiting.start,
        lambda: team.waiting.start(lists={"parameters": {"rate": [0.1, 0.2]}}),
        lambda: team.services.workflows.rerun_failed(team.ada, workflow, "again"),
    ):
        with pytest.raises(Conflict, match=f"reserved this {kind}"):
            attempt()
    team.services.sharing.unreserve(BEN, kind, ids[kind])
    team.waiting.start()


def test_a_reservation_goes_with_the_groups_role_too(team: Team) -> None:
    team.share("instance", "editor", group="validators")
    reserve(team, CY, "instance")

    team.withdraw("instance")

    assert team.get(team.ada, "instance").reservation is None


def test_a_reservation_goes_with_a_lesser_role(team: Team) -> None:
    team.share("instance", "editor")
    reserve(team, BEN, "instance")

    team.share("instance", "runner")

    assert team.get(team.ada, "instance").reservation is None


def test_a_reservation_stays_with_another_role_of_who_made_it(team: Team) -> None:
    team.share("instance", "editor", user=CY.id)
    team.share("instance", "editor", group="validators")
    reserve(team, CY, "instance")

    grants = team.services.sharing.get(team.ada, "instance", team.ids["instance"]).grants
    group = next(one for one in grants if one.group)
    team.services.sharing.unshare(team.ada, "instance", team.ids["instance"], group.id)
    assert team.get(CY, "instance").reservation.holds
    team.share("instance", "runner", user=BEN.id)
    assert team.get(CY, "instance").reservation.holds
    team.withdraw("instance")
    assert team.get(team.ada, "instance").reservation is None


# --- who is who --------------------------------------------------------------------------------


def test_grants_are_nothing_to_somebody_who_proves_nothing(team: Team) -> None:
    for kind in ("artifact", "specification", "instance", "session"):
        team.share(kind, "editor")
        team.share(kind, "editor", group="validators")
    for actor in (replace(BEN, proven=False), replace(CY, proven=False)):
        for kind in ("artifact", "specification", "instance", "session"):
            assert team.list(actor, kind) == []


def test_somebody_of_odd_names_and_many_groups_is_a_user_like_others(team: Team) -> None:
    odd = proven(
        "a\x00\ud800", "\x00\ud800" + "N" * 1000, groups=[f"g{number}" for number in range(9_999)]
    )

    team.services.sharing.directory.note(odd)
    team.share("artifact", user=odd.id)
    team.share("instance", "editor", group="g1000")

    for kind in ("artifact", "specification", "instance", "session"):
        assert team.ids[kind] in team.list(odd, kind)
        team.get(odd, kind)
