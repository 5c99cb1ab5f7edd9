"""An exported trail: what it holds, that tampering with it is found, and that it stays text."""

from __future__ import annotations

import csv
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from jupyter_ext.access.identity import Actor
from jupyter_ext.access.model import AuditRow
from jupyter_ext.access.trail import GENESIS, digest, head, record
from jupyter_ext.audit.export import END, lines, shielded
from jupyter_ext.audit.filters import Wanted
from jupyter_ext.audit.verifying import Checked, verify
from jupyter_ext.errors import InvalidInput
from jupyter_ext.store.base import utcnow
from jupyter_ext.store.database import Database

ANN = Actor("ann", "Ann", proven=True)
FORMULA = Actor('=HYPERLINK("http://x","y")', "F")
HOSTILE = {
    "name": "=1+1",
    "note": 'a "quoted", \\ word\r\n@x\u2028 Überall 😀 <script>',
    "big": 2**60 + 1,
    "ratio": 0.1,
    "on": True,
}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def trail(database: Database) -> Database:
    """Six rows: of two objects, by two users."""
    for number in range(6):
        with database.write() as tx:
            record(
                tx,
                FORMULA if number % 3 == 0 else ANN,
                "updated" if number else "created",
                "artifact",
                f"id-{number % 2}",
                owner=ANN.id,
                before={"name": f"{number}"} if number else None,
                after=HOSTILE,
            )
    return database


def write(database: Database, path: Path, wanted: Wanted | None = None) -> Path:
    form: Any = path.suffix[1:]
    with database.read() as tx, path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(tx, wanted or Wanted(), form))
    return path


def compared(database: Database, path: Path) -> Checked:
    with database.read() as tx:
        return verify(path, tx)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_is_whole_and_ends_with_the_head(
    trail: Database, tmp_path: Path, form: str
) -> None:
    path = write(trail, tmp_path / f"trail.{form}")

    with trail.read() as tx:
        seq, head_hash = head(tx)
    for found in (verify(path), compared(trail, path)):
        assert found.problems == []
        assert (found.rows, found.filters) == (6, {})
        assert found.head == {"seq": seq, "hash": head_hash}
    assert head_hash in path.read_text("utf-8").splitlines()[-1]


def test_both_forms_say_the_same(trail: Database, tmp_path: Path) -> None:
    said = [json.loads(line) for line in write(trail, tmp_path / "a.jsonl").open(encoding="utf-8")]
    with write(trail, tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))

    assert [row["seq"] for row in table[:-1]] == [str(row["seq"]) for row in said[:-1]]
    assert [json.loads(row["after"]) for row in table[:-1]] == [row["after"] for row in said[:-1]]
    assert said[0]["after"] == HOSTILE
    assert json.loads(table[-1]["after"])["head"] == said[-1]["end"]["head"]
    assert table[-1]["seq"] == END


def test_no_cell_is_a_formula(trail: Database, tmp_path: Path) -> None:
    with write(trail, tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]

    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    assert f"'{FORMULA.id}" in cells


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "'=1", "''", "＝1", "plain"]
)
def test_what_was_shielded_can_be_told_from_what_was_there(text: str) -> None:
    assert shielded(text).removeprefix("'") == text
    assert shielded(text).startswith("'") == (text != "plain")


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("wanted", ["object", "users", "actions", "time"])
def test_a_part_of_the_trail_can_be_had_and_checked(
    trail: Database, tmp_path: Path, form: str, wanted: str
) -> None:
    with trail.read() as tx:
        third = tx.get_one(AuditRow, 3).at
    chosen, expected = {
        "object": (Wanted(object_id="id-1"), [2, 4, 6]),
        "users": (Wanted(users=[FORMULA.id]), [1, 4]),
        "actions": (Wanted(actions=["created", "nothing"]), [1]),
        "time": (Wanted(since=third, until=third + timedelta(microseconds=1)), [3]),
    }[wanted]

    path = write(trail, tmp_path / f"part.{form}", chosen)

    found = compared(trail, path)
    assert found.problems == []
    assert (found.rows, bool(found.filters), found.head["seq"]) == (len(expected), True, 6)
    assert verify(path).problems == []


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_empty_trail_can_be_exported_too(database: Database, tmp_path: Path, form: str) -> None:
    path = write(database, tmp_path / f"none.{form}")

    assert verify(path).problems == []
    assert verify(path).head == {"seq": 0, "hash": GENESIS}


def without(number: int) -> Callable[[list[str]], list[str]]:
    return lambda rows: rows[:number] + rows[number + 1 :]


def swapped(old: str, new: str) -> Callable[[list[str]], list[str]]:
    return lambda rows: [row.replace(old, new, 1) if "updated" in row else row for row in rows]


