"""Which of a few values are the same."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..records import Record

T = TypeVar("T")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Had(Generic[R]):
    """What a session has of a row: a record with a `group`, and what makes it the same."""

    record: R
    content: Hashable  # None: it has nothing
    hidden: bool = False  # nothing is said of it, not even whether it is the same


def groups(
    values: Sequence[T | None], same: Callable[[T, T], bool] = operator.eq
) -> list[int | None]:
    """For each value the place of the first that is the same; None where there is no value."""
    found: list[int | None] = []
    for place, one in enumerate(values):
        if one is None:
            found.append(None)
            continue
        firsts = (at for at in range(place) if found[at] == at)
        found.append(next((at for at in firsts if same(values[at], one)), place))  # type: ignore[arg-type]
    return found


def differ(grouped: Sequence[int | None], counted: Collection[int]) -> bool:
    """Whether those that count aren't all the same; having none is something else than any."""
    return len({grouped[place] for place in counted}) > 1


def rows(
    sides: Iterable[Mapping[Any, T]],
) -> dict[Any, list[T | None]]:
    """What has the same key in several mappings, in the order in which the keys first appear."""
    mappings = list(sides)
    keys = dict.fromkeys(key for one in mappings for key in one)
    return {key: [one.get(key) for one in mappings] for key in keys}


def by_content(
    sides: Iterable[Mapping[Any, Had[R]]], counted: Collection[int]
) -> Iterator[tuple[Any, bool, list[R | None]]]:
    """For each key: whether its contents differ, and the records with their groups."""
    for key, had in rows(sides).items():
        grouped = groups([None if one is None or one.hidden else one.content for one in had])
        hidden = {place for place, one in enumerate(had) if one is not None and one.hidden}
        cells = [
            None if one is None else one.record.model_copy(update={"group": group})
            for one, group in zip(had, grouped, strict=True)
        ]
        yield key, differ(grouped, {*counted} - hidden), cells
