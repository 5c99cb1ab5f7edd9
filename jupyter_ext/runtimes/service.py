"""The rules of runtimes: everybody sees and uses them, their owner changes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from ..access import trail
from ..access.identity import Actor
from ..access.rights import is_id
from ..errors import Conflict, InvalidInput, NotAllowed, NotFound
from ..instances.model import Instance
from ..records import Page
from ..store import lists
from ..store.base import utcnow
from ..store.database import Database
from .model import Runtime
from .records import RuntimeCreate, RuntimeRecord, RuntimeUpdate

PRODUCT = Actor(id="jupyter-ext", name="jupyter-ext")  # owns what comes with the product
DEFAULT = "Notebook's kernel"
IN_FOLDER = "Notebook's kernel, in its folder"
_FIELDS = tuple(RuntimeCreate.model_fields)


class RuntimeService:
    """Where and how code runs."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def list(self, actor: Actor, query: lists.Query) -> Page[RuntimeRecord]:
        """Runtimes that aren't deleted, the default one first."""
        statement = select(Runtime).where(
            *lists.search(query.q, Runtime.name, Runtime.description, Runtime.id)
        )
        if not query.deleted:
            statement = statement.where(Runtime.deleted_at.is_(None))
        columns = {
            "name": func.lower(Runtime.name),
            "created_at": Runtime.created_at,
            "updated_at": Runtime.updated_at,
        }
        order = lists.ordering(query.sort, columns, "name", Runtime.id)
        if not query.sort:
            order.insert(0, Runtime.is_default.desc())
        with self.database.read() as tx:
            rows, total = lists.fetch(tx, statement, query, order)
            return Page[RuntimeRecord](
                items=[_record(actor, row) for row in rows],
                total=total,
                offset=query.offset,
            )

    def get(self, actor: Actor, runtime_id: str) -> RuntimeRecord:
        """One runtime.

        Raises:
            NotFound: there is none of that id.
        """
        with self.database.read() as tx:
            return _record(actor, _row(tx, runtime_id))

    def create(self, actor: Actor, request: RuntimeCreate) -> RuntimeRecord:
        """A new runtime, the actor's.

        Raises:
            InvalidInput: it asks for what its working folder can't give.
        """
        check_cache(request.working_folder, request.use_cache)
        with self.database.write() as tx:
            row = Runtime(owner=actor.id, **request.model_dump())
            tx.add(row)
            tx.flush()
            trail.record(
                tx, actor, "created", "runtime", row.id, owner=row.owner, after=_facts(row)
            )
            return _record(actor, row)

    def update(self, actor: Actor, runtime_id: str, request: RuntimeUpdate) -> RuntimeRecord:
        """Change a runtime from now on; sessions keep what they ran with.

        Raises:
            NotFound: there is none of that id.
            NotAllowed: it is somebody else's, or came with the product.
            InvalidInput: it asks for what its working folder can't give.
        """
        check_cache(request.working_folder, request.use_cache)
        with self.database.write() as tx:
            row = _changeable(tx, actor, runtime_id)
            before = _facts(row)
            for name, value in request.model_dump().items():
                setattr(row, name, value)
            row.updated_at = utcnow()
            trail.record(
                tx,
                actor,
                "updated",
                "runtime",
                row.id,
                owner=row.owner,
                before=before,
                after=_facts(row),
            )
            return _record(actor, row)

    def delete(self, actor: Actor, runtime_id: str) -> None:
        """Delete a runtime.

        Raises:
            NotFound: there is none of that id.
            NotAllowed: it is somebody else's, or came with the product.
            Conflict: an instance has it; the details count them.
        """
        with self.database.write() as tx:
            row = _changeable(tx, actor, runtime_id)
            count = tx.scalar(
                select(func.count())
                .select_from(Instance)
                .where(Instance.runtime_id == row.id, Instance.deleted_at.is_(None))
            )
            if count:
                raise Conflict(
                    f"{count} instance{'s have' if count > 1 else ' has'} this runtime. Give "
                    "them another one first.",
                    details={"instances": count},
                )
            row.deleted_at = utcnow()
            trail.record(
                tx, actor, "deleted", "runtime", row.id, owner=row.owner, before=_facts(row)
            )

    def ensure_default(self) -> None:
        """Have the runtimes that come with the product; called when a database is opened."""
        with self.database.read() as tx:
            if self._own(tx, is_default=True) and self._own(tx, is_default=False):
                return
        with self.database.write() as tx:
            trail.lock_sequence(tx)  # another process may be doing the same
            for name, is_default, folder, description in (
                (DEFAULT, True, "isolated", "The kernel that the notebook names."),
                (
                    IN_FOLDER,
                    False,
                    "notebook",
                    "Runs where the notebook stands: files beside it are there, nothing is "
                    "promised about those that aren't declared.",
                ),
            ):
                if self._own(tx, is_default=is_default) is None:
                    row = Runtime(
                        name=name,
                        description=description,
                        owner=PRODUCT.id,
                        is_default=is_default,
                        working_folder=folder,
                        env={},
                    )
                    tx.add(row)
                    tx.flush()
                    trail.record(
                        tx,
                        PRODUCT,
                        "created",
                        "runtime",
                        row.id,
                        owner=row.owner,
                        after=_facts(row),
                    )

    def for_notebook_folder(self, tx: Tx) -> Runtime:
        """The runtime of ad-hoc runs: the notebook's kernel, in the notebook's folder."""
        return self._present(self._own(tx, is_default=False))

    def get_row(
        self, tx: Tx, actor: Actor, runtime_id: str | None, field: str = "runtime_id"
    ) -> Runtime:
        """The runtime that a request names in `field`; the default one for None.

        Raises:
            InvalidInput: there is none of that id, or it was deleted.
        """
        if runtime_id is None:
            return self._present(self._own(tx, is_default=True))
        row = tx.get(Runtime, runtime_id) if is_id(runtime_id) else None
        if row is None or row.deleted_at is not None:
            raise InvalidInput("There is no such runtime. Choose another one.", field=field)
        return row

    @staticmethod
    def _own(tx: Tx, *, is_default: bool) -> Runtime | None:
        return tx.scalars(
            select(Runtime)
            .where(Runtime.owner == PRODUCT.id, Runtime.is_default.is_(is_default))
            .order_by(Runtime.created_at)
            .limit(1)
        ).first()

    @staticmethod
    def _present(row: Runtime | None) -> Runtime:
        if row is None:
            raise NotFound("The default runtimes are missing; restart the server to have them.")
        return row


