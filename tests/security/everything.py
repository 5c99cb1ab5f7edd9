"""One of everything, ada's, on a server whose users are proven; and every route to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.product import Product, Refused, users_by_header

HERS = "of-adas-own"  # is in the name of everything that somebody else mustn't hear of
CODE = """
import jx
jx.output("scores").write("left")
jx.text("result", "said")
1 / 0
"""
VERBS = ("get", "post", "put", "patch", "delete")


def asks(server: Product, user: str, method: str, path: str, body: Any = None) -> Any:
    return server.ask(method, path, body, headers={"X-User": user})


def answer(
    server: Product, user: str, method: str, path: str, body: Any = None
) -> tuple[int, bytes]:
    """The status, and what is said."""
    try:
        return 200, server.ask(method, path, body, headers={"X-User": user}, raw=True)
    except Refused as refused:
        return refused.status, str(refused.body).encode()


@dataclass(frozen=True)
class Call:
    """One verb of one route, for one kind of object where it is for several."""

    operation: str
    method: str
    path: str
    body: Any

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Everything:
    """What ada has: it ran, it failed, it left a notebook, a log, a result and half an output."""

    def __init__(self, server: Product) -> None:
        self.server = server
        arguments = users_by_header(server, "probe")
        server.start(capacity=1, arguments=arguments)
        upload = self.ada("POST", "uploads", {"filename": f"{HERS}.csv", "size": 4})
        self.ada("PUT", f"uploads/{upload['id']}?offset=0", b"a\n1\n")
        version = self.ada("POST", f"uploads/{upload['id']}/commit", {})
        path = server.write_notebook(f"{HERS}.ipynb", CODE)
        session = self.ada("POST", "run-file", {"path": path, "name": HERS})
        server_user = {"X-User": "ada"}

        def over() -> bool:
            found = server.ask("GET", f"sessions/{session['id']}", headers=server_user)
            return found["state"] == "FAILED"

        from tests.product import until

        until(over, 120, "the session has failed")
        server.stop()
        server.start(capacity=0, arguments=arguments)  # what others start only waits
        session = self.ada("GET", f"sessions/{session['id']}")
        waiting = self.ada("POST", "uploads", {"filename": f"{HERS}.csv", "size": 4})
        folder = self.ada("POST", "folders", {"kind": "artifact", "name": HERS})
        artifact = version["artifact"]["id"]
        self.ada(
            "POST",
            "moves",
            {"kind": "artifact", "objects": [artifact], "folder_id": folder["id"]},
        )
        review = self.ada("POST", f"sessions/{session['id']}/reviews")
        said = self.ada("POST", f"reviews/{review['id']}/comments", {"text": HERS})
        specification = session["specification"]["id"]
        [body] = self.ada("GET", f"specifications/{specification}/versions")["items"]
        self.ids = {
            "artifact": artifact,
            "artifact_version": version["id"],
            "specification": specification,
            "specification_version": body["id"],
            "instance": session["instance"]["id"],
            "session": session["id"],
            "workflow": session["workflow"]["id"],
            "upload": waiting["id"],
            "runtime": self.ada("POST", "runtimes", {"name": "for all"})["id"],
            "folder": folder["id"],
            "review": review["id"],
            "replay": self.ada("POST", f"sessions/{session['id']}/replays")["id"],
        }
        self.places = {f"{kind}_id": value for kind, value in self.ids.items()} | {
            "version_id": version["id"],
            "result_id": session["results"][0]["id"],
            "comment_id": said["id"],
            "checkpoint_id": "1",
            "name": "kernel",
            "alias": "scores",
            "filename": "any.ipynb",
        }
        self._document = self.ada("GET", "openapi.json")

    def ada(self, method: str, path: str, body: Any = None) -> Any:
        return asks(self.server, "ada", method, path, body)

    def share(self, user: str, role: str) -> None:
        """Share all that can be; an artifact has no runners."""
        asks(self.server, user, "GET", "status")  # from now on known
        for kind in SHARED:
            given = "viewer" if (kind, role) == ("artifact", "runner") else role
            there = f"sharing/{kind}/{self.ids[kind]}"
            self.ada("PUT", there, {"user": user, "role": given})

    def withdraw(self, user: str) -> None:
        for kind in SHARED:
            there = f"sharing/{kind}/{self.ids[kind]}"
            for grant in self.ada("GET", there)["grants"]:
                if grant["user"] == user:
                    self.ada("DELETE", f"{there}/grants/{grant['id']}")

    def operations(self, *, with_id: bool) -> dict[str, tuple[str, str, Any]]:
        """(method, path, what the document says) of the operations, by their ids."""
        return {
            facts["operationId"]: (method.upper(), path, facts)
            for path, verbs in self._document["paths"].items()
            if ("{" in path) is with_id
            for method, facts in verbs.items()
            if method in VERBS
        }

    def calls(self) -> Iterator[Call]:
        """Every operation on each of ada's objects that it is for."""
        for operation, (method, path, facts) in self.operations(with_id=True).items():
            body = self._body(operation, facts)
            for kind in KINDS_OF.get(operation, ("",)):
                yield Call(operation, method, self._address(operation, path, kind), body)

    def _address(self, operation: str, path: str, kind: str) -> str:
        """A path parameter that nothing is known of is a KeyError: say what of ada's it names."""
        places = {**self.places, "number": "0" if path.startswith("/reviews") else "1"}
        if kind:
            places |= {"kind": kind, "object_id": self.ids[kind]}
        if operation == "getAuditRow":
            rows = self.ada("GET", f"audit/{kind}/{self.ids[kind]}")["items"]
            places["seq"] = str(rows[-1]["seq"])
        if operation == "unshare":
            there = f"sharing/{kind}/{self.ids[kind]}"
            asks(self.server, "cy", "GET", "status")
            grants = self.ada("PUT", there, {"user": "cy", "role": "viewer"})["grants"]
            places["grant_id"] = next(one["id"] for one in grants if one["user"] == "cy")
        return path.format(**places).lstrip("/") + QUERIES.get(operation, "")

    def _body(self, operation: str, facts: Any) -> Any:
        """A body that is valid as far as it goes."""
        if operation in BODIES:
            return BODIES[operation]
        content = facts.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return b"x" if content else None
        return self._example(content["application/json"]["schema"])

    def _example(self, schema: dict[str, Any]) -> Any:
        if "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        if "anyOf" in schema:
            return self._example(schema["anyOf"][0])
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        if schema.get("pattern") == "^[0-9a-f]{64}$":
            return "0" * 64
        if kind == "object":
            wanted = schema.get("required", [])
            return {name: self._example(schema["properties"][name]) for name in wanted}
        by_type = {"string": "any.ipynb", "integer": 1, "number": 1.0, "boolean": True, "array": []}
        return by_type.get(str(kind))


SHARED = ("artifact", "specification", "instance", "session")
_NODES = (*SHARED, "artifact_version", "specification_version", "review")
_AUDITED = (*SHARED, "review", "workflow")
KINDS_OF = {
    "getLineage": _NODES,
    "getSharing": SHARED,
    "share": SHARED,
    "unshare": SHARED,
    "reserve": SHARED[:-1],
    "unreserve": SHARED[:-1],
    "listAudit": _AUDITED,
    "listAuditChoices": _AUDITED,
    "getAuditRow": _AUDITED,
}
QUERIES = {"sendUploadChunk": "?offset=0", "compareVersions": "?left=1&right=1"}
BODIES: dict[str, Any] = {
    "restoreSessions": {"deleted_at": "2026-01-01T00:00:00Z"},
    "share": {"user": "mallory", "role": "editor"},
    "showReplay": b'{"cells": []}',
    "commitVersion": {"path": f"{HERS}.ipynb"},
}
