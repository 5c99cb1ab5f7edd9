"""Fill in docs/cli.md what each command takes, from the commands themselves.

    python docs/make_cli.py [--check]

What stands between `<!-- command: run -->` and `<!-- end -->` is written here; the rest by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from jupyter_ext.cli import main

PAGE = Path(__file__).with_name("cli.md")
_BLOCK = re.compile(r"<!-- command: ([a-z -]+?) -->\n.*?<!-- end -->", re.DOTALL)


def commands(group: click.Group = main, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Each command with its name, those of groups too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        elif command is not None:
            yield f"{before}{name}", command


def described(name: str, command: click.Command) -> str:
    """What a command takes: its usage, what it does, its options."""
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option)]
    words = [_argument(one) for one in arguments] + (["[OPTIONS]"] if options else [])
    lines = ["```text", " ".join(["jupyter ext", name, *words]), "```", ""]
    lines += [_one_line(command.help or ""), ""]
    lines += [f"- {_option(one)}" for one in options]
    return "\n".join(lines).strip() + "\n"


def _argument(argument: click.Argument) -> str:
    name = (argument.name or "").upper()
    return name if argument.required else f"[{name}]"


def _option(option: click.Option) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    value = ""
    if not option.is_flag:
        if isinstance(option.type, click.Choice):
            value = " " + "\\|".join(map(str, option.type.choices))
        else:
            kind = {"FloatRange": "NUMBER", "IntRange": "NUMBER", "Path": "PATH"}
            value = " " + (option.metavar or kind.get(type(option.type).__name__, "TEXT"))
    told = _one_line(option.help or "")
    if option.show_default and option.default is not None:
        told = f"{told} Default: {option.default}.".strip()
    return f"`{names}{value}`".replace("\\|", "|") + (f": {told}" if told else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def filled(page: str) -> str:
    """The page with its blocks written anew. Raises KeyError for a command that isn't there."""
    known = dict(commands())

    def block(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!-- command: {name} -->\n\n{described(name, known[name])}\n<!-- end -->"

    return _BLOCK.sub(block, page)


def missing(page: str) -> list[str]:
    """The commands of which the page tells nothing."""
    told = set(_BLOCK.findall(page))
    return [name for name, _ in commands() if name not in told]


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    if absent := missing(text):
        sys.exit(f"{PAGE.name} tells nothing of: {', '.join(absent)}")
    if "--check" in sys.argv:
        sys.exit(0 if filled(text) == text else f"{PAGE.name} is old: python docs/make_cli.py")
    PAGE.write_text(filled(text), "utf-8")