def check_cache(working_folder: str, wanted: bool | None) -> None:
    """Refuse the cache where a run promises nothing about the files that it finds.

    Raises:
        InvalidInput: the field is `use_cache`.
    """
    if wanted and working_folder != "isolated":
        raise InvalidInput(
            "A run in the notebook's folder can't use the cache: files there that aren't declared "
            "may have changed. Choose an isolated working folder, or leave the cache off.",
            field="use_cache",
        )


def _record(actor: Actor, row: Runtime) -> RuntimeRecord:
    """What the actor may see of a runtime: of somebody else's variables only the names."""
    record = RuntimeRecord.model_validate(row)
    return (
        record
        if row.owner == actor.id
        else record.model_copy(update={"env": dict.fromkeys(row.env)})
    )


def _row(tx: Tx, runtime_id: str) -> Runtime:
    row = tx.get(Runtime, runtime_id) if is_id(runtime_id) else None
    if row is None or row.deleted_at is not None:
        raise NotFound(f"There is no runtime {runtime_id[:64]!r}.")
    return row


def _changeable(tx: Tx, actor: Actor, runtime_id: str) -> Runtime:
    row = _row(tx, runtime_id)
    if row.owner == PRODUCT.id:
        raise NotAllowed("This runtime came with jupyter-ext and stays as it is: make your own.")
    if row.owner != actor.id:
        raise NotAllowed("Only the owner of a runtime can change it: make your own.")
    return row


def _facts(row: Runtime) -> dict[str, Any]:
    """What the audit trail keeps; of the variables only the names, a value may be a secret."""
    facts = {name: getattr(row, name) for name in _FIELDS}
    return facts | {"env": sorted(row.env)}
