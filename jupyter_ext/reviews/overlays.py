"""Overlays: checked against their base, in one canonical form, and laid on for reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from ..errors import InvalidInput, TooLarge
from ..specifications.alignment import opcodes
from ..specifications.records import CellChange
from .notebooks import MARK, OWN, BaseFacts, first_line
from .records import LARGEST_OVERLAY, Overlay, ReviewedCell

Mark = Literal["edited", "inserted", "struck"]


def empty(base_sha256: str) -> Overlay:
    """The overlay of revision 0."""
    return Overlay(base_sha256=base_sha256, revision=0)


def checked(overlay: Overlay, facts: BaseFacts) -> Overlay:
    """The overlay without what changes nothing.

    Raises:
        InvalidInput: it names another base, or a cell that it may not; the field says which.
        TooLarge: its texts are larger than an overlay's may be.
    """
    if overlay.base_sha256 != facts.sha256:
        raise InvalidInput(
            "This review is of another notebook. Open it again.", field="base_sha256"
        )
    texts = [*overlay.edited.values(), *(one.source for one in overlay.inserted)]
    if sum(len(text.encode()) for text in texts) > LARGEST_OVERLAY:
        raise TooLarge(
            f"The text of a review can be {LARGEST_OVERLAY // 2**20} MiB in all; shorten it."
        )
    _check_edited(overlay, facts)
    _check_inserted(overlay, facts)
    _check_struck(overlay, facts)
    edited = {
        cell: source
        for cell, source in overlay.edited.items()
        if facts.by_id[cell].source != source
    }
    order = {cell.id: place for place, cell in enumerate(facts.cells)}
    return overlay.model_copy(
        update={"edited": edited, "struck": sorted(overlay.struck, key=order.__getitem__)}
    )


def _check_edited(overlay: Overlay, facts: BaseFacts) -> None:
    for cell in overlay.edited:
        _text_cell(cell, facts, f"edited.{cell}", "changed")


def _check_struck(overlay: Overlay, facts: BaseFacts) -> None:
    seen: set[str] = set()
    for place, cell in enumerate(overlay.struck):
        field = f"struck[{place}]"
        _text_cell(cell, facts, field, "struck out")
        if cell in seen:
            raise InvalidInput(f"The cell {cell} is struck out twice.", field=field)
        if cell in overlay.edited:
            raise InvalidInput(
                f"The cell {cell} is edited and struck out; it can be one of both.", field=field
            )
        seen.add(cell)


def _check_inserted(overlay: Overlay, facts: BaseFacts) -> None:
    seen: set[str] = set()
    for place, one in enumerate(overlay.inserted):
        if one.id in facts.by_id:
            raise InvalidInput(
                f"The id {one.id} is a cell's of the session's notebook; a new cell has its own.",
                field=f"inserted[{place}].id",
            )
        if one.id in seen:
            raise InvalidInput(
                f"Two new cells have the id {one.id}.", field=f"inserted[{place}].id"
            )
        if one.after is not None and one.after not in facts.by_id and one.after not in seen:
            raise InvalidInput(
                f"There is no cell {one.after} behind which a new one could be put.",
                field=f"inserted[{place}].after",
            )
        seen.add(one.id)


def _text_cell(cell: str, facts: BaseFacts, field: str, done: str) -> None:
    found = facts.by_id.get(cell)
    if found is None:
        raise InvalidInput(f"There is no cell {cell} in the session's notebook.", field=field)
    if not found.is_text:
        raise InvalidInput(
            f"The cell {cell} is a {found.cell_type} cell: only text can be {done}.", field=field
        )


def canonical(overlay: Overlay) -> str:
    """The one text of an overlay that is stored and hashed; the revision isn't part of it."""
    content = overlay.model_dump(mode="json", exclude={"revision"})
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def parsed(text: str, revision: int) -> Overlay:
    """The overlay of a stored text."""
    return Overlay.model_validate({**json.loads(text), "revision": revision})


def placed(overlay: Overlay, facts: BaseFacts) -> Iterator[tuple[str, Mark | None]]:
    """The ids of all cells in their order, each with what the overlay did to it."""
    behind: dict[str | None, list[str]] = {}
    for one in overlay.inserted:
        behind.setdefault(one.after, []).append(one.id)
    struck = set(overlay.struck)

    def inserted(after: str | None) -> Iterator[tuple[str, Mark]]:
        waiting = list(reversed(behind.get(after, [])))
        while waiting:
            cell = waiting.pop()
            yield cell, "inserted"
            waiting.extend(reversed(behind.get(cell, [])))

    yield from inserted(None)
    for cell in facts.cells:
        yield (
            cell.id,
            "struck" if cell.id in struck else "edited" if cell.id in overlay.edited else None,
        )
        yield from inserted(cell.id)


