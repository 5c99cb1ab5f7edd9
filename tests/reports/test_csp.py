"""The policies, word for word as the design has them."""

from jupyter_ext.reports import csp


def test_the_default_policy() -> None:
    assert csp.static_headers() == {
        "Content-Security-Policy": "sandbox; default-src 'none'; img-src data: blob:; "
        "style-src 'unsafe-inline'; font-src data:; frame-ancestors 'self'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def test_the_interactive_policy_never_shares_an_origin() -> None:
    policy = csp.interactive_headers()["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'; ")
    assert "script-src 'unsafe-inline'" in policy
    assert "allow-same-origin" not in policy
    assert "unsafe-eval" not in policy
    assert "connect-src" not in policy


def test_a_saved_page_carries_what_it_can_of_its_policy() -> None:
    assert "default-src 'none'" in csp.meta_policy()
    assert "script-src" not in csp.meta_policy()
    assert "script-src 'unsafe-inline'" in csp.meta_policy(interactive=True)
    assert "sandbox" not in csp.meta_policy()
