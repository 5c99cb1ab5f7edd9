"""Which kernels there are, found without importing jupyter_client where that is possible.

A kernelspec in one of Jupyter's folders is read directly (10 ms). One that isn't there may come
from another kernelspec manager or be Python's own: those are asked for through jupyter_client.
"""

import json
import os
import re
import string
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NATIVE = "python3"
_OURS = (None, "local-provisioner", "jupyter-ext-tether")


class KernelspecMissing(Exception):
    """No kernel of that name can be started; the message names those there are."""


@dataclass(frozen=True)
class Kernelspec:
    """What is needed to start a kernel, as its kernel.json says."""

    name: str
    resource_dir: str
    argv: list[str]
    display_name: str
    language: str
    env: Mapping[str, str] = field(default_factory=dict)
    interrupt_mode: str = "signal"
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_ipykernel(self) -> bool:
        return any(word.startswith("ipykernel") for word in self.argv)

    def command(self, connection_file: str) -> list[str]:
        """The command line, as jupyter_client forms it."""
        argv = list(self.argv)
        if argv and argv[0] in _PYTHONS:
            argv[0] = sys.executable
        values = {
            "connection_file": os.path.realpath(connection_file),
            "prefix": sys.prefix,
            "resource_dir": self.resource_dir,
        }
        return [
            re.sub(r"\{([A-Za-z0-9_]+)\}", lambda m: values.get(m.group(1), m.group()), word)
            for word in argv
        ]

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """`base` with the kernelspec's own variables, which may refer to it (`${HOME}/lib`)."""
        own = {key: string.Template(value).safe_substitute(base) for key, value in self.env.items()}
        return {**base, **own}


_PYTHONS = {
    "python",
    f"python{sys.version_info[0]}",
    f"python{sys.version_info[0]}.{sys.version_info[1]}",
}


def find(name: str | None) -> Kernelspec:
    """The kernelspec called `name` (None or "python": Python's own). Raises KernelspecMissing."""
    wanted = NATIVE if name in (None, "", "python") else str(name)
    folder = _in_folders().get(wanted.lower())
    spec = _read(wanted, folder) if folder is not None else _ask_manager(wanted)
    if spec is None:
        raise KernelspecMissing(
            f"the kernel {wanted!r} isn't installed here. {_what_there_is()} "
            "Choose one of these, or install it."
        )
    if (spec.metadata.get("kernel_provisioner") or {}).get("provisioner_name") not in _OURS:
        raise KernelspecMissing(
            f"the kernel {wanted!r} is started by a provisioner of its own, which can't be used "
            f"for a session. {_what_there_is()}"
        )
    return spec


def names() -> list[str]:
    """The names of all kernels that can be asked for."""
    found = set(_in_folders())
    try:
        from jupyter_client.kernelspec import KernelSpecManager

        found.update(KernelSpecManager().find_kernel_specs())
    except ImportError:
        pass
    return sorted(found)


def _what_there_is() -> str:
    there = names()
    return f"Installed: {', '.join(there)}." if there else "No kernel is installed."


def _in_folders() -> dict[str, Path]:
    from jupyter_core.paths import jupyter_path

    found: dict[str, Path] = {}
    for folder in jupyter_path("kernels"):
        try:
            entries = sorted(os.listdir(folder))
        except OSError:
            continue
        for entry in entries:
            if os.path.isfile(os.path.join(folder, entry, "kernel.json")):
                found.setdefault(entry.lower(), Path(folder, entry))
    return found


def _read(name: str, folder: Path) -> Kernelspec:
    try:
        raw = json.loads((folder / "kernel.json").read_text("utf-8"))
        if not raw.get("argv"):
            raise ValueError("it has no argv")
    except (OSError, ValueError) as error:
        raise KernelspecMissing(f"the kernelspec {name!r} can't be read: {error}") from None
    return _kernelspec(folder.name.lower(), str(folder), raw)


def _ask_manager(name: str) -> Kernelspec | None:
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError:
        return None
    try:
        spec = KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel:
        return None
    return _kernelspec(name, spec.resource_dir, spec.to_dict())


def _kernelspec(name: str, folder: str, raw: Mapping[str, Any]) -> Kernelspec:
    return Kernelspec(
        name=name,
        resource_dir=folder,
        argv=[str(word) for word in raw["argv"]],
        display_name=str(raw.get("display_name") or name),
        language=str(raw.get("language") or ""),
        env={str(k): str(v) for k, v in (raw.get("env") or {}).items()},
        interrupt_mode=str(raw.get("interrupt_mode") or "signal"),
        metadata=raw.get("metadata") or {},
    )
