"""Notebooks that can be run again, trusted and handed over, inside JupyterLab."""

from typing import Any

try:
    from ._version import __version__
except ImportError:  # a checkout that was never installed
    __version__ = "0.0.0.dev0"

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyter-ext"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .extension import JupyterExt

    return [{"module": "jupyter_ext", "app": JupyterExt}]
