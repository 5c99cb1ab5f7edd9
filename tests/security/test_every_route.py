"""Every route to everything of ada's, by everybody: a stranger, and each role that she can give.

What a route needs stands in a table here; a route that isn't in it fails.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from jupyter_ext.web.routes import ROUTES, handlers
from tests.product import Product, Refused

from .everything import HERS, Call, Everything, answer, asks

NEEDS = {
    "viewer": """
        compareEnvironment compareVersions copyArtifact copySpecification commentReview
        deleteAllSessions diffReview downloadArtifactVersion downloadBody downloadLog
        downloadNotebook downloadPartialOutput downloadRunOutput exportSpecification getArtifact
        getArtifactVersion getAuditRow getInstance getLineage getProgress getReport getResult
        getReview getReviewHistory getReviewRevision getReviewTexts getSession getSharing
        getSpecification getSpecificationVersion getWorkflow handOverSession listArtifactDependents
        listArtifactVersions listAudit listAuditChoices listInstanceDependents
        listParameterRevisions listReviewCheckpoints listReviews listSpecificationDependents
        listSpecificationVersions listWorkflowSessions previewArtifactVersion previewPage
        readJournal readLog readReviewFile stopPending
    """,
    "runner": "planRerun replaySession rerunFailed rerunSession runInstance",
    "editor": """
        approveReview cancelSession cancelWorkflow changeParameters commitVersion createReview
        registerSpecification requestChanges reserve saveReview submitReview unreserve
        updateArtifact updateComment updateInstance updateSession updateSpecification
    """,
    "owner": """
        deleteArtifact deleteArtifactVersion deleteInstance deleteSession deleteSpecification
        restoreArtifact restoreInstance restoreSession restoreSessions restoreSpecification share
        unshare
    """,
}
RANKS = {role: rank for rank, role in enumerate(NEEDS)}
LEAST = {each: RANKS[role] for role, operations in NEEDS.items() for each in operations.split()}
NOBODYS = {  # which no role gives
    "abandonUpload",
    "commitUpload",
    "deleteFolder",
    "endReplay",
    "getFolder",
    "getReplay",
    "getUpload",
    "sendUploadChunk",
    "showReplay",
    "updateFolder",
}
RUNTIMES = {"getRuntime": 200, "updateRuntime": 403, "deleteRuntime": 403}  # for all to see
NOTHING = {"getReviewCheckpoint"}  # there never is one
HIDDEN = (403, 404)


@pytest.fixture(scope="module")
def hers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    server = Product(tmp_path_factory.mktemp("every-route"))
    try:
        yield Everything(server)
        server.stop()  # its replays end with it
    finally:
        server.kill()


def test_each_route_is_in_the_table(hers: Everything) -> None:
    known = {*LEAST, *NOBODYS, *RUNTIMES, *NOTHING}
    assert known == set(hers.operations(with_id=True))


def test_to_a_stranger_nothing_is_there(hers: Everything) -> None:
    wrong = []
    for call in hers.calls():
        status, said = answer(hers.server, "mallory", call.method, call.path, call.body)
        if status != RUNTIMES.get(call.operation, 404) or HERS.encode() in said:
            wrong.append((str(call), status, said[:200]))
    assert wrong == []
    untouched(hers)


@pytest.mark.parametrize(
    ("role", "user"), [("viewer", "vera"), ("runner", "rosa"), ("editor", "edda")]
)
def test_a_role_gives_what_it_gives_and_no_more(hers: Everything, role: str, user: str) -> None:
    # given
    hers.share(user, role)

    # when
    found = [
        (call, answer(hers.server, user, call.method, call.path, call.body))
        for call in hers.calls()
    ]

    # then
    wrong = [
        (str(call), status, said[:200])
        for call, (status, said) in found
        if not as_the_table_says(call, status, RANKS[role])
    ]
    assert wrong == []
    if role != "editor":
        untouched(hers)

    # and when it is withdrawn
    hers.withdraw(user)
    left = [
        (str(call), status)
        for call in hers.calls()
        if (status := answer(hers.server, user, call.method, call.path, call.body)[0])
        != RUNTIMES.get(call.operation, 404)
    ]
    assert left == []


def as_the_table_says(call: Call, status: int, rank: int) -> bool:
    if status >= 500:
        return False
    if call.operation in RUNTIMES:
        return status == RUNTIMES[call.operation]
    if call.operation in NOBODYS | NOTHING:
        return status == 404
    return (status not in HIDDEN) is (LEAST[call.operation] <= rank)


def untouched(hers: Everything) -> None:
    for kind in ("artifact", "specification", "instance", "session"):
        kept = hers.ada("GET", f"{kind}s/{hers.ids[kind]}")
        assert kept.get("deleted_at") is None
        assert kept["name"] != "any.ipynb"
    assert (
        hers.ada("GET", f"artifact-versions/{hers.ids['artifact_version']}")["deleted_at"] is None
    )
    assert hers.ada("GET", f"folders/{hers.ids['folder']}")["name"] == HERS
    review = hers.ada("GET", f"reviews/{hers.ids['review']}")
    assert (review["state"], review["revision"]) == ("DRAFT", 0)
    assert hers.ada("GET", f"uploads/{hers.ids['upload']}")["received"] == 0
    assert hers.ada("GET", f"replays/{hers.ids['replay']}")["id"] == hers.ids["replay"]


# --- what isn't in the document: the drives and their exports ------------------------------------

DRIVES = {  # path: the role that it needs
    "jupyter-ext/api/replay-contents/{session}/{replay}/any.ipynb": "runner",
    "jupyter-ext/api/replay-contents/{session}/{replay}/any.ipynb?content=0": "runner",
    "jupyter-ext/api/replay-contents/{session}/{replay}/any.ipynb/checkpoints": "runner",
    "nbconvert/html/Replay:{session}/{replay}/any.ipynb": "runner",
    "nbconvert/notebook/Replay%3A{session}/{replay}/any.ipynb": "runner",
    "nbconvert/html/Review:{review}/any.ipynb": "viewer",
    "nbconvert/notebook/Review%3A{review}/any.ipynb": "viewer",
}


def test_these_are_all_the_handlers_that_there_are() -> None:
    """Three below the drives, the websocket (its filter has tests of its own), the 404."""
    assert len(handlers("/")) - len(ROUTES) == 5


@pytest.mark.parametrize(
    ("role", "user"), [("", "mallory"), ("viewer", "vera"), ("runner", "rosa")]
)
def test_the_drives_show_what_is_ones_to_see(hers: Everything, role: str, user: str) -> None:
    if role:
        hers.share(user, role)
    for path, needed in DRIVES.items():
        there = f"{hers.server.url}/{path.format(**hers.ids)}"
        status, said = answer(hers.server, user, "GET", there)
        if role and RANKS[role] >= RANKS[needed]:
            assert status == 200, (path, said)
        else:
            assert status == (403 if role else 404), (path, said)
            assert HERS.encode() not in said
    if role:
        hers.withdraw(user)


def test_no_verb_of_a_drive_writes_whoever_asks(hers: Everything) -> None:
    for path in DRIVES:
        there = f"{hers.server.url}/{path.format(**hers.ids)}"
        for user in ("ada", "mallory"):
            for method in ("PUT", "POST", "PATCH", "DELETE"):
                with pytest.raises(Refused) as refused:
                    asks(hers.server, user, method, there, {})
                assert refused.value.status in (404, 405)


# --- routes without an id in their path ----------------------------------------------------------

FREE = {"getStatus", "getOpenApi", "listPeople", "listRuntimes"}  # about nothing of anybody's
NAMES_NOTHING = {"createRuntime", "checkSignature"}


@pytest.fixture(scope="module")
def of_mallory(hers: Everything) -> dict[str, str]:
    """What mallory has: names hers where a request would have what is one's own."""
    server = hers.server
    signature = {"inputs": [{"alias": "data"}], "parameters": [], "outputs": []}
    path = server.write_notebook("mallory.ipynb", "import jx\njx.input('data')")
    server.write_notebook(
        "named.ipynb", "1", **{"jupyter-ext": {"specification": hers.ids["specification"]}}
    )
    (server.root / "one.csv").write_text("a\n1\n")
    made = asks(server, "mallory", "POST", "specifications",
                {"name": "m", "path": path, "signature": signature})  # fmt: skip
    there = f"specifications/{made['id']}"
    asks(server, "mallory", "POST", f"{there}/versions", {"path": path, "signature": signature})
    asks(server, "mallory", "POST", f"{there}/register")
    artifact = asks(server, "mallory", "POST", "artifacts", {"name": "m"})
    upload = asks(server, "mallory", "POST", "uploads", {"filename": "m.zip", "size": 0})
    return {"specification": made["id"], "artifact": artifact["id"], "upload": upload["id"]}


