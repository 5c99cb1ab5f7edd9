"""Instances: what is bound for good, what may stay empty, what changes in revisions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.artifacts.model import Artifact
from jupyter_ext.errors import Conflict, Gone, InvalidInput, NotFound
from jupyter_ext.folders.records import FolderCreate
from jupyter_ext.folders.service import FolderService
from jupyter_ext.instances.records import InstanceCreate, InstanceUpdate, ParametersUpdate
from jupyter_ext.instances.service import InstanceService
from jupyter_ext.runtimes.records import RuntimeCreate
from jupyter_ext.runtimes.service import RuntimeService
from jupyter_ext.specifications.model import Specification, SpecificationVersion
from jupyter_ext.store.base import utcnow
from jupyter_ext.store.database import Database
from jupyter_ext.web.lists import ObjectListQuery

ANN = Actor("ann", "Ann", proven=True)
BOB = Actor("bob", "Bob", proven=True)
SIGNATURE = {
    "inputs": [
        {"alias": "data", "description": "", "required": True, "collapsed": False},
        *({"alias": f"extra{n}", "description": "", "required": False} for n in range(4)),
    ],
    "parameters": [
        {"alias": "threshold", "type": "float", "default": 0.5, "minimum": 0, "maximum": 1},
        {"alias": "label", "type": "string", "default": "a"},
    ],
    "outputs": [{"alias": "scores", "description": "one a row", "optional": False}],
}
EMPTY: dict[str, Any] = {"inputs": [], "parameters": [], "outputs": []}


class Bench:
    """Two users, a registered specification and artifacts of Ann's."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.runtimes = RuntimeService(database)
        self.runtimes.ensure_default()
        self.instances = InstanceService(database, self.runtimes)
        with database.write() as tx:
            specification = Specification(
                name="scorecard",
                owner=ANN.id,
                signature=SIGNATURE,
                newest_version=1,
                registered_at=utcnow(),
            )
            draft = Specification(name="draft", owner=ANN.id, signature=SIGNATURE)
            artifacts = [Artifact(name=f"table {n}", owner=ANN.id) for n in range(5)]
            tx.add_all([specification, draft, *artifacts])
            tx.flush()
            tx.add(
                SpecificationVersion(
                    specification_id=specification.id,
                    number=1,
                    filename="scorecard.ipynb",
                    body_sha256="0" * 64,
                    body_size=1,
                    signature=SIGNATURE,
                    creator=ANN.id,
                )
            )
        self.specification, self.draft = specification.id, draft.id
        self.artifacts = [one.id for one in artifacts]

    def create(self, actor: Actor = ANN, **changes: Any) -> Any:
        request: dict[str, Any] = {
            "specification_id": self.specification,
            "name": "on Q3 data",
            "inputs": {"data": self.artifacts[0]},
            **changes,
        }
        return self.instances.create(actor, InstanceCreate(**request))

    def of(self, actor: Actor) -> str:
        """A registered specification of somebody's."""
        with self.database.write() as tx:
            row = Specification(name="his", owner=actor.id, signature=EMPTY, registered_at=utcnow())
            tx.add(row)
        return row.id

    def count(self, table: type) -> int:
        with self.database.read() as tx:
            return len(tx.query(table).all())


@pytest.fixture
def bench(database_url: str) -> Iterator[Bench]:
    database = Database(database_url)
    yield Bench(database)
    database.close()


def query(**changes: Any) -> Any:
    extra = {"specification_id": None, "ad_hoc": False}
    return SimpleNamespace(**ObjectListQuery().model_dump() | extra | changes)


def test_an_instance_binds_artifacts_and_names_its_outputs(bench: Bench) -> None:
    made = bench.create(outputs={"scores": "Q3 scores"}, parameters={"threshold": 0.4})
    assert [(one.alias, one.configured) for one in made.inputs] == [
        ("data", True), *((f"extra{n}", False) for n in range(4)),
    ]  # fmt: skip
    [output] = made.outputs
    assert (output.artifact.name, output.version_count) == ("Q3 scores", 0)
    assert [(p.alias, p.default, p.value) for p in made.parameters] == [
        ("threshold", 0.5, 0.4), ("label", "a", "a"),
    ]  # fmt: skip
    assert bench.instances.get(ANN, made.id) == made


