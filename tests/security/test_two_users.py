"""Two proven users on one server: trails, lists, names, paths and odd input."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.services import Services
from jupyter_ext.sessions.model import Session
from jupyter_ext.settings import Settings
from tests.product import Product, Refused, users_by_header

Ids = dict[str, str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    found = Product(tmp_path_factory.mktemp("two-users"))
    arguments = users_by_header(found, "probe")
    if request.param == "postgresql":
        cluster, template = request.getfixturevalue("migrated_postgresql")
        found.database = cluster.url(cluster.make_database(template))
    try:
        found.start(capacity=0, arguments=arguments)
        yield found
    finally:
        found.kill()


def asks(server: Product, user: str, method: str, path: str, body: Any = None) -> Any:
    return server.ask(method, path, body, headers={"X-User": user})


def status_of(server: Product, user: str, method: str, path: str, body: Any = None) -> int:
    try:
        server.ask(method, path, body, headers={"X-User": user}, raw=True)
    except Refused as refused:
        return refused.status
    return 200


@pytest.fixture(scope="module")
def ids(server: Product) -> Ids:
    """One object of every kind, ada's."""
    upload = asks(server, "ada", "POST", "uploads", {"filename": "data.csv", "size": 4})
    asks(server, "ada", "PUT", f"uploads/{upload['id']}?offset=0", b"a\n1\n")
    version = asks(server, "ada", "POST", f"uploads/{upload['id']}/commit", {})
    name = server.write_notebook("ada.ipynb", "print('hers')")
    session = asks(server, "ada", "POST", "run-file", {"path": name})
    runtime = asks(server, "ada", "POST", "runtimes", {"name": "hers"})
    folder = asks(server, "ada", "POST", "folders", {"kind": "artifact", "name": "hers"})
    return {
        "artifact_id": version["artifact"]["id"],
        "version_id": version["id"],
        "session_id": session["id"],
        "instance_id": session["instance"]["id"],
        "specification_id": session["specification"]["id"],
        "runtime_id": runtime["id"],
        "folder_id": folder["id"],
        "review_id": review_of(server, session["id"]),
    }


def review_of(server: Product, session_id: str) -> str:
    """Ada's review of her session, as if that had left a notebook."""
    services = Services(
        Settings(data_dir=server.data, database_url=server.database, capacity=0), "cli"
    )
    try:
        left = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
        sha256 = services.blobs.put_bytes(json.dumps(left).encode())
        with services.database.write() as tx:
            tx.get_one(Session, session_id).notebook_sha256 = sha256
    finally:
        services.close()
    review_id: str = asks(server, "ada", "POST", f"sessions/{session_id}/reviews")["id"]
    return review_id


def test_the_trail_of_the_others_objects_is_not_there(server: Product, ids: Ids) -> None:
    kinds = ("artifact", "specification", "instance", "session", "review", "runtime", "folder")
    for kind in kinds:
        there = f"audit/{kind}/{ids[f'{kind}_id']}"
        [*_, first] = asks(server, "ada", "GET", f"{there}?related=true")["items"]
        assert (first["actor"], first["actor_proven"]) == ("ada", True)
        asked = (there, f"{there}/choices?related=true", f"{there}/rows/{first['seq']}")
        found = {status_of(server, "mallory", "GET", path) for path in asked}
        assert found == {200 if kind == "runtime" else 404}, kind  # a runtime everybody sees
        # and: nobody writes it
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert status_of(server, "ada", method, there, {}) == 405, method


def test_lists_and_counts_of_the_other_are_empty(server: Product, ids: Ids) -> None:
    for kind in ("artifacts", "specifications", "instances", "sessions"):
        page = asks(server, "mallory", "GET", f"{kind}?deleted=true&q=")
        assert (page["items"], page["total"]) == ([], 0), kind
    found = asks(server, "mallory", "GET", f"sessions?instance_id={ids['instance_id']}")
    assert found["total"] == 0


def test_objects_of_the_other_cannot_be_named_in_a_body(server: Product, ids: Ids) -> None:
    name = server.write_notebook("mallory.ipynb", "import jx\njx.input('data')")
    (server.root / "one.csv").write_text("a\n1\n")

    refusals = [
        status_of(server, "mallory", "POST", path, body)
        for path, body in (
            ("uploads", {"filename": "a", "size": 1, "artifact_id": ids["artifact_id"]}),
            ("artifact-files", {"path": "one.csv", "artifact_id": ids["artifact_id"]}),
            ("run-file", {"path": name, "inputs": {"data": ids["version_id"]}}),
        )
    ]

    assert refusals == [422, 422, 422]


@pytest.mark.parametrize("name", ["os:root", "jupyter-ext", "user:ada", "x" * 5000])
def test_no_name_makes_somebody_another_one(server: Product, name: str) -> None:
    # when: a provider vouches for a name that looks like one of ours
    who = asks(server, name, "GET", "status")["user"]

    # then: it is nobody's that the product knows otherwise, and it fits
    assert who["id"] not in ("os:root", "jupyter-ext", "")
    assert len(who["id"]) <= 255
    assert status_of(server, name, "POST", "artifacts", {"name": "mine"}) == 200


