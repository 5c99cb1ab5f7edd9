"""Makes the example's data from what scikit-learn brings along; nothing is downloaded.

    python examples/make_data.py FOLDER

The Wisconsin diagnostic breast cancer data (W. Wolberg, N. Street, O. Mangasarian, 1995): 569 biopsies,
each with 30 measurements of cell nuclei in a digitised image. They are shuffled once and cut in two
deliveries, the second with all cases of the first, and a set of reference cases in neither.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pandas as pd
from sklearn.datasets import load_breast_cancer

FIRST, SECOND = 300, 400  # cases in the deliveries; the other 169 are the reference cases


def cases() -> pd.DataFrame:
    """All biopsies in a fixed random order: case, malignant (1 or 0), 30 measurements."""
    frame = load_breast_cancer(as_frame=True).frame
    frame.columns = [name.replace(" ", "_") for name in frame.columns]
    frame.insert(0, "malignant", 1 - frame.pop("target"))
    frame.insert(0, "case", [f"B{number:03}" for number in range(1, len(frame) + 1)])
    order = list(range(len(frame)))
    random.Random(1995).shuffle(order)
    return frame.iloc[order]


def make(folder: Path) -> None:
    """Write biopsies-1.csv, biopsies-2.csv and reference.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    shuffled = cases()
    parts = {
        "biopsies-1.csv": shuffled[:FIRST],
        "biopsies-2.csv": shuffled[:SECOND],
        "reference.csv": shuffled[SECOND:],
    }
    for name, part in parts.items():
        part.to_csv(folder / name, index=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
