"""Durations are said alike in the CLI, in reports and (see `pieces.spec.tsx`) in the pages."""

from __future__ import annotations

import pytest

from jupyter_ext.durations import in_words
from jupyter_ext.reports.facts import duration


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (0.04, "< 0.1 s"),
        (0.41, "0.4 s"),
        (3, "3 s"),
        (9.98, "9.9 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (185.9, "3 min 5 s"),
        (3600, "1 h"),
        (7380, "2 h 3 min"),
        (176_400, "2 d 1 h"),
    ],
)
def test_a_duration_is_cut_to_its_unit(seconds: float, said: str) -> None:
    assert in_words(seconds) == duration(seconds) == said
