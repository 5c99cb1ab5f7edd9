"""A live server held against its own OpenAPI document: no 5xx, no answer that breaks its schema."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.product import Product

EXAMPLES = 25 if os.environ.get("CI_FULL") else 8


@pytest.mark.timeout(400)
def test_no_answer_breaks_the_document(tmp_path: Path, product: Product) -> None:
    product.start(capacity=0)
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            str(Path("docs/openapi.json").resolve()),
            "--url",
            product.api,
            "--header",
            f"Authorization: token {product.token}",
            "--checks",
            "not_a_server_error,response_schema_conformance,content_type_conformance,"
            "status_code_conformance",
            "--max-examples",
            str(EXAMPLES),
            "--phases",
            "examples,coverage,fuzzing",
            "--seed",
            "1",
            "--max-failures",
            "5",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=380,
    )
    print(done.stdout[-6000:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_the_served_document_is_the_committed_one(product: Product) -> None:
    product.start(capacity=0)
    served = product.get("openapi.json")
    assert served == json.loads(Path("docs/openapi.json").read_text())
