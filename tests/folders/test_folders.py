"""Folders: names, depth, no cycles, nothing lost in a deleted one; moving, searching below."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.access.trail import newest
from jupyter_ext.artifacts.records import ArtifactCreate
from jupyter_ext.errors import Conflict, Gone, InvalidInput, NotFound, TooMany
from jupyter_ext.folders import tree
from jupyter_ext.folders.model import Folder
from jupyter_ext.folders.records import FolderCreate, FolderUpdate, Move
from jupyter_ext.folders.service import FolderService
from jupyter_ext.specifications.records import SpecificationCreate
from jupyter_ext.store.database import Database
from jupyter_ext.web.lists import FolderListQuery


class Desk:
    """One user's folders of artifacts, and what lies in them."""

    def __init__(self, services: Any, actor: Actor) -> None:
        self.services, self.actor = services, actor

    def folder(self, name: str, parent: Any = None, kind: Any = "artifact") -> Any:
        asked = FolderCreate(kind=kind, name=name, parent_id=parent and parent.id)
        return self.services.folders.create(self.actor, asked)

    def artifact(self, name: str, folder: Any = None) -> Any:
        asked = ArtifactCreate(name=name, folder_id=folder and folder.id)
        return self.services.artifacts.create(self.actor, asked)

    def change(self, folder: Any, **sent: Any) -> Any:
        return self.services.folders.update(self.actor, folder.id, FolderUpdate(**sent))

    def move(self, *objects: Any, to: Any = None, folders: Any = (), kind: Any = "artifact") -> int:
        move = Move(
            kind=kind,
            objects=[one.id for one in objects],
            folders=[one.id for one in folders],
            folder_id=to and to.id,
        )
        return self.services.folders.move(self.actor, move).count

    def names(self, **query: Any) -> list[str]:
        asked = FolderListQuery(sort="name", **query)
        return [one.name for one in self.services.artifacts.list(self.actor, asked).items]

    def folders(self) -> list[str]:
        return [one.name for one in self.services.folders.list(self.actor, "artifact")]


@pytest.fixture
def desk(services: Any, actor: Actor) -> Desk:
    return Desk(services, actor)


def chain(desk: Desk, *names: str) -> list[Any]:
    made: list[Any] = []
    for name in names:
        made.append(desk.folder(name, made[-1] if made else None))
    return made


def test_a_name_is_its_own_among_those_beside_it(desk: Desk) -> None:
    risk = desk.folder("Risk")
    desk.folder("risk")
    desk.folder("Risk", risk)
    desk.folder("Risk", kind="instance")
    for parent in (None, risk):
        with pytest.raises(Conflict) as taken:
            desk.folder("Risk", parent)
        assert taken.value.field == "name"
    desk.folder("été")
    with pytest.raises(Conflict):
        desk.folder("e\u0301te\u0301")  # the same, typed in two characters each
    with pytest.raises(Conflict):
        desk.change(risk, name="risk")
    assert sorted(desk.folders()) == ["Risk", "Risk", "risk", "été"]


def test_names_are_checked_like_other_names(desk: Desk) -> None:
    for bad in ("", "   ", "a\x00b", "a\nb", "x" * 201):
        with pytest.raises(ValidationError, match="name"):
            FolderCreate(kind="artifact", name=bad)
    assert desk.folder("  a / b  ").name == "a / b"


def test_a_folder_never_lies_in_itself(desk: Desk) -> None:
    a, b, c = chain(desk, "a", "b", "c")
    for target in (a, b, c):
        with pytest.raises(Conflict):
            desk.change(a, parent_id=target.id)
        with pytest.raises(Conflict):
            desk.move(to=target, folders=[a])
    desk.change(c, parent_id=None)
    desk.change(a, parent_id=c.id)  # the other way round now
    assert desk.services.folders.get(desk.actor, a.id).parent_id == c.id


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_two_servers_that_move_at_once_make_no_cycle(
    desk: Desk, database_url: str, actor: Actor
) -> None:
    servers = [FolderService(Database(database_url)) for _ in range(2)]
    for turn in range(8):
        a, b = desk.folder(f"a{turn}"), desk.folder(f"b{turn}")
        begin = threading.Barrier(2)

        def move(server: FolderService, one: Any, into: Any, begin: Any = begin) -> bool:
            begin.wait(10)
            try:
                server.update(actor, one.id, FolderUpdate(parent_id=into.id))
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            done = [pool.submit(move, servers[0], a, b), pool.submit(move, servers[1], b, a)]
            assert sorted(one.result() for one in done) == [False, True]
    for server in servers:
        server.database.close()


