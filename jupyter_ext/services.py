"""Everything below HTTP in one object: the server, the CLI, a worker and the tests use the same."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from .access.follower import ChangeFollower
from .artifacts.previews import Previews
from .artifacts.service import ArtifactService
from .artifacts.uploads import UploadService
from .audit.service import AuditService
from .comparisons.service import ComparisonService
from .engine.dispatcher import Dispatcher
from .engine.places import DispatcherKind
from .errors import StoreUnavailable
from .folders.service import FolderService
from .handover.service import HandOver
from .instances.service import InstanceService
from .lineage.service import LineageService
from .notices.sender import NoticeSender
from .replays.service import ReplayService
from .reviews.bundle import ReviewExport
from .reviews.service import ReviewService
from .runtimes.service import RuntimeService
from .sessions.environments import Environments
from .sessions.reports import SessionReports
from .sessions.reruns import RerunService
from .sessions.service import SessionService
from .settings import Settings, refuse_network_disk
from .sharing.people import Directory
from .sharing.service import SharingService
from .specifications.exporting import BundleExport
from .specifications.importing import BundleImport
from .specifications.service import SpecificationService
from .store.blobs import Blobs
from .store.database import Database
from .store.migrate import prepare
from .upkeep import Upkeep
from .workflows.service import WorkflowService


class Services:
    """The services on one database and one data folder.

    Raises:
        StoreUnavailable: the folder or the database can't be used; the message says why.
    """

    def __init__(self, settings: Settings, kind: DispatcherKind = "server") -> None:
        self.settings = settings
        data = settings.data_dir
        try:
            for folder in ("", "attempts", "uploads", "locks", "scratch"):
                (data / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreUnavailable(
                f"The data folder {data} can't be used: {error.strerror}. Choose another with "
                "JupyterExt.store_dir or JUPYTER_EXT_DATA_DIR."
            ) from error
        refuse_network_disk(settings)
        self.database = Database(
            settings.database_url or f"sqlite:///{data / 'jupyter_ext.sqlite'}"
        )
        self._schema_lock = prepare(self.database, data / "locks")
        self.blobs = Blobs(settings.blob_url or (data / "blobs").as_uri(), data / "scratch")
        self.runtimes = RuntimeService(self.database)
        self.runtimes.ensure_default()
        self.artifacts = ArtifactService(self.database, self.blobs)
        self.uploads = UploadService(self.database, self.blobs, data / "uploads")
        self.previews = Previews(self.database, self.blobs, data / "scratch")
        self.specifications = SpecificationService(self.database, self.blobs, data)
        self.bundle_export = BundleExport(self.database, self.blobs)
        self.bundle_import = BundleImport(self.database, self.blobs, self.uploads)
        self.instances = InstanceService(self.database, self.runtimes)
        self.dispatcher = Dispatcher(self.database, self.blobs, settings, kind)
        self.sessions = SessionService(
            self.database,
            self.blobs,
            settings,
            self.dispatcher,
            self.runtimes,
            self.instances,
        )
        self.reruns = RerunService(self.database, self.sessions, Environments(self.blobs, data))
        self.workflows = WorkflowService(self.database, self.sessions, self.dispatcher.place.host)
        self.comparisons = ComparisonService(self.database, self.blobs, self.dispatcher.place.host)
        self.replays = ReplayService(self.database, self.blobs, data)
        self.reviews = ReviewService(self.database, self.blobs, four_eyes=settings.four_eyes)
        self.session_reports = SessionReports(
            self.database, self.blobs, data / "scratch", self.reviews
        )
        self.review_export = ReviewExport(
            self.database, self.blobs, self.reviews, self.session_reports
        )
        self.folders = FolderService(self.database)
        self.hand_over = HandOver(self.database, self.blobs, self.session_reports)
        self.audit = AuditService(self.database)
        self.sharing = SharingService(self.database, Directory(self.database, settings.groups))
        self.lineage = LineageService(self.database)
        self.changes = ChangeFollower(self.database)
        self.notices = NoticeSender(self.database, settings.notices)
        self.changes.listen(self.notices.heard)
        self.upkeep = Upkeep(self.artifacts.sweep_deleted)
        self.readers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="reader")
        # what takes as long as a file is large: no read and no write waits behind it
        self.movers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="mover")
        self.writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._closed = threading.Event()

    def start(self) -> None:
        """Begin to dispatch and to follow changes."""
        self.changes.start()
        self.dispatcher.start()
        self.notices.start()
        self.upkeep.start()

    def close(self) -> None:
        """Stop dispatching; runs that are going on go on."""
        if self._closed.is_set():
            return
        self._closed.set()
        self.dispatcher.stop()
        self.upkeep.stop()
        self.changes.stop()
        self.notices.stop()
        self.readers.shutdown(wait=False, cancel_futures=True)
        self.movers.shutdown(wait=False, cancel_futures=True)
        self.writer.shutdown(wait=True)
        self.database.close()
        self._schema_lock.release()
