"""A session as one archive that runs without jupyter-ext.

README.md             what it is and how to run it
run.py                runs it; needs no jupyter-ext
requirements.txt      the packages that the session ran with
checksums.sha256      of every file that the code gets
work/                 the code with the session's values, its files, inputs/ and .jx/manifest.json
lib/jx/               what the code reads its data with
results/              what the session left: notebook, report, outputs, logged results, metrics
facts/                handover.json, session.json (as submitted), provenance.json
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..access import trail
from ..access.identity import Actor
from ..engine.hydrate import folder_members, input_versions
from ..engine.runner.kernel_env import jx_folder
from ..engine.runner.workspace import plan, safe_name
from ..errors import Conflict, Gone
from ..replays.notebook import kernel_of, notebook_to_run
from ..sessions import keepsakes
from ..sessions.listing import last_metrics
from ..sessions.model import Session
from ..sessions.reports import ReportWish, SessionReports
from ..sessions.seen import manifest_for, provenance_for, seen_session
from ..sessions.states import State
from ..store.archives import OutgoingZip, as_json, sha256, zip_name
from ..store.base import utcnow
from ..store.blobs import Blobs
from ..store.database import Database
from .readme import readme
from .requirements import requirements

FORMAT = "jupyter-ext-handover"
VERSION = 1
Source = str | bytes  # the hash of a stored content, or the bytes themselves


@dataclass
class _Parts:
    """What goes into an archive, by path; and what doesn't, by why."""

    entries: dict[str, Source] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    """paths below `work` that whoever gets the archive has to bring"""

    def work(self, path: str, source: Source, content: str) -> None:
        self.entries[f"work/{path}"] = source
        self.sums[f"work/{path}"] = content


