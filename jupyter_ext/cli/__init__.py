"""`jupyter ext …`: run notebooks and look after sessions without a server."""

from __future__ import annotations

import importlib

import click

from .. import __version__

# name → module; a module is imported when its command is used, so that each starts quickly
_COMMANDS = {
    "run": "run",
    "sessions": "sessions",
    "show": "sessions",
    "compare": "compare",
    "logs": "logs",
    "report": "report",
    "rerun": "rerun",
    "handover": "handover",
    "kill": "sessions",
    "workflow": "workflow",
    "artifacts": "artifacts",
    "spec": "spec",
    "review": "review",
    "verify": "review",
    "audit": "audit",
    "worker": "worker",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        found: click.Command = getattr(
            importlib.import_module(f"{__name__}.{module}_command"), cmd_name
        )
        return found


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jupyter-ext")
def main() -> None:
    """Run notebooks as sessions, and look after them.

    Data lies where JUPYTER_EXT_DATA_DIR says, else in Jupyter's data folder. No server is needed;
    with one running on the same data both see everything.
    """
