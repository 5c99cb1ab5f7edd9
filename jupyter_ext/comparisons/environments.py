"""What sessions ran with, side by side: interpreter, kernel, system, packages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..sessions.environments import interpreter, packages
from .alike import differ, groups, rows
from .records import ComparedEnvironments, ComparedVersionOf
from .side import Side

MOST_PACKAGES = 1_000  # that differ


def compare(sides: Sequence[Side]) -> ComparedEnvironments:
    """The packages that aren't the same, and what they run in."""
    facts = [{} if one.deleted else one.row.provenance or {} for one in sides]
    known = [bool(one.get("packages")) for one in facts]
    counted = {place for place, yes in enumerate(known) if yes}
    table = rows(map(packages, facts))
    other = []
    for had in table.values():
        cells = [one and one[1] for one in had]
        if differ(groups(cells), counted):
            name = next(one[0] for one in had if one)
            other.append(ComparedVersionOf(kind="package", name=name, differs=True, cells=cells))
    other.sort(key=lambda one: one.name.lower())
    around = [
        ComparedVersionOf(kind=kind, name=kind, differs=differ(groups(cells), counted), cells=cells)
        for kind, cells in (
            ("interpreter", [interpreter(one) for one in facts]),
            ("kernel", [(one.get("kernelspec") or {}).get("display_name") for one in facts]),
            ("system", [_system(one) for one in facts]),
        )
        if any(cells)
    ]
    return ComparedEnvironments(
        known=known,
        rows=around + other[:MOST_PACKAGES],
        same=len(table) - len(other),
        more=max(0, len(other) - MOST_PACKAGES),
    )


def _system(facts: dict[str, Any]) -> str | None:
    machine = facts.get("machine") or {}
    parts = (machine.get(key) for key in ("system", "release", "machine"))
    return " ".join(str(one) for one in parts if one) or None