def test_every_combination_of_optional_inputs_can_be_made(bench: Bench) -> None:
    for chosen in itertools.product([False, True], repeat=4):
        inputs = {"data": bench.artifacts[0]} | {
            f"extra{n}": bench.artifacts[n + 1] for n in range(4) if chosen[n]
        }
        made = bench.create(inputs=inputs)
        assert [one.configured for one in made.inputs] == [True, *chosen]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"inputs": {}}, "inputs.data"),
        ({"inputs": {"data": None}}, "inputs.data"),
        ({"inputs": {"data": "no-such-artifact"}}, "inputs.data"),
        ({"outputs": {"nothing": "x"}}, "outputs.nothing"),
        ({"parameters": {"threshold": 2}}, "parameters.threshold"),
        ({"parameters": {"treshold": 0.2}}, "parameters.treshold"),
        ({"runtime_id": "00000000-0000-4000-8000-000000000000"}, "runtime_id"),
        ({"specification_id": "nothing"}, "specification_id"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_half_made(
    bench: Bench, changes: dict[str, Any], field: str
) -> None:
    before = bench.count(Artifact)
    with pytest.raises(InvalidInput) as refused:
        bench.create(**changes)
    assert refused.value.field == field
    assert bench.instances.list(ANN, query()).total == 0
    assert bench.count(Artifact) == before


def test_an_undeclared_input_is_refused(bench: Bench) -> None:
    with pytest.raises(InvalidInput, match="has no input 'ds9'"):
        bench.create(inputs={"data": bench.artifacts[0], "ds9": bench.artifacts[1]})


def test_a_draft_has_no_instances(bench: Bench) -> None:
    with pytest.raises(Conflict, match="registered"):
        bench.create(specification_id=bench.draft)


def test_inputs_never_change(bench: Bench) -> None:
    made = bench.create()
    with pytest.raises(Conflict, match="new instance") as refused:
        bench.instances.update(
            ANN, made.id, InstanceUpdate(name="x", inputs={"data": bench.artifacts[1]})
        )
    assert refused.value.field == "inputs"
    assert bench.instances.get(ANN, made.id).name == "on Q3 data"


def test_changed_parameters_are_a_new_revision_and_the_old_stay(bench: Bench) -> None:
    made = bench.create()
    changed = bench.instances.change_parameters(
        ANN, made.id, ParametersUpdate(values={"threshold": 0.25})
    )
    same = bench.instances.change_parameters(
        ANN, made.id, ParametersUpdate(values={"threshold": 0.25})
    )
    assert (changed.revision, same.revision) == (2, 2)
    revisions = bench.instances.revisions(ANN, made.id, query())
    assert [(one.number, one.values) for one in revisions.items] == [
        (2, {"threshold": 0.25, "label": "a"}), (1, {"threshold": 0.5, "label": "a"}),
    ]  # fmt: skip


def test_a_wrong_parameter_keeps_the_old_ones(bench: Bench) -> None:
    made = bench.create()
    with pytest.raises(InvalidInput) as refused:
        bench.instances.change_parameters(
            ANN, made.id, ParametersUpdate(values={"label": "b", "threshold": "high"})
        )
    assert refused.value.field == "parameters.threshold"
    assert bench.instances.get(ANN, made.id).revision == 1


def test_what_is_anns_does_not_exist_for_bob(bench: Bench) -> None:
    made = bench.create()
    for attempt in (
        lambda: bench.instances.get(BOB, made.id),
        lambda: bench.instances.update(BOB, made.id, InstanceUpdate(name="mine")),
        lambda: bench.instances.delete(BOB, made.id),
        lambda: bench.instances.revisions(BOB, made.id, query()),
        lambda: bench.instances.dependents(BOB, made.id),
        lambda: bench.instances.change_parameters(BOB, made.id, ParametersUpdate(values={})),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(InvalidInput):
        bench.create(BOB)
    assert bench.instances.list(BOB, query()).total == 0


def test_a_deleted_instance_can_be_read_and_not_changed(bench: Bench) -> None:
    made = bench.create()
    bench.instances.delete(ANN, made.id)
    assert bench.instances.get(ANN, made.id).deleted_at is not None
    assert bench.instances.list(ANN, query()).total == 0
    assert bench.instances.list(ANN, query(deleted=True)).total == 1
    with pytest.raises(Gone):
        bench.instances.update(ANN, made.id, InstanceUpdate(name="x"))


def test_an_ad_hoc_instance_is_made_once_and_hidden(bench: Bench) -> None:
    found = []
    for bound in ({"data": bench.artifacts[0]}, {"data": bench.artifacts[0]}):
        with bench.database.write() as tx:
            specification = tx.get_one(Specification, bench.specification)
            runtime = bench.runtimes.for_notebook_folder(tx)
            found.append(bench.instances.ad_hoc_for(tx, ANN, specification, runtime, bound, {}).id)
    assert found[0] == found[1]
    assert bench.instances.list(ANN, query()).total == 0
    assert bench.instances.list(ANN, query(ad_hoc=True)).total == 1


def test_a_changed_copy_is_made_like_any_other_and_names_its_original(bench: Bench) -> None:
    folders = FolderService(bench.database)
    folder = folders.create(ANN, FolderCreate(kind="instance", name="copies"))
    made = bench.create()
    copy = bench.create(name="with less", note="n", copied_from=made.id, folder_id=folder.id)
    assert (copy.folder_id, copy.note, made.note) == (folder.id, "n", "")
    assert bench.instances.list(ANN, query(folder=folder.id, below=False)).total == 1
    with bench.database.read() as tx:
        row = tx.query(AuditRow).filter_by(object_id=copy.id, action="created").one()
    assert row.after["copied_from"] == made.id
    for changes in ({"copied_from": copy.id}, {"folder_id": folder.id}):
        with pytest.raises(InvalidInput) as refused:  # his specification, her instance or folder
            bench.create(BOB, specification_id=bench.of(BOB), inputs={}, **changes)
        assert refused.value.field == next(iter(changes))


def test_an_instance_comes_back_with_the_default_runtime_where_its_own_is_gone(
    bench: Bench,
) -> None:
    runtime = bench.runtimes.create(ANN, RuntimeCreate(name="big"))
    made = bench.create(runtime_id=runtime.id)
    bench.instances.delete(ANN, made.id)
    assert bench.instances.restore(ANN, made.id).runtime.id == runtime.id

    bench.instances.delete(ANN, made.id)
    bench.runtimes.delete(ANN, runtime.id)
    back = bench.instances.restore(ANN, made.id)

    assert bench.runtimes.get(ANN, back.runtime.id).is_default
