"""The notebook that a replay opens with: as executed, else the body with the session's values."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access.identity import Actor
from ..access.roles import Role
from ..engine.kernels import kernelspecs
from ..engine.kernels.kernelspecs import NATIVE, KernelspecMissing
from ..engine.runner.notebooks import NotebookInvalid, kernelspec_of, language_of, read_plain
from ..engine.runner.script_body import script_notebook
from ..errors import Conflict, InvalidInput
from ..sessions.model import Session
from ..sessions.seen import manifest_of, seen_session
from ..sessions.states import State
from ..store.blobs import Blobs


def session_to_replay(tx: Tx, actor: Actor, session_id: str) -> Session:
    """A session that the actor may run.

    Raises:
        NotFound, NotAllowed: there is none of that id, or the actor may not run it.
        Conflict: it isn't over.
    """
    row = seen_session(tx, actor, session_id, Role.RUNNER)
    if not State(row.state).is_terminal:
        raise Conflict("The session isn't over yet. Replay it then, or kill it first.")
    return row


def notebook_of(row: Session, blobs: Blobs) -> dict[str, Any]:
    """The session's notebook in the newest format, with a kernel and a language.

    Raises:
        Gone: its contents are no longer in the store.
        InvalidInput: they can't be read as a notebook.
    """
    manifest = manifest_of(row)
    filename = manifest["body"]["filename"]
    if row.notebook_sha256 is not None:
        nb = _read(blobs.read(row.notebook_sha256), filename)
    elif manifest["body"]["kind"] == "script":
        text = blobs.read(manifest["body"]["sha256"]).decode("utf-8-sig", "replace")
        nb = script_notebook(text, filename)
    else:
        return notebook_to_run(row, blobs)
    _complete(nb, kernel_of(manifest, nb))
    return nb


def notebook_to_run(row: Session, blobs: Blobs) -> dict[str, Any]:
    """The notebook as the session began with it: its values in their cell, no outputs.

    Raises:
        Gone: its contents are no longer in the store.
        InvalidInput: they can't be read as a notebook.
    """
    manifest = manifest_of(row)
    nb = _read(blobs.read(manifest["body"]["sha256"]), manifest["body"]["filename"])
    nb = _with_values(nb, manifest)
    _complete(nb, kernel_of(manifest, nb))
    return nb


def kernel_of(manifest: Mapping[str, Any], nb: Mapping[str, Any]) -> str:
    """The kernel that ran, or would have run, the notebook."""
    name = manifest["runtime"]["kernelspec"] or kernelspec_of(nb)
    return NATIVE if name in (None, "", "python") else str(name)


def _read(data: bytes, filename: str) -> dict[str, Any]:
    name = filename if filename.endswith(".ipynb") else f"{filename}.ipynb"
    try:
        return read_plain(data, name).nb
    except NotebookInvalid as error:
        raise InvalidInput(f"The session's notebook can't be opened: {error}") from error


def _with_values(nb: dict[str, Any], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The body as the run would have had it: the cell of parameters filled in, no outputs."""
    from ..engine.runner.executed import clear_old_outputs  # late: nbformat takes a while
    from ..engine.runner.parameters import ParameterUnrepresentable, inject

    # else jx.parameter gives it; the session failed for the same reason
    with contextlib.suppress(ParameterUnrepresentable):
        inject(nb, manifest["parameters"], _language(nb, kernel_of(manifest, nb)))
    clear_old_outputs(nb)
    return nb


def _complete(nb: dict[str, Any], kernel: str) -> None:
    """JupyterLab takes a notebook for changed on opening when one of these two is missing."""
    metadata = nb["metadata"]
    language = _language(nb, kernel)
    spec = metadata.get("kernelspec")
    if not isinstance(spec, dict) or spec.get("name") != kernel:
        metadata["kernelspec"] = {"name": kernel, "display_name": kernel, "language": language}
    if not isinstance(metadata.get("language_info"), dict):
        metadata["language_info"] = {"name": language}


def _language(nb: Mapping[str, Any], kernel: str) -> str:
    try:
        return kernelspecs.find(kernel).language
    except KernelspecMissing:
        return language_of(nb) or "python"
