"""HTTP: sessions: start, watch, end, read what they left."""

from __future__ import annotations

import uuid
from typing import Literal

from pydantic import BaseModel, Field

from ..errors import InvalidInput
from ..records import Moment, Page
from ..web.base import ApiHandler
from ..web.downloads import send_blob, send_folder, send_report, send_so_far, send_zip
from ..web.lists import ObjectListQuery
from ..web.operation import operation
from ..web.serverfiles import read_source
from .records import (
    CancelRequest,
    JournalPage,
    LogPage,
    Progress,
    RunFileRequest,
    RunRequest,
    SessionDetail,
    SessionRecord,
    SessionUpdate,
)
from .reports import ReportWish
from .states import State
from .traces import LogSoFar

KEY = {"Idempotency-Key": "the same key gives the same sessions, whatever happens on the way"}

MOST_KEY = 200  # characters


class SessionQuery(ObjectListQuery):
    instance_id: str | None = None
    specification_id: str | None = None
    workflow_id: str | None = Field(None, description="those that one launch started")
    state: list[State] = []
    active: bool | None = Field(None, description="true: only those that are not over")
    archived: bool = Field(False, description="true: only the archived ones")
    path: str | None = Field(None, max_length=1024, description="of the notebook")
    since: Moment | None = None


class SessionsHandler(ApiHandler):
    """Sort by: name, created_at, started_at, ended_at, duration, state, instance, specification."""

    @operation("listSessions", "Sessions", query=SessionQuery, returns=Page[SessionRecord])
    async def get(self) -> Page[SessionRecord]:
        return await self.reading(self.services.sessions.list, self.actor, self.query)


class RunInstanceHandler(ApiHandler):
    @operation(
        "runInstance",
        "Start a session",
        action="execute",
        body=RunRequest,
        returns=SessionDetail,
        status=201,
        headers=KEY,
    )
    async def post(self, instance_id: str) -> SessionDetail:
        session = await self.writing(
            self.services.sessions.submit, self.actor, instance_id, self.body, idempotency_key(self)
        )
        self.services.dispatcher.wake()
        return session


class RunFileHandler(ApiHandler):
    @operation(
        "runFile",
        "Run a saved notebook or script as a session",
        action="execute",
        body=RunFileRequest,
        returns=SessionDetail,
        status=201,
        headers=KEY,
    )
    async def post(self) -> SessionDetail:
        source = await read_source(self, self.body.path, git=True)
        session = await self.writing(
            self.services.sessions.submit_file,
            self.actor,
            self.body,
            source,
            idempotency_key(self),
        )
        self.services.dispatcher.wake()
        return session


class SessionHandler(ApiHandler):
    @operation("getSession", "One session", returns=SessionDetail)
    async def get(self, session_id: str) -> SessionDetail:
        return await self.reading(self.services.sessions.get, self.actor, session_id)

    @operation("updateSession", "Edit it", body=SessionUpdate, returns=SessionDetail)
    async def patch(self, session_id: str) -> SessionDetail:
        return await self.writing(self.services.sessions.update, self.actor, session_id, self.body)

    @operation("deleteSession", "Delete it; refused while it runs")
    async def delete(self, session_id: str) -> None:
        await self.writing(self.services.sessions.delete, self.actor, session_id)


class RestoreHandler(ApiHandler):
    @operation("restoreSession", "Take its deletion back, within the hour", returns=SessionDetail)
    async def post(self, session_id: str) -> SessionDetail:
        return await self.writing(self.services.sessions.restore, self.actor, session_id)


class CancelHandler(ApiHandler):
    @operation(
        "cancelSession",
        "End it: interrupt, then terminate, then kill",
        action="execute",
        body=CancelRequest,
        returns=SessionDetail,
    )
    async def post(self, session_id: str) -> SessionDetail:
        session = await self.writing(
            self.services.sessions.cancel, self.actor, session_id, self.body.reason
        )
        self.services.dispatcher.wake()
        return session


class ProgressHandler(ApiHandler):
    @operation("getProgress", "How far it has come", returns=Progress)
    async def get(self, session_id: str) -> Progress:
        return await self.reading(self.services.sessions.progress, self.actor, session_id)


class FromQuery(BaseModel):
    offset: int = Field(0, ge=-(2**53), le=2**53, description="bytes; negative: from the end")
    limit: int = Field(262_144, ge=1, le=1_048_576, description="bytes")


class JournalHandler(ApiHandler):
    @operation("readJournal", "What happened, cell by cell", query=FromQuery, returns=JournalPage)
    async def get(self, session_id: str) -> JournalPage:
        return await self.reading(
            self.services.sessions.journal,
            self.actor,
            session_id,
            self.query.offset,
            self.query.limit,
        )


