"""Starting a session: what is checked, what is fixed, and that one key is one session."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.errors import Conflict, InvalidInput, NotFound
from jupyter_ext.instances.records import ParametersUpdate
from jupyter_ext.services import Services
from jupyter_ext.sessions.model import Session
from jupyter_ext.sessions.records import RunRequest

from .conftest import SIGNATURE, Waiting


def refusal(waiting: Waiting, **request: object) -> InvalidInput:
    before = waiting.services.sessions.queue_status(waiting.actor).queued
    with pytest.raises(InvalidInput) as refused:
        waiting.start(**request)
    assert waiting.services.sessions.queue_status(waiting.actor).queued == before
    return refused.value


def test_answers_at_once_with_what_will_run(waiting: Waiting) -> None:
    newest = waiting.version("second", waiting.artifact_id)

    session = waiting.start(parameters={"rate": 0.25})

    assert session.state == "QUEUED"
    assert session.number == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [0-9a-f]{4}", session.name)
    data, more = session.inputs
    assert data.version is not None
    assert (data.version.id, data.sha256) == (newest.id, newest.sha256)
    assert (more.configured, more.version) == (False, None)
    assert {one.alias: one.value for one in session.parameters} == {"rate": 0.25, "big": 1}
    assert session.changed_parameters == {"rate": 0.25}
    assert session.parameter_revision == 1
    assert session.progress is not None
    assert session.progress.queue_position == 1
    assert session.progress.waiting == "Waiting for a server or worker."


def test_equal_numbers_are_one_value_whatever_they_are_written_as(
    services: Services, actor: Actor, tmp_path: Path
) -> None:
    of_numbers = {
        **SIGNATURE,
        "parameters": [
            {"alias": "offset", "type": "float", "default": 0},  # a browser writes 0.0 as 0
            {"alias": "size", "type": "choice", "choices": [1.0, 2.5], "default": 1},
            {"alias": "grid", "type": "json", "default": {"a": [1, True], "b": 0}},
        ],
    }
    waiting = Waiting(services, actor, tmp_path / "notebooks", of_numbers)
    plain = waiting.start()
    said = waiting.start(parameters={"offset": 0.0, "size": 1, "grid": {"b": 0, "a": [1, True]}})
    floats = waiting.start(parameters={"grid": {"b": 0.0, "a": [1.0, True]}})
    other = waiting.start(parameters={"offset": 1, "grid": {"a": [1, 1], "b": 0}})

    for one in (plain, said, floats):
        assert one.changed_parameters == {}
    assert other.changed_parameters == {"offset": 1.0, "grid": {"a": [1, 1], "b": 0}}
    with services.database.read() as tx:
        rows = [tx.get_one(Session, one.id) for one in (plain, said)]
    first, again = (json.loads(row.manifest_text)["parameters"][0] for row in rows)
    assert rows[0].cache_key is not None
    assert rows[0].cache_key == rows[1].cache_key
    assert repr(first["value"]) == repr(first["default"]) == repr(again["value"]) == "0.0"


def test_numbers_count_within_the_instance_and_names_differ(waiting: Waiting) -> None:
    sessions = [waiting.start() for _ in range(3)]
    assert [one.number for one in sessions] == [1, 2, 3]
    assert len({one.name for one in sessions}) == 3
    waiting.services.sessions.delete(waiting.actor, sessions[-1].id)
    assert waiting.start().number == 4


def test_the_manifest_keeps_the_chosen_version_and_the_earlier_ones_only(
    waiting: Waiting,
) -> None:
    second = waiting.version("second", waiting.artifact_id)
    waiting.version("third", waiting.artifact_id)

    session = waiting.start(inputs={"data": second.id})

    with waiting.services.database.read() as tx:
        manifest = json.loads(tx.get_one(Session, session.id).manifest_text)
    [data, more] = manifest["inputs"]
    assert [one["number"] for one in data["versions"]] == [1, 2]
    assert data["version"]["id"] == second.id
    assert more["versions"] == []
    assert [(one["alias"], one["required"]) for one in manifest["outputs"]] == [
        ("scores", True),
        ("plot", False),
    ]
    assert "blob" not in json.dumps(manifest)


def test_a_version_that_cannot_be_taken_is_refused_at_its_field(waiting: Waiting) -> None:
    other = waiting.version("of another artifact")
    gone = waiting.version("soon deleted", waiting.artifact_id)
    waiting.services.artifacts.delete_version(waiting.actor, gone.id)

    for inputs, field, said in (
        ({"data": other.id}, "inputs.data", "another artifact"),
        ({"data": gone.id}, "inputs.data", "deleted"),
        ({"data": "no id"}, "inputs.data", "no such version"),
        ({"more": other.id}, "inputs.more", "left empty"),
        ({"none": other.id}, "inputs.none", "data, more"),
    ):
        error = refusal(waiting, inputs=inputs)
        assert error.field == field
        assert said in error.message


def test_an_artifact_without_versions_is_refused_at_its_field(waiting: Waiting) -> None:
    from jupyter_ext.artifacts.records import ArtifactCreate

    empty = waiting.services.artifacts.create(waiting.actor, ArtifactCreate(name="empty"))
    waiting.instance_id = waiting.make_instance(more=empty.id)

    error = refusal(waiting)

    assert error.field == "inputs.more"
    assert "no version yet" in error.message


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"rate": "fast"}, "parameters.rate"),
        ({"rate": 1.5}, "parameters.rate"),
        ({"rate": None}, "parameters.rate"),
        ({"big": 2**63}, "parameters.big"),
        ({"ratte": 0.5}, "parameters.ratte"),
    ],
)
def test_a_value_that_cannot_be_taken_is_refused_at_its_field(
    waiting: Waiting, parameters: dict[str, object], field: str
) -> None:
    assert refusal(waiting, parameters=parameters).field == field


def test_large_integers_survive(waiting: Waiting) -> None:
    session = waiting.start(parameters={"big": 2**53 + 1})
    assert {one.alias: one.value for one in session.parameters}["big"] == 2**53 + 1


def test_a_kept_parameter_revision_is_used_and_named(waiting: Waiting) -> None:
    waiting.services.instances.change_parameters(
        waiting.actor, waiting.instance_id, ParametersUpdate(values={"rate": 0.1})
    )
    session = waiting.start()
    assert session.parameter_revision == 2
    assert session.changed_parameters == {"rate": 0.1}


def test_one_key_is_one_session_also_twenty_times_at_once(waiting: Waiting) -> None:
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: waiting.start(key="same").id, range(20)))

    assert len(set(found)) == 1
    assert waiting.services.sessions.queue_status(waiting.actor).queued == 1
    with pytest.raises(Conflict):
        waiting.start(key="same", parameters={"rate": 0.2})


def test_a_key_is_its_owners(waiting: Waiting, stranger: Actor) -> None:
    session = waiting.start(key="same")
    with pytest.raises(NotFound):
        waiting.services.sessions.submit(stranger, waiting.instance_id, RunRequest(), "same")
    with pytest.raises(NotFound):
        waiting.services.sessions.get(stranger, session.id)


def test_running_a_file_makes_what_is_missing_once(services: Services, waiting: Waiting) -> None:
    path = waiting.notebook("# parameters\nn = 1", "print(n)", name="adhoc.ipynb")
    first = waiting.submit(path, parameters={"n": 5})
    second = waiting.submit(path)
    waiting.notebook("# parameters\nn = 2", "print(n)", name="adhoc.ipynb")
    third = waiting.submit(path)

    assert first.ad_hoc
    assert first.specification == second.specification == third.specification
    assert first.instance == second.instance
    assert [one.specification_version for one in (first, second, third)] == [1, 1, 2]
    values = [one.parameters[0].value for one in (first, second, third)]
    assert values == [5, 1, 2], "a value given once counts for that run only"


def test_running_a_registered_notebook_uses_its_specification(waiting: Waiting) -> None:
    ours = {"specification": waiting.specification_id, "signature": None}
    path = waiting.notebook("print(2)", name="registered.ipynb", **{"jupyter-ext": ours})
    version = waiting.version("x")
    session = waiting.submit(path, inputs={"data": version.id})
    assert session.specification.id == waiting.specification_id
    assert session.specification_version == 2
    assert session.runtime["working_folder"] == "isolated"

    copy = waiting.notebook("print(3)", name="copy.ipynb", **{"jupyter-ext": ours})
    other = waiting.submit(copy)
    assert other.specification.id != waiting.specification_id
    assert other.runtime["working_folder"] == "notebook"
    assert other.runtime["notebook_folder"] == str(waiting.folder)
