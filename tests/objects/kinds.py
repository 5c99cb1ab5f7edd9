"""The four kinds of object: the service of each, and what it takes."""

from __future__ import annotations

from typing import Any

from jupyter_ext.artifacts.records import ArtifactUpdate
from jupyter_ext.instances.handlers import InstanceQuery
from jupyter_ext.instances.records import InstanceUpdate
from jupyter_ext.services import Services
from jupyter_ext.sessions.handlers import SessionQuery
from jupyter_ext.sessions.records import SessionUpdate
from jupyter_ext.specifications.handlers import SpecificationQuery
from jupyter_ext.specifications.records import SpecificationUpdate
from jupyter_ext.web.lists import FolderListQuery

KINDS = ("artifact", "specification", "instance", "session")

UPDATES: dict[str, Any] = {
    "artifact": ArtifactUpdate,
    "specification": SpecificationUpdate,
    "instance": InstanceUpdate,
    "session": SessionUpdate,
}

QUERIES: dict[str, Any] = {
    "artifact": FolderListQuery,
    "specification": SpecificationQuery,
    "instance": InstanceQuery,
    "session": SessionQuery,
}


def service_of(services: Services, kind: str) -> Any:
    return getattr(services, f"{kind}s")
