"""The notebooks in the source distributions of nbclient, papermill and nbconvert."""

import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from . import sdists
from .comparing import Job, Ran, differences, run_bare, run_both, run_ours

MOST = 900  # seconds, on a machine with more to do
NEEDS_INTERNET = {"docs/source/nbconvert_library.ipynb"}
IN_PAIRS = {f"tests/files/Parallel Execute {letter}.ipynb" for letter in "AB"}
ENDLESS = {"tests/files/Interrupt.ipynb", "papermill/tests/notebooks/keyboard_interrupt.ipynb"}
RANDOM = {"tests/files/notebook2.ipynb", "tests/exporters/files/notebook2.ipynb"}

Copies = Callable[[str], tuple[Path, Path]]


@pytest.fixture(scope="module", autouse=True)
def fetched() -> None:
    sdists.fetch_all()


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    """Two copies of a package's folder: one for us, one for nbclient."""

    def make(package: str) -> tuple[Path, Path]:
        for side in ("ours", "bare"):
            shutil.copytree(sdists.unpacked(package), tmp_path / side / package)
        return tmp_path / "ours" / package, tmp_path / "bare" / package

    return make


@pytest.mark.timeout(MOST)
@pytest.mark.parametrize("package", sorted(sdists.PACKAGES))
def test_each_notebook_gives_what_nbclient_gives(
    package: str, copies: Copies, tmp_path: Path
) -> None:
    mine, bare = copies(package)
    names = [n for n in sdists.notebooks(package) if n not in NEEDS_INTERNET | IN_PAIRS]
    env = {"PYTHONPATH": str(sdists.site())}
    jobs = []
    for name in names:
        timeout = 2.0 if name in ENDLESS else None
        jobs.append((Job(mine / name, mine, timeout, env), Job(bare / name, bare, timeout, env)))

    ran = run_both(jobs, tmp_path / "runs")

    wrong = []
    for name, (one, other) in zip(names, ran, strict=True):
        found = differences(one, other, random=name in RANDOM)
        how = f"{one.ended} {one.ename or ''}".strip()
        print(f"{'DIFFERS' if found else 'same':8} {name}: {len(one.reached)} cells, {how}")
        wrong += [f"{name}: {text}" for text in found]
    assert not wrong, "\n".join(wrong)
    assert len(names) > 15


@pytest.mark.timeout(MOST)
def test_two_notebooks_that_wait_for_each_other_run_at_the_same_time(
    copies: Copies, tmp_path: Path
) -> None:
    mine, bare = copies("nbclient")
    names = sorted(IN_PAIRS)
    both: list[list[Future[Ran]]] = []
    with ThreadPoolExecutor() as pool:
        for run, side in ((run_ours, mine), (run_one_bare, bare)):
            (side / "meeting").mkdir()
            env = {"NBEXECUTE_TEST_PARALLEL_TMPDIR": str(side / "meeting")}
            jobs = [Job(side / name, side, env=env) for name in names]
            both.append([pool.submit(run, job, tmp_path / "runs" / job.path.name) for job in jobs])
        pairs = [(one.result(), other.result()) for one, other in zip(*both, strict=True)]

    assert [differences(*pair) for pair in pairs] == [[], []]
    assert [one.ended for one, _ in pairs] == ["ok", "ok"]


def run_one_bare(job: Job, scratch: Path) -> Ran:
    (ran,) = run_bare([job], job.env)
    return ran
