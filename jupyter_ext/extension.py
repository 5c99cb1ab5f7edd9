"""The server extension: its settings and its wiring, nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Dict, Float, Int, List, Unicode

from .engine.runner.kernel_env import python_path
from .errors import InvalidInput, StoreUnavailable
from .notices.chosen import BAD_ENDS, SMTP_URL, WEBHOOK_SECRET, NoticeSettings
from .replays.live import SETTING as REPLAYS
from .replays.live import LiveReplays
from .services import Services
from .settings import BLOB_URL, DATABASE_URL, Settings, default_data_dir
from .specifications import live_folders
from .web import status
from .web.broadcast import broadcast
from .web.identity import SETTING
from .web.routes import handlers, unavailable


class JupyterExt(ExtensionApp):
    """Notebooks that can be run again, trusted and handed over."""

    name = "jupyter_ext"
    app_name = "jupyter-ext"
    load_other_extensions = True

    store_dir = Unicode(
        "",
        help="Folder of the database, the stored contents and the runs. Empty: "
        "JUPYTER_EXT_DATA_DIR, else `jupyter-ext` in Jupyter's data folder.",
    ).tag(config=True)
    database_url = Unicode(
        "",
        help="SQLAlchemy URL, such as postgresql://user@host/name. Empty: SQLite in the data "
        "folder.",
    ).tag(config=True)
    blob_url = Unicode(
        "",
        help="fsspec URL for stored contents, such as s3://bucket/prefix. Empty: the data folder.",
    ).tag(config=True)
    pool = Unicode(
        "",
        help="Name of a pool of executions shared by several servers. Empty: this host and "
        "operating-system user; nobody's code runs as another user.",
    ).tag(config=True)
    capacity = Int(
        -1,
        min=-1,
        help="Executions at once. -1: as many as there are cores; 0: sessions only wait.",
    ).tag(config=True)
    memory_capacity = Float(
        0.0,
        min=0.0,
        help="GiB that the runtimes of running executions may declare in all. 0: no limit.",
    ).tag(config=True)
    nice = Int(5, min=0, max=19, help="Niceness of runs, so that the server stays quick.").tag(
        config=True
    )
    max_queued = Int(10_000, min=1, help="Sessions of one user that may wait.").tag(config=True)
    max_launch = Int(1_000, min=1, help="Sessions that one launch may start.").tag(config=True)
    four_eyes = Bool(
        False, help="Who ran a session can't approve a review of it; somebody else has to."
    ).tag(config=True)

    groups = Dict(
        value_trait=List(Unicode()),
        key_trait=Unicode(),
        help="Groups that objects can be shared with: their names, and the names of the users in "
        "each. Those that the identity provider knows are there without this.",
    ).tag(config=True)

    webhook_url = Unicode(
        "", help="Where word of ended sessions is posted as JSON. Empty: nowhere."
    ).tag(config=True)
    webhook_secret = Unicode(
        "", help="Signs what is posted; empty: JUPYTER_EXT_WEBHOOK_SECRET, else unsigned."
    ).tag(config=True)
    mail_to = List(Unicode(), help="Who gets word of ended sessions by mail.").tag(config=True)
    mail_from = Unicode("", help="The sender of these mails.").tag(config=True)
    smtp_url = Unicode(
        "",
        help="The mail server: smtp://, smtp+starttls:// or smtps://[user:password@]host[:port]. "
        "Empty: JUPYTER_EXT_SMTP_URL.",
    ).tag(config=True)
    notify_on = List(
        Unicode(),
        default_value=[state.value for state in BAD_ENDS],
        help="Of which ends word is given: SUCCEEDED, FAILED, CANCELLED, TIMED_OUT, CRASHED.",
    ).tag(config=True)
    public_url = Unicode(
        "", help="The address of this server as its users know it, for links in notices."
    ).tag(config=True)

    replay_grace = Float(
        300.0,
        min=1.0,
        help="Seconds that a replay goes on after the last browser left its kernel.",
    ).tag(config=True)

    def initialize_settings(self) -> None:
        """Open the store; a store that can't be opened is one clear error, JupyterLab works."""
        # kernels inherit it: every notebook of this server can import jx
        os.environ["PYTHONPATH"] = python_path(os.environ.get("PYTHONPATH"))
        try:
            self.services: Services | None = Services(self._chosen())
        except StoreUnavailable as error:
            self.services = None
            self.settings[status.WHY_OFF] = error.message
            self.log.error("jupyter-ext is off: %s", error.message)
            return
        self.settings[SETTING] = self.services
        self.services.start()
        broadcast(self.services.changes, self.serverapp.event_logger, self.serverapp.io_loop)
        self.replays = LiveReplays(
            self.services,
            self.serverapp.kernel_manager,
            self.serverapp.kernel_spec_manager,
            self.replay_grace,
        )
        self.settings[REPLAYS] = self.replays
        self.services.readers.submit(
            live_folders.sweep, self.services.blobs, self.services.settings.data_dir
        )
        self.services.readers.submit(self.replays.sweep)

    def initialize_handlers(self) -> None:
        """The API's routes; without a store each answers 503 with the reason."""
        self.handlers.extend(unavailable("/") if self.services is None else handlers("/"))

    async def stop_extension(self) -> None:
        """On a normal stop runs go on; say so."""
        if self.services is None:
            return
        await self.replays.close()
        going_on = self.services.dispatcher.going_on()
        if going_on:
            self.log.warning(
                "jupyter-ext: %d session%s on without the server; `jupyter ext sessions "
                "--active` lists them, `jupyter ext kill SESSION` ends one.",
                going_on,
                " goes" if going_on == 1 else "s go",
            )
        self.services.close()

    def _chosen(self) -> Settings:
        return Settings(
            data_dir=Path(self.store_dir).expanduser() if self.store_dir else default_data_dir(),
            database_url=self.database_url or os.environ.get(DATABASE_URL, ""),
            blob_url=self.blob_url or os.environ.get(BLOB_URL, ""),
            pool=self.pool,
            capacity=(os.cpu_count() or 1) if self.capacity < 0 else self.capacity,
            memory_capacity=int(self.memory_capacity * 2**30) or None,
            nice=self.nice,
            max_queued=self.max_queued,
            max_launch=self.max_launch,
            four_eyes=self.four_eyes,
            groups={name: frozenset(users) for name, users in self.groups.items()},
            notices=self._notices(),
            root_dir=self._root(),
        )

    def _notices(self) -> NoticeSettings:
        """Where word goes; with a setting that can't be, nowhere, and the log names it."""
        try:
            return NoticeSettings(
                webhook_url=self.webhook_url,
                webhook_secret=self.webhook_secret or os.environ.get(WEBHOOK_SECRET, ""),
                mail_to=tuple(self.mail_to),
                mail_from=self.mail_from,
                smtp_url=self.smtp_url or os.environ.get(SMTP_URL, ""),
                states=tuple(self.notify_on),
                public_url=self.public_url,
            )
        except InvalidInput as error:
            self.log.error(
                "jupyter-ext gives no word of ended sessions: JupyterExt.%s: %s",
                error.field,
                error.message,
            )
            return NoticeSettings()

    def _root(self) -> Path | None:
        root = getattr(self.serverapp.contents_manager, "root_dir", None)
        return Path(root).resolve() if root else None
