"""A copy of each change for other extensions, on the server's own event bus.

Whoever listens there gets everybody's events: they carry no id, no name and no owner. Live views
of this extension use the websocket of changes instead, which is filtered by rights.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..access.follower import ChangeEvent, ChangeFollower

LOG = logging.getLogger("jupyter_ext.changes")

SCHEMA = Path(__file__).parent / "events" / "change.yaml"
SCHEMA_ID = "urn:jupyter-ext:events:change:v1"
UNSAID = {"progress"}  # several a second and session: for those who look at one


def broadcast(follower: ChangeFollower, event_logger: Any, io_loop: Any) -> Callable[[], None]:
    """Emit every change from now on; returns how to end it."""
    event_logger.register_event_schema(SCHEMA)

    def emit(events: list[ChangeEvent]) -> None:
        for event in events:
            try:
                event_logger.emit(
                    schema_id=SCHEMA_ID, data={"kind": event.kind, "action": event.action}
                )
            except Exception:  # those after it are told all the same
                LOG.exception("a change of %s could not be told to extensions", event.kind)

    def listener(events: list[ChangeEvent]) -> None:
        said = [event for event in events if event.action not in UNSAID]
        if said:
            io_loop.add_callback(emit, said)

    return follower.listen(listener)
