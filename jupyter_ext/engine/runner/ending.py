"""How a run is ended before its time: by whom, why, and up which ladder.

Interrupt, then terminate, then kill: each rung when the one before brought nothing, for all that
the kernel or script started. Who asks again goes up one rung at once.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from pathlib import Path

from .attempt import Limits

_LOOK = 0.25
_SIGKILL = getattr(signal, "SIGKILL", signal.SIGTERM)


class Ending:
    """Whether the run shall end early, as what (`state`), and the climb up the ladder."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.state: str | None = None
        self.reason: str | None = None
        self.signal: int | None = None
        self.asked = asyncio.Event()
        self._hurry = asyncio.Event()
        self._climb: asyncio.Task[None] | None = None
        self.interrupt: Callable[[], None] | None = None
        """interrupts the code that runs; None while no code runs"""
        self.signal_all: Callable[[int], None] | None = None
        """sends a signal to everything the run started; None when there is nothing"""

    @property
    def requested(self) -> bool:
        return self.state is not None

    def request(self, state: str, reason: str, number: int | None = None) -> None:
        """End the run as `state`. The first request says why; a later one hurries it."""
        if self.state is not None:
            self._hurry.set()
            return
        self.state, self.reason, self.signal = state, reason, number
        self.asked.set()
        self._climb = asyncio.get_running_loop().create_task(self._up_the_ladder())

    def settled(self) -> None:
        """The code has stopped: nobody needs to climb further."""
        if self._climb is not None:
            self._climb.cancel()

    async def _up_the_ladder(self) -> None:
        if self.interrupt is not None:
            self.interrupt()
            await self._pause(self._limits.interrupt_seconds)
        if self.signal_all is not None:
            self.signal_all(signal.SIGTERM)
            await self._pause(self._limits.terminate_seconds)
            self.signal_all(_SIGKILL)

    async def _pause(self, seconds: float) -> None:
        self._hurry.clear()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), seconds)


class Watcher:
    """Looks for the `cancel` file, and hears the signals that hurry or end a run."""

    def __init__(self, cancel: Path, ending: Ending) -> None:
        self._cancel = cancel
        self._ending = ending
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows, a test's thread
                loop.add_signal_handler(number, self._signalled, number)
        self._task = loop.create_task(self._look())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def cancelled(self) -> bool:
        return self._cancel.exists()

    def _signalled(self, number: int) -> None:
        if self.cancelled():
            self._ending.request(*_CANCELLED)
        else:
            name = signal.Signals(number).name
            self._ending.request("CRASHED", f"the runner was ended by {name}", int(number))

    async def _look(self) -> None:
        while not self.cancelled():
            await asyncio.sleep(_LOOK)
        if not self._ending.requested:
            self._ending.request(*_CANCELLED)


_CANCELLED = ("CANCELLED", "cancelled on request")
