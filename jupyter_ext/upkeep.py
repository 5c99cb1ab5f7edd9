"""What is tidied up from time to time, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

EVERY_SECONDS = 300.0
LOG = logging.getLogger("jupyter_ext.upkeep")


class Upkeep:
    """Calls each of the tasks at its start and every few minutes after."""

    def __init__(self, *tasks: Callable[[], None]) -> None:
        self._tasks = tasks
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            for task in self._tasks:
                try:
                    task()
                except Exception:
                    LOG.warning("what is tidied up waits for the next time", exc_info=True)
            if self._stop.wait(EVERY_SECONDS):
                return
