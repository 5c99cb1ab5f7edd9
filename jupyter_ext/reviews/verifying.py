"""Checking a bundle offline: every file against every other that says something of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..access import trail
from ..errors import InvalidInput, JupyterExtError
from ..store.archives import Limits, as_json, opened, sha256
from . import overlays
from .bundle import AUDIT, FORMAT, MANIFEST, VERSION
from .notebooks import facts_of, protected_sha256, read_base

LIMITS = Limits(files=20_000, size=2**30, ratio=1000)


def verify(path: Path) -> list[str]:
    """What doesn't hold in a bundle, a sentence each that begins with the file; empty: all holds.

    Raises:
        InvalidInput: the file isn't a bundle that can be checked.
    """
    files = _read(path)
    manifest = _json(files, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InvalidInput(f"{path.name} isn't an exported review.")
    if manifest.get("version") != VERSION:
        raise InvalidInput(f"{path.name} was made by a newer version; upgrade to check it.")
    return list(dict.fromkeys(_problems(files, manifest)))


def _problems(files: dict[str, bytes], manifest: dict[str, Any]) -> Iterator[str]:
    yield from _sums(files, manifest.get("files"))
    rows = list(_rows(files))
    yield from _trail(files, rows, manifest)
    try:
        review = _json(files, "review.json")
        yield from _content(files, review, rows)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        yield f"review.json: it can't be read as a review ({type(error).__name__})"
    except JupyterExtError as error:
        yield f"base.ipynb: {error.message}"


def _sums(files: dict[str, bytes], known: Any) -> Iterator[str]:
    known = known if isinstance(known, dict) else {}
    for name, expected in known.items():
        if name not in files:
            yield f"{name}: it is missing"
        elif sha256(files[name]) != expected:
            yield f"{name}: it was changed after the export"
    for name in files:
        if name not in known and name != MANIFEST:
            yield f"{name}: it isn't part of the export"


def _rows(files: dict[str, bytes]) -> Iterator[dict[str, Any]]:
    for line in files.get(AUDIT, b"").splitlines():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield row if isinstance(row, dict) else {}


def _trail(
    files: dict[str, bytes], rows: list[dict[str, Any]], manifest: dict[str, Any]
) -> Iterator[str]:
    """Each row has its own hash; the last one is of the export, and knows the other files."""
    exported = trail.ExportedRows()
    for number, row in enumerate(rows, 1):
        _, why = exported.take(row)
        if why is not None:
            yield f"{AUDIT}: row {number} {why}"
    last = rows[-1] if rows else {}
    after = last.get("after")
    said = after.get("files") if isinstance(after, dict) else None
    if (
        last.get("action") != "exported"
        or last.get("object_id") != manifest.get("review")
        or not isinstance(said, dict)
    ):
        yield f"{AUDIT}: it doesn't end with the export of this review"
        return
    for name, expected in said.items():
        if name not in files:
            yield f"{name}: it is missing"
        elif sha256(files[name]) != expected:
            yield f"{name}: it isn't what was exported, says the trail"


def _content(
    files: dict[str, bytes], review: dict[str, Any], rows: list[dict[str, Any]]
) -> Iterator[str]:
    base = files["base.ipynb"]
    whole = sha256(base) == review["base_sha256"]
    if not whole:
        yield "base.ipynb: it isn't the notebook that was reviewed"
    notebook = read_base(base)
    facts = facts_of(sha256(base), notebook)
    if facts.protected_sha256 != review["protected_sha256"]:
        yield "base.ipynb: its locked content isn't what was reviewed"
    said = {
        row["after"]["revision"] if row["action"] == "saved" else 0: row["after"]["overlay_sha256"]
        for row in rows
        if row.get("object_id") == review["id"] and row.get("action") in ("created", "saved")
    }
    for one in review["revisions"]:
        name = f"overlays/{one['number']}.json"
        text = files[name]
        if sha256(text) != one["overlay_sha256"]:
            yield f"{name}: it isn't the text of revision {one['number']}"
        if said.get(one["number"]) != one["overlay_sha256"]:
            yield f"{name}: the trail knows another revision {one['number']}"
        if not whole:
            continue  # on another notebook nothing can be said of what it composes to
        try:
            overlay = overlays.parsed(text.decode(), one["number"])
            overlays.checked(overlay, facts)
        except (JupyterExtError, ValueError, RecursionError):
            yield f"{name}: it isn't an overlay of this notebook"
            continue
        composed = overlays.composed(notebook, overlay, facts)
        inserted = {new.id for new in overlay.inserted}
        if protected_sha256(composed, inserted) != review["protected_sha256"]:
            yield f"{name}: with it on, the locked content isn't as it was"
        if one["number"] == review["revision"] and as_json(composed) != files["reviewed.ipynb"]:
            yield "reviewed.ipynb: it isn't the notebook with the review on it"
    yield from _decisions(review, rows)


def _decisions(review: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    """Each decision is a row of the trail that says the same."""
    texts = {one["number"]: one["overlay_sha256"] for one in review["revisions"]}
    known = {
        row["after"]["signature"]: row
        for row in rows
        if row.get("action") in ("approved", "changes_requested")
        and "signature" in (row.get("after") or {})
    }
    for one in review["signatures"]:
        row = known.pop(one["id"], None)
        after = row["after"] if row else {}
        if row is None or (
            row["action"],
            row["actor"],
            row["actor_proven"],
            *(after.get(key) for key in ("name", "meaning", "note", "revision")),
        ) != (
            one["decision"],
            one["signer"]["id"],
            one["signer"]["proven"],
            *(one[key] for key in ("name", "meaning", "note", "revision")),
        ):
            yield f"review.json: the trail doesn't know the decision of {one['name']}"
        if (one["base_sha256"], one["protected_sha256"], one["overlay_sha256"]) != (
            review["base_sha256"],
            review["protected_sha256"],
            texts.get(one["revision"]),
        ):
            yield f"review.json: the decision of {one['name']} was on something else"
    for row in known.values():
        yield f"review.json: the decision of {row['after'].get('name')} is missing"


def _read(path: Path) -> dict[str, bytes]:
    with opened(path, LIMITS, name=path.name, noun="an exported review") as archive:
        return {name: archive.read(name, LIMITS.size) for name in archive.sizes}


def _json(files: dict[str, bytes], name: str) -> Any:
    try:
        return json.loads(files.get(name, b""))
    except (ValueError, RecursionError):
        return None
