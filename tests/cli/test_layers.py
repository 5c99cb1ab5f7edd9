"""What commands are built on."""

from __future__ import annotations

import ast
from pathlib import Path

from jupyter_ext import cli


def test_commands_ask_services_not_web_handlers() -> None:
    files = list(Path(cli.__path__[0]).glob("*.py"))
    assert len(files) > 10
    handlers = [
        f"{file.name}: {node.module}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and "handlers" in (node.module or "")
    ]
    assert handlers == []
