"""Terminal output as HTML: colours are kept, everything else a terminal would obey is dropped."""

import re
from html import escape

# control sequences: CSI (colours and cursor), OSC (titles, links), and the two-character ones
_SEQUENCE = re.compile(
    r"\x1b\[(?P<sgr>[0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b\][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\)?|\x1b[@-Z\\-_=>]?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LEVELS = (0, 95, 135, 175, 215, 255)


def clean(text: str) -> str:
    """`text` without NULs, other control characters and halves of surrogate pairs."""
    if not text.isprintable():
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text


def overwritten(text: str) -> str:
    """`text` as a terminal shows it after carriage returns: the last state of each line."""
    if "\r" not in text:
        return text
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        states = [state for state in line.split("\r") if state]
        lines.append(states[-1] if states else "")
    return "\n".join(lines)


def to_html(text: str) -> str:
    """`text` escaped, with its ANSI colours as `<span>`s."""
    text = overwritten(text)
    if "\x1b" not in text:
        return escape(clean(text), quote=False)
    parts: list[str] = []
    style = _Style()
    at = 0
    for match in _SEQUENCE.finditer(text):
        parts.append(style.wrap(text[at : match.start()]))
        at = match.end()
        if match.group("sgr") is not None:
            style.apply(match.group("sgr"))
    parts.append(style.wrap(text[at:]))
    return "".join(parts)


def to_text(text: str) -> str:
    """`text` without any terminal sequence."""
    return clean(_SEQUENCE.sub("", overwritten(text)))


class _Style:
    """The colours and weights in force at one place of the text."""

    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.ink: str | tuple[int, int, int] | None = None
        self.ground: str | tuple[int, int, int] | None = None

    def apply(self, codes: str) -> None:
        numbers = [int(n) if n.isdigit() else 0 for n in re.split("[;:]", codes[:80])]
        while numbers:
            n = min(numbers.pop(0), 999)
            if n == 0:
                self.__init__()  # type: ignore[misc]
            elif n in _FLAGS:
                self.flags.add(_FLAGS[n])
            elif n in _ENDS:
                self.flags.difference_update(_ENDS[n])
            elif 30 <= n <= 37 or 90 <= n <= 97:
                self.ink = _named(n)
            elif 40 <= n <= 47 or 100 <= n <= 107:
                self.ground = _named(n - 10)
            elif n == 39:
                self.ink = None
            elif n == 49:
                self.ground = None
            elif n in (38, 48):
                colour = _extended(numbers)
                if n == 38:
                    self.ink = colour
                else:
                    self.ground = colour

    def wrap(self, text: str) -> str:
        if not text:
            return ""
        html = escape(clean(text), quote=False)
        ink, ground = (
            (self.ground, self.ink) if "inverse" in self.flags else (self.ink, self.ground)
        )
        classes = [f"jx-ansi-{flag}" for flag in sorted(self.flags)]
        styles = []
        for what, css, colour in (("fg", "color", ink), ("bg", "background-color", ground)):
            if isinstance(colour, str):
                classes.append(f"jx-ansi-{what}-{colour}")
            elif colour is not None:
                styles.append(f"{css}:rgb({colour[0]},{colour[1]},{colour[2]})")
        if not classes and not styles:
            return html
        attributes = f' class="{" ".join(classes)}"' if classes else ""
        attributes += f' style="{";".join(styles)}"' if styles else ""
        return f"<span{attributes}>{html}</span>"


_FLAGS = {1: "bold", 2: "faint", 3: "italic", 4: "underline", 7: "inverse", 9: "strike"}
_ENDS = {
    22: {"bold", "faint"},
    23: {"italic"},
    24: {"underline"},
    27: {"inverse"},
    29: {"strike"},
}
_NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def _named(n: int) -> str:
    return _NAMES[n - 30] if n < 90 else f"{_NAMES[n - 90]}-intense"


def _extended(numbers: list[int]) -> str | tuple[int, int, int] | None:
    """The colour of `38;5;n` or `38;2;r;g;b`; takes what it used from `numbers`."""
    kind = numbers.pop(0) if numbers else 0
    if kind == 2 and len(numbers) >= 3:
        r, g, b = (min(numbers.pop(0), 255) for _ in range(3))
        return (r, g, b)
    if kind == 5 and numbers:
        n = min(numbers.pop(0), 255)
        if n < 16:
            return _named(30 + n if n < 8 else 82 + n)
        if n < 232:
            n -= 16
            return (_LEVELS[n // 36], _LEVELS[n // 6 % 6], _LEVELS[n % 6])
        grey = 8 + 10 * (n - 232)
        return (grey, grey, grey)
    return None
