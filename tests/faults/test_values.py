"""Fault 39: values that no parameter takes are refused at their field; nothing is begun."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from ..product import Product, Refused

SIGNATURE: dict[str, Any] = {
    "inputs": [],
    "parameters": [
        {"alias": "count", "type": "integer", "default": 1},
        {"alias": "rate", "type": "float", "default": 0.5, "minimum": 0, "maximum": 1},
        {"alias": "on", "type": "boolean", "default": True},
        {"alias": "day", "type": "date", "default": "2026-01-31"},
        {"alias": "model", "type": "choice", "default": "a", "choices": ["a", "b"]},
        {"alias": "options", "type": "json", "default": {}},
        {"alias": "label", "type": "string", "default": ""},
    ],
    "outputs": [],
}
NESTED = "[" * 1000 + "]" * 1000
VALUES: dict[
    str, tuple[str, str]
] = {  # what is sent as JSON, and the field that is named, if one can be
    "a text for a number": ('{"count": "many"}', "parameters.count"),
    "a fraction for a whole number": ('{"count": 1.5}', "parameters.count"),
    "2^63": ('{"count": 9223372036854775808}', "parameters.count"),
    "a truth for a number": ('{"count": true}', "parameters.count"),
    "out of bounds": ('{"rate": 2}', "parameters.rate"),
    "a number for a truth": ('{"on": 1}', "parameters.on"),
    "no day": ('{"day": "2026-02-30"}', "parameters.day"),
    "no choice": ('{"model": "c"}', "parameters.model"),
    "an unknown name": ('{"colour": 1}', "parameters.colour"),
    "10 MB": (json.dumps({"label": "x" * 10_000_000}), "parameters.label"),
    "nested a thousand times": (f'{{"options": {NESTED}}}', ""),
    "a NUL": ('{"label": "a\\u0000b"}', "parameters.label"),
    "half a surrogate": ('{"label": "\\ud800"}', "parameters.label"),
}
NO_JSON = {"NaN": '{"rate": NaN}', "Infinity": '{"rate": Infinity}', "cut off": '{"rate": 1'}


@pytest.fixture(scope="module")
def instance(server: Product) -> dict[str, Any]:
    path = server.write_notebook("values.ipynb", "print(1)")
    request = {"name": "Values", "path": path, "signature": SIGNATURE}
    specification = server.post("specifications", request)
    there = f"specifications/{specification['id']}"
    server.post(f"{there}/versions", {"path": path, "comment": "1", "signature": SIGNATURE})
    server.post(f"{there}/register")
    found: dict[str, Any] = server.post(
        "instances", {"specification_id": specification["id"], "name": "Values"}
    )
    return found


@pytest.fixture(scope="module")
def session(server: Product, instance: dict[str, Any]) -> dict[str, Any]:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    made = server.post(f"instances/{instance['id']}/sessions", {}, headers=headers)
    return server.wait(made["id"], "SUCCEEDED")


@pytest.fixture(params=["run", "rerun", "change"])
def route(request: pytest.FixtureRequest, instance: dict[str, Any], session: dict[str, Any]) -> str:
    """Where values are taken."""
    return {
        "run": f"instances/{instance['id']}/sessions",
        "rerun": f"sessions/{session['id']}/rerun",
        "change": f"instances/{instance['id']}/parameters",
    }[str(request.param)]


def sent(server: Product, route: str, values: str) -> Refused:
    key = "values" if route.endswith("/parameters") else "parameters"
    body = f'{{"{key}": {values}}}'.encode()
    with pytest.raises(Refused) as refused:
        server.ask("POST", route, body, headers={"Idempotency-Key": uuid.uuid4().hex})
    return refused.value


def kept(server: Product, instance: dict[str, Any]) -> tuple[int, int]:
    sessions = server.get(f"sessions?instance_id={instance['id']}")["total"]
    return sessions, server.get(f"instances/{instance['id']}")["revision"]


@pytest.mark.parametrize("kind", VALUES)
def test_39_a_value_that_is_none_is_refused_at_its_field(
    server: Product, instance: dict[str, Any], route: str, kind: str
) -> None:
    before = kept(server, instance)
    values, field = VALUES[kind]

    refused = sent(server, route, values)

    assert refused.status == 422
    if field:
        assert refused.error["field"].startswith(field)
    else:
        assert "nested too deeply" in refused.error["message"]
    assert len(refused.error["message"]) < 1000
    assert kept(server, instance) == before


@pytest.mark.parametrize("kind", NO_JSON)
def test_39_what_is_not_json_is_refused(
    server: Product, instance: dict[str, Any], route: str, kind: str
) -> None:
    before = kept(server, instance)
    refused = sent(server, route, NO_JSON[kind])
    assert refused.status == 422
    assert "JSON" in refused.error["message"]
    assert kept(server, instance) == before