def composed(nb: Mapping[str, Any], overlay: Overlay, facts: BaseFacts) -> dict[str, Any]:
    """The notebook with the overlay on it, each cell that it touches marked; for reading."""
    originals = {cell["id"]: cell for cell in nb["cells"]}
    new = {one.id: one.source for one in overlay.inserted}
    cells = []
    for cell_id, mark in placed(overlay, facts):
        cell = dict(
            originals.get(cell_id) or {"id": cell_id, "cell_type": "markdown", "metadata": {}}
        )
        if mark == "inserted":
            cell["source"] = new[cell_id]
        elif mark == "edited":
            cell["source"] = overlay.edited[cell_id]
        cell["metadata"] = marked(cell["metadata"], mark)
        cells.append(cell)
    return {**nb, "cells": cells}


def marked(metadata: Mapping[str, Any], mark: Any) -> dict[str, Any]:
    """Metadata with the product's mark, or without one that was in there."""
    own = metadata.get(OWN)
    rest = {k: v for k, v in own.items() if k != MARK} if isinstance(own, Mapping) else {}
    if mark is not None:
        rest[MARK] = mark
    others = {key: value for key, value in metadata.items() if key != OWN}
    return {**others, OWN: rest} if rest else others


def reviewed_cells(overlay: Overlay, facts: BaseFacts) -> list[ReviewedCell]:
    """The cells with the overlay on them."""
    texts = _texts(overlay, facts)
    found = []
    for cell, mark in placed(overlay, facts):
        base = facts.by_id.get(cell)
        found.append(
            ReviewedCell(
                id=cell,
                number=base.number if base else None,
                cell_type=base.cell_type if base else "markdown",
                mark=mark,
                head=first_line(texts[cell]),
            )
        )
    return found


def differences(left: Overlay, right: Overlay, facts: BaseFacts) -> list[CellChange]:
    """The cells under two overlays side by side, by their ids; struck out counts as removed."""
    sides = [[cell for cell, _ in placed(one, facts)] for one in (left, right)]
    texts = [_shown(one, facts) for one in (left, right)]
    found = []
    for x, y in _aligned(*sides):
        cell = sides[0][x] if x is not None else sides[1][y or 0]
        before = texts[0].get(cell) if x is not None else None
        after = texts[1].get(cell) if y is not None else None
        base = facts.by_id.get(cell)
        kind: Literal["same", "added", "removed", "changed"] = (
            "same"
            if before == after
            else "added"
            if before is None
            else "removed"
            if after is None
            else "changed"
        )
        found.append(
            CellChange(
                kind=kind,
                cell_type=base.cell_type if base else "markdown",
                left=before,
                right=after,
                left_number=base.number if base and x is not None else None,
                right_number=base.number if base and y is not None else None,
            )
        )
    return found


def conflicts(theirs: Overlay, yours: Overlay, facts: BaseFacts) -> list[dict[str, Any]]:
    """The cells on which two overlays differ, each with both texts."""
    texts = _shown(theirs, facts), _shown(yours, facts)
    cells = dict.fromkeys([*texts[0], *texts[1]])
    return [
        {"id": cell, "theirs": texts[0].get(cell), "yours": texts[1].get(cell)}
        for cell in cells
        if texts[0].get(cell) != texts[1].get(cell)
    ]


def _texts(overlay: Overlay, facts: BaseFacts) -> dict[str, str]:
    return {
        **{cell.id: cell.source for cell in facts.cells},
        **overlay.edited,
        **{one.id: one.source for one in overlay.inserted},
    }


def _shown(overlay: Overlay, facts: BaseFacts) -> dict[str, str]:
    texts = _texts(overlay, facts)
    for cell in overlay.struck:
        texts.pop(cell, None)
    return texts


def _aligned(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    for tag, x, x_end, y, y_end in opcodes(left, right):
        if tag == "equal":
            yield from zip(range(x, x_end), range(y, y_end), strict=True)
            continue
        yield from ((one, None) for one in range(x, x_end))
        yield from ((None, one) for one in range(y, y_end))