class LogHandler(ApiHandler):
    """`name` is kernel (what the code's process printed) or run (the run's own log)."""

    @operation("readLog", "A part of a log", query=FromQuery, returns=LogPage)
    async def get(self, session_id: str, name: str) -> LogPage:
        return await self.reading(
            self.services.sessions.log,
            self.actor,
            session_id,
            name,
            self.query.offset,
            self.query.limit,
        )


class LogFileHandler(ApiHandler):
    @operation(
        "downloadLog",
        "A whole log; before the session is over what there is so far, and the header "
        "Jupyter-Ext-Complete says false",
        media="text/plain",
    )
    async def get(self, session_id: str, name: str) -> None:
        found = await self.reading(self.services.sessions.log_file, self.actor, session_id, name)
        if isinstance(found, LogSoFar):
            await send_so_far(self, found.filename, found.chunks)
        else:
            self.set_header("Jupyter-Ext-Complete", "true")
            await send_blob(self, found)


class ReportQuery(BaseModel):
    code: bool = True
    interactive: bool = Field(False, description="lets the notebook's own scripts run, caged")
    download: bool = False
    format: Literal["html", "pdf"] = "html"
    review: str | None = Field(None, max_length=36, description="with this review on it")


class ReportHandler(ApiHandler):
    @operation("getReport", "The report, caged", query=ReportQuery, media="text/html")
    async def get(self, session_id: str) -> None:
        wish = ReportWish(**self.query.model_dump(exclude={"download"}))
        report = await self.moving(
            self.services.session_reports.report, self.actor, session_id, wish
        )
        await send_report(self, report, self.query)


class NotebookHandler(ApiHandler):
    @operation("downloadNotebook", "The notebook as executed", media="application/x-ipynb+json")
    async def get(self, session_id: str) -> None:
        content = await self.reading(self.services.sessions.notebook, self.actor, session_id)
        await send_blob(self, content)


class ResultHandler(ApiHandler):
    """An image is shown, HTML is caged, the rest is an attachment."""

    @operation("getResult", "A logged result", media="application/octet-stream")
    async def get(self, session_id: str, result_id: str) -> None:
        content = await self.reading(
            self.services.sessions.result, self.actor, session_id, result_id
        )
        await send_blob(self, content)


class PartialOutputHandler(ApiHandler):
    @operation(
        "downloadPartialOutput",
        "What a session that didn't succeed had written",
        media="application/octet-stream",
    )
    async def get(self, session_id: str, alias: str) -> None:
        content = await self.reading(
            self.services.sessions.partial_output, self.actor, session_id, alias
        )
        if content.members is None:
            await send_blob(self, content)
        else:
            await send_folder(self, content)


class RunOutputHandler(ApiHandler):
    @operation(
        "downloadRunOutput", "Every output, result and metric as one zip", media="application/zip"
    )
    async def get(self, session_id: str) -> None:
        entries = await self.reading(self.services.sessions.run_output, self.actor, session_id)
        await send_zip(self, entries)


def idempotency_key(handler: ApiHandler) -> str:
    """The key that was sent, else one of its own.

    Raises:
        InvalidInput: it is too long; cut, two keys could become one.
    """
    key: str = handler.request.headers.get("Idempotency-Key", "")
    if len(key) > MOST_KEY:
        raise InvalidInput(f"An Idempotency-Key has at most {MOST_KEY} characters.")
    return key or uuid.uuid4().hex


ROUTES = [
    ("/instances/{instance_id}/sessions", RunInstanceHandler),
    ("/run-file", RunFileHandler),
    ("/sessions", SessionsHandler),
    ("/sessions/{session_id}", SessionHandler),
    ("/sessions/{session_id}/restore", RestoreHandler),
    ("/sessions/{session_id}/cancel", CancelHandler),
    ("/sessions/{session_id}/progress", ProgressHandler),
    ("/sessions/{session_id}/journal", JournalHandler),
    ("/sessions/{session_id}/logs/{name}", LogHandler),
    ("/sessions/{session_id}/logs/{name}/file", LogFileHandler),
    ("/sessions/{session_id}/report", ReportHandler),
    ("/sessions/{session_id}/notebook", NotebookHandler),
    ("/sessions/{session_id}/results/{result_id}", ResultHandler),
    ("/sessions/{session_id}/partial-outputs/{alias}", PartialOutputHandler),
    ("/sessions/{session_id}/run-output", RunOutputHandler),
]
