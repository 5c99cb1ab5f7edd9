"""The rules of sharing and reserving."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Tx

from ..access import reservations, rights, trail
from ..access.identity import GROUP, Actor, group_principal
from ..access.model import Grant, KnownUser, Reservation
from ..access.roles import KINDS, Role
from ..errors import Conflict, InvalidInput, NotAllowed, NotFound, TooMany
from ..store.database import Database
from .people import Directory
from .reading import NEEDED, roles_for, sharing_record
from .records import GrantRequest, ReserveRequest, SharingRecord

MOST_GRANTS = 500  # of one object


class SharingService:
    """Who may do what with an object, said by its owner."""

    def __init__(self, database: Database, directory: Directory) -> None:
        self._database = database
        self.directory = directory

    def get(self, actor: Actor, kind: str, object_id: str) -> SharingRecord:
        """With whom an object is shared.

        Raises:
            NotFound: there is no such object, or the actor may not see it.
        """
        with self._database.read() as tx:
            return sharing_record(tx, actor, kind, _seen(tx, actor, kind, object_id))

    def share(
        self, actor: Actor, kind: str, object_id: str, request: GrantRequest
    ) -> SharingRecord:
        """Give a user or a group a role; who has one already gets the new one.

        Raises:
            NotFound, Gone: there is no such object.
            NotAllowed: it isn't the actor's, or nobody here can prove who they are.
            InvalidInput: there is no such user or group, or no such role for this kind.
            TooMany: it is shared with too many.
        """
        for last in (False, True):
            try:
                with self._database.write() as tx:
                    return self._share(tx, actor, kind, object_id, request)
            except IntegrityError:
                if last:
                    raise  # another server gave something at once: it can be quicker only once
        raise AssertionError("unreachable")

    def _share(
        self, tx: Tx, actor: Actor, kind: str, object_id: str, request: GrantRequest
    ) -> SharingRecord:
        row = _to_share(tx, actor, kind, object_id)
        principal = self._principal(tx, row, request)
        if request.role not in roles_for(kind):
            raise InvalidInput(
                f"There is no role {request.role} for an {kind}; choose "
                f"{' or '.join(roles_for(kind))}.",
                field="role",
            )
        given = _grant(tx, kind, row.id, principal)
        if given is not None and given.role == request.role:
            return sharing_record(tx, actor, kind, row)
        before = {"role": given.role} if given else None
        if given is None:
            count = select(func.count()).where(Grant.kind == kind, Grant.object_id == row.id)
            if (tx.scalar(count) or 0) >= MOST_GRANTS:
                raise TooMany(
                    f"It is shared with {MOST_GRANTS} users and groups already. Share it with "
                    "a group instead."
                )
            tx.add(
                Grant(
                    kind=kind,
                    object_id=row.id,
                    principal=principal,
                    role=request.role,
                    granted_by=actor.id,
                )
            )
        else:
            given.role, given.granted_by = request.role, actor.id
        tx.flush()
        trail.record(
            tx, actor, "shared", kind, row.id, owner=row.owner,
            before=before, after={"with": principal, "role": request.role},
        )  # fmt: skip
        _free_what_is_lost(tx, actor, kind, row)
        return sharing_record(tx, actor, kind, row)

    def unshare(self, actor: Actor, kind: str, object_id: str, grant_id: str) -> SharingRecord:
        """Take a role away; what its holder has reserved is free again.

        Raises:
            NotFound, Gone: there is no such object, or it isn't shared so.
            NotAllowed: it isn't the actor's.
        """
        with self._database.write() as tx:
            row = _to_share(tx, actor, kind, object_id)
            given = tx.get(Grant, grant_id) if rights.is_id(grant_id) else None
            if given is None or (given.kind, given.object_id) != (kind, row.id):
                raise NotFound("It isn't shared so any more.")
            principal, role = given.principal, given.role
            tx.delete(given)
            tx.flush()
            trail.record(
                tx, actor, "unshared", kind, row.id, owner=row.owner,
                before={"with": principal, "role": role},
            )  # fmt: skip
            # its holder's live views hear of it too; nothing else of it from now on
            trail.announce(tx, kind, row.id, "unshared", owner=principal)
            _free_what_is_lost(tx, actor, kind, row, principal)
            return sharing_record(tx, actor, kind, row)

    def reserve(
        self, actor: Actor, kind: str, object_id: str, request: ReserveRequest
    ) -> SharingRecord:
        """Let others look at an object but neither change nor run it.

        Raises:
            NotFound, Gone: there is no such object.
            NotAllowed: the actor isn't an editor of it, or nobody here can prove who they are.
            Conflict: it is reserved already.
            InvalidInput: there is no such group.
        """
        self.directory.note(actor)  # the groups by which the role is the actor's
        try:
            with self._database.write() as tx:
                row = _to_reserve(tx, actor, kind, object_id)
                if request.group is not None and request.group not in self._groups(tx, actor):
                    raise InvalidInput(f"There is no group {request.group[:64]!r}.", field="group")
                held = reservations.of(tx, kind, row.id)
                if held is not None:
                    raise Conflict("It is reserved already. Unreserve it first.")
                holder = group_principal(request.group) if request.group else actor.id
                tx.add(
                    Reservation(
                        kind=kind,
                        object_id=row.id,
                        holder=holder,
                        label=request.label,
                        reserved_by=actor.id,
                        reserved_by_name=actor.name[:255],
                    )
                )
                tx.flush()
                trail.record(
                    tx, actor, "reserved", kind, row.id, owner=row.owner,
                    after={"for": holder, "label": request.label},
                )  # fmt: skip
                return sharing_record(tx, actor, kind, row)
        except IntegrityError as error:  # another server was quicker
            raise Conflict("It is reserved already. Unreserve it first.") from error

    def unreserve(self, actor: Actor, kind: str, object_id: str) -> SharingRecord:
        """End a reservation.

        Raises:
            NotFound: there is no such object, or it isn't reserved.
            NotAllowed: it is somebody else's reservation.
        """
        with self._database.write() as tx:
            row = _seen(tx, actor, kind, object_id)
            held = reservations.of(tx, kind, row.id)
            if held is None:
                raise NotFound("It isn't reserved any more.")
            if held.reserved_by != actor.id and held.holder not in actor.principals:
                raise NotAllowed(
                    f"{held.reserved_by_name} has reserved it, and only they"
                    f"{' or their group' if held.holder.startswith(GROUP) else ''} can unreserve "
                    "it.",
                    details={"reserved_by": held.reserved_by},
                )
            _free(tx, actor, held, row)
            return sharing_record(tx, actor, kind, row)

    def _principal(self, tx: Tx, row: Any, request: GrantRequest) -> str:
        if request.group is not None:
            if request.group not in self.directory.groups(tx):
                raise InvalidInput(f"There is no group {request.group[:64]!r}.", field="group")
            return group_principal(request.group)
        user = cast("str", request.user)
        if user == row.owner:
            raise InvalidInput("It belongs to that user.", field="user")
        if tx.get(KnownUser, user) is None:
            raise InvalidInput(
                f"Nobody called {user[:64]!r} has been here yet. Users can be chosen once they "
                "have opened JupyterLab with this extension.",
                field="user",
            )
        return user

    def _groups(self, tx: Tx, actor: Actor) -> set[str]:
        return self.directory.groups(tx) | set(actor.groups)


def _seen(tx: Tx, actor: Actor, kind: str, object_id: str) -> Any:
    if kind not in KINDS:
        raise NotFound("There is no such kind of object.")
    return rights.seen(tx, actor, KINDS[kind], object_id, kind)


def _to_share(tx: Tx, actor: Actor, kind: str, object_id: str) -> Any:
    row = _seen(tx, actor, kind, object_id)
    if not actor.proven:
        raise NotAllowed(NEEDED)
    return rights.live(tx, actor, type(row), row.id, kind, Role.OWNER, even_reserved=True)


def _to_reserve(tx: Tx, actor: Actor, kind: str, object_id: str) -> Any:
    row = _seen(tx, actor, kind, object_id)
    if kind not in reservations.KINDS:
        raise NotFound("A session can't be reserved; reserve its instance.")
    if not actor.proven:
        raise NotAllowed(NEEDED)
    return rights.live(tx, actor, type(row), row.id, kind, even_reserved=True)


def _grant(tx: Tx, kind: str, object_id: str, principal: str) -> Grant | None:
    return tx.scalars(
        select(Grant).where(
            Grant.kind == kind, Grant.object_id == object_id, Grant.principal == principal
        )
    ).one_or_none()


def _free_what_is_lost(
    tx: Tx, actor: Actor, kind: str, row: Any, withdrawn: str | None = None
) -> None:
    """End the reservation of who can't change the object any more, or of who was `withdrawn`."""
    held = reservations.of(tx, kind, row.id)
    if held is None:
        return
    if withdrawn in (held.holder, held.reserved_by) or not reservations.is_an_editors(
        tx, held, row.owner
    ):
        _free(tx, actor, held, row)


def _free(tx: Tx, actor: Actor, held: Reservation, row: Any) -> None:
    facts = {"for": held.holder, "label": held.label, "by": held.reserved_by}
    tx.delete(held)
    tx.flush()
    trail.record(tx, actor, "unreserved", held.kind, row.id, owner=row.owner, before=facts)
