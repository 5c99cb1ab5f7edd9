"""End what the UI tests started and left: the processes that work below their scratch folder."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil


def of_the_tests(scratch: Path) -> list[psutil.Process]:
    """Processes that were started with a path below `scratch`, or that work in it."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.cwd()]
        except psutil.Error:
            continue
        if process.pid != psutil.Process().pid and any(str(scratch) in word for word in words):
            found.append(process)
    return found


if __name__ == "__main__":
    left = of_the_tests(Path(sys.argv[1]))
    for process in left:
        process.terminate()
    _, alive = psutil.wait_procs(left, timeout=5)
    for process in alive:
        process.kill()
