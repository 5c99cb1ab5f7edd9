"""The bench of sessions that only wait, and what is asked of launches there."""

from __future__ import annotations

from ..sessions.conftest import Waiting, waiting

__all__ = ["Waiting", "waiting"]
