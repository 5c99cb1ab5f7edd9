"""What a saved notebook or script is: its kind, its language, the signature it carries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ..access.rights import is_id
from ..engine.runner.notebooks import NotebookInvalid, kernelspec_of
from ..errors import InvalidInput
from .code import Code, read_code
from .proposal import propose
from .signature import normalised
from .source import Source

METADATA = "jupyter-ext"
SUFFIXES = {".ipynb": "notebook", ".py": "script", ".r": "script"}


@dataclass(frozen=True)
class Body:
    """A body as read; nothing of it was run.

    `declared` is the signature kept in the notebook's metadata, None where there is none.
    """

    kind: str
    code: Code
    kernelspec: str | None
    specification_id: str | None
    declared: dict[str, Any] | None

    @property
    def signature(self) -> dict[str, Any]:
        """The declared signature, else what the code itself says."""
        return self.declared if self.declared is not None else propose(self.code).signature


def kind_of(filename: str) -> str:
    """`notebook` or `script`.

    Raises:
        InvalidInput: neither.
    """
    kind = SUFFIXES.get(PurePosixPath(filename).suffix.lower())
    if kind is None:
        raise InvalidInput(
            f"{filename} is neither a notebook (.ipynb) nor a script (.py, .R).", field="path"
        )
    return kind


def read_body(source: Source) -> Body:
    """Read a body.

    Raises:
        InvalidInput: it can't be run: not JSON, truncated, of an unknown format, not text.
    """
    kind = kind_of(source.filename)
    try:
        code = read_code(source.data, source.filename)
    except NotebookInvalid as error:
        raise InvalidInput(str(error), field="path") from error
    ours = code.metadata.get(METADATA)
    ours = ours if isinstance(ours, dict) else {}
    named = ours.get("specification")
    declared = ours.get("signature")
    return Body(
        kind=kind,
        code=code,
        kernelspec=kernelspec_of({"metadata": code.metadata}) if kind == "notebook" else None,
        specification_id=named if isinstance(named, str) and is_id(named) else None,
        declared=normalised(declared) if isinstance(declared, dict) else None,
    )
