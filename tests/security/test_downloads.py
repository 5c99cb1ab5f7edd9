"""What is sent to somebody's disk: names that stay where they are unpacked or saved."""

from __future__ import annotations

import pytest

from jupyter_ext.store.archives import zip_name
from jupyter_ext.web.downloads import disposition


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/b.csv", "a/b.csv"),
        ("../../x", "_/_/x"),
        ("/etc/passwd", "etc/passwd"),
        ("a/..\\..\\x.exe", "a/.._.._x.exe"),
        ("C:/x", "C_/x"),
        ("a\nb\x00c", "a_b_c"),
        ("a/.. /b", "a/_/b"),
        ("", "_"),
        (".hidden", ".hidden"),
        ("é/日本.txt", "é/日本.txt"),
    ],
)
def test_a_name_in_a_zip_stays_below_the_folder_it_is_unpacked_in(path: str, name: str) -> None:
    assert zip_name(path) == name


def test_a_file_name_is_one_header() -> None:
    found = disposition('a"\r\nX-Evil: 1; filename=b.exe')

    assert "\r" not in found
    assert "\n" not in found
    assert found.count('"') == 2
