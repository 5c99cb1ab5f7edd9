"""Every table, imported so that the metadata is whole."""

from __future__ import annotations

from ..access import model as access
from ..artifacts import model as artifacts
from ..folders import model as folders
from ..instances import model as instances
from ..notices import model as notices
from ..reviews import model as reviews
from ..runtimes import model as runtimes
from ..sessions import model as sessions
from ..specifications import model as specifications
from .base import Base

metadata = Base.metadata

__all__ = [
    "access",
    "artifacts",
    "folders",
    "instances",
    "metadata",
    "notices",
    "reviews",
    "runtimes",
    "sessions",
    "specifications",
]
