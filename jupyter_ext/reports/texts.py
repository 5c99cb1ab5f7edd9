"""The beginning of a text file, whatever its encoding, and text that is safe to be shown."""

import codecs
from pathlib import Path

from .terminal import to_text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def beginning(path: Path, size: int) -> tuple[str, bool]:
    """The text of the first `size` bytes, and whether that is all."""
    with path.open("rb") as file:
        raw = file.read(size + 1)
    return decoded(raw[:size]), len(raw) <= size


def decoded(raw: bytes) -> str:
    """`raw` by its byte order mark, as UTF-8, or else as Windows' Latin-1; never refused."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    # `final=False`: the last character may have been cut in two
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(raw, final=False)
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def shown(text: str) -> str:
    """`text` without control characters and terminal sequences."""
    return text if text.isprintable() else to_text(text)


def looks_binary(raw: bytes) -> bool:
    """Whether the beginning of a file is no text in any encoding."""
    if raw.startswith(tuple(mark for mark, _ in _MARKS)):
        return False
    control = sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in raw)
    return b"\0" in raw or control * 20 > len(raw)
