"""A server that dies in the middle of a workflow."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

from ..product import Product, until


def states(product: Product, workflow_id: str) -> dict[str, int]:
    found: dict[str, int] = product.get(f"workflows/{workflow_id}")["states"]
    return found


def test_it_goes_on_after_the_restart_and_each_is_run_once(mortal: Product, tmp_path: Path) -> None:
    go, began = tmp_path / "go", tmp_path / "began"
    mortal.start(capacity=2)
    path = mortal.write_notebook(
        "grid.ipynb",
        "import jx\nn = jx.parameter('n')",
        f"import os, time\nwith open({str(began)!r}, 'a') as file: file.write(f'{{n}}\\n')\n"
        f"while not os.path.exists({str(go)!r}): time.sleep(0.05)",
    )
    workflow = mortal.run(path, lists={"parameters": {"n": list("01234")}})["workflow"]["id"]
    until(lambda: began.exists() and len(began.read_text().split()) == 2, 90, "two run")

    mortal.kill()
    go.touch()
    mortal.start(capacity=2)

    until(
        lambda: states(mortal, workflow) == {"SUCCEEDED": 5},
        120,
        "all succeed",
        lambda: str(states(mortal, workflow)),
    )
    assert sorted(began.read_text().split()) == list("01234")
    page = mortal.get(f"workflows/{workflow}/sessions")
    for one in page["items"]:
        [execution] = mortal.session(one["id"])["executions"]
        assert execution["attempt"] == 1


def test_what_was_not_killed_before_its_server_died_is_killed_by_asking_again(
    mortal: Product,
) -> None:
    mortal.start(capacity=2)
    path = mortal.write_notebook(
        "long.ipynb", "import jx\nn = jx.parameter('n')", "import time\ntime.sleep(600)"
    )
    lists = {"parameters": {"n": [str(n) for n in range(300)]}}
    workflow = mortal.run(path, lists=lists)["workflow"]["id"]
    until(lambda: states(mortal, workflow).get("RUNNING") == 2, 90, "two run")

    def ask(reason: str) -> Any:
        with contextlib.suppress(OSError):
            return mortal.post(f"workflows/{workflow}/cancel", {"reason": reason})

    asking = threading.Thread(target=ask, args=("first",))
    asking.start()
    until(lambda: "CANCELLED" in states(mortal, workflow), 60, "some are killed", every=0.01)
    mortal.kill()
    asking.join(60)
    mortal.start(capacity=2)
    assert sum(states(mortal, workflow).values()) == 300
    ask("second")

    until(
        lambda: states(mortal, workflow) == {"CANCELLED": 300},
        90,
        "all are killed",
        lambda: str(states(mortal, workflow)),
    )
    page = mortal.get(f"workflows/{workflow}/sessions?limit=200&sort=-number")
    assert {one["kill_reason"] for one in page["items"]} <= {"first", "second"}
