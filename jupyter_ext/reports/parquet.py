"""The child process that reads the first rows of a parquet file.

pyarrow is native code and is given hostile files: it crashes here, not in the server.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from .tables import NoTable, parquet_start


def main() -> int:
    """Answer the request on standard input with one JSON line."""
    request = json.load(sys.stdin)
    if request.get("memory_limit"):
        from jupyter_ext.platforms import processes

        processes.limit_memory(request["memory_limit"])
    try:
        answer = asdict(parquet_start(Path(request["path"])))
    except NoTable as reason:
        answer = {"reason": str(reason)}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
