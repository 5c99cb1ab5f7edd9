"""Terminal output as HTML."""

import pytest

from jupyter_ext.reports.terminal import clean, to_html, to_text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("\x1b[31mred\x1b[0m", '<span class="jx-ansi-fg-red">red</span>'),
        ("\x1b[1;94mx", '<span class="jx-ansi-bold jx-ansi-fg-blue-intense">x</span>'),
        ("\x1b[38;5;196mx\x1b[39my", '<span style="color:rgb(255,0,0)">x</span>y'),
        ("\x1b[48;2;1;2;999mx", '<span style="background-color:rgb(1,2,255)">x</span>'),
        ("\x1b[1ma\x1b[22mb", '<span class="jx-ansi-bold">a</span>b'),
        ("\x1b[2J\x1b[10;5Ha\x1b[K", "a"),
        ("\x1b]8;;http://e.example\x07link\x1b]8;;\x07", "link"),
        ("\x1b]never ended\nnext", "\nnext"),
        ("\x1b[<script>m", "cript&gt;m"),
        ("\x1b[" + "9" * 5000 + "mx", "x"),
        ("line one\r\nline two\r\n", "line one\nline two\n"),
        ("  0%\r 50%\r100%", "100%"),
        ("nul \x00 bell \x07 escape \x1b", "nul � bell � escape "),
        ("\x9b31mx", "�31mx"),
    ],
)
def test_colours_stay_and_everything_else_goes(text: str, html: str) -> None:
    assert to_html(text) == html


def test_plain_text_has_no_sequences() -> None:
    assert to_text("\x1b[1;31mValueError\x1b[0m: x\x1b]0;t\x07") == "ValueError: x"


def test_half_characters_become_whole_ones() -> None:
    assert clean("a\ud800b") == "a?b"
    assert clean("tab\tline\r\nend") == "tab\tline\r\nend"
