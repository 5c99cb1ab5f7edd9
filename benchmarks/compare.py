"""Side by side, in one run: ours, bare nbclient, papermill, jupyter-scheduler.

`make bench`, or `python benchmarks/compare.py [--quick] [--scratch FOLDER] [--check]`. Medians of
three. `--check` makes a missed target an error; targets are ratios, never absolute times.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import notebooks, peers
from benchmarks.ours import Ours

GIB = 2**30
PEERS = ("nbclient", "papermill", "jupyter-scheduler")


@dataclass
class Row:
    """One piece of work: seconds of each runner."""

    work: str
    seconds: dict[str, float]


@dataclass
class Target:
    """What one run must reach, as a ratio or a bound on memory."""

    says: str
    reached: bool
    figure: str


@dataclass
class Results:
    rows: list[Row] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def promise(
        self, says: str, figure: float, bound: float, *, at_least: bool, unit: str = "×"
    ) -> None:
        reached = figure >= bound if at_least else figure <= bound
        self.targets.append(Target(says, reached, f"{figure:.2f} {unit}"))


def median(run: Callable[[Path], float], notebook: Path, times: int) -> float:
    return statistics.median(run(notebook) for _ in range(times))


def measure(scratch: Path, home: Path, times: int) -> tuple[Results, dict[str, list[str]]]:
    """Run everything; give the figures and the command lines."""
    environments = {name: peers.Environment(name, scratch) for name in PEERS}
    files = notebooks.write(home / "notebooks")
    results = Results()
    bare = peers.bare_nbclient(environments["nbclient"], home)
    mill = peers.papermill(environments["papermill"], home)
    ours = Ours(home / "ours")
    scheduler = peers.Scheduler(environments["jupyter-scheduler"], home / "scheduler")
    try:
        ours.run(files["three"])  # warm caches of the file system for everybody
        bare(files["three"])
        for name, work in (("three", "3 cells"), ("science", "numpy + pandas, 3 cells")):
            row = Row(
                work,
                {
                    "ours": median(ours.run, files[name], times),
                    "nbclient": median(bare, files[name], times),
                    "papermill": median(mill, files[name], times),
                    "jupyter-scheduler": median(scheduler.run, files[name], times),
                },
            )
            results.rows.append(row)
            print_row(row)
        three = results.rows[0].seconds
        results.promise(
            "3 cells: faster than papermill", three["papermill"] / three["ours"], 1.5, at_least=True
        )
        results.promise(
            "3 cells: faster than jupyter-scheduler",
            three["jupyter-scheduler"] / three["ours"], 3, at_least=True,
        )  # fmt: skip
        row = Row(
            "1,000 cells of print",
            {
                "ours": median(ours.run, files["thousand"], times),
                "nbclient": median(bare, files["thousand"], times),
                "papermill": mill(files["thousand"]),
                "jupyter-scheduler": scheduler.run(files["thousand"]),
            },
        )
        results.rows.append(row)
        print_row(row)
        results.promise(
            "1,000 cells: ours ÷ bare nbclient",
            row.seconds["ours"] / row.seconds["nbclient"], 1.3, at_least=False,
        )  # fmt: skip
        row = Row(
            "20 × 3 cells, all finished",
            {
                "ours": ours.run_many(files["three"], 20),
                "jupyter-scheduler": scheduler.run_many(files["three"], 20),
            },
        )
        results.rows.append(row)
        print_row(row)
        results.promise(
            "20 sessions: faster than jupyter-scheduler",
            row.seconds["jupyter-scheduler"] / row.seconds["ours"], 3, at_least=True,
        )  # fmt: skip
        scheduler.close()
        seconds, growth = ours.upload_growth(GIB)
        results.rows.append(Row("upload of 1 GiB", {"ours": seconds}))
        results.promise(
            "1 GiB upload: server grows by", growth / 2**20, 64, at_least=False, unit="MiB"
        )
        idle = ours.lag(5)
        busy = ours.lag_while_printing(files["endless"], 4, 8)
        results.rows.append(Row("small GET, p99, idle", {"ours": idle}))
        results.rows.append(Row("small GET, p99, 4 sessions printing", {"ours": busy}))
        results.promise("p99 of a small GET: busy ÷ idle", busy / idle, 3, at_least=False)
    finally:
        ours.close()
        if scheduler.process.poll() is None:
            scheduler.close()
    lines = {name: environments[name].commands for name in PEERS}
    versions = {f"{name} {environments[name].version}": lines[name] for name in PEERS}
    return results, {"ours": ours.commands, **versions}


def print_row(row: Row) -> None:
    print(
        "  " + row.work + ": " + ", ".join(f"{k} {v:.2f} s" for k, v in row.seconds.items()),
        flush=True,
    )


def table(results: Results, commands: dict[str, list[str]]) -> str:
    """The figures as Markdown."""
    names = ["ours", *PEERS]
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores; median seconds of one run.",
        "",
        "| work | " + " | ".join(names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for row in results.rows:
        cells = [f"{row.seconds[name]:.3f}" if name in row.seconds else "–" for name in names]
        lines.append(f"| {row.work} | " + " | ".join(cells) + " |")
    lines += ["", "| target | figure | |", "|---|---|---|"]
    lines += [
        f"| {t.says} | {t.figure} | {'reached' if t.reached else 'MISSED'} |"
        for t in results.targets
    ]
    lines += ["", "Command lines:", ""]
    for name, said in commands.items():
        lines += [f"- {name}: " + "; ".join(f"`{line}`" for line in said)]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--scratch", type=Path, default=Path(tempfile.gettempdir()) / "jupyter-ext-bench"
    )
    parser.add_argument("--quick", action="store_true", help="once instead of medians of three")
    parser.add_argument("--check", action="store_true", help="a missed target is an error")
    chosen = parser.parse_args()
    chosen.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=chosen.scratch) as home:
        results, commands = measure(chosen.scratch, Path(home), 1 if chosen.quick else 3)
    print()
    print(table(results, commands))
    if chosen.check and not all(target.reached for target in results.targets):
        sys.exit("A target was missed.")


if __name__ == "__main__":
    main()
