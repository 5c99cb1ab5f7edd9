"""What was made from what: both ways, bounded, with tombstones, and nothing of others."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import event, update

from jupyter_ext.access.identity import Actor
from jupyter_ext.artifacts.model import Artifact
from jupyter_ext.errors import NotFound
from jupyter_ext.instances.model import Instance
from jupyter_ext.lineage.records import Lineage
from jupyter_ext.sessions.model import Session, SessionOutput
from jupyter_ext.sessions.records import RerunRequest
from jupyter_ext.sharing.records import GrantRequest

from .conftest import Chain

SCORES = "Scores of data · scores"


def kinds(found: Lineage) -> list[str]:
    return sorted(one.kind for one in found.neighbours)


def test_a_version_leads_to_what_made_it_and_to_what_used_it(chain: Chain) -> None:
    # when: from the scores to the session that wrote them
    scores = chain.around("artifact_version", chain.scores)

    # then
    scorer = chain.scorer.name
    assert chain.named(scores) == {
        (scorer, "output", SCORES + " v1"),
        (SCORES, "version", SCORES + " v1"),
        (SCORES + " v1", "input", chain.user.name),
    }
    assert (scores.node.upstream, scores.node.downstream) == (2, 1)
    [used] = [one for one in scores.links if one.kind == "input"]
    assert used.aliases == ["data", "more"]
    [wrote] = [one for one in scores.links if one.kind == "output"]
    assert wrote.aliases == ["scores"]

    # and when: from that session on to its code and its data
    session = chain.around("session", chain.scorer.id, side="upstream")
    assert chain.named(session) == {
        ("Scores v1", "code", scorer),
        ("Scores of data", "run", scorer),
        ("data.csv v2", "input", scorer),
    }
    assert session.node.downstream == 1
    assert {one.kind: one.upstream for one in session.neighbours}["specification_version"] == 1

    # and when: forward from the data
    data = chain.around("artifact_version", chain.data, side="downstream")
    assert chain.named(data) == {("data.csv v2", "input", scorer)}
    assert [one.downstream for one in data.neighbours] == [1]


def test_objects_are_linked_as_their_versions_are(chain: Chain) -> None:
    specification = chain.around("specification", chain.specification_id)
    instance = chain.around("instance", chain.user_instance_id)
    artifact = chain.around("artifact", chain.artifact_id)

    assert chain.named(specification) == {
        ("Scores", "instance", "Scores of data"),
        ("Scores", "instance", "Scores of scores"),
        ("Scores", "version", "Scores v1"),
    }
    assert specification.node.state == "REGISTERED"
    assert (specification.node.upstream, specification.next_upstream) == (0, None)
    assert {(one[1], one[2]) for one in chain.named(instance) if one[0] == SCORES} == {
        ("input", "Scores of scores")
    }
    assert ("Scores of scores", "run", chain.user.name) in chain.named(instance)
    assert chain.named(artifact) == {
        ("data.csv", "input", "Scores of data"),
        ("data.csv", "version", "data.csv v1"),
        ("data.csv", "version", "data.csv v2"),
    }


def test_an_instance_that_reads_what_it_writes_is_a_loop(chain: Chain) -> None:
    with chain.services.database.write() as tx:
        scores = chain.services.artifacts.version(chain.actor, chain.scores).artifact.id
        from jupyter_ext.instances.model import InstanceOutput

        tx.execute(
            update(InstanceOutput)
            .where(InstanceOutput.instance_id == chain.user_instance_id)
            .values(artifact_id=scores)
        )

    found = chain.around("instance", chain.user_instance_id, side="upstream")

    links = {one for one in chain.named(found) if SCORES in one}
    assert links == {
        (SCORES, "input", "Scores of scores"),
        ("Scores of scores", "output", SCORES),
    }


def test_reruns_reuses_and_reviews_are_neighbours(chain: Chain) -> None:
    # given: a session that was run again, whose result another took, and that is reviewed
    again = chain.services.reruns.rerun(chain.actor, chain.scorer.id, RerunRequest(), "again")
    reused = chain.rows(1, cached_from=chain.scorer.id)[0]
    with chain.services.database.write() as tx:
        row = tx.get_one(Session, chain.scorer.id)
        row.notebook_sha256 = chain.services.blobs.put_bytes(
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'
        )
        tx.add(SessionOutput(session_id=reused, alias="scores", position=0,
                             artifact_id=tx.get_one(SessionOutput, (row.id, "scores")).artifact_id,
                             artifact_version_id=chain.scores))  # fmt: skip
    review = chain.services.reviews.create(chain.actor, chain.scorer.id)

    # when
    found = chain.around("session", chain.scorer.id, side="downstream")

    # then
    by_kind = {one.kind: one.target for one in found.links if one.source == chain.scorer.id}
    assert by_kind == {
        "rerun": again.id, "reused": reused, "review": review.id, "output": chain.scores,
    }  # fmt: skip
    nodes = {one.id: one for one in found.neighbours}
    assert (nodes[review.id].state, nodes[review.id].number) == ("DRAFT", 1)
    assert nodes[reused].cached
    assert not nodes[again.id].cached
    # and: the one that took the result gives it too
    assert (reused, chain.scores) in {(one.source, one.target) for one in found.links}
    assert chain.around("review", review.id).neighbours[0].id == chain.scorer.id


def test_what_was_deleted_stays_as_a_tombstone(chain: Chain) -> None:
    services, actor = chain.services, chain.actor
    services.sessions.cancel(actor, chain.user.id)
    services.sessions.delete(actor, chain.scorer.id)
    services.artifacts.delete_version(actor, chain.scores)
    services.instances.delete(actor, chain.user_instance_id)

    user = chain.around("session", chain.user.id)
    scores = chain.around("artifact_version", chain.scores)

    assert {one.kind: one.deleted for one in user.neighbours} == {
        "artifact_version": True, "instance": True, "specification_version": False,
    }  # fmt: skip
    assert scores.node.deleted
    assert {one.id: one.deleted for one in scores.neighbours if one.kind == "session"} == {
        chain.scorer.id: True,
        chain.user.id: False,
    }
    # and: a tombstone's own neighbours are still there
    gone = chain.around("session", chain.scorer.id)
    assert gone.node.deleted
    assert "specification_version" in kinds(gone)


def test_a_version_of_a_deleted_artifact_is_a_tombstone(chain: Chain) -> None:
    chain.services.sessions.cancel(chain.actor, chain.user.id)
    scores = chain.services.artifacts.version(chain.actor, chain.scores)
    chain.services.artifacts.delete(chain.actor, scores.artifact.id)

    found = chain.around("artifact_version", chain.scores)

    assert found.node.deleted
    assert [one.deleted for one in found.neighbours if one.kind == "artifact"] == [True]


NODES = (
    "specification", "specification_version", "artifact", "artifact_version", "instance", "session",
)  # fmt: skip


def ids_of(chain: Chain) -> dict[str, str]:
    found = chain.around("session", chain.scorer.id)
    ids = {one.kind: one.id for one in found.neighbours}
    return ids | {
        "session": chain.scorer.id,
        "artifact": chain.artifact_id,
        "specification": chain.specification_id,
    }


def test_others_see_none_of_it(chain: Chain, stranger: Actor) -> None:
    ids = ids_of(chain)
    assert set(ids) == set(NODES)
    for kind, node_id in ids.items():
        assert chain.around(kind, node_id).node.id == node_id
        with pytest.raises(NotFound):
            chain.lineage.neighbours(stranger, kind, node_id)


def test_what_is_somebody_elses_is_neither_shown_nor_counted(chain: Chain, stranger: Actor) -> None:
    # given: the data, and the instance and session that used the scores, are somebody else's now
    before = chain.around("session", chain.scorer.id)
    with chain.services.database.write() as tx:
        tx.get_one(Artifact, chain.artifact_id).owner = stranger.id
        tx.get_one(Instance, chain.user_instance_id).owner = stranger.id
        tx.get_one(Session, chain.user.id).owner = stranger.id

    # when
    found = chain.around("session", chain.scorer.id)
    scores = chain.around("artifact_version", chain.scores)

    # then
    assert before.node.upstream == 3
    assert kinds(found) == ["artifact_version", "instance", "specification_version"]
    assert {one.id for one in found.neighbours if one.kind == "artifact_version"} == {chain.scores}
    assert (found.node.upstream, found.node.downstream) == (2, 1)
    assert (chain.data, chain.scorer.id) not in {(one.source, one.target) for one in found.links}
    assert {one.id: one.downstream for one in found.neighbours}[chain.scores] == 0
    assert chain.user.id not in {one.id for one in scores.neighbours}
    # and: what the owner of the data sees has nothing of the actor's
    theirs = chain.lineage.neighbours(stranger, "artifact_version", chain.data)
    assert [one.kind for one in theirs.neighbours] == ["artifact"]
    assert theirs.node.downstream == 0


def test_what_is_shared_is_seen_as_far_as_it_is_shared(chain: Chain, stranger: Actor) -> None:
    # given: the instance that used the scores is shared, with what it needs
    sharing = chain.services.sharing
    sharing.directory.note(stranger)
    sharing.share(
        chain.actor,
        "instance",
        chain.user_instance_id,
        GrantRequest(role="viewer", user=stranger.id),
    )

    # when
    user = chain.lineage.neighbours(stranger, "session", chain.user.id)
    scores = chain.lineage.neighbours(stranger, "artifact_version", chain.scores)

    # then: its session, its code and the scores are seen, who made these isn't
    assert kinds(user) == ["artifact_version", "instance", "specification_version"]
    assert user.node.upstream == 3
    assert chain.user.id in {one.id for one in scores.neighbours}
    assert chain.scorer.id not in {one.id for one in scores.neighbours}
    with pytest.raises(NotFound):
        chain.lineage.neighbours(stranger, "session", chain.scorer.id)
    with pytest.raises(NotFound):
        chain.lineage.neighbours(stranger, "artifact_version", chain.data)


@pytest.mark.parametrize("kind", ["session", "artifact_version", "runtime", "nothing", "\x00"])
@pytest.mark.parametrize("node_id", ["x", "\x00", "0" * 9000, "0" * 8 + "-0000" * 3])
def test_what_is_not_there_is_not_found(chain: Chain, kind: str, node_id: str) -> None:
    with pytest.raises(NotFound):
        chain.around(kind, node_id)


def test_a_kind_and_the_id_of_another_do_not_go_together(chain: Chain) -> None:
    for kind in set(NODES) - {"session"}:
        with pytest.raises(NotFound):
            chain.around(kind, chain.scorer.id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_many_neighbours_come_in_pages_by_a_fixed_number_of_queries(chain: Chain) -> None:
    # given
    chain.instance_id = chain.scorer.instance.id
    made = chain.rows(120)
    statements: list[str] = []
    engine = chain.services.database._reader
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    # when
    pages, offset, asked = [], 0, []
    while offset is not None:
        statements.clear()
        pages.append(chain.around("instance", chain.instance_id, side="downstream", offset=offset))
        asked.append(len(statements))
        offset = pages[-1].next_downstream

    # then: 120 rows, the two that were submitted, the two outputs
    assert [len(one.neighbours) for one in pages] == [50, 50, 24]
    assert {one.node.downstream for one in pages} == {124}
    seen = [node.id for one in pages for node in one.neighbours]
    assert len(seen) == len(set(seen)) == 124
    assert set(made) < set(seen)
    times = [node.created_at for one in pages for node in one.neighbours if node.kind == "session"]
    assert all(newer >= older for newer, older in pairwise(times))
    statements.clear()
    chain.around("instance", chain.instance_id)
    assert len(statements) <= 12, statements
    assert max(asked) <= 12
    assert not any("manifest_text" in one or "provenance" in one for one in statements)
    # and: what lies beyond the end is nothing
    beyond = chain.around("instance", chain.instance_id, side="downstream", offset=500)
    assert (beyond.neighbours, beyond.next_downstream) == ([], None)


def test_somebody_in_many_groups_asks_with_few_variables(chain: Chain) -> None:
    # given
    groups = tuple(f"group {number}" for number in range(999))
    many = Actor(id="test:many", name="Many", proven=True, groups=groups)
    chain.services.sharing.directory.note(many)
    request = GrantRequest(group="group 500", role="viewer")
    chain.services.sharing.share(chain.actor, "instance", chain.scorer.instance.id, request)
    variables: list[int] = []
    engine = chain.services.database._reader
    event.listen(engine, "before_cursor_execute", lambda *call: variables.append(len(call[3])))

    # when
    found = chain.lineage.neighbours(many, "instance", chain.scorer.instance.id)

    # then
    assert chain.scorer.id in {one.id for one in found.neighbours}
    assert max(variables) < 1_000
