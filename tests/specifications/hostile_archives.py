"""Archives that nobody should make, each with what an import has to say of it."""

from __future__ import annotations

import io
import os
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .bundles import files_of, packed, with_body

Make = Callable[[Path], Any]


def another(name: str, **attributes: Any) -> Make:
    """One file more, of that name."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            info = zipfile.ZipInfo(name)
            info.filename = name  # zipfile cuts a name at a NUL
            for key, value in attributes.items():
                setattr(info, key, value)
            archive.writestr(info, b"x")

    return make


def patched(old: bytes, new: bytes, count: int = -1) -> Make:
    """Other bytes in the archive itself."""

    def make(path: Path) -> None:
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, count))

    return make


def swapped(old: str, new: str) -> Make:
    """Another name, both where a file begins and in the list of files."""
    assert len(old.encode()) == len(new.encode())
    return patched(old.encode(), new.encode())


def first_content(path: Path) -> str:
    return next(name for name in files_of(path) if name.startswith("contents/"))


def unlisted(path: Path) -> None:
    files = files_of(path)
    del files[first_content(path)]
    packed(path, files)


def without_manifest(path: Path) -> None:
    packed(path, {name: data for name, data in files_of(path).items() if "manifest" not in name})


def other_content(path: Path) -> None:
    files = files_of(path)
    name = first_content(path)
    packed(path, files | {name: files[name][:-1] + b"!"})


def longer_content(path: Path) -> None:
    files = files_of(path)
    name = first_content(path)
    packed(path, files | {name: files[name] + b"!"})


def encrypted(path: Path) -> None:
    """The flag in the list of files, as an archive with a password has it."""
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 0x1
    path.write_bytes(data)


def cut(share: float) -> Make:
    def make(path: Path) -> None:
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return make


def flipped(path: Path) -> None:
    """One bit of a stored content."""
    data = bytearray(path.read_bytes())
    data[data.index(b"RATE = 1")] ^= 1
    path.write_bytes(data)


def sizes(change: Callable[[int], int]) -> Make:
    """A list of files that lies about the size of the first one."""

    def make(path: Path) -> None:
        data = bytearray(path.read_bytes())
        at = data.index(b"PK\x01\x02")
        packed_size, size = struct.unpack_from("<II", data, at + 20)
        struct.pack_into("<II", data, at + 20, packed_size, change(size))
        path.write_bytes(data)

    return make


def bomb(path: Path) -> None:
    """A content that unpacks to a thousand times its size; its hash would be right."""
    with_body(path, b" " * (48 * 2**20))
    packed(path, files_of(path), zipfile.ZIP_DEFLATED)


def overlapping(path: Path) -> None:
    """Many files whose bytes are the same: a bomb of which every file by itself looks harmless."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contents/" + "0" * 64, os.urandom(2**16) * 16)
    data = inner.getvalue()
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    line = data[at:end]
    lines = b"".join(
        line.replace(b"contents/" + b"0" * 64, b"contents/" + b"%064d" % number)
        for number in range(5000)
    )
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5000, 5000, len(lines), at, 0)
    path.write_bytes(data[:at] + lines + tail)


def nested(path: Path) -> None:
    """A zip in a zip: nothing unpacks it, and it isn't part of a bundle."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", b"0" * 2**24)
    packed(path, files_of(path) | {"inner.zip": inner.getvalue()})


NFC, NFD = (unicodedata.normalize(form, "contents/é") for form in ("NFC", "NFD"))


def twins(one: str, other: str) -> Make:
    def make(path: Path) -> None:
        another(one)(path)
        another(other)(path)

    return make


ARCHIVES: list[tuple[str, Make, str]] = [
    ("zip-slip", another("../evil.sh"), r"\.\./evil\.sh leads out"),
    ("zip-slip within", another("contents/../../evil.sh"), "leads out of its folder"),
    ("absolute", another("/etc/passwd"), "/etc/passwd is an absolute path"),
    ("drive letter", another("C:evil.dll"), "C:evil.dll is an absolute path"),
    ("backslash", another("..\\evil.sh"), "backslash"),
    ("nul", another("contents/x\x00.txt"), "NUL"),
    ("control", another("contents/\x1b[2J"), "control character"),
    ("dot", another("contents/./x"), "isn't a plain path"),
    ("empty part", another("contents//x"), "isn't a plain path"),
    ("long", another("contents/" + "x" * 300), "too long a name"),
    ("folder", another("contents/"), "is a folder"),
    ("symlink", another("link", external_attr=(stat.S_IFLNK | 0o777) << 16), "isn't a regular"),
    ("device", another("dev", external_attr=(stat.S_IFCHR | 0o666) << 16), "isn't a regular"),
    ("fifo", another("pipe", external_attr=(stat.S_IFIFO | 0o666) << 16), "isn't a regular"),
    (
        "hard link",
        another("hard", extra=struct.pack("<HHLLHH", 0xD, 18, 0, 0, 0, 0) + b"passwd"),
        "may be a link",
    ),
    ("encrypted", encrypted, "is encrypted"),
    ("lzma", lambda path: packed(path, files_of(path), zipfile.ZIP_LZMA), "compressed in a way"),
    ("twice", another("manifest.json"), "manifest.json is there twice"),
    ("case", another("Manifest.JSON"), "is manifest.json on some systems"),
    ("normalisation", twins(NFC, NFD), "on some systems"),
    ("file and folder", another("manifest.json/x"), "is a file, and the folder of"),
    ("one more", another("contents/" + "0" * 64), "0000 isn't part of it"),
    ("readme", another("README.md"), "README.md isn't part of it"),
    ("nested", nested, "inner.zip isn't part of it"),
    ("one less", unlisted, r"of version \d is missing"),
    ("no manifest", without_manifest, "manifest.json is missing"),
    ("wrong hash", other_content, "hasn't the content that the manifest says"),
    ("wrong size", longer_content, "hasn't the size that the manifest says"),
    ("flipped bit", flipped, r"rules\.py of version 1 is damaged"),
    ("says less", sizes(lambda size: size - 1), "hasn't the size|damaged"),
    ("says more", sizes(lambda size: size + 1), "hasn't the size|damaged"),
    ("says terabytes", sizes(lambda size: 0xFFFFFFF0), "too large"),
    ("bomb", bomb, "unpack to .* more than 200 times"),
    ("overlapping", overlapping, "too large|damaged"),
    ("cut in the middle", cut(0.5), "damaged or cut off"),
    ("cut at the end", cut(0.99), "damaged or cut off"),
    ("cut to nothing", cut(0), "isn't a zip archive"),
    ("no zip", lambda path: path.write_bytes(b"\x1f\x8b" + bytes(500)), "isn't a zip archive"),
    ("prefix", lambda path: path.write_bytes(b"#!/bin/sh\n" + path.read_bytes()), "isn't a zip"),
    ("empty zip", lambda path: packed(path, {}), "isn't a zip archive"),
]
