"""The media type of a file: told by its name, checked against its first bytes."""

from __future__ import annotations

import codecs
import mimetypes
import re

HEAD = 4096  # bytes that are looked at
UNKNOWN = "application/octet-stream"
FOLDER = "application/x-directory"
_SHAPE = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"
)

_BY_SUFFIX = {
    ".vl.json": "application/vnd.vegalite.v5+json",
    ".vl": "application/vnd.vegalite.v5+json",
    ".ipynb": "application/x-ipynb+json",
    ".parquet": "application/vnd.apache.parquet",
    ".feather": "application/vnd.apache.arrow.file",
    ".arrow": "application/vnd.apache.arrow.file",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
    ".geojson": "application/geo+json",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".toml": "application/toml",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".r": "text/x-r",
    ".sql": "application/sql",
    ".npy": "application/x-npy",
    ".npz": "application/x-npz",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"ARROW1", "application/vnd.apache.arrow.file"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x93NUMPY", "application/x-npy"),
    (b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_CHECKED = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}
# what browsers say of a file when they know no better
_VAGUE = {"", UNKNOWN, "binary/octet-stream", "application/vnd.ms-excel", "text/plain"}


def is_media_type(text: str) -> bool:
    """Whether a text is a media type, without parameters."""
    return _SHAPE.fullmatch(text) is not None


def media_type(filename: str, head: bytes, given: str | None = None) -> str:
    """The media type of a file with this name that begins with `head`.

    One that was given counts, unless it is one that browsers give for want of a better. A
    picture or PDF by name whose first bytes say otherwise is what the bytes say.
    """
    named = by_name(filename)
    if given is not None and given not in _VAGUE:
        named = given
    if named == UNKNOWN or (named in _CHECKED and by_content(head) != named):
        return by_content(head)
    return named


def by_name(filename: str) -> str:
    """The media type that a file's name tells."""
    lower = filename.lower()
    for suffix, found in _BY_SUFFIX.items():
        if lower.endswith(suffix):
            return found
    guessed, encoding = mimetypes.guess_type(filename, strict=False)
    return guessed if guessed and not encoding else UNKNOWN


def by_content(head: bytes) -> str:
    """The media type that a file's first bytes tell; text is told from the rest."""
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the end may cut a character
    except UnicodeDecodeError:
        return False
    return True
