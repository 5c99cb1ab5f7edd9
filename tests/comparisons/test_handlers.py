"""What the routes say: of what is asked for, and of what can't be."""

from __future__ import annotations

from jupyter_ext.testing.scenes import write_notebook
from tests.product import Product, Refused


def refused(product: Product, path: str) -> Refused:
    try:
        product.get(path)
    except Refused as error:
        return error
    raise AssertionError(f"{path} was answered")


def test_sessions_are_compared_over_http(product: Product) -> None:
    # given: two runs of a notebook
    product.start(capacity=1)
    log = "import jx\njx.metric('double', rate * 2)"
    path = write_notebook(product.root / "rates.ipynb", "# parameters\nrate = 1", log)
    ids = [product.run(path.name, parameters={"rate": rate})["id"] for rate in (1, 2)]
    for one in ids:
        product.wait(one)

    # when
    found = product.get(f"comparisons?session={ids[1]}&session={ids[0]}")

    # then
    assert [one["id"] for one in found["sessions"]] == [ids[1], ids[0]]
    [metric] = found["metrics"]
    assert (metric["cells"], metric["differs"]) == ([4, 2], True)
    assert found["environments"]["known"] == [True, True]
    code = product.get(f"comparisons/code?left={ids[0]}&right={ids[1]}")
    assert code["known"]
    assert {one["kind"] for one in code["cells"]} == {"same"}

    # and: what can't be compared says why
    for query in ("", f"?session={ids[0]}", f"?session={ids[0]}&session={ids[0]}"):
        said = refused(product, f"comparisons{query}")
        assert (said.status, said.error["field"]) == (422, "session")
    many = "&".join(f"session={one}" for one in ids * 6)
    assert "At most 10" in refused(product, f"comparisons?{many}").error["message"]
    unknown = "0" * 8 + "-0000-0000-0000-" + "0" * 12
    said = refused(product, f"comparisons?session={ids[0]}&session={unknown}")
    assert (said.status, said.error["details"]) == (404, {"session": unknown})
