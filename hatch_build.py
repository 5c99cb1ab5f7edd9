"""Puts `jx` at the wheel's top level, so that `import jx` works where our server isn't."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TopLevelJx(BuildHookInterface):  # type: ignore[type-arg]
    """The same files twice: in jupyter_ext/notebook/ for kernels' PYTHONPATH, and as `jx`.

    An editable install has that folder on its path instead: a copy would go stale.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"]["jupyter_ext/notebook/jx"] = "jx"
