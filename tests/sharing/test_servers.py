"""Three users with an identity provider: on one server, and on two over one PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.testing.postgresql import Cluster
from tests.product import Product, Refused, users_by_header

REGISTERED: dict[str, Any] = {
    "inputs": [{"alias": "data", "required": True}],
    "parameters": [],
    "outputs": [{"alias": "scores"}],
}
CODE = """
import jx
jx.output("scores").write(jx.input("data").text().upper())
print("done")
"""
GROUPS = "--JupyterExt.groups={'validators': ['cy']}"


@pytest.fixture(params=["one server", "two servers on PostgreSQL"])
def servers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Product, Product]]:
    """Where Ada works, and where Ben and Cy do."""
    first = Product(tmp_path / "first")
    started = [first]
    more: tuple[str, ...] = (GROUPS, "--JupyterExt.four_eyes=True")
    if request.param != "one server":
        cluster, template = request.getfixturevalue("migrated_postgresql")
        assert isinstance(cluster, Cluster)
        started.append(Product(tmp_path / "second"))
        more = (
            *more,
            f"--JupyterExt.database_url={cluster.url(cluster.make_database(template))}",
            f"--JupyterExt.blob_url={(tmp_path / 'blobs').as_uri()}",
        )
    try:
        for one in started:
            one.start(capacity=1, arguments=(*users_by_header(one, "probe"), *more))
        yield started[0], started[-1]
    finally:
        for one in started:
            one.kill()


class User:
    """Somebody at a server."""

    def __init__(self, name: str, server: Product) -> None:
        self.name = name
        self.server = server
        self("GET", "status")  # as the front end does at its start: from now on known

    def __call__(self, method: str, path: str, body: Any = None, *, raw: bool = False) -> Any:
        headers = {"X-User": self.name, "Idempotency-Key": f"{self.name} {path} {body}"[:200]}
        return self.server.ask(method, path, body, headers=headers, raw=raw)

    def refused(self, method: str, path: str, body: Any = None) -> int:
        with pytest.raises(Refused) as refused:
            self(method, path, body)
        return refused.value.status

    def ended(self, session_id: str) -> dict[str, Any]:
        from tests.product import until

        found: dict[str, Any] = {}

        def over() -> bool:
            found.update(self("GET", f"sessions/{session_id}"))
            return found["state"] not in ("QUEUED", "STARTING", "RUNNING", "CANCELLING")

        until(over, 120, "the session is over", lambda: str(found.get("state")))
        return found


def make_instance(ada: User) -> dict[str, Any]:
    upload = ada("POST", "uploads", {"filename": "data.csv", "size": 5})
    ada("PUT", f"uploads/{upload['id']}?offset=0", b"first")
    version = ada("POST", f"uploads/{upload['id']}/commit", {})
    path = ada.server.write_notebook("scores.ipynb", CODE)
    request = {"name": "Scores", "path": path, "signature": REGISTERED}
    specification = ada("POST", "specifications", request)
    there = f"specifications/{specification['id']}"
    ada("POST", f"{there}/versions", {"path": path, "comment": "1", "signature": REGISTERED})
    ada("POST", f"{there}/register")
    made: dict[str, Any] = ada(
        "POST",
        "instances",
        {
            "specification_id": specification["id"],
            "name": "Scores of data",
            "inputs": {"data": version["artifact"]["id"]},
        },
    )
    return made


def test_a_team_shares_runs_and_signs(servers: tuple[Product, Product]) -> None:
    # given: Ada's instance, of which nobody else knows
    ada, ben, cy = User("ada", servers[0]), User("ben", servers[1]), User("cy", servers[1])
    instance = make_instance(ada)
    there, sharing = f"instances/{instance['id']}", f"sharing/instance/{instance['id']}"
    assert ben.refused("GET", there) == cy.refused("GET", there) == 404
    assert {one["id"] for one in ada("GET", "people")["users"]} >= {"ben", "cy"}
    assert ada("GET", "people")["groups"] == ["validators"]

    # when: Ben may run it, and the validators may look
    ada("PUT", sharing, {"user": "ben", "role": "runner"})
    ada("PUT", sharing, {"group": "validators", "role": "viewer"})

    # then: Ben runs it on his server; all three see what came of it
    started = ben("POST", f"{there}/sessions", {})
    ended = ben.ended(started["id"])
    assert (ended["state"], ended["owner"]) == ("SUCCEEDED", "ben"), ended["error"]
    session = f"sessions/{ended['id']}"
    output = ended["outputs"][0]["version"]["id"]
    for user, role in ((ada, "owner"), (ben, "owner"), (cy, "viewer")):
        assert user("GET", session)["role"] == role
        assert user("GET", f"artifact-versions/{output}/content", raw=True) == b"FIRST"
        assert b"done" in user("GET", f"{session}/report", raw=True)
    assert cy.refused("POST", f"{there}/sessions", {}) == 403
    assert cy.refused("POST", f"{session}/reviews") == 403
    assert cy.refused("DELETE", session) == 403

    # four eyes: who ran it doesn't approve; another, given the role, does
    review = ben("POST", f"{session}/reviews")
    on = {"revision": review["revision"]}
    ben("POST", f"reviews/{review['id']}/submit", on)
    signed = {**on, "name": "B", "meaning": "approved"}
    assert ben.refused("POST", f"reviews/{review['id']}/approve", signed) == 403
    assert cy.refused("POST", f"reviews/{review['id']}/approve", signed) == 403
    ada("PUT", sharing, {"group": "validators", "role": "editor"})
    approved = cy("POST", f"reviews/{review['id']}/approve", {**signed, "name": "Cy"})
    assert approved["state"] == "APPROVED"
    assert approved["signatures"][0]["words"] == "signed by"

    # withdrawn: at once nothing is left but what was his
    for grant in ada("GET", sharing)["grants"]:
        ada("DELETE", f"{sharing}/grants/{grant['id']}")
    assert cy.refused("GET", session) == cy.refused("GET", there) == 404
    assert ben.refused("POST", f"{there}/sessions", {"name": "again"}) == 404
    assert ben("GET", session)["owner"] == "ben"
    assert ben.refused("GET", f"artifact-versions/{output}/content") == 404
