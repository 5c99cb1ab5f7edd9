"""Bare nbclient, as a process: notebooks in, what became of them out.

    python bare.py JOBS.json ANSWERS.json

A job is {"notebook", "folder", "timeout"}; an answer says how it ended and holds the notebook.
It stands on its own: nothing of jupyter_ext is imported.
"""

import asyncio
import json
import sys
from typing import Any

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

STUCK = 240  # seconds
TRIES = 3


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run a notebook, again where it was bad luck that it didn't end.

    Another process may take a kernel's port between its choice and its use (a RuntimeError), and
    an answer may be missed that comes while something is sent to a widget (no end at all).
    """
    for _ in range(TRIES - 1):
        try:
            return asyncio.run(run_in_time(job))
        except (RuntimeError, TimeoutError) as error:
            print(f"{job['notebook']} is run again: {error!r}", file=sys.stderr)
    return asyncio.run(run_in_time(job))


async def run_in_time(job: dict[str, Any]) -> dict[str, Any]:
    ran = asyncio.ensure_future(run_once(job))
    in_time, _ = await asyncio.wait({ran}, timeout=STUCK)
    if not in_time:
        # cancelled, nbclient takes the kernel for dead: what it gives then is no answer
        ran.cancel()
        await asyncio.wait({ran})
        raise TimeoutError(f"stuck for {STUCK} s")
    return ran.result()


async def run_once(job: dict[str, Any]) -> dict[str, Any]:
    nb = nbformat.read(job["notebook"], as_version=4)
    reached: list[int] = []
    replies: dict[str, Any] = {}

    def begins(cell: Any, cell_index: int) -> None:
        reached.append(cell_index)

    def errs(cell: Any, cell_index: int, execute_reply: Any) -> None:
        replies["last"] = execute_reply["content"]

    client = NotebookClient(
        nb,
        timeout=job.get("timeout"),
        resources={"metadata": {"path": job["folder"]}},
        on_cell_execute=begins,
        on_cell_error=errs,
    )
    ended, error = "ok", {}
    try:
        await client.async_execute()
    except NoSuchKernel:
        ended = "no kernel"
    except CellTimeoutError:
        ended = "timed out"
    except DeadKernelError:
        ended = "dead"
    except CellExecutionError:
        ended, error = "failed", replies["last"]
    return {
        "ended": ended,
        "ename": error.get("ename"),
        "evalue": error.get("evalue"),
        "reached": reached,
        "nb": nb,
    }


if __name__ == "__main__":
    with open(sys.argv[1]) as jobs:
        done = [run(job) for job in json.load(jobs)]
    with open(sys.argv[2], "w") as answers:
        json.dump(done, answers)
