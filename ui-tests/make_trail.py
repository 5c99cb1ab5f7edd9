"""Many rows in the audit trail of one object, as if it had been edited as often.

    python make_trail.py FOLDER KIND ID COUNT

`FOLDER` is that of a server's data; the server may be running.
"""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_ext.access.identity import Actor, os_actor
from jupyter_ext.access.trail import record
from jupyter_ext.store.database import Database

BATCH = 500
VISITOR = Actor("ada", "Ada", proven=True)


def main(folder: Path, kind: str, object_id: str, count: int) -> None:
    database = Database(f"sqlite:///{folder / 'jupyter_ext.sqlite'}")
    owner = os_actor()
    for start in range(0, count, BATCH):
        with database.write() as tx:
            for number in range(start, min(count, start + BATCH)):
                record(
                    tx,
                    VISITOR if number % 10 == 0 else owner,
                    "updated",
                    kind,
                    object_id,
                    owner=owner.id,
                    before={"description": f"draft {number}"},
                    after={"description": f"draft {number + 1}"},
                )
    database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
