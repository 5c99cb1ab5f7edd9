"""A starter notebook: runs as it stands and uses every input, parameter and output declared."""

from __future__ import annotations

import json
import re
from typing import Any

from .bodies import METADATA

_NOT_IN_FILENAMES = re.compile(r"[^\w .()+-]+")


def filename(name: str) -> str:
    """A file name from a specification's name."""
    stem = _NOT_IN_FILENAMES.sub("-", name).strip(" .-")[:100] or "notebook"
    return f"{stem}.ipynb"


def notebook(
    name: str,
    description: str,
    signature: dict[str, Any],
    specification_id: str,
    kernelspec: str | None,
) -> bytes:
    """The notebook's file."""
    cells: list[tuple[str, str]] = [("markdown", f"# {name}\n\n{description}".strip())]
    cells.append(("code", "import jx"))
    if signature["parameters"]:
        lines = [
            f"{one['alias']} = jx.parameter({one['alias']!r})" + _remark(one)
            for one in signature["parameters"]
        ]
        cells.append(("code", "\n".join(lines)))
    for one in signature["inputs"]:
        alias = one["alias"]
        if one["required"]:
            source = f"{alias} = jx.input({alias!r}).read()"
        else:
            source = f"{alias} = jx.input({alias!r}).read() if jx.has({alias!r}) else None"
        cells.append(("code", source + _remark(one)))
    for one in signature["outputs"]:
        cells.append(("code", f"jx.output({one['alias']!r}).write('replace this')" + _remark(one)))
    kernel = kernelspec or "python3"
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": kernel, "display_name": kernel, "language": "python"},
            "language_info": {"name": "python"},
            METADATA: {"specification": specification_id, "signature": signature},
        },
        "cells": [_cell(number, kind, source) for number, (kind, source) in enumerate(cells)],
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def _remark(one: dict[str, Any]) -> str:
    words = " ".join(one["description"].split())
    return f"  # {words}" if words else ""


def _cell(number: int, kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "id": f"starter-{number}",
        "cell_type": kind,
        "metadata": {},
        "source": source,
    }
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})
