"""`jupyter ext worker`: runs what waits, without a server."""

from __future__ import annotations

import json
import logging
import signal
import threading

import click

from .product import as_json, opened


@click.command()
@click.option("--capacity", type=click.IntRange(min=1), help="Executions at once; default: cores.")
@click.option("--pool", default="", help="Name of a shared pool; default: this host and user.")
@as_json
def worker(capacity: int | None, pool: str, as_json: bool) -> None:
    """Run what waits until it is told to stop (Ctrl-C, SIGTERM); what runs then goes on."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with opened("worker", settings=_chosen(capacity, pool)) as services:
        dispatcher = services.dispatcher
        facts = {"pool": dispatcher.pool, "capacity": dispatcher.capacity}
        if as_json:
            click.echo(json.dumps(facts))
        else:
            click.echo(f"Runs up to {facts['capacity']} at once of the pool {facts['pool']}.")
        while not stop.wait(3600):
            pass
        going_on = dispatcher.going_on()
    if going_on:
        click.echo(
            f"{going_on} session{' goes' if going_on == 1 else 's go'} on without the worker; "
            "`jupyter ext sessions --active` lists them, `jupyter ext kill SESSION` ends one.",
            err=True,
        )


def _chosen(capacity: int | None, pool: str) -> dict[str, object]:
    chosen: dict[str, object] = {}
    if capacity is not None:
        chosen["capacity"] = capacity
    if pool:
        chosen["pool"] = pool
    return chosen
