"""*Run as session*: a saved file is committed if it changed, and run; what is missing is made.

What is made is *ad hoc*: marked, left out of the lists, one specification for each file and one
instance for each choice of artifacts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session as Tx

from ..access import rights
from ..access.identity import Actor
from ..access.rights import is_id
from ..artifacts.model import Artifact, ArtifactVersion
from ..errors import InvalidInput
from ..instances import views as instance_views
from ..instances.making import checked_values
from ..instances.service import InstanceService
from ..runtimes.model import Runtime
from ..runtimes.service import RuntimeService
from ..specifications import committing, views
from ..specifications.bodies import Body, read_body
from ..specifications.files import collect
from ..specifications.model import Specification
from ..specifications.signature import normalised
from ..specifications.source import Source, SourceMember
from ..store.blobs import Blobs
from ..store.database import Database
from . import several
from .launch import Launch, Wanted
from .records import Lists, RunFileRequest

RUN = "Run as session"
"""the comment of a version that a run committed into a registered specification"""


class FileRuns:
    """From a saved file to an instance of it."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        runtimes: RuntimeService,
        instances: InstanceService,
        max_launch: int,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._runtimes = runtimes
        self._instances = instances
        self._max_launch = max_launch

    def prepare(
        self, actor: Actor, request: RunFileRequest, source: Source
    ) -> Callable[[Tx], Launch]:
        """Store the file's contents now; what it gives does the rest in a transaction.

        Raises:
            InvalidInput: the file can't be run.
        """
        staged = self._staged(actor, source)
        lists = request.lists or Lists()
        signature_of_values = _with_undeclared(
            staged.body,
            {alias: [value] for alias, value in request.parameters.items()} | lists.parameters,
        )

        def within(tx: Tx) -> Launch:
            specification = committing.for_running(tx, actor, staged)
            committing.commit(
                tx,
                actor,
                specification,
                staged,
                signature=None if specification.registered_at else signature_of_values,
                comment=RUN if specification.registered_at else "",
                resolution="keep_registered",
            )
            runtime = self._runtime(tx, actor, request, specification, source)
            signature = instance_views.signature_of(tx, specification)
            single = {"inputs": request.inputs, "parameters": request.parameters}
            typed = several.checked(lists, signature, single, self._max_launch)
            first = {alias: values[0] for alias, values in typed.parameters.items()}
            values = checked_values(signature, {**request.parameters, **first})
            artifacts = {
                alias: _artifact_of(tx, actor, alias, version_id, f"inputs.{alias}")
                for alias, version_id in request.inputs.items()
            } | {
                alias: _artifact_of(
                    tx, actor, alias, versions[0], several.field_of("inputs", alias, 0)
                )
                for alias, versions in lists.inputs.items()
            }
            instance = self._instances.ad_hoc_for(
                tx, actor, specification, runtime, artifacts, values
            )
            wanted = Wanted(
                request.inputs,
                {alias: value for alias, value in values.items() if alias not in first},
                runtime.id,
                request.name,
                request.run_timeout,
                source.folder,
                request.use_cache,
                lists=request.lists,
            )
            return Launch(instance, [wanted])

        return within

    def signature(self, actor: Actor, source: Source) -> dict[str, Any]:
        """The signature that a run of the file will have: the registered one, else the file's.

        Raises:
            InvalidInput: the file can't be run.
        """
        body = read_body(source)
        with self._database.read() as tx:
            row = self._named(tx, actor, body.specification_id)
            if row is not None and row.registered_at is not None and _is_of(row, source):
                return instance_views.signature_of(tx, row)
        return body.signature

    def _staged(self, actor: Actor, source: Source) -> committing.Staged:
        staged = committing.stage(self._blobs, source)
        named = staged.body.specification_id
        with self._database.read() as tx:
            row = self._named(tx, actor, named)
            newest = views.version_row(tx, row.id, row.newest_version) if row else None
        if row is None:
            return staged
        if not _is_of(row, source):
            # a copy of the notebook: it has runs of its own, and leaves the original's alone
            return replace(staged, body=replace(staged.body, specification_id=None))
        if newest is not None and newest.files and source.folder is not None:
            source = replace(source, members=_members(source, newest.files))
            staged = committing.stage(self._blobs, source)
        return staged

    def _named(self, tx: Tx, actor: Actor, named: str | None) -> Specification | None:
        """The specification that a notebook names, if it is the actor's to change."""
        return rights.changeable(tx, actor, tx.get(Specification, named)) if named else None

    def _runtime(
        self,
        tx: Tx,
        actor: Actor,
        request: RunFileRequest,
        specification: Specification,
        source: Source,
    ) -> Runtime:
        if request.runtime_id is not None:
            return self._runtimes.get_row(tx, actor, request.runtime_id)
        if specification.registered_at is None and source.folder is not None:
            return self._runtimes.for_notebook_folder(tx)
        return self._runtimes.get_row(tx, actor, None)


def _with_undeclared(body: Body, values: Mapping[str, Sequence[Any]]) -> dict[str, Any] | None:
    """For code that says nothing of parameters: a signature with those that values are given for.

    They reach it in the cell of parameters, as papermill has it. None where the code or its
    author says which parameters there are: then a name that isn't among them is a mistake.
    """
    signature = body.signature
    if body.declared is not None or signature["parameters"] or not values:
        return None
    parameters = [
        {"alias": alias, "type": _type_of(those), "default": None, "description": ""}
        for alias, those in values.items()
    ]
    return normalised({**signature, "parameters": parameters})


def _type_of(values: Sequence[Any]) -> str:
    """The type that takes all of them."""
    for kinds, name in (
        ({bool}, "boolean"),
        ({int}, "integer"),
        ({int, float}, "float"),
        ({str}, "string"),
    ):
        if values and {type(value) for value in values} <= kinds:
            return name
    return "json"


def _is_of(row: Specification, source: Source) -> bool:
    """Whether a specification is the file's, not that of one which it was copied from."""
    return not row.path or source.is_at(row.path, row.location)


def _members(source: Source, files: list[dict[str, str]]) -> tuple[SourceMember, ...]:
    folder = source.folder or Path()
    there = [one["path"] for one in files if (folder / one["path"]).is_file()]
    return tuple(collect(folder, there, exclude=source.filename))


def _artifact_of(tx: Tx, actor: Actor, alias: str, version_id: str, field: str) -> str:
    """The artifact of the version that an input shall have.

    Raises:
        InvalidInput: there is no such version.
    """
    version = tx.get(ArtifactVersion, version_id) if is_id(version_id) else None
    artifact = tx.get(Artifact, version.artifact_id) if version else None
    if artifact is None or not rights.can_read(tx, actor, version_id):
        raise InvalidInput(f"There is no such version for the input {alias}.", field=field)
    return artifact.id
