"""The notebooks that every runner gets."""

from __future__ import annotations

import json
from pathlib import Path


def notebook(*cells: str) -> str:
    """A notebook of code cells, as text."""
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                "language_info": {"name": "python"},
            },
            "cells": [
                {
                    "id": f"c{number}",
                    "cell_type": "code",
                    "source": source,
                    "metadata": {},
                    "outputs": [],
                    "execution_count": None,
                }
                for number, source in enumerate(cells)
            ],
        }
    )


THREE = notebook("a = 1", "b = a + 1\nprint(b)", "b * 2")
SCIENCE = notebook(
    "import numpy as np\nimport pandas as pd",
    "df = pd.DataFrame({'x': np.arange(1000), 'y': np.arange(1000) ** 2})",
    "df.describe()",
)
THOUSAND = notebook(*[f"print({number})" for number in range(1000)])
ENDLESS = notebook(
    "import time\nend = time.time() + 25\nn = 0\nwhile time.time() < end:\n"
    "    n += 1\n    print('line', n)"
)


def write(folder: Path) -> dict[str, Path]:
    """All of them as files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for name, text in {
        "three": THREE,
        "science": SCIENCE,
        "thousand": THOUSAND,
        "endless": ENDLESS,
    }.items():
        made[name] = folder / f"{name}.ipynb"
        made[name].write_text(text)
    return made
