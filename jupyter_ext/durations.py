"""How long something took, as the CLI and reports say it; `src/ui/values.tsx` says the same."""


def in_words(seconds: float) -> str:
    """`0.4 s`, `41 s`, `3 min 5 s`, `2 h 3 min`, `2 d 1 h`: cut to the unit, never rounded up."""
    if 0 < seconds < 0.1:
        return "< 0.1 s"
    if seconds < 10:
        return f"{int(seconds * 10) / 10:g} s"
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return _two(whole // 60, "min", whole % 60, "s")
    hours = whole // 3600
    if hours < 48:
        return _two(hours, "h", whole % 3600 // 60, "min")
    return _two(hours // 24, "d", hours % 24, "h")


def _two(count: int, unit: str, rest: int, smaller: str) -> str:
    return f"{count} {unit} {rest} {smaller}" if rest else f"{count} {unit}"
