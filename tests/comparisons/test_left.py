"""What sessions left, side by side: metrics, outputs, logged results."""

from __future__ import annotations

from jupyter_ext.comparisons import left
from jupyter_ext.sessions.model import SessionOutput
from jupyter_ext.sessions.states import State

from .conftest import Chain, by_name, compare, end, log, log_all, result, started


def test_metrics_with_their_courses(chain: Chain) -> None:
    # given
    first, second, third = (started(chain) for _ in range(3))
    end(chain, first, second, third)
    log(chain, first, "loss", *[1 / (n + 1) for n in range(500)])
    log(chain, second, "loss", 0.5, None, 0.25)
    log(chain, first, "auc", 0.8)
    log(chain, second, "auc", 0.8)
    log(chain, second, "odd", None)

    # when
    found = compare(chain, first, second, third)
    loss, auc, odd = (by_name(found.metrics)[name] for name in ("loss", "auc", "odd"))

    # then
    assert loss.cells == [1 / 500, 0.25, None]
    assert (auc.cells, auc.courses) == ([0.8, 0.8, None], [])
    assert odd.cells == [None, "NaN", None]
    [course, short, nothing] = loss.courses
    assert len(course.values) == left.MOST_POINTS
    assert (course.steps[-1], course.values[-1]) == (500, 1 / 500)
    assert (short.steps, short.values) == ([1, 2], [0.5, 0.25])
    assert nothing is None
    assert auc.differs
    assert not by_name(compare(chain, first, second).metrics)["auc"].differs


def test_more_metrics_than_can_be_read_are_counted(chain: Chain) -> None:
    first, second = started(chain), started(chain)
    names = [f"m{n:04d}" for n in range(left.MOST_METRICS + 5)]
    log_all(chain, first, [(name, 1.0) for name in names])
    found = compare(chain, first, second)
    assert (len(found.metrics), found.more_metrics) == (left.MOST_METRICS, 5)


def test_outputs_and_results_meet_by_name_and_compare_by_content(chain: Chain) -> None:
    # given: two that wrote, one that waits
    chain.instance_id = chain.scorer.instance.id
    one, other, waits = (started(chain) for _ in range(3))
    chain.wrote(one)
    chain.wrote(other)
    for session_id in (one, other):
        result(chain, session_id, "said", b"the same")
    result(chain, other, "said", b"more", position=1)
    result(chain, one, "alone", b"1", position=2)

    # when
    found = compare(chain, one, other, waits)

    # then
    scores, plot = (by_name(found.outputs)[alias] for alias in ("scores", "plot"))
    assert [cell.filename for cell in scores.cells] == ["scores.csv", "scores.csv", None]
    assert [cell.group for cell in scores.cells] == [0, 1, None]
    assert [cell.version and cell.version.number for cell in scores.cells][2] is None
    assert (scores.differs, plot.differs) == (True, False)
    said, alone, again = found.results
    assert (said.name, said.differs, [cell and cell.group for cell in said.cells]) == (
        "said", False, [0, 0, None],
    )  # fmt: skip
    assert (alone.name, alone.differs, alone.cells[1]) == ("alone", True, None)
    assert (again.name, again.cells[0], again.cells[1].size) == ("said", None, 4)


def test_what_was_partial_is_said_to_be(chain: Chain) -> None:
    chain.instance_id = chain.scorer.instance.id
    failed = started(chain)
    end(chain, failed, state=State.FAILED.value, reason="x" * 3_000)
    kept = {"kind": "file", "filename": "half.csv", "media_type": "text/csv", "size": 2,
            "sha256": "0" * 64, "members": None}  # fmt: skip
    with chain.services.database.write() as tx:
        tx.get_one(SessionOutput, (failed, "scores")).partial = kept
    found = compare(chain, failed, chain.scorer.id)
    half, whole = by_name(found.outputs)["scores"].cells
    assert (half.partial, half.filename, half.version) == (True, "half.csv", None)
    assert (whole.partial, whole.group) == (False, 1)
    assert found.sessions[0].reason == "x" * 500


def test_courses_are_of_metrics_with_several_values_and_the_rest_is_counted(chain: Chain) -> None:
    # given: more single values than courses are drawn, logged before them
    first, second = started(chain), started(chain)
    single = [(f"single {n}", 1.0) for n in range(left.MOST_COURSES + 1)]
    several = [(f"m{n}", n * step) for n in range(left.MOST_COURSES + 2) for step in (0.5, 1.0)]
    log_all(chain, first, [*single, *several])

    # when
    found = compare(chain, first, second)

    # then
    drawn = [one.name for one in found.metrics if one.courses]
    assert drawn == [f"m{n}" for n in range(left.MOST_COURSES)]
    assert found.more_courses == 2


def test_more_results_than_are_shown_are_counted(chain: Chain) -> None:
    one, other, few = (started(chain) for _ in range(3))
    for session_id, count in ((one, 2), (other, 3)):
        for place in range(left.MOST_RESULTS + count):
            result(chain, session_id, "said", b"x", position=place)
    result(chain, few, "said", b"x")
    found = compare(chain, one, other, few)
    assert (len(found.results), found.more_results) == (left.MOST_RESULTS, 5)


def test_numbers_that_are_none_and_odd_names_come_as_they_are(chain: Chain) -> None:
    first, second = started(chain), started(chain)
    odd = "<img src=x onerror=alert(1)>\u202e" + "n" * 200
    end(chain, first, second)
    log(chain, first, odd, None)
    log(chain, second, odd, None)
    log(chain, first, "huge", 1.7e308)
    log(chain, second, "huge", -1.7e308)
    rows = by_name(compare(chain, first, second).metrics)
    assert (rows[odd].cells, rows[odd].differs) == (["NaN", "NaN"], False)
    assert (rows["huge"].cells, rows["huge"].differs) == ([1.7e308, -1.7e308], True)