TAMPERINGS: dict[str, Callable[[list[str]], list[str]]] = {
    "a user": swapped("ann", "bob"),
    "a value": swapped("0.1", "0.2"),
    "a row taken away": without(3),
    "the first row taken away": without(1),
    "the last row taken away": without(-2),
    "rows in another order": lambda rows: [*rows[:2], rows[3], rows[2], *rows[4:]],
    "a row twice": lambda rows: [*rows[:3], rows[2], *rows[3:]],
    "cut off": lambda rows: rows[:-1],
    "cut off within a row": lambda rows: [*rows[:-1], rows[-1][:-20]],
    "the last line in the middle": lambda rows: [*rows[:3], rows[-1], *rows[3:]],
    "something after the end": lambda rows: [*rows, rows[2]],
    "not a row": lambda rows: [*rows[:3], "nonsense\n", *rows[3:]],
    "too deep": lambda rows: [*rows[:3], "[" * 100_000 + "\n", *rows[3:]],
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_with_a_file_is_found(
    trail: Database, tmp_path: Path, form: str, name: str
) -> None:
    path = write(trail, tmp_path / f"trail.{form}")
    with path.open(encoding="utf-8", newline="") as file:
        rows = file.readlines()
    if form == "jsonl":
        rows.insert(0, "")  # where the other has its header

    path.write_text("".join(TAMPERINGS[name](rows)), "utf-8", newline="")

    assert verify(path).problems


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("field", ["head", "rows", "filters"])
def test_a_last_line_that_says_something_else_is_found(
    trail: Database, tmp_path: Path, field: str
) -> None:
    path = write(trail, tmp_path / "trail.jsonl")
    *rows, last = path.read_text("utf-8").splitlines()
    for said in (
        *({"seq": 6, "hash": "0" * 64}, {"seq": 2**70}, {"users": ["x"]}),
        *({"since": "2026-01-01"}, 5, "x", [1]),
    ):
        end = json.loads(last)
        end["end"][field] = said
        path.write_text("\n".join([*rows, json.dumps(end)]) + "\n", "utf-8")
        assert verify(path).problems, said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_chain_that_was_made_anew_is_found_by_comparing(trail: Database, tmp_path: Path) -> None:
    # given: a part of the trail, from which a row was taken away as if it had never been there
    path = write(trail, tmp_path / "trail.jsonl", Wanted(users=["ann"]))
    rows = path.read_text("utf-8").splitlines()
    end = json.loads(rows[-1])
    end["end"]["rows"] -= 1
    path.write_text("\n".join([rows[0], *rows[2:-1], json.dumps(end)]) + "\n", "utf-8")

    # then: by itself the file holds, against the trail it doesn't
    assert verify(path).problems == []
    assert compared(trail, path).problems == ["Row 3 of the trail isn't in the file."]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_trail_that_lost_or_changed_rows_is_found_by_an_older_export(
    trail: Database, tmp_path: Path
) -> None:
    path = write(trail, tmp_path / "trail.csv")

    with trail.write() as tx:  # the newest row: the chain alone doesn't tell
        tx.execute(delete(AuditRow).where(AuditRow.seq == 6))
    assert compared(trail, path).problems == [
        "Row 6 of the file isn't in the trail.",
        "The trail no longer has the head that the file names (row 6).",
    ]
    with trail.write() as tx:
        tx.execute(update(AuditRow).where(AuditRow.seq == 5).values(hash="1" * 64))
    assert "Row 5 is another one in the trail." in compared(trail, path).problems


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"a,b\n1,2\n", b"\xff\xfe\x00", b"PK\x03\x04", b'{"end": {}}', b"[1]"]
)
def test_another_file_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.jsonl"
    path.write_bytes(content)

    with pytest.raises(InvalidInput, match=r"other\.jsonl"):
        verify(path)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_memory_does_not_grow_with_the_trail(database: Database, tmp_path: Path, form: str) -> None:
    # given: 20,000 rows, 40 MB
    count, before = 20_000, GENESIS
    with database.write() as tx:
        for seq in range(1, count + 1):
            row = AuditRow(
                seq=seq, at=utcnow(), actor="ann", actor_proven=True, action="updated",
                kind="artifact", object_id="id-1", before=None, after={"note": "x" * 2000},
                previous_hash=before, hash="",
            )  # fmt: skip
            row.hash = before = digest(row)
            tx.add(row)
            if seq % 1000 == 0:
                tx.flush()
                tx.expunge_all()

    # when
    tracemalloc.start()
    try:
        path = write(database, tmp_path / f"long.{form}")
        found = compared(database, path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    # then
    assert (found.rows, found.problems) == (count, [])
    assert peak < 12 * 2**20
