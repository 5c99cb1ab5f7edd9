"""`python -m jupyter_ext.engine.runner ATTEMPT_DIR`: run one attempt and write its result.

Ends with 0 whenever `result.json` was written, 2 for a wrong command line, 3 when another process
runs this attempt, 1 when even the result could not be written.
"""

import os
import sys

from jupyter_ext.platforms.locks import FileLock

_LOCK_PATIENCE = 5.0
# what jsonschema imports to check formats that no notebook's schema has: most of the time that
# importing nbclient takes (the first is a grammar: 0.9 s)
_NOT_NEEDED = (
    "rfc3987_syntax",
    "rfc3987",
    "isoduration",
    "webcolors",
    "uri_template",
    "fqdn",
    "idna",
    "jsonpointer",
    "rfc3986_validator",
    "rfc3339_validator",
)


def leave_out_what_is_not_needed() -> None:
    """Spare this process the import of what no notebook needs."""
    for name in _NOT_NEEDED:
        sys.modules[name] = None  # type: ignore[assignment]


def main(arguments: list[str], patience: float = _LOCK_PATIENCE) -> int:
    if len(arguments) != 1 or not os.path.isdir(arguments[0]):
        print(__doc__, file=sys.stderr)
        return 2
    leave_out_what_is_not_needed()
    folder = os.path.realpath(arguments[0])
    lock = FileLock(os.path.join(folder, "alive"))
    if not lock.acquire(patience):  # somebody who only looks holds it for an instant
        print(f"{folder} is run by another process", file=sys.stderr)
        return 3

    from .attempt import Attempt
    from .run import Run, log_to

    attempt = Attempt(folder)
    if attempt.result.exists():
        print(f"{folder} has been run already", file=sys.stderr)
        return 3
    log_to(attempt.runner_log)
    Run(attempt).run()
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # nothing is left to tidy up, and threads that wait must not delay the end