def attempts(hers: dict[str, str], own: dict[str, str]) -> dict[str, list[object]]:
    """For each operation: queries, or bodies, that name what is ada's."""
    folder, version = {"folder_id": hers["folder"]}, hers["artifact_version"]
    deleted = "deleted=true&limit=200"
    instance = {"specification_id": own["specification"], "name": "m"}
    other = str(uuid.uuid4())  # of nobody
    return {
        "listArtifacts": [deleted, f"folder={hers['folder']}", f"q={hers['artifact']}"],
        "listSpecifications": [f"{deleted}&ad_hoc=true", f"q={hers['specification']}"],
        "listInstances": [f"{deleted}&ad_hoc=true&specification_id={hers['specification']}"],
        "listSessions": [
            deleted,
            "archived=true",
            *(f"{kind}_id={hers[kind]}" for kind in ("instance", "specification", "workflow")),
            f"path={HERS}.ipynb",
            f"q={hers['session']}",
        ],
        "compareSessions": [
            f"session={hers['session']}&session={other}",
            f"session={other}&session={hers['session']}",
        ],
        "compareCode": [f"left={hers['session']}&right={hers['session']}"],
        "listWorkflows": ["single=true&limit=200", f"single=true&q={hers['workflow']}"],
        "listFolders": [f"kind={kind}" for kind in ("artifact", "specification", "instance")],
        "createArtifact": [{"name": "m", **folder}],
        "createVersionFromServerFile": [
            {"path": "one.csv", "artifact_id": hers["artifact"]},
            {"path": "one.csv", **folder},
        ],
        "createFolder": [{"kind": "artifact", "name": "m", "parent_id": hers["folder"]}],
        "createInstance": [
            {"specification_id": hers["specification"], "name": "m"},
            {**instance, "inputs": {"data": hers["artifact"]}},
            {**instance, "copied_from": hers["instance"]},
            {**instance, **folder},
        ],
        "move": [
            *(
                {"kind": kind, "objects": [hers[kind]]}
                for kind in ("artifact", "specification", "instance")
            ),
            {"kind": "artifact", "objects": [own["artifact"]], **folder},
            {"kind": "artifact", "folders": [hers["folder"]]},
        ],
        "openWithData": [{"path": "mallory.ipynb", "inputs": {"data": version}}],
        "runFile": [
            {"path": "mallory.ipynb", "inputs": {"data": version}},
            {"path": "mallory.ipynb", "lists": {"inputs": {"data": [version]}}},
        ],
        "importSpecification": [
            {"upload_id": hers["upload"]},
            {"upload_id": own["upload"], "into": hers["specification"]},
            {"upload_id": own["upload"], **folder},
        ],
        "createSpecification": [{"name": "m", **folder}],
        "createUpload": [
            {"filename": "m.csv", "size": 1, "artifact_id": hers["artifact"]},
            {"filename": "m.csv", "size": 1, **folder},
        ],
        "proposeSignature": [{"path": "named.ipynb"}],
    }


def test_no_request_names_what_is_the_others(hers: Everything, of_mallory: dict[str, str]) -> None:
    # given
    operations = hers.operations(with_id=False)
    tried = attempts(hers.ids, of_mallory)
    assert {*tried, *FREE, *NAMES_NOTHING} == set(operations)

    # when, then
    for operation, requests in tried.items():
        method, path, _ = operations[operation]
        for request in requests:
            asked = method, f"{path}?{request}".lstrip("/") if method == "GET" else path.lstrip("/")
            status, said = answer(
                hers.server, "mallory", *asked, None if method == "GET" else request
            )
            assert HERS.encode() not in said, (asked, request)
            if method == "GET" or operation == "proposeSignature":
                assert status in (200, 404), (asked, request, said)
                assert hers.ids["specification"].encode() not in said
            else:
                assert status in (404, 422), (asked, request, said)
    untouched(hers)
