"""Every route of the API, below `<base_url>jupyter-ext/api`; a path parameter is one segment."""

from __future__ import annotations

import re
from typing import Any

from jupyter_server.utils import url_path_join

from ..artifacts import handlers as artifacts
from ..audit import handlers as audit
from ..comparisons import handlers as comparisons
from ..folders import handlers as folders
from ..handover import handlers as handover
from ..instances import handlers as instances
from ..lineage import handlers as lineage
from ..replays import drive as replay_drive
from ..replays import handlers as replays
from ..reviews import exporting as review_export
from ..reviews import handlers as reviews
from ..runtimes import handlers as runtimes
from ..sessions import handlers as sessions
from ..sessions import rerun_handlers as reruns
from ..sharing import handlers as sharing
from ..specifications import handlers as specifications
from ..workflows import handlers as workflows
from . import changes, status

PREFIX = ("jupyter-ext", "api")
ROUTES: list[tuple[str, Any]] = [
    *status.ROUTES,
    *artifacts.ROUTES,
    *specifications.ROUTES,
    *instances.ROUTES,
    *folders.ROUTES,
    *runtimes.ROUTES,
    *sessions.ROUTES,
    *reruns.ROUTES,
    *workflows.ROUTES,
    *comparisons.ROUTES,
    *handover.ROUTES,
    *replays.ROUTES,
    *reviews.ROUTES,
    *audit.ROUTES,
    *sharing.ROUTES,
    *lineage.ROUTES,
]


def handlers(base_url: str) -> list[tuple[str, Any]]:
    """The routes as Tornado wants them, the websocket and the JSON 404 included."""
    base = url_path_join(base_url, *PREFIX)
    found = [
        (base + re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path), handler) for path, handler in ROUTES
    ]
    found.extend(replay_drive.handlers(base_url, base))
    found.extend(review_export.handlers(base_url))
    found.append((url_path_join(base, "changes"), changes.ChangesSocket))
    found.append((base + r"(?:/.*)?", status.UnknownHandler))
    return found


def unavailable(base_url: str) -> list[tuple[str, Any]]:
    """The one route of a server whose store can't be opened."""
    return [(url_path_join(base_url, *PREFIX) + r"(?:/.*)?", status.OffHandler)]
