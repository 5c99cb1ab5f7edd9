"""Table: runtimes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ..store.base import Base, Id, utcnow
from .variables import new_salt


class Runtime(Base):
    """Where and how code runs. One is the default; `kernelspec` None means the notebook's own."""

    __tablename__ = "runtimes"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(String(255))
    is_default: Mapped[bool] = mapped_column(default=False)
    kernelspec: Mapped[str | None] = mapped_column(String(255))
    working_folder: Mapped[str] = mapped_column(String(16), default="isolated")
    env: Mapped[dict[str, Any]] = mapped_column(default=dict)  # for its owner and for runs
    env_salt: Mapped[str] = mapped_column(String(64), default=new_salt)  # see variables.py
    start_timeout: Mapped[float] = mapped_column(default=60.0)  # seconds
    cell_timeout: Mapped[float | None]  # seconds
    run_timeout: Mapped[float | None]  # seconds
    retries: Mapped[int] = mapped_column(default=0)
    cpus: Mapped[float] = mapped_column(default=1.0)
    memory: Mapped[int | None] = mapped_column(BigInteger)  # bytes
    use_cache: Mapped[bool] = mapped_column(default=False)  # unless a run says otherwise
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    deleted_at: Mapped[datetime | None]
