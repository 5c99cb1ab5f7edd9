"""What sessions ran with, side by side: what is the same, what isn't, what is missing."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from jupyter_ext.errors import InvalidInput, NotFound
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.specifications.files import local_source
from jupyter_ext.specifications.records import CommitRequest, SpecificationCreate

from .conftest import Chain, by_name, compare, end, log, result, started


def test_parameters_and_data_say_where_they_differ(chain: Chain) -> None:
    # given: three of one instance, one of another whose data is the same file once more
    one = started(chain, parameters={"rate": 1, "big": 7})
    other = started(chain, parameters={"rate": 1.0, "big": 8})
    default = started(chain)
    end(chain, one, other, default)

    # when
    found = compare(chain, one, other, default, chain.scorer.id)

    # then: 1 and 1.0 are one number, defaults are said to be
    rate, big = (by_name(found.parameters)[alias] for alias in ("rate", "big"))
    assert [cell.group for cell in rate.cells] == [0, 0, 2, 2]
    assert [cell.is_default for cell in rate.cells] == [False, False, True, True]
    assert [cell.text for cell in big.cells] == ["7", "8", "1", "1"]
    assert (rate.differs, big.differs) == (True, True)

    # and: an input that isn't configured is a row too
    data, more = (by_name(found.inputs)[alias] for alias in ("data", "more"))
    assert [cell.group for cell in data.cells] == [0, 0, 0, 3]
    assert data.cells[3].version.number == 2
    assert [cell.version is None for cell in more.cells] == [False, False, False, True]

    # and: the same code
    assert {one.code_group for one in found.sessions} == {0}
    assert not compare(chain, one, other).inputs[0].differs


def of_text(chain: Chain, default: str) -> None:
    """Runs are of an instance of another specification from now on, which takes a text."""
    signature = {
        "inputs": [],
        "parameters": [{"alias": "text", "type": "string", "default": default}],
        "outputs": [],
    }
    path = chain.notebook("1", name="text.ipynb")
    services, actor, source = chain.services, chain.actor, local_source(path, [])
    made = services.specifications.create(
        actor, SpecificationCreate(name="Text", path=str(path), signature=signature), source
    ).specification
    services.specifications.commit(
        actor, made.id, CommitRequest(path=str(path), signature=signature), source
    )
    services.specifications.register(actor, made.id)
    chain.instance_id = services.instances.create(
        actor, InstanceCreate(specification_id=made.id, name="Of text")
    ).id


def test_the_same_body_with_another_signature_is_other_code(chain: Chain) -> None:
    ids = []
    for default in ("a", "b", "a"):
        of_text(chain, default)
        ids.append(started(chain))

    found = compare(chain, *ids)

    assert len({one.body_sha256 for one in found.sessions}) == 1
    assert [one.code_group for one in found.sessions] == [0, 1, 0]
    code = chain.services.comparisons.code(chain.actor, ids[0], ids[1])
    assert {one.kind for one in code.cells} == {"same"}
    assert code.signature


def test_a_long_value_is_cut_and_still_told_apart(chain: Chain) -> None:
    # given: two texts that begin the same
    of_text(chain, "")
    ids = [started(chain, parameters={"text": "x" * 5_000 + end}) for end in ("a", "b")]

    # when
    [row] = compare(chain, *ids).parameters

    # then
    assert [cell.group for cell in row.cells] == [0, 1]
    assert all(cell.cut and len(cell.text) == 300 for cell in row.cells)

    # and: code of another specification has other aliases and other code
    mixed = compare(chain, ids[0], chain.scorer.id)
    assert by_name(mixed.parameters)["text"].cells[1] is None
    assert by_name(mixed.parameters)["rate"].cells[0] is None
    assert [one.code_group for one in mixed.sessions] == [0, 1]
    code = chain.services.comparisons.code(chain.actor, ids[0], chain.scorer.id)
    assert code.known
    assert [one.kind for one in code.cells if one.kind != "same"]
    assert "The parameter text was removed." in code.signature


def test_environments_show_what_differs(chain: Chain) -> None:
    # given
    old, new, unknown = (started(chain) for _ in range(3))
    facts = {
        "interpreter": {"implementation": "CPython", "version": "3.11.2"},
        "kernelspec": {"display_name": "Python 3"},
        "machine": {"system": "Linux", "release": "6.1", "machine": "x86_64", "hostname": "h"},
    }
    end(chain, old, provenance={**facts, "packages": [["pandas", "2.2"], ["My_Tool", "1"]]})
    end(chain, new, provenance={**facts, "packages": [["pandas", "3.1"], ["my-tool", "1"],
                                                      ["extra", "5"]]})  # fmt: skip

    # when
    found = compare(chain, old, new, unknown).environments

    # then
    assert (found.known, found.same) == ([True, True, False], 1)
    rows = {one.name: (one.kind, one.differs, one.cells) for one in found.rows}
    assert rows["interpreter"] == ("interpreter", False, ["CPython 3.11.2"] * 2 + [None])
    assert rows["system"][2][0] == "Linux 6.1 x86_64"
    assert rows["pandas"] == ("package", True, ["2.2", "3.1", None])
    assert rows["extra"] == ("package", True, [None, "5", None])
    assert "My_Tool" not in rows


def test_a_deleted_session_has_its_name_and_nothing_else(chain: Chain) -> None:
    # given
    chain.instance_id = chain.scorer.instance.id
    gone, there = started(chain, parameters={"big": 9}), started(chain)
    chain.wrote(gone)
    chain.wrote(there)
    log(chain, gone, "auc", 0.9)
    result(chain, gone, "said", b"secret")
    end(chain, gone, reason="because")
    name = chain.services.sessions.get(chain.actor, gone).name
    chain.services.sessions.delete(chain.actor, gone)

    # when
    found = compare(chain, gone, there)

    # then
    assert (found.sessions[0].name, found.sessions[0].deleted) == (name, True)
    assert found.sessions[0].reason is None
    assert found.metrics == found.results == []
    for row in (*found.inputs, *found.parameters, *found.outputs):
        assert row.cells[0] is None
        assert not row.differs
    with pytest.raises(NotFound):
        chain.services.comparisons.code(chain.actor, gone, there)


def test_too_few_too_many_and_twice_are_refused_with_the_reason(chain: Chain) -> None:
    ids = chain.rows(11)
    for chosen, said in (([], "two"), (ids[:1], "two"), (ids, "At most 10"),
                         ([ids[0], ids[1], ids[0]], "twice")):  # fmt: skip
        with pytest.raises(InvalidInput, match=said) as refused:
            compare(chain, *chosen)
        assert refused.value.field == "session"
    assert len(compare(chain, *ids[:10]).sessions) == 10


def test_ten_take_as_many_queries_as_two(chain: Chain) -> None:
    # given
    ids = chain.rows(10)
    statements: list[str] = []
    engine = chain.services.database._reader
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    # when
    asked = []
    for count in (2, 10):
        statements.clear()
        compare(chain, *ids[:count])
        asked.append(len(statements))

    # then
    assert asked[0] == asked[1] <= 24, asked


def test_a_script_and_a_notebook_have_no_like_cells(chain: Chain) -> None:
    # given
    path = chain.folder / "score.py"
    signature = {"inputs": [], "parameters": [], "outputs": []}
    services, actor = chain.services, chain.actor
    ids = [chain.scorer.id]
    for name, code in (("one", "print(1)\n"), ("two", "print(1)\nprint(2)\n")):
        path.write_text(code)
        source = local_source(path, [])
        made = services.specifications.create(
            actor, SpecificationCreate(name=name, path=str(path), signature=signature), source
        ).specification
        services.specifications.commit(
            actor, made.id, CommitRequest(path=str(path), signature=signature), source
        )
        services.specifications.register(actor, made.id)
        chain.instance_id = services.instances.create(
            actor, InstanceCreate(specification_id=made.id, name=name)
        ).id
        ids.append(started(chain))

    # then
    assert [one.code_group for one in compare(chain, *ids).sessions] == [0, 1, 2]
    mixed = services.comparisons.code(actor, ids[0], ids[1])
    assert not mixed.known
    assert "One is a notebook and the other a script" in str(mixed.reason)
    scripts = services.comparisons.code(actor, ids[1], ids[2])
    assert [(one.kind, one.right) for one in scripts.cells] == [
        ("same", "print(1)"),
        ("added", "print(2)"),
    ]
