"""Where a run took place: kernel, interpreter, installed packages, machine.

The packages are read by the kernel's own interpreter. That takes a while, so the answer is kept
under the data folder until the interpreter or one of its package folders changes.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_ext.engine.kernels.kernelspecs import Kernelspec

_PATIENCE = 30.0
_ASK_PYTHON = """
import json, platform, sys
try:
    from importlib import metadata
except ImportError:
    metadata = None
found = {}
for one in metadata.distributions() if metadata else ():
    name = one.metadata["Name"]
    if name and name.lower() not in found:
        found[name.lower()] = [name, one.version]
print(json.dumps({
    "interpreter": {"executable": sys.executable, "version": platform.python_version(),
                    "implementation": platform.python_implementation()},
    "packages": sorted(found.values(), key=lambda pair: pair[0].lower()),
    "folders": [path for path in sys.path if path],
}))
"""
_ASK_R = """
p <- installed.packages(fields = c("Package", "Version"))
cat("R\\t", R.home(), "\\t", as.character(getRversion()), "\\n", sep = "")
cat(paste0("F\\t", .libPaths(), "\\n"), sep = "")
cat(paste0("P\\t", p[, "Package"], "\\t", p[, "Version"], "\\n"), sep = "")
"""


class Provenance:
    """Finds out, in a thread of its own while the run goes on."""

    def __init__(
        self, spec: Kernelspec | None, program: str | None, env: Mapping[str, str], cache: Path
    ) -> None:
        self._spec = spec
        self._language = spec.language.lower() if spec else ""
        self._program = program
        self._env = dict(env)
        self._cache = cache
        self._facts: dict[str, Any] = {}
        self._thread = threading.Thread(target=self._find, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def facts(self, working_folder: str) -> dict[str, Any]:
        """What was found, waiting for it a while."""
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)
        spec = self._spec
        return {
            "kernelspec": {
                "name": spec.name,
                "display_name": spec.display_name,
                "language": spec.language,
            }
            if spec
            else None,
            "interpreter": self._facts.get("interpreter"),
            "packages": self._facts.get("packages") or [],
            "machine": machine(),
            "working_folder": working_folder,
        }

    def _find(self) -> None:
        program = shutil.which(self._program or "", path=self._env.get("PATH"))
        if program is None:
            return
        key = "\0".join([program, self._env.get("PYTHONPATH", ""), self._env.get("R_LIBS", "")])
        kept = self._cache / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
        facts = _unchanged(kept, program)
        if facts is None:
            facts = self._ask(program)
            if facts is None:
                return
            facts["seen"] = [[path, _mtime(path)] for path in [program, *facts.pop("folders")]]
            _keep(kept, facts)
        self._facts = facts

    def _ask(self, program: str) -> dict[str, Any] | None:
        if self._language == "python":
            answer = self._run([program, "-c", _ASK_PYTHON])
            try:
                return dict(json.loads(answer)) if answer else None
            except ValueError:
                return None
        if self._language == "r":
            return _r_facts(program, self._run([program, "--slave", "--no-save", "-e", _ASK_R]))
        return None

    def _run(self, argv: list[str]) -> str | None:
        try:
            done = subprocess.run(
                argv,
                env=self._env,
                cwd=os.path.expanduser("~"),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout if done.returncode == 0 else None


def machine() -> dict[str, Any]:
    return {
        "hostname": platform.node(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
    }


def _r_facts(program: str, answer: str | None) -> dict[str, Any] | None:
    rows = [line.split("\t") for line in (answer or "").splitlines()]
    versions = [row[2] for row in rows if row[0] == "R" and len(row) == 3]
    if not versions:
        return None
    return {
        "interpreter": {"executable": program, "version": versions[0], "implementation": "R"},
        "packages": sorted(row[1:] for row in rows if row[0] == "P" and len(row) == 3),
        "folders": [row[1] for row in rows if row[0] == "F" and len(row) == 2],
    }


def _unchanged(path: Path, program: str) -> dict[str, Any] | None:
    try:
        facts: dict[str, Any] = json.loads(path.read_bytes())
        seen = facts["seen"]
        same = seen[0][0] == program and all(_mtime(each) == when for each, when in seen)
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None
    return facts if same else None


def _keep(path: Path, facts: Mapping[str, Any]) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(facts), "ascii")
        os.replace(beside, path)
    except OSError:
        return


def _mtime(path: str) -> int | None:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return None
