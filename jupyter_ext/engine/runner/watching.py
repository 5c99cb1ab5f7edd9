"""The time of a run in which its code runs: watched for who asks to end it, limited, shown."""

import asyncio
import time

from .body import Body, Stage
from .ending import Ending, Watcher
from .result import Outcome

_HEARTBEAT = 5.0


def execute(stage: Stage, body: Body, began: float) -> Outcome:
    """Execute a launched body. `began`: when the run began, by the monotonic clock."""
    return asyncio.run(_execute(stage, body, began))


async def _execute(stage: Stage, body: Body, began: float) -> Outcome:
    loop = asyncio.get_running_loop()
    stage.journal.schedule = stage.progress.schedule = loop.call_later
    ending = Ending(stage.attempt.limits)
    watcher = Watcher(stage.attempt.cancel, ending)
    watcher.start()
    beat = loop.create_task(_beat(stage))
    _limit_time(stage, ending, began)
    try:
        return await body.execute(ending)
    finally:
        beat.cancel()
        watcher.stop()
        stage.journal.schedule = stage.progress.schedule = None


def _limit_time(stage: Stage, ending: Ending, began: float) -> None:
    seconds = stage.attempt.runtime.run_timeout
    if seconds:
        left = max(0.0, seconds - (time.monotonic() - began))
        reason = f"the run took longer than {seconds:g} s"
        asyncio.get_running_loop().call_later(left, ending.request, "TIMED_OUT", reason)


async def _beat(stage: Stage) -> None:
    """Show that the runner lives, also while a cell says nothing."""
    while True:
        await asyncio.sleep(_HEARTBEAT)
        stage.progress.journal_bytes(stage.journal.bytes)
        stage.progress.write()
