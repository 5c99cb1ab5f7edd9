"""Text for cells of CSV files, of which none is to become a formula where it is opened."""

from __future__ import annotations

MARK = "'"
# what makes a spreadsheet take a cell for a formula when it begins with it
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def shielded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with a mark before it, where it might."""
    return MARK + text if text.startswith((MARK, *_DANGEROUS)) else text
