"""Runs one conversion as a child process that can't harm the server.

The child gets an empty folder of its own, an explicit environment, a memory limit that it sets on
itself, and a time limit after which it is killed with everything below it (security.md 10).
"""

import json
import logging
import os
import site
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..platforms import processes
from .errors import ReportFailed

_log = logging.getLogger(__name__)

# what an interpreter needs to start as the server's did; no tokens, no user's variables
_KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LD_LIBRARY_PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "SYSTEMROOT",
)
_LONGEST_STDERR = 20_000


class ChildTimeout(Exception):
    """The child was killed because its time was over."""


@dataclass(frozen=True)
class Ended:
    """How a child ended."""

    code: int
    stdout: bytes
    stderr: str


def failed(ended: Ended) -> ReportFailed:
    """The error to raise for a child that ended without an answer; the log gets what it said."""
    error_id = uuid.uuid4().hex[:12]
    _log.error("page %s failed: exit code %s\n%s", error_id, ended.code, ended.stderr.strip())
    return ReportFailed(
        f"This could not be shown. The server's log says why, under {error_id}.", error_id
    )


def ask(module: str, request: Mapping[str, Any], scratch: Path, timeout: float) -> Ended:
    """Run `python -m module` with `request` as JSON on its standard input.

    Raises ChildTimeout.
    """
    # -P: nothing is imported from the folder it works in
    argv = [sys.executable, "-P", "-m", module]
    return run(argv, scratch, timeout, json.dumps(request, default=str).encode())


def run(argv: Sequence[str], scratch: Path, timeout: float, stdin: bytes = b"") -> Ended:
    """Run a program in `scratch` and wait for its end. Raises ChildTimeout."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"HOME": str(scratch), "TMPDIR": str(scratch), "PYTHONIOENCODING": "utf-8"}
    if site.ENABLE_USER_SITE:
        environment["PYTHONUSERBASE"] = site.getuserbase()
    # a file, not a pipe: a grandchild that holds a pipe open must not keep us waiting
    with tempfile.TemporaryFile(dir=scratch) as out, tempfile.TemporaryFile(dir=scratch) as err:
        child = subprocess.Popen(
            argv,
            cwd=scratch,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        identity = processes.identify(child.pid)
        try:
            child.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise ChildTimeout from None
        finally:
            if child.poll() is None:
                if identity is not None:
                    processes.kill_tree(identity)
                child.kill()
                child.wait()
        out.seek(0)
        err.seek(0)
        return Ended(
            child.returncode, out.read(), err.read(_LONGEST_STDERR).decode("utf-8", "replace")
        )
