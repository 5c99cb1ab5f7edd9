"""Environment variables of a runtime: the code gets their values, nothing keeps them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from jupyter_ext.runtimes.records import RuntimeCreate, RuntimeUpdate
from jupyter_ext.services import Services
from jupyter_ext.sessions.model import Execution, Session
from jupyter_ext.testing.scenes import Bench

VALUE = "hush-hush-4711"
# what the run's own process could still read of the value, but for its environment
LOOK = """
import os, pathlib
attempt = pathlib.Path(os.environ["JX_MANIFEST"]).parents[2]
found = [
    str(path) for path in attempt.rglob("*")
    if path.is_file() and os.environ["TOKEN"].encode() in path.read_bytes()
]
assert found == [], found
assert os.environ["TOKEN"].endswith("4711")
"""


def runtime(bench: Bench, **env: str) -> str:
    return bench.services.runtimes.create(bench.actor, RuntimeCreate(name="x", env=env)).id


def kept(bench: Bench) -> bytes:
    """Everything in the data folder but the database, which holds the runtime itself.

    The attempt's folder may still be on its way out: what is gone isn't kept.
    """
    found = []
    for folder, _, names in os.walk(bench.services.settings.data_dir):
        for name in names:
            if "sqlite" not in name:
                with contextlib.suppress(FileNotFoundError):
                    found.append(Path(folder, name).read_bytes())
    return b"".join(found)


def test_the_code_gets_the_value_and_nothing_keeps_it(bench: Bench) -> None:
    runtime_id = runtime(bench, TOKEN=VALUE)
    session = bench.run(LOOK, runtime_id=runtime_id)

    assert session.state == "SUCCEEDED", session.error
    assert VALUE not in session.model_dump_json()
    assert set(session.runtime["env"]) == {"TOKEN"}
    assert VALUE.encode() not in kept(bench)
    with bench.services.database.read() as tx:
        assert VALUE not in tx.get_one(Session, session.id).manifest_text
        assert [one.env for one in tx.query(Execution).all()] == [None]


def test_the_digest_tells_whether_the_value_was_the_same(bench: Bench) -> None:
    runtime_id = runtime(bench, TOKEN=VALUE, OTHER=VALUE)
    path = bench.notebook("pass")

    def digests() -> dict[str, str]:
        found: dict[str, str] = bench.submit(path, runtime_id=runtime_id).runtime["env"]
        return found

    first, second = digests(), digests()
    change = RuntimeUpdate(name="x", env={"TOKEN": "another", "OTHER": VALUE})
    bench.services.runtimes.update(bench.actor, runtime_id, change)
    third = digests()

    assert first == second
    assert first["TOKEN"] != first["OTHER"], "two names with one value look different"
    assert (third["TOKEN"] == first["TOKEN"], third["OTHER"] == first["OTHER"]) == (False, True)
    other = bench.submit(path, runtime_id=runtime(bench, TOKEN=VALUE))
    assert other.runtime["env"]["TOKEN"] != first["TOKEN"], "another runtime, another key"


def test_a_run_has_the_values_of_its_submission(bench: Bench) -> None:
    bench.services.dispatcher.stop()
    runtime_id = runtime(bench, TOKEN="then")
    path = bench.notebook("import os\nassert os.environ['TOKEN'] == 'then'")
    session = bench.submit(path, runtime_id=runtime_id)
    cancelled = bench.submit(path, runtime_id=runtime_id)
    bench.services.runtimes.update(
        bench.actor, runtime_id, RuntimeUpdate(name="x", env={"TOKEN": "now"})
    )
    bench.services.sessions.cancel(bench.actor, cancelled.id)
    with bench.services.database.read() as tx:
        waiting = {one.session_id: one.env for one in tx.query(Execution).all()}
    assert waiting == {session.id: {"TOKEN": "then"}, cancelled.id: None}
    restarted = Services(bench.services.settings)
    restarted.start()
    try:
        assert bench.wait(session.id).state == "SUCCEEDED"
    finally:
        restarted.close()
