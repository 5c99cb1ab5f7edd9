"""The packages that a session ran with, as a file that pip installs from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

OWN = "jupyter-ext"  # what an archive runs without
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_PUBLISHED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._!]*")
_TO_RUN_NOTEBOOKS = ("ipykernel", "nbclient")


def requirements(provenance: Mapping[str, Any] | None, *, notebook: bool) -> str:
    """One line for each package: pinned, or as a comment where no index can have that version.

    What the kernel said of its packages is data from outside: a name that isn't one is left out.
    """
    kernel = (provenance or {}).get("kernelspec") or {}
    found = list(_packages((provenance or {}).get("packages") or []))
    lines = []
    names = set()
    if str(kernel.get("language", "python")).lower() == "python":
        lines = [_line(name, version) for name, version in found if _key(name) != OWN]
        names = {_key(name) for name, _ in found}
    else:
        lines = [f"# {kernel.get('name')}: {name} {version}" for name, version in found]
    if notebook:
        lines += [name for name in _TO_RUN_NOTEBOOKS if name not in names]
    return "".join(f"{line}\n" for line in lines)


def _packages(raw: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for one in raw:
        if isinstance(one, list | tuple) and len(one) == 2:
            name, version = str(one[0]), str(one[1])
            if _NAME.fullmatch(name) and version.isprintable() and " " not in version:
                yield name, version


def _line(name: str, version: str) -> str:
    if _PUBLISHED.fullmatch(version):
        return f"{name}=={version}"
    return f"# {name}=={version} (in no index)"


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
