"""Many artifacts in a folder of a data folder that a server is using.

python make_artifacts.py DATA FOLDER COUNT
"""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_ext.access.identity import os_actor
from jupyter_ext.artifacts.model import Artifact
from jupyter_ext.store.database import Database
from jupyter_ext.store.tables import metadata


def main(data: str, folder: str, count: str) -> None:
    """Without a row of the trail for each: they are only looked at."""
    assert "folders" in metadata.tables
    owner = os_actor().id
    with Database(f"sqlite:///{Path(data) / 'jupyter_ext.sqlite'}").write() as tx:
        tx.add_all(
            Artifact(name=f"measurement {number:05}", owner=owner, folder_id=folder)
            for number in range(int(count))
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
