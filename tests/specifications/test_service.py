"""Specifications: drafts, commits, what asks, what is frozen, comparison."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.errors import Conflict, Gone, InvalidInput, NotFound
from jupyter_ext.specifications.diffs import signature_differences
from jupyter_ext.specifications.handlers import SpecificationQuery
from jupyter_ext.specifications.records import (
    CommitRequest,
    Signature,
    SpecificationCreate,
    SpecificationUpdate,
)
from jupyter_ext.specifications.source import Source, SourceMember

PATH = "risk/scorecard.ipynb"


def cell(source: str, number: int = 0, kind: str = "code", **metadata: Any) -> dict[str, Any]:
    made = {"id": f"c{number}", "cell_type": kind, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def notebook(*sources: str, metadata: dict[str, Any] | None = None) -> bytes:
    cells = [cell(source, number) for number, source in enumerate(sources)]
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata or {}, "cells": cells}
    return json.dumps(document).encode()


BODY = notebook("import jx", "data = jx.input('data').read()", "jx.output('scores').write(data)")


def source(data: bytes = BODY, path: str = PATH, *members: tuple[str, bytes]) -> Source:
    files = tuple(SourceMember(name, content) for name, content in members)
    return Source(path=path, filename=path.rsplit("/", 1)[-1], data=data, members=files)


class Story:
    """Specifications as one user makes them."""

    def __init__(self, services: Any, actor: Actor) -> None:
        self.specifications = services.specifications
        self.actor = actor

    def draft(self, data: bytes = BODY, **request: Any) -> Any:
        asked = SpecificationCreate(path=PATH, **request)
        return self.specifications.create(self.actor, asked, source(data)).specification

    def commit(self, specification: Any, found: Source, **request: Any) -> Any:
        asked = CommitRequest(path=found.path, **request)
        return self.specifications.commit(self.actor, specification.id, asked, found)

    def registered(self) -> Any:
        made = self.draft()
        self.commit(made, source())
        return self.specifications.register(self.actor, made.id)


@pytest.fixture
def story(services: Any, actor: Actor) -> Story:
    return Story(services, actor)


def test_a_draft_takes_its_signature_from_the_code(story: Story) -> None:
    made = story.draft()
    assert (made.name, made.newest_version, made.registered_at) == ("scorecard", 0, None)
    assert [one.alias for one in made.signature.inputs] == ["data"]
    assert [one.alias for one in made.signature.outputs] == ["scores"]


def test_a_commit_keeps_body_files_and_comment(story: Story, services: Any) -> None:
    made = story.draft()
    found = source(BODY, PATH, ("helpers.py", b"x = 1"), ("lookup/a.csv", b"a,b"))
    result = story.commit(made, found, comment="first")
    assert (result.created, result.version.number, result.version.comment) == (True, 1, "first")
    assert [one["path"] for one in result.version.files] == ["helpers.py", "lookup/a.csv"]
    assert services.blobs.read(result.version.body_sha256) == BODY
    content = story.specifications.body(story.actor, made.id, "1")
    assert (content.filename, content.size) == ("scorecard.ipynb", len(BODY))


def test_the_same_content_is_the_same_version(story: Story) -> None:
    made = story.draft()
    story.commit(made, source())
    again = story.commit(made, source(), comment="again")
    assert (again.created, again.version.number) == (False, 1)
    assert story.commit(made, source(BODY, PATH, ("a.py", b""))).version.number == 2


def test_a_drafts_signature_follows_its_commits(story: Story) -> None:
    made = story.draft()
    other = Signature.model_validate({"inputs": [{"alias": "table"}]})
    story.commit(made, source(), signature=other)
    found = story.specifications.get(story.actor, made.id)
    assert [one.alias for one in found.signature.inputs] == ["table"]


def test_a_wrong_signature_is_refused_with_every_problem(story: Story) -> None:
    made = story.draft()
    wrong = Signature.model_validate(
        {
            "inputs": [{"alias": "data"}, {"alias": "data"}],
            "parameters": [
                {"alias": "2x", "type": "integer", "default": 1},
                {"alias": "n", "type": "integer", "default": "many"},
                {"alias": "t", "type": "colour", "default": "red"},
            ],
        }
    )
    with pytest.raises(InvalidInput) as refused:
        story.commit(made, source(), signature=wrong)
    fields = {problem["field"] for problem in refused.value.details["problems"]}
    assert fields == {
        "inputs[1].alias", "parameters[0].alias", "parameters[1].default", "parameters[2].type",
    }  # fmt: skip
    assert story.specifications.get(story.actor, made.id).newest_version == 0


def test_only_what_was_committed_can_be_registered(story: Story) -> None:
    made = story.draft()
    with pytest.raises(Conflict, match="Commit a version first"):
        story.specifications.register(story.actor, made.id)
    story.commit(made, source())
    registered = story.specifications.register(story.actor, made.id)
    assert registered.registered_at is not None
    assert story.specifications.register(story.actor, made.id) == registered


def test_a_registered_signature_is_frozen(story: Story) -> None:
    made = story.registered()
    other = Signature.model_validate({"inputs": [{"alias": "table"}]})
    with pytest.raises(Conflict, match="frozen"):
        story.specifications.update(story.actor, made.id, SpecificationUpdate(signature=other))
    with pytest.raises(Conflict) as asked:
        story.commit(made, source(notebook("x = 2")), signature=other)
    assert asked.value.details["reason"] == "signature_differs"
    assert "The input table was added." in asked.value.details["differences"]

    taken = story.commit(
        made, source(notebook("x = 2")), signature=other, resolution="keep_registered"
    )
    assert taken.version.number == 2
    assert taken.version.signature == made.signature


def test_a_default_written_as_another_number_of_its_type_is_no_difference() -> None:
    def signature(kind: str, default: Any) -> dict[str, Any]:
        return {"parameters": [{"alias": "rate", "type": kind, "default": default, "minimum": 0}]}

    assert signature_differences(signature("float", 0.0), signature("float", 0)) == []
    [said] = signature_differences(signature("float", 0.0), signature("float", 1))
    assert said == "The parameter rate has another default: 0.0 became 1."
    [said] = signature_differences(signature("json", True), signature("json", 1))
    assert "true became 1" in said


def test_another_file_asks(story: Story) -> None:
    made = story.registered()
    copy = source(notebook("x = 3"), "risk/copy.ipynb")
    with pytest.raises(Conflict) as asked:
        story.commit(made, copy)
    assert asked.value.details["reason"] == "path_differs"
    assert asked.value.details["before"] == PATH
    assert story.commit(made, copy, resolution="accept_path").version.number == 2


def test_the_metadata_of_the_notebook_is_the_proposal(story: Story) -> None:
    made = story.registered()
    declared = {"specification": made.id, "signature": {"inputs": [{"alias": "other"}]}}
    body = notebook("import jx", metadata={"jupyter-ext": declared})
    found = story.specifications.propose(story.actor, source(body))
    assert found.specification_id == made.id
    assert [one.alias for one in found.declared.inputs] == ["other"]
    with pytest.raises(Conflict):
        story.commit(made, source(body))


@pytest.mark.parametrize(
    ("data", "path", "says"),
    [
        (b"{", PATH, "cut off"),
        (b"<html>", PATH, "JSON"),
        (b"", PATH, "empty"),
        (b'{"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}', PATH, "5"),
        (b"x", "notes.txt", "neither a notebook"),
    ],
)
def test_what_cannot_be_run_cannot_be_committed(
    story: Story, data: bytes, path: str, says: str
) -> None:
    made = story.draft()
    with pytest.raises(InvalidInput, match=says) as refused:
        story.commit(made, source(data, path))
    assert refused.value.field == "path"
    assert story.specifications.get(story.actor, made.id).newest_version == 0


def test_versions_are_compared_cell_by_cell(story: Story) -> None:
    made = story.draft()
    story.commit(made, source(notebook("a = 1", "b = 2", "c = 3"), PATH, ("m.py", b"1")))
    story.commit(made, source(notebook("a = 1", "b = 20", "c = 3", "d = 4"), PATH, ("m.py", b"2")))
    found = story.specifications.diff(story.actor, made.id, 1, 2)
    assert [(one.kind, one.left, one.right) for one in found.cells] == [
        ("same", "a = 1", "a = 1"),
        ("changed", "b = 2", "b = 20"),
        ("same", "c = 3", "c = 3"),
        ("added", None, "d = 4"),
    ]
    assert found.files == ["m.py was changed."]


def test_a_starter_notebook_uses_the_signature(story: Story, tmp_path: Path) -> None:
    signature = Signature.model_validate(
        {
            "inputs": [{"alias": "data", "required": True}, {"alias": "extra"}],
            "parameters": [{"alias": "n", "type": "integer", "default": 3}],
            "outputs": [{"alias": "scores"}],
        }
    )
    asked = SpecificationCreate(
        name="Risk: «score» / 2", starter_folder="", signature=signature, kernelspec="python3"
    )
    made = story.specifications.create(story.actor, asked, None)
    assert made.starter_name == "Risk- -score- - 2.ipynb"
    found = story.specifications.propose(story.actor, source(made.starter, made.starter_name))
    assert found.specification_id == made.specification.id
    assert found.proposed.inputs[0].alias == "data"
    assert [one.alias for one in found.proposed.inputs] == ["data", "extra"]
    assert [one.alias for one in found.proposed.outputs] == ["scores"]
    assert found.problems == []


def test_a_new_specification_from_nothing_needs_a_name(story: Story) -> None:
    with pytest.raises(InvalidInput) as refused:
        story.specifications.create(story.actor, SpecificationCreate(), None)
    assert refused.value.field == "name"


def test_lists_show_drafts_and_registered_ones_apart(story: Story) -> None:
    story.registered()
    story.draft(name="another")

    def names(**query: Any) -> list[str]:
        page = story.specifications.list(story.actor, SpecificationQuery(**query))
        return [one.name for one in page.items]

    assert names(sort="name") == ["another", "scorecard"]
    assert names(status="registered") == ["scorecard"]
    assert names(status="draft") == ["another"]
    assert names(q="ANOTH") == ["another"]
    with pytest.raises(InvalidInput):
        names(sort="owner; DROP TABLE specifications")


def test_a_deleted_specification_is_read_only(story: Story) -> None:
    made = story.registered()
    story.specifications.delete(story.actor, made.id)
    assert story.specifications.get(story.actor, made.id).deleted_at is not None
    with pytest.raises(Gone):
        story.commit(made, source(notebook("x")))


def test_a_stranger_finds_nothing(story: Story, stranger: Actor) -> None:
    made = story.registered()
    other = Story(SimpleNamespace(specifications=story.specifications), stranger)
    for attempt in (
        lambda: other.specifications.get(stranger, made.id),
        lambda: other.commit(made, source()),
        lambda: other.specifications.register(stranger, made.id),
        lambda: other.specifications.delete(stranger, made.id),
        lambda: other.specifications.diff(stranger, made.id, 1, 1),
        lambda: other.specifications.body(stranger, made.id, "1"),
        lambda: other.specifications.versions(stranger, made.id, SpecificationQuery()),
        lambda: other.specifications.dependents(stranger, made.id),
        lambda: other.specifications.update(stranger, made.id, SpecificationUpdate(name="x")),
    ):
        with pytest.raises(NotFound):
            attempt()
    named = notebook("x", metadata={"jupyter-ext": {"specification": made.id}})
    assert other.specifications.propose(stranger, source(named)).specification is None


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1.0", "9" * 30, "१"])
def test_a_version_that_is_not_there(story: Story, number: str) -> None:
    made = story.registered()
    with pytest.raises(NotFound):
        story.specifications.version(story.actor, made.id, number)
