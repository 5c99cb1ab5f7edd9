"""No page links to what isn't there; each picture is one that a browser story takes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_TAKEN = re.compile(r"\blook\(\s*\w+,\s*'([a-z0-9-]+)'")


def targets(page: Path) -> list[Path]:
    found = (link.split("#")[0] for link in _LINK.findall(page.read_text("utf-8")))
    return [page.parent / link for link in found if link and "://" not in link]


def pictures() -> set[str]:
    stories = (ROOT / "ui-tests" / "tests").glob("*.ts")
    names = {name for story in stories for name in _TAKEN.findall(story.read_text("utf-8"))}
    return {f"{name}-{shade}.png" for name in names for shade in ("light", "dark")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_links_to_what_is_there(page: Path) -> None:
    lost = [t for t in targets(page) if t.suffix != ".png" and not t.exists()]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pictures_of_a_page_are_taken_by_the_browser_stories(page: Path) -> None:
    shown = {t.name for t in targets(page) if t.suffix == ".png"}
    assert shown <= pictures()