def test_folders_lie_in_each_other_only_so_deep(desk: Desk) -> None:
    deepest = chain(desk, *(str(level) for level in range(tree.MAX_DEPTH)))[-1]
    with pytest.raises(Conflict) as refused:
        desk.folder("too deep", deepest)
    assert refused.value.field == "parent_id"
    tall = chain(desk, "tall", "inner")[0]
    with pytest.raises(Conflict):
        desk.change(tall, parent_id=desk.services.folders.get(desk.actor, deepest.id).parent_id)


def test_there_are_only_so_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_FOLDERS", 2)
    first = desk.folder("first")
    desk.folder("second")
    with pytest.raises(TooMany):
        desk.folder("third")
    desk.folder("of another kind", kind="instance")
    desk.services.folders.delete(desk.actor, first.id)
    desk.folder("third")


def test_only_an_empty_folder_is_deleted(desk: Desk) -> None:
    outer, inner = chain(desk, "outer", "inner")
    held = desk.artifact("held", inner)
    folders = desk.services.folders
    for one, details in (
        (outer, {"folders": 1, "objects": 0}),
        (inner, {"folders": 0, "objects": 1}),
    ):
        with pytest.raises(Conflict) as refused:
            folders.delete(desk.actor, one.id)
        assert refused.value.details == details
    desk.services.artifacts.delete(desk.actor, held.id)
    folders.delete(desk.actor, inner.id)  # what was deleted in it doesn't count
    folders.delete(desk.actor, outer.id)
    assert desk.folders() == []
    with pytest.raises(Gone):
        desk.change(inner, name="again")
    desk.folder("outer")  # its name is free again


def test_what_comes_back_into_a_deleted_folder_comes_back_at_the_top(desk: Desk) -> None:
    folder = desk.folder("short-lived")
    held = desk.artifact("held", folder)
    desk.services.artifacts.delete(desk.actor, held.id)
    desk.services.folders.delete(desk.actor, folder.id)
    assert desk.services.artifacts.restore(desk.actor, held.id).folder_id is None
    assert desk.names(folder="top") == ["held"]


def test_a_list_is_of_a_folder_or_of_all_below(desk: Desk) -> None:
    outer, inner = chain(desk, "outer", "inner")
    for name, folder in (("at the top", None), ("in outer", outer), ("in inner", inner)):
        desk.artifact(name, folder)
    assert desk.names() == ["at the top", "in inner", "in outer"]
    assert desk.names(folder="top") == ["at the top"]
    assert desk.names(folder="top", below=True) == desk.names()
    assert desk.names(folder=outer.id) == ["in outer"]
    assert desk.names(folder=outer.id, below=True) == ["in inner", "in outer"]
    assert desk.names(folder=outer.id, below=True, q="INNER") == ["in inner"]
    assert desk.names(folder=inner.id, q="outer") == []


def test_several_are_moved_together_or_not_at_all(desk: Desk) -> None:
    target, other = desk.folder("target"), desk.folder("other")
    one, two = desk.artifact("one"), desk.artifact("two", other)
    assert desk.move(one, two, to=target, folders=[other]) == 3
    assert desk.names(folder=target.id) == ["one", "two"]
    assert desk.move(one, to=target) == 0  # there already
    desk.folder("other")
    with pytest.raises(Conflict):
        desk.move(one, folders=[other])  # that name is taken at the top
    assert desk.names(folder=target.id) == ["one", "two"]
    assert desk.move(one, two, one) == 2
    assert desk.names(folder="top") == ["one", "two"]


def test_a_folder_is_moved_and_renamed_at_once(desk: Desk) -> None:
    here, there = desk.folder("here"), desk.folder("there")
    moved = desk.folder("same", here)
    desk.folder("same", there)
    with pytest.raises(Conflict):
        desk.change(moved, parent_id=there.id)
    changed = desk.change(moved, parent_id=there.id, name="another")
    assert (changed.name, changed.parent_id) == ("another", there.id)


