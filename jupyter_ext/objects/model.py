"""The columns of what is said of an object by those who use it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column


class Described:
    """What a table of objects has besides its own columns; none of it changes what a run does."""

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    starred: Mapped[bool] = mapped_column(default=False)
