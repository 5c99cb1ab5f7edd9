"""Notebooks written by others: from the source distributions of Jupyter packages.

They are fetched by pip once, into `.make/sdists` (never committed), and unpacked safely.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

STORE = Path(__file__).resolve().parents[2] / ".make" / "sdists"

PACKAGES = {"nbclient": "0.11.0", "papermill": "2.7.0", "nbconvert": "7.17.2"}

WIDGETS = "ipywidgets==8.1.7"
"""for notebooks with widgets: kept apart from the environment of the tests"""


def fetch_all() -> None:
    """Fetch what isn't there yet."""
    with ThreadPoolExecutor() as pool:
        for fetched in [*(pool.submit(unpacked, name) for name in PACKAGES), pool.submit(site)]:
            fetched.result()


def unpacked(package: str) -> Path:
    """The folder of a package's unpacked source distribution."""
    target = STORE / f"{package}-{PACKAGES[package]}"
    if not target.is_dir():
        with _scratch() as scratch:
            exactly = f"{package}=={PACKAGES[package]}"
            _pip("download", "--no-deps", "--no-binary", package, "--dest", scratch, exactly)
            (archive,) = Path(scratch).glob("*.tar.gz")
            with tarfile.open(archive) as tar:
                tar.extractall(Path(scratch) / "unpacked", filter="data")
            (folder,) = (Path(scratch) / "unpacked").iterdir()
            _place(folder, target)
    return target


def site() -> Path:
    """A folder with ipywidgets, to stand on a kernel's PYTHONPATH."""
    target = STORE / WIDGETS.replace("==", "-")
    if not target.is_dir():
        with _scratch() as scratch:
            folder = Path(scratch) / "site"
            _pip("install", "--no-deps", "--target", str(folder), WIDGETS)
            _place(folder, target)
    return target


def notebooks(package: str) -> list[str]:
    """The paths of a package's notebooks, relative to its folder."""
    folder = unpacked(package)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.ipynb"))


def _scratch() -> "tempfile.TemporaryDirectory[str]":
    STORE.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=STORE, prefix=".fetching-")


def _place(folder: Path, target: Path) -> None:
    """Move a folder to its place, whole; the first of several processes wins."""
    try:
        os.rename(folder, target)
    except OSError:
        if not target.is_dir():
            raise
        shutil.rmtree(folder)


def _pip(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"pip {' '.join(arguments)}: {done.stderr[-3000:]}"
