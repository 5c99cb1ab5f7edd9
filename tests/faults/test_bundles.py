"""Fault 43: a bundle made to harm is refused whole by the server, and leaves nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.specifications.hostile_archives import ARCHIVES, Make

from ..product import Product, Refused

CHUNK = 4 * 2**20  # bytes


@pytest.fixture(scope="module")
def bundle(server: Product) -> bytes:
    """A whole bundle with an accompanying file, as the server exports it."""
    (server.root / "rules.py").write_text("RATE = 1\n")
    path = server.write_notebook("bundled.ipynb", "import rules\nprint(rules.RATE)")
    specification = server.post("specifications", {"path": path})
    there = f"specifications/{specification['id']}"
    server.post(f"{there}/versions", {"path": path, "comment": "1", "files": ["rules.py"]})
    content: bytes = server.ask("POST", f"{there}/export", {}, raw=True)
    return content


def imported(server: Product, data: bytes) -> object:
    upload = server.post("uploads", {"filename": "bundle.zip", "size": len(data)})
    for offset in range(0, len(data), CHUNK):
        there = f"uploads/{upload['id']}?offset={offset}"
        server.ask("PUT", there, data[offset : offset + CHUNK])
    return server.post("specification-imports", {"upload_id": upload["id"]})


def left(server: Product) -> tuple[set[str], int, set[str]]:
    specifications = server.get("specifications?ad_hoc=true&deleted=true&limit=200")["items"]
    blobs = {path.name for path in (server.data / "blobs").rglob("*") if path.is_file()}
    outside = {str(path) for path in server.home.glob("*")}
    return {one["id"] for one in specifications}, len(blobs), outside


@pytest.mark.parametrize(("make", "says"), [(make, says) for _, make, says in ARCHIVES],
                         ids=[name for name, _, _ in ARCHIVES])  # fmt: skip
def test_43_a_hostile_archive_is_refused_whole(
    server: Product, bundle: bytes, tmp_path: Path, make: Make, says: str
) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle)
    make(path)
    before = left(server)

    with pytest.raises(Refused, match=says) as refused:
        imported(server, path.read_bytes())

    assert refused.value.status == 422
    assert left(server) == before
    assert not Path("/tmp/evil.sh").exists()


def test_43_a_million_entries_are_refused_before_they_are_read(
    server: Product, bundle: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(100_000):
            archive.writestr(f"x/{number}", b"")
    before = left(server)

    with pytest.raises(Refused, match=r"entries|files") as refused:
        imported(server, path.read_bytes())

    assert refused.value.status == 422
    assert left(server) == before


def test_43_the_whole_one_is_taken(server: Product, bundle: bytes) -> None:
    assert imported(server, bundle)
