"""Reading files that the code of a run could have put anything in the place of."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_json(path: Path, most: int) -> Any:
    """The JSON in a regular file of at most `most` bytes; no link is followed, no pipe waited for.

    Raises:
        OSError: there is no such file.
        ValueError: it is something else, larger, or no JSON.
    """
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise ValueError(f"{path.name} isn't a regular file")
        if facts.st_size > most:
            raise ValueError(f"{path.name} is larger than {most:,} bytes")
        data = file.read(most)
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError(f"{path.name} is nested too deeply") from error
