"""The decorator of every HTTP verb: identity, rights, parsing, answering, and its documentation.

A verb of a concrete handler class is an *operation*:

    class ArtifactHandler(ApiHandler):
        @operation("getArtifact", "One artifact", returns=ArtifactRecord)
        async def get(self, id: str) -> ArtifactRecord:
            return await self.reading(self.services.artifacts.get, self.actor, id)

What it returns is sent as JSON; an operation that streams returns None and says `media`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, TypeAdapter
from tornado import web

from ..errors import NotFound

RESOURCE = "jupyter-ext"
Action = Literal["read", "write", "execute"]
Verb = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Operation:
    """What the OpenAPI document and the route walk know of one verb."""

    id: str
    summary: str
    action: Action
    returns: Any = None
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    media: str | None = None  # of a streamed answer
    takes: str | None = None  # media type of a raw request body
    headers: dict[str, str] = field(default_factory=dict)  # request headers and what they mean
    adapter: TypeAdapter[Any] | None = None


def operation(
    id: str,  # noqa: A002 - the word of OpenAPI
    summary: str,
    *,
    action: Action | None = None,
    returns: Any = None,
    status: int | None = None,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    media: str | None = None,
    takes: str | None = None,
    headers: dict[str, str] | None = None,
) -> Callable[[Verb], Verb]:
    """Make a verb an operation.

    `action` defaults to read for GET and write for the rest; what starts or ends code is
    `execute`. `status` defaults to 200, or 204 where nothing is returned. The parsed body and
    query are `self.body` and `self.query`.
    """

    def decorate(verb: Verb) -> Verb:
        right: Action = action or ("read" if verb.__name__ == "get" else "write")
        facts = Operation(
            id=id,
            summary=summary,
            action=right,
            returns=returns,
            status=status or (200 if returns is not None or media else 204),
            body=body,
            query=query,
            media=media,
            takes=takes,
            headers=headers or {},
            adapter=TypeAdapter(returns) if returns is not None else None,
        )

        # authorised on the concrete verb: the decorator keeps action and resource on what it wraps
        @web.authenticated
        @authorized(right, RESOURCE)
        @functools.wraps(verb)
        async def run(self: Any, *args: str, **kwargs: str) -> None:
            if any("\0" in part for part in (*args, *kwargs.values())):
                raise NotFound("There is nothing at this address.")
            self.query = self.parse_query(query) if query else None
            self.body = self.parse_body(body) if body else None
            result = await verb(self, *args, **kwargs)
            if media is None:
                self.answer(facts, result)

        run.operation = facts  # type: ignore[attr-defined]
        return cast("Verb", run)

    return decorate


def operation_of(handler: type, method: str) -> Operation | None:
    """The operation behind a handler's verb, None where the verb isn't one."""
    verb = inspect.getattr_static(handler, method.lower(), None)
    return getattr(verb, "operation", None)
