"""Notebooks made by hand, a renderer on a scratch folder, and a real browser."""

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from jupyter_ext.reports.service import ReportRenderer

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElF"
    "TkSuQmCC"
)


def markdown(source: str, **cell: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **cell}


def code(
    source: str, *outputs: dict[str, Any], count: int | None = 1, **metadata: Any
) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": source,
        "execution_count": count,
        "outputs": list(outputs),
    }


def display(metadata: dict[str, Any] | None = None, **bundle: Any) -> dict[str, Any]:
    """An output; media types as keywords: `text_html=…` or `**{"text/html": …}`."""
    data = {key if "/" in key else key.replace("_", "/", 1): value for key, value in bundle.items()}
    return {"output_type": "display_data", "metadata": metadata or {}, "data": data}


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def error(name: str, value: str, *traceback: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": list(traceback)}


def notebook(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    language = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": language | metadata,
        "cells": list(cells),
    }


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes cells as a notebook file and gives its path."""

    def write(*cells: dict[str, Any], name: str = "analysis.ipynb", **metadata: Any) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(notebook(*cells, **metadata)), "utf-8")
        return path

    return write


@pytest.fixture
def renderer(tmp_path: Path) -> ReportRenderer:
    return ReportRenderer(tmp_path / "scratch", 60, 2**30, tmp_path / "cache")


@dataclass
class Browser:
    """Debian's Chromium, a server for pages, and a second one that notes every connection."""

    program: str
    profile: Path
    page_url: str = ""
    collector_url: str = ""
    page: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    connections: list[str] = field(default_factory=list)

    def dom(self, page: str | bytes, headers: dict[str, str]) -> str:
        """The document as the browser has it two seconds after it opened `page`."""
        self.page = page.encode() if isinstance(page, str) else page
        self.headers = headers
        self.connections.clear()
        return self.run("--virtual-time-budget=2500", "--dump-dom", self.page_url)

    def run(self, *arguments: str) -> str:
        command = [
            self.program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            f"--user-data-dir={self.profile}",
            *arguments,
        ]
        ended = subprocess.run(command, capture_output=True, timeout=90, check=True)
        return ended.stdout.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI_FULL"):
            pytest.fail("Chromium is needed here: apt-get install chromium")
        pytest.skip("Chromium isn't installed")
    found = Browser(program, tmp_path_factory.mktemp("chromium"))

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/page"
            self.send_response(200 if known else 404)
            for name, value in found.headers.items() if known else ():
                self.send_header(name, value)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(found.page if known else b"")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.page_url = f"http://127.0.0.1:{server.server_port}/page"

    collector = socket.create_server(("127.0.0.1", 0))
    found.collector_url = f"http://127.0.0.1:{collector.getsockname()[1]}"

    def collect() -> None:
        while True:
            try:
                connection, _ = collector.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    head = connection.recv(2000).decode("latin-1").partition("\r\n")[0]
                    connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")
                except OSError:
                    head = ""
                found.connections.append(head or "a bare connection")

    threading.Thread(target=collect, daemon=True).start()
    yield found
    collector.close()
    server.shutdown()
    server.server_close()
