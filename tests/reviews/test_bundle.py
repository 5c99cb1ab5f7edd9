"""An exported review: whole as it is, and each part that is tampered with is named."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jupyter_ext.cli import main
from jupyter_ext.errors import Conflict, InvalidInput
from jupyter_ext.reviews.records import Approval, OnRevision
from jupyter_ext.reviews.verifying import verify
from jupyter_ext.store.archives import as_json, sha256

from .conftest import Desk
from .harms import HARMS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Files = dict[str, bytes]


@pytest.fixture
def bundle(desk: Desk, tmp_path: Path) -> Path:
    """A review that was edited twice and approved."""
    review = desk.save(desk.open(), edited={"end": "Over"})
    review = desk.save(review, inserted=[{"after": "code", "id": "n", "source": "Seen."}])
    desk.reviews.signing.submit(desk.actor, review.id, OnRevision(revision=2))
    wish = Approval(revision=2, name="Ada L.", meaning="approved", note="Fine")
    desk.reviews.signing.approve(desk.actor, review.id, wish)
    path = tmp_path / "review.zip"
    desk.services.review_export.export(desk.actor, review.id, path)
    return path


def tampered(path: Path, change: Callable[[Files], Any]) -> Path:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    other = path.with_name("tampered.zip")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return other


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def with_new_sums(change: Callable[[Files], None]) -> Callable[[Files], None]:
    """A tamperer who knows of the manifest."""

    def whole(files: Files) -> None:
        change(files)
        manifest = json.loads(files["manifest.json"])
        manifest["files"] = {one: sha256(files[one]) for one in manifest["files"]}
        files["manifest.json"] = as_json(manifest)

    return whole


def with_last_row(**fields: Any) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        *rows, last = files["audit.jsonl"].splitlines()
        rows.append(json.dumps({**json.loads(last), **fields}).encode())
        files["audit.jsonl"] = b"\n".join(rows)

    return change


CHANGES = [
    ("base.ipynb", replaced("base.ipynb", b"6 * 7", b"6 * 9")),
    ("overlays/1.json", replaced("overlays/1.json", b"Over", b"Past")),
    ("overlays/2.json", replaced("overlays/2.json", b"Seen.", b"Good.")),
    ("reviewed.ipynb", replaced("reviewed.ipynb", b"Seen.", b"Good.")),
    ("report.html", replaced("report.html", b"Seen.", b"Good.")),
    ("review.json", replaced("review.json", b"Ada L.", b"Bob M.")),
    ("review.json", replaced("review.json", b'"approved"', b'"reviewed"')),
    ("session.json", replaced("session.json", b"{", b"{ ")),
    ("provenance.json", lambda files: files.update({"provenance.json": b"{}\n"})),
    ("audit.jsonl", replaced("audit.jsonl", b"Ada L.", b"Bob M.")),
    ("audit.jsonl", lambda files: files.update({"audit.jsonl": b""})),
    ("audit.jsonl", with_last_row(after=[1])),
    ("audit.jsonl", with_last_row(after={"files": [1]})),
    ("audit.jsonl", lambda files: files.update({"audit.jsonl": b"[" * 100_000})),
    ("overlays/1.json", lambda files: files.update({"overlays/1.json": b"[" * 100_000})),
    ("base.ipynb", lambda files: files.update({"base.ipynb": b"[" * 100_000})),
    ("review.json", lambda files: files.update({"review.json": b"[" * 100_000})),
]


def test_a_bundle_is_whole_as_it_was_made(bundle: Path) -> None:
    assert verify(bundle) == []


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_what_was_tampered_with_is_named(
    bundle: Path, name: str, change: Callable[[Files], None]
) -> None:
    for way in (change, with_new_sums(change)):
        problems = verify(tampered(bundle, way))
        assert any(one.startswith(f"{name}:") for one in problems), problems


def test_texts_of_another_notebook_are_not_accused(bundle: Path) -> None:
    change = replaced("base.ipynb", b"6 * 7", b"6 * 9")
    for way in (change, with_new_sums(change)):
        problems = verify(tampered(bundle, way))
        assert not [one for one in problems if one.startswith("overlays/")], problems


def test_parts_that_are_missing_or_too_many_are_named(bundle: Path) -> None:
    assert verify(tampered(bundle, lambda files: files.pop("overlays/1.json")))[0] == (
        "overlays/1.json: it is missing"
    )
    more = verify(tampered(bundle, lambda files: files.update({"evil.html": b"x"})))
    assert more == ["evil.html: it isn't part of the export"]


def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path, database_url: str) -> None:
    path = tmp_path / "other.zip"
    with pytest.raises(InvalidInput, match="can't be read"):
        verify(path)
    path.write_bytes(b"no zip at all")
    with pytest.raises(InvalidInput, match="isn't an exported review"):
        verify(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"0" * 200_000_000)
    with pytest.raises(InvalidInput, match="too large"):
        verify(path)


def test_a_review_that_changes_while_it_is_exported_is_not_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    review = desk.save(desk.open(), edited={"end": "Over"})
    reports = desk.services.session_reports
    make = reports.report

    def somebody_saves_meanwhile(*args: Any) -> Any:
        desk.save(review, edited={"end": "Over and out"})
        return make(*args)

    monkeypatch.setattr(reports, "report", somebody_saves_meanwhile)
    path = tmp_path / "review.zip"

    # then: a file whose parts don't belong together would be worse than none
    with pytest.raises(Conflict, match="Export it again"):
        desk.services.review_export.export(desk.actor, review.id, path)
    assert not path.exists()


@pytest.mark.parametrize(("harm", "problem"), HARMS)
def test_what_is_not_as_it_was_is_not_exported(
    desk: Desk, tmp_path: Path, harm: Any, problem: str
) -> None:
    # given
    review = desk.save(desk.open(), edited={"end": "Over"})
    harm(desk, review)
    path = tmp_path / "review.zip"

    # when
    with pytest.raises(Conflict) as refused:
        desk.services.review_export.export(desk.actor, review.id, path)

    # then
    assert refused.value.message == f"{problem} It isn't exported."
    assert not path.exists()
    actions = [one.action for one in desk.reviews.history(desk.actor, review.id)]
    assert actions == ["created", "saved"]


def test_the_command_says_so_and_ends_accordingly(bundle: Path) -> None:
    whole = CliRunner().invoke(main, ["verify", str(bundle)])
    assert (whole.exit_code, whole.output) == (0, "All parts belong together.\n")

    changed = tampered(bundle, replaced("base.ipynb", b"6 * 7", b"6 * 9"))
    found = CliRunner().invoke(main, ["verify", str(changed), "--json"])
    assert found.exit_code == 1
    assert "base.ipynb: it was changed after the export" in json.loads(found.output)["problems"]

    none = CliRunner().invoke(main, ["verify", str(bundle.with_name("none.zip"))])
    assert none.exit_code == 2


def test_the_command_exports_what_it_can_check(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given: a review of the operating-system user, as the command line has it
    from jupyter_ext.access.identity import os_actor

    mine = Desk(desk.services, os_actor(), tmp_path / "mine")
    mine.save(mine.open(), edited={"end": "Over"})
    monkeypatch.setenv("JUPYTER_EXT_DATA_DIR", str(desk.services.settings.data_dir))
    path = tmp_path / "cli.zip"

    # when
    done = CliRunner().invoke(main, ["review", "export", mine.session_id, "-o", str(path)])

    # then
    assert (done.exit_code, done.output) == (0, f"{path}\n"), done.output
    assert verify(path) == []
