"""Text that every file, database and page can hold.

NUL becomes its visible symbol; half characters (lone surrogates) become the replacement sign.
"""

import re
from typing import Any

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


def safe_text(text: str) -> str:
    if text.isascii():
        return text.replace("\0", "␀") if "\0" in text else text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "␀")


def safe(value: Any) -> Any:
    """JSON data with all its text made safe; the very same object where nothing is to be done."""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, list):
        made = [safe(item) for item in value]
        return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
    if isinstance(value, dict):
        pairs = {safe_text(str(key)): safe(item) for key, item in value.items()}
        if pairs.keys() != value.keys() or any(pairs[key] is not value[key] for key in value):
            return type(value)(pairs)
    return value


def without_ansi(text: str) -> str:
    """`text` without the control sequences that colour a terminal."""
    return _ANSI.sub("", text)