@pytest.mark.parametrize(
    "path",
    [
        "../secret.csv",
        "a/../../secret.csv",
        "link.csv",
        "linked/secret.csv",
        "pipe",
        "/etc/passwd",
        "a\\..\\..\\secret.csv",
        "/dev/zero",
        ".hidden/secret.csv",
        "a\x00b",
        "\ud800",
        "x" * 5000,
        "folder",
    ],
)
def test_a_path_gives_nothing_outside_the_servers_root(
    server: Product, path: str, tmp_path: Path
) -> None:
    # given
    (server.home / "secret.csv").write_text("secret")
    (server.root / ".hidden").mkdir(exist_ok=True)
    (server.root / ".hidden" / "secret.csv").write_text("secret")
    (server.root / "folder").mkdir(exist_ok=True)
    for link, target in (
        ("link.csv", server.home / "secret.csv"),
        ("linked", server.home),
        ("folder/link", server.home / "secret.csv"),
    ):
        if not (server.root / link).is_symlink():
            (server.root / link).symlink_to(target)
    if not (server.root / "pipe").exists():
        os.mkfifo(server.root / "pipe")

    # when
    found = status_of(server, "mallory", "POST", "artifact-files", {"path": path})

    # then
    assert found in (404, 422)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "artifacts", b"\xff\xfe{}"),
        ("POST", "artifacts", b"[" * 200_000),
        ("POST", "artifacts", b'{"name": ' + b"9" * 5000 + b"}"),
        ("POST", "artifacts", b'{"name": "a", "name": NaN}'),
        ("POST", "artifacts", b'"text"'),
        ("POST", "artifacts", b'{"name": "\\ud800"}'),
        ("POST", "artifacts", b'{"\\ud800": 1}'),
        ("POST", "uploads", b'{"filename": "a", "size": 1e400}'),
        ("POST", "uploads", {"filename": "a", "size": 1, "artifact_id": "\x00"}),
        ("POST", "uploads", {"filename": "a", "size": 1, "media_type": "a/b\r\nX: 1"}),
        ("POST", "uploads", {"filename": "..", "size": 1}),
        ("POST", "run-file", {"path": "a.ipynb", "inputs": {"\ud800": "\x00"}}),
        ("POST", "run-file", {"path": "a.ipynb", "name": "x" * 100_000}),
        ("GET", "artifacts?q=%00&tag=%ED%A0%80", None),
        ("GET", "artifacts?q=%FF", None),
        ("GET", "artifacts?offset=99999999999999999999999", None),
        ("GET", "sessions?since=9999-99-99", None),
        ("GET", "sessions?since=2024-01-01T00:00:00", None),
        ("GET", "sessions?since=0001-01-01T00:00:00%2B14:00", None),
        ("GET", "sessions?instance_id=%00&path=%00", None),
        ("GET", "sessions?state=x", None),
        ("GET", "artifacts/%00", None),
        ("GET", "audit/session/%00?q=%00", None),
        ("GET", "audit/..%2F..%2Fsession/x", None),
        ("GET", "artifacts/" + "a" * 9000, None),
        ("GET", "artifacts/..%2F..%2Fetc%2Fpasswd", None),
        ("GET", "sessions/x/logs/..%2Fkernel", None),
    ],
)
def test_odd_input_is_refused_in_words_or_finds_nothing(
    server: Product, method: str, path: str, body: Any
) -> None:
    answered = answer(server, method, path, body)

    assert answered is None or 400 <= answered.status < 500
    if answered is not None:
        assert answered.error["message"]
        assert str(server.home) not in json.dumps(answered.body)


def answer(server: Product, method: str, path: str, body: Any) -> Refused | None:
    """The refusal that mallory gets, None where something is answered."""
    try:
        asks(server, "mallory", method, path, body)
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize("place", ["partial-outputs/%00", "results/%00", "logs/%00"])
def test_a_nul_in_an_address_finds_nothing(server: Product, ids: Ids, place: str) -> None:
    assert status_of(server, "ada", "GET", f"sessions/{ids['session_id']}/{place}") == 404


def test_an_upload_takes_no_byte_twice_and_none_in_between(server: Product) -> None:
    # given
    upload = asks(server, "ada", "POST", "uploads", {"filename": "u.bin", "size": 6})
    chunk = f"uploads/{upload['id']}"
    asks(server, "ada", "PUT", f"{chunk}?offset=0", b"abc")

    # when
    refused = [
        status_of(server, "ada", "PUT", f"{chunk}?offset={offset}", data)
        for offset, data in ((0, b"x"), (1, b"x"), (5, b"x"), (-1, b"x"), (3, b"xxxx"))
    ]
    early = status_of(server, "ada", "POST", f"{chunk}/commit", {})
    asks(server, "ada", "PUT", f"{chunk}?offset=3", b"def")
    version = asks(server, "ada", "POST", f"{chunk}/commit", {})

    # then
    assert refused == [409, 409, 409, 422, 422]
    assert early == 409
    assert version["sha256"] == hashlib.sha256(b"abcdef").hexdigest()
    assert status_of(server, "ada", "POST", f"{chunk}/commit", {}) == 404


def test_a_key_that_is_too_long_is_refused_not_cut(server: Product, ids: Ids) -> None:
    headers = {"X-User": "ada", "Idempotency-Key": "k" * 201}

    with pytest.raises(Refused) as refused:
        server.ask("POST", "run-file", {"path": "ada.ipynb"}, headers=headers)

    assert refused.value.status == 422
