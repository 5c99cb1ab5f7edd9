"""Searching, filtering by tag and sorting, alike on every database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jupyter_ext.artifacts.model import Artifact
from jupyter_ext.errors import InvalidInput
from jupyter_ext.store import lists
from jupyter_ext.web.lists import ListQuery

if TYPE_CHECKING:
    from jupyter_ext.services import Services


@pytest.fixture
def found(services: Services) -> Any:
    with services.database.write() as tx:
        for name, description, tags in (
            ("Été 2024", "first", ["été", "raw"]),
            ("été 2023", "100% done", ["Raw data"]),
            ("winter_1", "", []),
            ("winter21", "", ["raw"]),
        ):
            tx.add(Artifact(name=name, description=description, tags=tags, owner="o"))

    def ask(**query: Any) -> list[str]:
        asked = ListQuery(**query)
        from sqlalchemy import func, select

        statement = select(Artifact).where(
            *lists.search(asked.q, Artifact.name, Artifact.description, tags=Artifact.tags),
            *lists.tagged(Artifact.tags, asked.tag),
        )
        columns = {"name": func.lower(Artifact.name), "deleted_at": Artifact.deleted_at}
        with services.database.read() as tx:
            order = lists.ordering(asked.sort, columns, "name", Artifact.id)
            rows, total = lists.fetch(tx, statement, asked, order)
        assert total >= len(rows)
        return [row.name for row in rows]

    return ask


def test_search_knows_case_in_every_script(found: Any) -> None:
    assert set(found(q="éTÉ")) == {"Été 2024", "été 2023"}
    assert found(q="e\u0301te\u0301 2023") == ["été 2023"], "typed in two characters each"


def test_signs_of_patterns_are_themselves(found: Any) -> None:
    assert found(q="r_1") == ["winter_1"]
    assert found(q="0% d") == ["été 2023"]
    assert found(q="\\") == []


def test_search_finds_parts_of_tags_a_filter_whole_ones(found: Any) -> None:
    assert set(found(q="raw")) == {"Été 2024", "winter21", "été 2023"}
    assert set(found(tag=["raw"])) == {"Été 2024", "winter21"}
    assert found(tag=["raw", "été"]) == ["Été 2024"]
    assert found(tag=['raw"]']) == []


def test_a_page_is_a_part_of_the_whole(found: Any) -> None:
    everything = found(sort="-name")
    assert everything == ["Été 2024", "été 2023", "winter_1", "winter21"]
    assert found(sort="-name", offset=1, limit=2) == everything[1:3]


def test_only_known_columns_sort(found: Any) -> None:
    for sort in ("owner", "--name", "name; drop table artifacts", "-"):
        with pytest.raises(InvalidInput) as refused:
            found(sort=sort)
        assert refused.value.field == "sort"


def test_a_nul_is_refused_at_its_field(found: Any) -> None:
    for query, field in (({"q": "a\x00"}, "q"), ({"tag": ["\x00"]}, "tag")):
        with pytest.raises(InvalidInput) as refused:
            found(**query)
        assert refused.value.field == field
