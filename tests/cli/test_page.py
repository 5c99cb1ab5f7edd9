"""docs/cli.md says what the commands take."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
SPEC = importlib.util.spec_from_file_location("make_cli", DOCS / "make_cli.py")
assert SPEC is not None
assert SPEC.loader is not None
make_cli = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_cli)


def test_the_page_tells_of_each_command_and_is_current() -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    assert make_cli.missing(page) == []
    assert make_cli.filled(page) == page, "run python docs/make_cli.py"


def test_a_changed_option_is_noticed() -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    assert "`-p NAME=VALUE`" in page
    assert make_cli.filled(page.replace("`-p NAME=VALUE`", "`-p`")) == page
    assert make_cli.missing(page.replace("<!-- command: kill -->", "")) == ["kill"]
