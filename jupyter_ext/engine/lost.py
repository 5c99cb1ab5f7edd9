"""The end of an attempt whose runner ended without a result: what its journal still tells."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ..sessions.states import State
from .result import Result, parse


def lost(folder: Path, reason: str) -> Result:
    """CRASHED, with the partial notebook and outputs as far as they can be found."""
    from .runner.recover import rebuild  # late: few runs are lost

    now = datetime.now(UTC)
    nothing = Result(State.CRASHED, reason, ended_at=now)
    if not (folder / "manifest.json").is_file():
        return nothing
    try:
        return parse(rebuild(folder, reason))
    except Exception as error:  # the code of the run could have written anything there
        return nothing.ended_as(State.CRASHED, f"{reason} ({error})")
