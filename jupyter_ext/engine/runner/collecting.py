"""The end of a run: its declared outputs, and what its code told of itself."""

from .attempt import Attempt
from .events import read_events
from .outgoing import Outgoing
from .outputs import collect
from .result import Result


def collect_all(attempt: Attempt, made: Result) -> list[str]:
    """Hand over outputs, results and metrics of the run into `made`; what is worth noting.

    A success that lacks a required output is none. A cancel that arrives meanwhile counts.
    """
    outgoing = Outgoing(attempt.outgoing)
    attempt.outgoing.mkdir(exist_ok=True)
    told = read_events(attempt.events, attempt.workspace, outgoing)
    made.metrics, made.results, made.reads = told.metrics, told.results, told.reads
    declared = attempt.manifest.get("outputs") or []
    found = collect(attempt.outputs, declared, outgoing)
    made.outputs, made.missing_outputs = found.outputs, found.missing
    if made.outcome.state == "SUCCEEDED" and attempt.cancel.exists():
        made.outcome.state, made.outcome.reason = "CANCELLED", "cancelled on request"
    problems = [*([told.lost] if told.lost else []), *found.problems]
    for problem in problems:
        made.outcome.fail(problem)
    return [*told.problems, *problems]
