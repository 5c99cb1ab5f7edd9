"""Two versions compared: cell by cell (a script line by line), signature, accompanying files."""

from __future__ import annotations

import json
from typing import Any

from ..engine.runner.notebooks import NotebookInvalid, read_plain
from ..errors import InvalidInput
from ..store.blobs import Blobs
from . import cells
from .alignment import opcodes
from .model import SpecificationVersion
from .records import CellChange, VersionDiff
from .values import same

_NOUNS = {"inputs": "input", "parameters": "parameter", "outputs": "output"}


def compare(blobs: Blobs, left: SpecificationVersion, right: SpecificationVersion) -> VersionDiff:
    """Two versions: cells, signature, accompanying files.

    Raises:
        InvalidInput: a notebook can't be read.
    """
    before, after = blobs.read(left.body_sha256), blobs.read(right.body_sha256)
    if left.filename.endswith(".ipynb") and right.filename.endswith(".ipynb"):
        changes = notebook_changes(before, after, right.filename)
    else:
        changes = script_changes(before, after)
    return VersionDiff(
        left=left.number,
        right=right.number,
        cells=changes,
        signature=signature_differences(left.signature, right.signature),
        files=file_differences(left.files, right.files),
    )


def notebook_changes(left: bytes, right: bytes, filename: str) -> list[CellChange]:
    """The cells of two notebooks side by side; outputs and execution counts don't count.

    Raises:
        InvalidInput: one of them can't be read.
    """
    try:
        a, b = (read_plain(data, filename).nb["cells"] for data in (left, right))
    except NotebookInvalid as error:
        raise InvalidInput(str(error)) from error
    return list(cells.changes(a, b))


def script_changes(left: bytes, right: bytes) -> list[CellChange]:
    """A script's lines in blocks, as cells of the type `script`."""
    a, b = (data.decode("utf-8", "replace").splitlines() for data in (left, right))
    kinds = {"equal": "same", "insert": "added", "delete": "removed", "replace": "changed"}
    return [
        CellChange(
            kind=kinds[tag],
            cell_type="script",
            left="\n".join(a[i:j]) if i < j else None,
            right="\n".join(b[k:m]) if k < m else None,
            left_number=i + 1 if i < j else None,
            right_number=k + 1 if k < m else None,
        )
        for tag, i, j, k, m in opcodes(a, b)
    ]


def signature_differences(left: dict[str, Any], right: dict[str, Any]) -> list[str]:
    """One sentence per difference of two signatures in their normal form."""
    found: list[str] = []
    for group, noun in _NOUNS.items():
        before = {one["alias"]: one for one in left.get(group, [])}
        after = {one["alias"]: one for one in right.get(group, [])}
        found += [f"The {noun} {alias} was removed." for alias in before if alias not in after]
        found += [f"The {noun} {alias} was added." for alias in after if alias not in before]
        for alias, one in before.items():
            if alias in after:
                found += _entry(noun, alias, one, after[alias])
        common = [alias for alias in before if alias in after]
        if common != [alias for alias in after if alias in before]:
            found.append(f"The order of the {group} changed.")
    return found


def file_differences(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> list[str]:
    """One sentence per difference of two lists of accompanying files."""
    before = {one["path"]: one["sha256"] for one in left}
    after = {one["path"]: one["sha256"] for one in right}
    return [
        *(f"{path} was removed." for path in before if path not in after),
        *(f"{path} was added." for path in after if path not in before),
        *(
            f"{path} was changed."
            for path in before
            if after.get(path, before[path]) != before[path]
        ),
    ]


def _entry(noun: str, alias: str, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [
        f"The {noun} {alias} has another {key}: {_shown(before.get(key))} became "
        f"{_shown(after.get(key))}."
        for key in {**before, **after}
        if key not in ("alias", "collapsed") and not _same(key, before, after)
    ]


def _same(key: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    of_its_type = key in ("default", "minimum", "maximum")
    kind = after.get("type", "json") if of_its_type else "json"
    return same(kind, before.get(key), after.get(key))


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
