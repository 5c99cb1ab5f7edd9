"""10,000 sessions in a data folder, made by the services before the UI server starts.

    python make_rows.py FOLDER [COUNT]

Each is submitted like any other, into a pool that nobody serves. Some are then given an end by
the same transitions that the dispatcher uses; the rest are cancelled in the queue. The file
`FOLDER/ready` says that it is done, `FOLDER/failed` why it isn't.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from jupyter_ext.access.identity import Actor, os_actor
from jupyter_ext.instances.records import InstanceCreate
from jupyter_ext.services import Services
from jupyter_ext.sessions import transitions
from jupyter_ext.sessions.launch import Launch, Wanted, live_instance
from jupyter_ext.sessions.model import Execution
from jupyter_ext.sessions.states import State
from jupyter_ext.sessions.submission import Submission
from jupyter_ext.settings import Settings
from jupyter_ext.specifications.files import local_source
from jupyter_ext.specifications.records import CommitRequest, Signature, SpecificationCreate
from jupyter_ext.store.base import utcnow

ENDED = 200
BATCH = 200
ENDS = (State.SUCCEEDED, State.SUCCEEDED, State.FAILED, State.SUCCEEDED, State.TIMED_OUT)


def make_instance(services: Services, actor: Actor, folder: Path) -> str:
    """An instance with one parameter; give its id."""
    notebook = folder / "rows.ipynb"
    notebook.write_text(
        json.dumps(
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "id": "c1",
                        "metadata": {"tags": ["parameters"]},
                        "source": "number = 0",
                        "outputs": [],
                        "execution_count": None,
                    }
                ],
                "metadata": {},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        )
    )
    signature = Signature.model_validate(
        {"parameters": [{"alias": "number", "type": "integer", "default": 0}]}
    )
    source = local_source(notebook, [])
    specification = services.specifications.create(
        actor, SpecificationCreate(name="Many rows", signature=signature), source
    ).specification
    services.specifications.commit(
        actor,
        specification.id,
        CommitRequest(path="rows.ipynb", signature=signature),
        source,
    )
    services.specifications.register(actor, specification.id)
    return services.instances.create(
        actor, InstanceCreate(specification_id=specification.id, name="Many rows")
    ).id


def end_all(services: Services, host: str) -> None:
    """Give those that there are an end of each kind, by the dispatcher's own transitions."""
    with services.database.write() as tx:
        executions = tx.scalars(
            select(Execution).where(Execution.state == State.QUEUED.value)
        ).all()
        for i, execution in enumerate(executions):
            started = utcnow() - timedelta(seconds=i % 300)
            transitions.claim(
                tx, execution, dispatcher="rows", host=host, folder="", start_timeout=60
            )
            attempt = execution.attempt + 1
            transitions.running(tx, execution.id, attempt, started_at=started, run_timeout=None)
            ending = transitions.Ending(
                ENDS[i % len(ENDS)], started_at=started, cells_total=1, cells_done=1
            )
            transitions.finish(tx, execution.id, attempt, ending)


def main(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    services = Services(Settings(data_dir=folder / "data"))
    submission = Submission(
        services.database,
        services.blobs,
        services.runtimes,
        pool="rows",
        only_dispatcher=None,
        max_queued=count + 1,
        max_launch=1,
        root=None,
    )
    actor = os_actor()
    try:
        instance_id = make_instance(services, actor, folder)
        for number in range(count):

            def prepare(tx: Tx, number: int = number) -> Launch:
                wanted = Wanted(name=f"row {number:05}", parameters={"number": number})
                return Launch(live_instance(tx, actor, instance_id), [wanted])

            submission.submit(actor, f"row {number}", {"row": number}, prepare)
            if number + 1 == ENDED:
                end_all(services, os.uname().nodename)
            if (number + 1) % BATCH == 0:
                services.sessions.stop_pending(actor, instance_id)
        services.sessions.stop_pending(actor, instance_id)
    finally:
        services.close()
    (folder / "ready").touch()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    try:
        main(target, int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
    except BaseException as error:
        (target / "failed").write_text(repr(error))
        raise