class HandOver:
    """Makes archives; each is a row of the trail."""

    def __init__(self, database: Database, blobs: Blobs, reports: SessionReports) -> None:
        self._database = database
        self._blobs = blobs
        self._reports = reports

    def make(self, actor: Actor, session_id: str, *, data: bool = True) -> OutgoingZip:
        """The archive of a session that is over; without `data` its inputs are hashes only.

        So are those that aren't the actor's to read.

        Raises:
            NotFound: there is no such session.
            Conflict: it isn't over.
            Gone: its code is no longer in the store.
            InvalidInput: its code can't be read as a notebook.
        """
        with self._database.read() as tx:
            row = seen_session(tx, actor, session_id)
            if not State(row.state).is_terminal:
                raise Conflict("The session isn't over yet. Hand it over then, or kill it first.")
            manifest, withheld = manifest_for(tx, actor, row)
            submitted = copy.deepcopy(manifest)
            provenance = provenance_for(tx, actor, row)
            results = keepsakes.run_output(tx, actor, row)
            metrics = last_metrics(tx, [row.id]).get(row.id, {})
        members = folder_members(self._database, input_versions(manifest))
        for version in input_versions(manifest):
            version["members"] = members.get(version["id"])
        parts = _Parts()
        kernel = self._code(row, manifest, parts)
        self._data(manifest, parts, data, withheld)
        for path in sorted(jx_folder().joinpath("jx").glob("*.py")):
            parts.entries[f"lib/jx/{path.name}"] = path.read_bytes()
        parts.entries |= {f"results/{zip_name(path)}": source for path, source in results}
        if row.notebook_sha256 is not None:
            report = self._reports.report(actor, row.id, ReportWish())
            parts.entries["results/report.html"] = report.path.read_bytes()
        facts = _facts(row, manifest, kernel, metrics, parts, data)
        told = {"facts/session.json": submitted, "facts/provenance.json": provenance}
        sums = checksums(parts.sums)
        self._describe(row, told, facts, parts, sums)
        self._record(actor, row.id, {"with_data": data, "checksums_sha256": sha256(sums)})
        return OutgoingZip(f"{safe_name(row.name)}.zip", self._size(parts), self._entries(parts))

    def _code(self, row: Session, manifest: dict[str, Any], parts: _Parts) -> str | None:
        """The body; the name of its kernel, None for a script."""
        body = manifest["body"]
        name = safe_name(body["filename"])
        if body["kind"] == "script":
            source: bytes = self._blobs.read(body["sha256"])
            parts.work(name, source, sha256(source))
            return None
        nb = notebook_to_run(row, self._blobs)
        source = as_json(nb)
        parts.work(name, source, sha256(source))
        return kernel_of(manifest, nb)

    def _data(
        self, manifest: dict[str, Any], parts: _Parts, data: bool, withheld: Collection[str]
    ) -> None:
        to_bring = set()  # aliases
        for one in manifest["inputs"]:
            chosen = (one["version"] or {}).get("id")
            given = data and chosen not in withheld
            if not given:
                to_bring.add(one["alias"])
            one["versions"] = [
                version
                for version in one["versions"]
                if version["id"] == chosen
                or (given and all(map(self._is_there, _contents(version))))
            ]
        places, content = plan(manifest)
        for place in places:
            stored = place.content["sha256"]
            if place.alias not in to_bring and self._is_there(stored):
                parts.work(place.path, stored, stored)
            else:
                parts.left_out.append(place.path)
                parts.sums[f"work/{place.path}"] = stored
        text = as_json(content)
        parts.work(".jx/manifest.json", text, sha256(text))

    def _is_there(self, content: str) -> bool:
        try:
            self._blobs.local_path(content)
        except Gone:
            return False
        return True

    def _describe(
        self,
        row: Session,
        told: Mapping[str, Any],
        facts: dict[str, Any],
        parts: _Parts,
        sums: bytes,
    ) -> None:
        notebook = facts["kind"] == "notebook"
        parts.entries |= {
            "README.md": readme(facts, parts.left_out).encode(),
            "run.py": Path(__file__).with_name("run.py").read_bytes(),
            "requirements.txt": requirements(row.provenance, notebook=notebook).encode(),
            "checksums.sha256": sums,
            "facts/handover.json": as_json(facts),
            **{path: as_json(what) for path, what in told.items()},
        }

    def _record(self, actor: Actor, session_id: str, after: dict[str, Any]) -> None:
        with self._database.write() as tx:
            row = seen_session(tx, actor, session_id)
            trail.record(tx, actor, "exported", "session", row.id, owner=row.owner, after=after)

    def _size(self, parts: _Parts) -> int:
        return sum(
            len(source)
            if isinstance(source, bytes)
            else self._blobs.local_path(source).stat().st_size
            for source in parts.entries.values()
        )

    def _entries(self, parts: _Parts) -> Iterator[tuple[str, Iterable[bytes]]]:
        for path, source in sorted(parts.entries.items()):
            yield path, [source] if isinstance(source, bytes) else self._blobs.chunks(source)


def checksums(sums: Mapping[str, str]) -> bytes:
    """As `sha256sum -c` reads them; it has names with a new line or a backslash marked."""
    lines = []
    for path, content in sorted(sums.items()):
        name = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        lines.append(f"{'' if name == path else chr(92)}{content}  {name}\n")
    return "".join(lines).encode()


def _contents(version: dict[str, Any]) -> list[str]:
    members = version["members"] if version["kind"] == "folder" else [version]
    return [one["sha256"] for one in members or []]


def _facts(
    row: Session,
    manifest: dict[str, Any],
    kernel: str | None,
    metrics: dict[str, Any],
    parts: _Parts,
    data: bool,
) -> dict[str, Any]:
    provenance = row.provenance or {}
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": utcnow().isoformat(),
        "session": {"id": row.id, "name": row.name, "number": row.number, "state": row.state},
        "kind": manifest["body"]["kind"],
        "filename": safe_name(manifest["body"]["filename"]),
        "body_sha256": manifest["body"]["sha256"],
        "kernel": kernel,
        "python": (provenance.get("interpreter") or {}).get("version"),
        "working_folder": manifest["runtime"]["working_folder"],
        "variables": sorted(manifest["runtime"].get("env") or {}),
        "parameters": {one["alias"]: one["value"] for one in manifest["parameters"]},
        "metrics": metrics,
        "with_data": data,
        "left_out": parts.left_out,
        "sums": parts.sums,
    }
