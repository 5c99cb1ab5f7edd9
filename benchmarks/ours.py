"""Our own figures: a real server as a process, sessions by its REST API."""

from __future__ import annotations

import hashlib
import statistics
import time
import urllib.request
from pathlib import Path

import psutil

from tests.product import Product, until

CHUNK = 8 * 2**20


class Ours:
    """The installed product on scratch folders."""

    def __init__(self, home: Path) -> None:
        self.product = Product(home)
        self.product.start()
        self.commands = ["jupyter server", 'POST jupyter-ext/api/run-file {"path": …}']

    def close(self) -> None:
        self.product.stop()

    def run(self, notebook: Path) -> float:
        """Seconds from the POST to the terminal state, by asking for progress every 20 ms."""
        (self.product.root / notebook.name).write_text(notebook.read_text())
        began = time.perf_counter()
        session = self.product.run(notebook.name)["id"]
        until(lambda: self._over(session), 900, "the session ends", every=0.02)
        seconds = time.perf_counter() - began
        state = self.product.session(session)["state"]
        assert state == "SUCCEEDED", state
        return seconds

    def run_many(self, notebook: Path, count: int) -> float:
        (self.product.root / notebook.name).write_text(notebook.read_text())
        began = time.perf_counter()
        sessions = [self.product.run(notebook.name)["id"] for _ in range(count)]
        for session in sessions:
            until(lambda session=session: self._over(session), 900, "the sessions end", every=0.1)
        seconds = time.perf_counter() - began
        states = {self.product.session(session)["state"] for session in sessions}
        assert states == {"SUCCEEDED"}, states
        return seconds

    def _over(self, session: str) -> bool:
        return bool(self.product.get(f"sessions/{session}/progress")["phase"] == "over")

    def upload_growth(self, size: int) -> tuple[float, float]:
        """(seconds, bytes by which the server's memory grew at most) of an upload of `size`."""
        assert self.product.process is not None
        server = psutil.Process(self.product.process.pid)
        before = peak = server.memory_info().rss
        digest = hashlib.sha256()
        began = time.perf_counter()
        upload = self.product.post("uploads", {"filename": "large.bin", "size": size})["id"]
        block = bytes(range(256)) * (CHUNK // 256)
        for offset in range(0, size, CHUNK):
            part = block[: min(CHUNK, size - offset)]
            digest.update(part)
            self.product.ask(
                "PUT",
                f"uploads/{upload}?offset={offset}",
                part,
                headers={"Content-Type": "application/octet-stream"},
            )
            peak = max(peak, server.memory_info().rss)
        self.product.post(f"uploads/{upload}/commit", {"sha256": digest.hexdigest()})
        return time.perf_counter() - began, max(peak, server.memory_info().rss) - before

    def lag(self, seconds: float) -> float:
        """p99 in seconds of a small GET, asked 50 times a second."""
        url = f"http://127.0.0.1:{self.product.port}/api/status"
        times = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            request = urllib.request.Request(
                url, headers={"Authorization": f"token {self.product.token}"}
            )
            began = time.perf_counter()
            with urllib.request.urlopen(request, timeout=30) as answer:
                answer.read()
            times.append(time.perf_counter() - began)
            time.sleep(0.02)
        return statistics.quantiles(times, n=100)[98]

    def lag_while_printing(self, notebook: Path, sessions: int, seconds: float) -> float:
        """The same while that many sessions print without pause."""
        (self.product.root / notebook.name).write_text(notebook.read_text())
        running = [self.product.run(notebook.name)["id"] for _ in range(sessions)]
        for session in running:
            self.product.wait(session, "RUNNING", timeout=120)
        time.sleep(2)
        p99 = self.lag(seconds)
        for session in running:
            self.product.post(f"sessions/{session}/cancel")
        until(lambda: not self.product.get("status")["queue"]["running"], 120, "the sessions end")
        return p99
