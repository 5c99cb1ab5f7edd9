"""What was worked out lately, kept for several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """The last few values, each by a text that it follows from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[str, V] = {}
        self._lock = threading.Lock()

    def of(self, key: str, make: Callable[[], V]) -> V:
        """The value of a key; made where it isn't known, while others don't wait."""
        with self._lock:
            if key in self._values:
                return self._values[key]
        made = make()
        with self._lock:
            while len(self._values) >= self._most:
                del self._values[next(iter(self._values))]
            self._values[key] = made
        return made
