"""What is installed now, beside what a session ran with: `pandas 2.2 → 3.1`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..engine.kernels import kernelspecs
from ..engine.kernels.kernelspecs import Kernelspec, KernelspecMissing
from ..engine.runner.kernel_env import kernel_env
from ..engine.runner.notebooks import NotebookInvalid, kernelspec_of, read_plain
from ..engine.runner.provenance import Provenance
from ..store.blobs import Blobs
from .records import EnvironmentChange, EnvironmentDiff


class Environments:
    """Compares environments; what an interpreter answered is kept as the runs keep it."""

    def __init__(self, blobs: Blobs, data_dir: Path) -> None:
        self._blobs = blobs
        self._cache = data_dir / "cache" / "packages"
        self._scratch = data_dir / "scratch"

    def compare(
        self,
        provenance: Mapping[str, Any],
        kernelspec: str | None,
        env: Mapping[str, str],
        filename: str,
        sha256: str,
    ) -> EnvironmentDiff:
        """A session's environment and the one that this body would have now.

        `kernelspec` and `env` are the runtime's; without a kernelspec the body names its own.
        """
        if not provenance.get("packages"):
            return _unknown("It isn't known which packages the session ran with.")
        try:
            spec = kernelspecs.find(kernelspec or self._named(filename, sha256))
        except KernelspecMissing as error:
            return _unknown(_sentence(str(error)))
        now = self.now(spec, env)
        if not now.get("packages"):
            return _unknown("The kernel's interpreter didn't say which packages it has.")
        return EnvironmentDiff(known=True, changes=_changes(provenance, now))

    def _named(self, filename: str, sha256: str) -> str | None:
        if not filename.endswith(".ipynb"):
            return "ir" if filename.lower().endswith(".r") else None
        try:
            return kernelspec_of(read_plain(self._blobs.read(sha256), filename).nb)
        except NotebookInvalid:
            return None

    def now(self, spec: Kernelspec, env: Mapping[str, str]) -> dict[str, Any]:
        """The interpreter and packages that a kernel has, as provenance keeps them."""
        found = Provenance(
            spec, spec.command("")[0], kernel_env(os.environ, env, self._scratch), self._cache
        )
        found.start()
        return found.facts("")


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[EnvironmentChange]:
    """The interpreter first, then the packages by name."""
    changes = []
    was, now = interpreter(before), interpreter(after)
    if was != now:
        changes.append(EnvironmentChange(name="interpreter", before=was, after=now))
    old, new = packages(before), packages(after)
    for key in sorted({*old, *new}):
        one, other = old.get(key), new.get(key)
        if (one and one[1]) != (other and other[1]):
            changes.append(
                EnvironmentChange(
                    name=(other or one or ("", ""))[0],
                    before=one[1] if one else None,
                    after=other[1] if other else None,
                )
            )
    return changes


def interpreter(facts: Mapping[str, Any]) -> str | None:
    one = facts.get("interpreter") or {}
    return " ".join(str(one[key]) for key in ("implementation", "version") if one.get(key)) or None


def packages(facts: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Packages by the name that pip compares by."""
    return {
        re.sub(r"[-_.]+", "-", str(name)).lower(): (str(name), str(version))
        for name, version in facts.get("packages") or []
    }


def _unknown(reason: str) -> EnvironmentDiff:
    return EnvironmentDiff(known=False, reason=reason)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
