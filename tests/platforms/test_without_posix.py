"""Everything imports, and the fallbacks work, where fcntl, resource and os.fork are absent."""

import subprocess
import sys
from pathlib import Path

BLOCKED = """
import os, sys
import psutil  # it has an implementation of its own for each system; the one of this needs resource
for name in ("fcntl", "resource"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "pidfd_open", "setpriority"):
    if hasattr(os, name):
        delattr(os, name)
"""


def run_blocked(code: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + code], cwd=cwd, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_engine_imports(tmp_path: Path) -> None:
    code = """
import importlib, pkgutil
import jupyter_ext.engine, jupyter_ext.platforms
for package in (jupyter_ext.engine, jupyter_ext.platforms):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print("imported")
"""
    assert run_blocked(code, tmp_path) == "imported\n"


def test_locks_and_processes_work(tmp_path: Path) -> None:
    code = """
import subprocess, sys
from jupyter_ext.platforms import files, locks, processes
lock, other = locks.FileLock("alive"), locks.FileLock("alive")
print(lock.try_acquire(), other.try_acquire(), locks.is_locked("alive"))
lock.release()
print(locks.is_locked("alive"), processes.limit_memory(1 << 30))
open("a", "w").close()
print(files.reflink("a", "b"))
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
identity = processes.identify(child.pid)
print(processes.is_alive(identity), processes.send_signal(identity, 15), child.wait())
"""
    assert run_blocked(code, tmp_path).split() == (
        ["True", "False", "True", "False", "False", "False", "True", "True", "-15"]
    )
