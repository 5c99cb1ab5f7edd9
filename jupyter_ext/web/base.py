"""The base of every HTTP handler: who asks, off-loop calls, one shape for every error."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_server.base.handlers import APIHandler
from pydantic import BaseModel, ValidationError
from tornado import web
from tornado.httputil import HTTPServerRequest

from ..access.identity import Actor
from ..errors import InvalidInput, JupyterExtError, TooLarge
from ..records import from_validation
from .errors import ErrorBody, ErrorFacts, status_of
from .identity import SETTING, actor_of
from .operation import RESOURCE, Operation

if TYPE_CHECKING:
    from ..services import Services

T = TypeVar("T")
MAX_BODY = 16 * 2**20  # bytes of a JSON body


class LoggedByPath:
    """Tornado's lines about refused requests have the whole URL, in which a token may stand."""

    request: HTTPServerRequest

    def _request_summary(self) -> str:
        return f"{self.request.method} {self.request.path} ({self.request.remote_ip})"


class ApiHandler(LoggedByPath, APIHandler):
    """A handler below `…/jupyter-ext/api/`."""

    auth_resource = RESOURCE
    query: Any
    body: Any

    @property
    def services(self) -> Services:
        found: Services = self.settings[SETTING]
        return found

    @property
    def actor(self) -> Actor:
        """The acting user of every service call."""
        return actor_of(self)

    async def reading(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a service call that only reads, off the event loop."""
        return await self._off_loop(self.services.readers, call, *args, **kwargs)

    async def writing(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a service call that changes something, on the one writer thread."""
        return await self._off_loop(self.services.writer, call, *args, **kwargs)

    async def moving(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a service call that goes through whole files, beside those that are quick."""
        return await self._off_loop(self.services.movers, call, *args, **kwargs)

    async def _off_loop(self, executor: Any, call: Callable[..., T], *args: Any, **kw: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(executor, lambda: call(*args, **kw))

    def parse_body(self, model: type[BaseModel]) -> BaseModel:
        """The JSON body as `model`.

        Raises:
            InvalidInput: not JSON, or a field is wrong; it is named.
            TooLarge: more than 16 MiB.
        """
        raw = self.request.body
        if len(raw) > MAX_BODY:
            raise TooLarge(f"The request is larger than {MAX_BODY // 2**20} MiB.")
        try:
            data = json.loads(raw.decode() or "{}", parse_constant=_refuse_constant)
        except RecursionError as error:
            raise InvalidInput("The request is nested too deeply.") from error
        except (UnicodeDecodeError, ValueError) as error:
            raise InvalidInput(f"The request isn't valid JSON: {error}") from error
        try:
            return model.model_validate(data)
        except ValidationError as error:
            raise from_validation(error) from error

    def parse_query(self, model: type[BaseModel]) -> BaseModel:
        """The query string as `model`; parameters that it doesn't know are ignored.

        Raises:
            InvalidInput: a parameter is wrong; it is named.
        """
        data: dict[str, Any] = {}
        for name, info in model.model_fields.items():
            values = self.get_query_arguments(name, strip=False)
            if values:
                many = str(info.annotation).startswith(("list", "typing.List"))
                data[name] = values if many else values[-1]
        try:
            return model.model_validate(data)
        except ValidationError as error:
            raise from_validation(error) from error

    def answer(self, operation: Operation, result: Any) -> None:
        """Send what an operation returned."""
        self.set_status(operation.status)
        self.set_header("Cache-Control", "no-store")
        if operation.adapter is None:
            self.finish()
            return
        self.set_header("Content-Type", "application/json")
        self.finish(operation.adapter.dump_json(operation.adapter.validate_python(result)))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """One JSON shape; what was not foreseen is logged under an id and not shown."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        facts = ErrorFacts(code="http", message=self._reason or "The request failed.")
        if isinstance(error, JupyterExtError):
            status_code = status_of(error)
            facts = ErrorFacts(
                code=error.code, message=error.message, field=error.field, details=error.details
            )
        elif isinstance(error, web.HTTPError) and status_code < 500:
            facts.message = error.log_message or error.reason or facts.message
        elif status_code >= 500:
            facts = ErrorFacts(
                code="unexpected",
                message="Something went wrong on the server. The server's log has the details "
                "under this id.",
                id=uuid.uuid4().hex[:12],
            )
            self.log.error("jupyter-ext error %s", facts.id, exc_info=kwargs.get("exc_info"))
        self.set_status(status_code)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(self.error_body(facts)))

    def error_body(self, facts: ErrorFacts) -> dict[str, Any]:
        """The one shape of every error."""
        return ErrorBody(error=facts).model_dump(mode="json")

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Foreseen errors are answers, not log entries."""
        if not isinstance(value, JupyterExtError | web.HTTPError):
            return  # write_error logs it once, with its id
        if isinstance(value, web.HTTPError):
            super().log_exception(typ, value, tb)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} isn't a JSON value")
