"""The headers that cage a report, a preview or a download in the browser.

Two policies and no third: scripts never run, or (the *interactive* toggle) inline scripts run in
an origin of their own that can load nothing. `allow-same-origin` is never given, so a page opened
directly in a tab is caged just as it is in the panel's frame.
"""

CAGED = (
    "sandbox; default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
    "font-src data:; frame-ancestors 'self'"
)
INTERACTIVE = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; img-src data: blob:; "
    "style-src 'unsafe-inline'; font-src data:; frame-ancestors 'self'"
)

_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def static_headers() -> dict[str, str]:
    """Headers of anything made from someone's notebook or artifact: nothing runs."""
    return {"Content-Security-Policy": CAGED, **_ALWAYS}


def interactive_headers() -> dict[str, str]:
    """Headers of the interactive page: its own inline scripts run, in an origin of their own."""
    return {"Content-Security-Policy": INTERACTIVE, **_ALWAYS}


def meta_policy(*, interactive: bool = False) -> str:
    """The part of the policy that a page can carry itself, for a report saved to disk.

    `sandbox` and `frame-ancestors` have no effect in a `<meta>` and browsers complain about them.
    """
    policy = INTERACTIVE if interactive else CAGED
    kept = [
        part.strip()
        for part in policy.split(";")
        if not part.strip().startswith(("sandbox", "frame-ancestors"))
    ]
    return "; ".join(kept)
