"""Who comes next: fair between users, within the capacity, each execution once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from jupyter_ext.access.identity import Actor
from jupyter_ext.engine.places import Place
from jupyter_ext.engine.queue import Capacity, Claimed, Queue
from jupyter_ext.services import Services
from jupyter_ext.sessions.model import Execution
from jupyter_ext.store.base import new_id, utcnow
from jupyter_ext.testing.scenes import Bench

ADA, BOB, EVE = (Actor(name, name, proven=True) for name in ("ada", "bob", "eve"))


class Line:
    """Sessions that wait, and dispatchers that claim them."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services = services
        self.folder = folder
        self._count = 0

    def submit(self, actor: Actor, *, cpus: float = 1.0, memory: int | None = None) -> str:
        bench = Bench(self.services, actor, self.folder / actor.id)
        session = bench.submit(bench.notebook("1"))
        self._count += 1
        with self.services.database.write() as tx:
            tx.execute(
                update(Execution)
                .where(Execution.session_id == session.id)
                .values(cpus=cpus, memory=memory)
            )
        return session.id

    def queue(
        self, capacity: int, *, memory: int | None = None, place: Place | None = None
    ) -> Queue:
        here = place or replace(self.services.dispatcher.place, id=new_id())
        return Queue(
            self.services.database, here, Capacity(capacity, memory), self.folder / "attempts"
        )


@pytest.fixture
def line(services: Services, tmp_path: Path) -> Line:
    return Line(services, tmp_path)


def owners(queue: Queue, most: int = 20) -> list[str]:
    found: list[str] = []
    while len(found) < most and (claimed := queue.claim()) is not None:
        found.append(claimed.owner)
    return found


def test_users_take_turns_and_each_ones_sessions_keep_their_order(line: Line) -> None:
    first = [line.submit(ADA) for _ in range(4)]
    line.submit(BOB)
    line.submit(EVE)
    queue = line.queue(6)

    claimed = [queue.claim() for _ in range(6)]

    assert [one.owner for one in claimed if one] == ["ada", "bob", "eve", "ada", "ada", "ada"]
    assert [one.session_id for one in claimed if one and one.owner == "ada"] == first
    assert all(one is not None and one.attempt == 1 for one in claimed)
    assert queue.claim() is None


def test_never_more_than_the_capacity_however_many_claim(line: Line) -> None:
    for _ in range(8):
        line.submit(ADA)
    queues = [line.queue(3) for _ in range(4)]

    def claim_all(queue: Queue) -> list[Claimed]:
        return [one for one in (queue.claim() for _ in range(4)) if one]

    with ThreadPoolExecutor(4) as pool:
        claimed = [one for found in pool.map(claim_all, queues) for one in found]

    assert len(claimed) == 3
    assert len({one.execution_id for one in claimed}) == 3
    assert line.services.sessions.queue_status(ADA).running == 3


def test_nothing_runs_where_there_is_no_capacity(line: Line) -> None:
    line.submit(ADA)
    queue = line.queue(0)
    assert queue.has_work()
    assert queue.claim() is None


def test_declared_cpus_and_memory_are_counted(line: Line) -> None:
    line.submit(ADA, cpus=2, memory=600)
    line.submit(BOB, cpus=2, memory=100)
    line.submit(EVE, cpus=1, memory=500)
    assert owners(line.queue(4, memory=1000)) == ["ada", "bob"], "eve's memory is too much"


def test_what_is_larger_than_everything_runs_alone(line: Line) -> None:
    line.submit(ADA, cpus=64)
    line.submit(BOB)
    assert owners(line.queue(4)) == ["ada"]


def test_what_has_waited_long_is_no_longer_overtaken(line: Line) -> None:
    queue = line.queue(4)
    line.submit(ADA)
    assert owners(queue) == ["ada"]
    large = line.submit(BOB, cpus=4)
    line.submit(EVE)
    with line.services.database.write() as tx:
        tx.execute(
            update(Execution)
            .where(Execution.session_id == large)
            .values(created_at=utcnow() - timedelta(hours=1))
        )
    assert owners(queue) == []


def test_the_command_line_claims_its_own_only_and_others_not_what_is_its(line: Line) -> None:
    cli = replace(line.services.dispatcher.place, id=new_id(), kind="cli")
    line.submit(ADA)
    its_own = line.submit(BOB)
    with line.services.database.write() as tx:
        tx.execute(
            update(Execution).where(Execution.session_id == its_own).values(only_dispatcher=cli.id)
        )

    assert owners(line.queue(4, place=cli)) == ["bob"]
    assert owners(line.queue(4)) == ["ada"]


def test_another_pool_is_left_alone(line: Line) -> None:
    line.submit(ADA)
    elsewhere = replace(line.services.dispatcher.place, id=new_id(), pool="elsewhere")
    queue = line.queue(4, place=elsewhere)
    assert not queue.has_work()
    assert queue.claim() is None
