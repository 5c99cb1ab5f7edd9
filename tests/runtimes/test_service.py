"""Runtimes: everybody sees them, their owner changes them, the product's own stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.errors import Conflict, InvalidInput, NotAllowed, NotFound
from jupyter_ext.instances.model import Instance
from jupyter_ext.runtimes.records import RuntimeCreate, RuntimeUpdate
from jupyter_ext.specifications.model import Specification
from jupyter_ext.web.lists import ListQuery

if TYPE_CHECKING:
    from jupyter_ext.services import Services


def names(services: Services, actor: Actor, **query: Any) -> list[str]:
    return [r.name for r in services.runtimes.list(actor, ListQuery(**query)).items]


def test_two_runtimes_come_with_the_product_once(services: Services, actor: Actor) -> None:
    services.runtimes.ensure_default()
    found = services.runtimes.list(actor, ListQuery()).items
    assert [(r.name, r.is_default, r.working_folder, r.kernelspec) for r in found] == [
        ("Notebook's kernel", True, "isolated", None),
        ("Notebook's kernel, in its folder", False, "notebook", None),
    ]


def test_the_default_stands_first_then_by_name(services: Services, actor: Actor) -> None:
    for name in ("zebra", "Ähre", "apple"):
        services.runtimes.create(actor, RuntimeCreate(name=name))
    assert names(services, actor)[0] == "Notebook's kernel"
    assert names(services, actor, sort="-name")[-1] != "Notebook's kernel"
    assert names(services, actor, q="ÄHR") == ["Ähre"]
    with pytest.raises(InvalidInput) as refused:
        names(services, actor, sort="env")
    assert refused.value.field == "sort"


def test_the_owner_changes_a_runtime_others_only_look(
    services: Services, actor: Actor, stranger: Actor
) -> None:
    made = services.runtimes.create(actor, RuntimeCreate(name="big", env={"A": "1"}))
    assert services.runtimes.get(actor, made.id).env == {"A": "1"}
    with pytest.raises(NotAllowed):
        services.runtimes.update(stranger, made.id, RuntimeUpdate(name="mine"))
    with pytest.raises(NotAllowed):
        services.runtimes.delete(stranger, made.id)
    changed = services.runtimes.update(actor, made.id, RuntimeUpdate(name="bigger", cpus=4))
    assert (changed.name, changed.cpus, changed.env) == ("bigger", 4, {})


def test_the_products_own_stay_as_they_are(services: Services, actor: Actor) -> None:
    default = services.runtimes.list(actor, ListQuery()).items[0]
    with pytest.raises(NotAllowed):
        services.runtimes.update(actor, default.id, RuntimeUpdate(name="mine"))
    with pytest.raises(NotAllowed):
        services.runtimes.delete(actor, default.id)


def test_values_of_variables_are_not_in_the_trail(services: Services, actor: Actor) -> None:
    made = services.runtimes.create(actor, RuntimeCreate(name="x", env={"TOKEN": "hush-hush"}))
    services.runtimes.update(actor, made.id, RuntimeUpdate(name="x", env={"TOKEN": "other-one"}))
    with services.database.read() as tx:
        rows = tx.query(AuditRow).filter_by(object_id=made.id).order_by(AuditRow.seq).all()
    assert [row.action for row in rows] == ["created", "updated"]
    assert all("hush" not in str(row.after) + str(row.before) for row in rows)
    assert rows[0].after is not None
    assert rows[0].after["env"] == ["TOKEN"]


def test_others_see_which_variables_are_set_and_not_to_what(
    services: Services, actor: Actor, stranger: Actor
) -> None:
    made = services.runtimes.create(actor, RuntimeCreate(name="x", env={"TOKEN": "hush-hush"}))
    for found in (
        services.runtimes.get(stranger, made.id),
        *services.runtimes.list(stranger, ListQuery(q="x")).items,
    ):
        assert "hush" not in found.model_dump_json()
    assert services.runtimes.get(stranger, made.id).env == {"TOKEN": None}
    assert services.runtimes.get(actor, made.id).env == {"TOKEN": "hush-hush"}


def test_a_runtime_that_an_instance_has_stays(services: Services, actor: Actor) -> None:
    made = services.runtimes.create(actor, RuntimeCreate(name="used"))
    with services.database.write() as tx:
        spec = Specification(name="s", owner=actor.id, signature={})
        tx.add(spec)
        tx.flush()
        tx.add(Instance(name="i", owner=actor.id, specification_id=spec.id, runtime_id=made.id))
    with pytest.raises(Conflict) as refused:
        services.runtimes.delete(actor, made.id)
    assert refused.value.details == {"instances": 1}


def test_a_deleted_runtime_is_no_longer_found(services: Services, actor: Actor) -> None:
    made = services.runtimes.create(actor, RuntimeCreate(name="short"))
    services.runtimes.delete(actor, made.id)
    assert "short" not in names(services, actor)
    with pytest.raises(NotFound):
        services.runtimes.get(actor, made.id)
    with services.database.read() as tx, pytest.raises(InvalidInput) as refused:
        services.runtimes.get_row(tx, actor, made.id)
    assert refused.value.field == "runtime_id"


@pytest.mark.parametrize("hostile", ["", "../../etc", "a\x00b", "x" * 5000, "' OR 1=1 --"])
def test_a_hostile_id_is_just_not_found(services: Services, actor: Actor, hostile: str) -> None:
    with pytest.raises(NotFound):
        services.runtimes.get(actor, hostile)
