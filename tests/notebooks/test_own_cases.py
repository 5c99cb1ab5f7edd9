"""Notebooks as people write them give what bare nbclient gives."""

import json
from pathlib import Path

import nbformat
import pytest

from .cases import CASES, Case
from .comparing import Job, Ran, differences, run_both

Pairs = dict[str, tuple[Ran, Ran]]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    """Each case, run by us and by nbclient."""
    scratch = tmp_path_factory.mktemp("cases")
    jobs = [
        (job(case, scratch / "ours" / str(number)), job(case, scratch / "bare" / str(number)))
        for number, case in enumerate(CASES.values())
    ]
    return dict(zip(CASES, run_both(jobs, scratch / "runs"), strict=True))


def job(case: Case, folder: Path) -> Job:
    home = folder / "a folder of é"
    home.mkdir(parents=True)
    for name, content in case.beside.items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(content, "utf-8")
    nbformat.write(nbformat.from_dict(case.nb), home / case.filename)
    return Job(home / case.filename, folder)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", CASES)
def test_a_notebook_of(name: str, pairs: Pairs) -> None:
    mine, bare = pairs[name]

    wrong = differences(mine, bare)
    assert not wrong, "\n".join(wrong)
    assert mine.ended == CASES[name].ended
    shown = json.dumps([cell.get("outputs") for cell in mine.cells], ensure_ascii=False)
    missing = [text for text in CASES[name].shows if json_text(text) not in shown]
    assert not missing


def json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