def test_a_folder_holds_one_kind(desk: Desk) -> None:
    instances = desk.folder("instances", kind="instance")
    artifact = desk.artifact("an artifact")
    with pytest.raises(InvalidInput) as refused:
        desk.move(artifact, to=instances)
    assert refused.value.field == "folder_id"
    with pytest.raises(InvalidInput):
        desk.artifact("another", instances)
    with pytest.raises(InvalidInput):
        desk.folder("inside", instances)
    with pytest.raises(NotFound):
        desk.names(folder=instances.id)
    with pytest.raises(NotFound):
        desk.move(folders=[instances])


def test_somebody_elses_folders_dont_exist(desk: Desk, services: Any, stranger: Actor) -> None:
    hers, artifact = desk.folder("hers"), desk.artifact("hers")
    other = Desk(services, stranger)
    his, thing = other.folder("his"), other.artifact("his")
    for attempt in (
        lambda: services.folders.get(stranger, hers.id),
        lambda: services.folders.delete(stranger, hers.id),
        lambda: other.change(hers, name="his now"),
        lambda: other.names(folder=hers.id),
        lambda: other.names(folder=hers.id, below=True),
        lambda: other.move(folders=[hers]),
        lambda: other.move(artifact, to=his),
    ):
        with pytest.raises(NotFound):
            attempt()
    for attempt in (
        lambda: other.move(thing, to=hers),
        lambda: other.folder("inside", hers),
        lambda: other.artifact("inside", hers),
        lambda: other.change(his, parent_id=hers.id),
    ):
        with pytest.raises(InvalidInput):
            attempt()
    assert other.folders() == ["his"]
    other.folder("hers")  # a name is only taken in one's own tree


def test_each_change_is_in_the_trail_and_is_told(desk: Desk) -> None:
    seq = _seq(desk)
    folder, other = desk.folder("Risk"), desk.folder("Q3")
    artifact = desk.artifact("scores", folder)
    desk.change(folder, name="Credit risk")
    desk.change(other, parent_id=folder.id)
    desk.move(artifact)
    desk.services.folders.delete(desk.actor, other.id)
    with desk.services.database.read() as tx:
        rows = tx.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
    said = [(row.action, row.kind, row.object_id) for row in rows][-7:]
    assert said == [
        ("created", "folder", folder.id),
        ("created", "folder", other.id),
        ("created", "artifact", artifact.id),
        ("updated", "folder", folder.id),
        ("moved", "folder", other.id),
        ("moved", "artifact", artifact.id),
        ("deleted", "folder", other.id),
    ]
    assert (rows[-2].before, rows[-2].after) == ({"folder": folder.id}, {"folder": None})
    told = desk.services.changes.since(seq, desk.actor.principals)
    assert [(one.action, one.kind, one.id) for one in told] == said


def _seq(desk: Desk) -> int:
    with desk.services.database.read() as tx:
        return newest(tx)


def test_specifications_are_made_and_listed_in_folders(desk: Desk) -> None:
    folder = desk.folder("drafts", kind="specification")
    made = desk.services.specifications.create(
        desk.actor, SpecificationCreate(name="scorecard", folder_id=folder.id), None
    ).specification
    assert made.folder_id == folder.id
    desk.move(made, kind="specification")
    assert desk.services.specifications.get(desk.actor, made.id).folder_id is None


def test_the_database_itself_keeps_names_apart(desk: Desk) -> None:
    """Whatever else writes to it."""
    folder = desk.folder("one")
    desk.folder("inside", folder)
    for parent in (None, folder.id):
        name = "inside" if parent else "one"
        with pytest.raises(IntegrityError), desk.services.database.write() as tx:
            tx.add(Folder(kind="artifact", owner=desk.actor.id, name=name, parent_id=parent))


def test_however_many_are_moved_by_a_few_queries(desk: Desk) -> None:
    # given: 60 folders and 20 artifacts at the top, and a deep place
    deep = chain(desk, *"abcdefgh")[-1]
    folders = [desk.folder(f"folder {number}") for number in range(60)]
    artifacts = [desk.artifact(f"artifact {number}") for number in range(20)]
    statements: list[str] = []
    engine = desk.services.database.engine
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    # when
    count = desk.move(*artifacts, to=deep, folders=folders)

    # then: others wait while this is written
    assert count == 80
    assert desk.services.folders.get(desk.actor, folders[-1].id).parent_id == deep.id
    assert len(statements) < 80
