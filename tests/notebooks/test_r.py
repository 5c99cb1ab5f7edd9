"""A notebook in R: its parameters, its manifest, its output, its metric, as in any session."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.engine.runner.attempts import AttemptFolder, code, notebook, put_blob, texts
from tests.engine.runner.conftest import MakeAttempt

from .comparing import Job, differences, ours, run_bare

KERNEL = "r-of-the-tests"
R_SPEC = {"name": KERNEL, "display_name": "R", "language": "R"}
READ_MANIFEST = """
manifest <- jsonlite::fromJSON(Sys.getenv("JX_MANIFEST"), simplifyVector = FALSE)
workspace <- dirname(dirname(Sys.getenv("JX_MANIFEST")))
rows <- read.csv(file.path(workspace, manifest$inputs[[1]]$path))
nrow(rows)
"""
WRITE = """
kept <- rows[rows$score >= limit, ]
write.csv(kept, file.path(Sys.getenv("JX_OUTPUTS"), "kept.csv"), row.names = FALSE)
metric <- '{"type": "metric", "name": "kept", "value": %d, "step": null, "time": 0}'
line <- sprintf(metric, nrow(kept))
cat(line, "\\n", file = Sys.getenv("JX_EVENTS"), append = TRUE, sep = "")
"""


def has_r() -> bool:
    if not shutil.which("Rscript"):
        return False
    wanted = 'quit(status = !(requireNamespace("IRkernel") && requireNamespace("jsonlite")))'
    return subprocess.run(["Rscript", "-e", wanted], capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not has_r(), reason="R: not installed with IRkernel and jsonlite")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment in which R's kernel is registered."""
    folder = tmp_path / "jupyter" / "kernels" / KERNEL
    folder.mkdir(parents=True)
    argv = ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"]
    spec = {"argv": argv, "display_name": "R", "language": "R"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    return {**os.environ, "JUPYTER_PATH": str(tmp_path / "jupyter")}


def an_input(attempt: AttemptFolder, alias: str, filename: str, content: bytes) -> dict[str, Any]:
    version = {
        "id": "v1",
        "number": 1,
        "name": "Rows",
        "filename": filename,
        "media_type": "text/csv",
        "kind": "file",
        "members": None,
        "created_at": "2026-01-01T00:00:00+00:00",
        "session_id": None,
        **put_blob(attempt.data, content),
    }
    return {
        "alias": alias,
        "description": "",
        "required": True,
        "configured": True,
        "artifact": {"id": "a1", "name": "Rows"},
        "version": version,
        "versions": [version],
    }


def parameter(alias: str, kind: str, value: Any) -> dict[str, Any]:
    return {"alias": alias, "type": kind, "value": value, "default": value, "description": ""}


def test_an_r_notebook_reads_its_input_and_gives_an_output_and_a_metric(
    make_attempt: MakeAttempt, env: dict[str, str]
) -> None:
    attempt = make_attempt(
        notebook(
            code("limit <- 0.1\nlabel <- 'none'", "parameters"),
            READ_MANIFEST,
            WRITE,
            "cat(label, format(day), flag, is.null(nothing), '\\n')",
            kernelspec=R_SPEC,
        ),
        parameters=[
            parameter("limit", "float", 0.5),
            parameter("label", "string", "ü \"quoted\" \\ 'x'"),
            parameter("day", "date", "2024-02-29"),
            parameter("flag", "boolean", True),
            parameter("nothing", "json", None),
        ],
        outputs=[{"alias": "kept", "description": "", "required": True, "artifact": None}],
    )
    rows = b"id,score\n1,0.2\n2,0.7\n3,0.9\n"
    attempt.manifest["inputs"] = [an_input(attempt, "rows", "rows é.csv", rows)]
    (attempt.folder / "manifest.json").write_text(json.dumps(attempt.manifest))

    result = attempt.run(env=env)

    assert result["state"] == "SUCCEEDED", result
    cells = attempt.executed.cells
    assert "injected-parameters" in cells[1].metadata.tags
    assert texts(cells[2]) == "[1] 3"
    assert texts(cells[4]) == "ü \"quoted\" \\ 'x' 2024-02-29 TRUE TRUE \n"
    (output,) = result["outputs"]
    assert (output["alias"], output["filename"]) == ("kept", "kept.csv")
    assert attempt.outgoing(output["sha256"]) == b'"id","score"\n2,0.7\n3,0.9\n'
    assert [(m["name"], m["value"]) for m in result["metrics"]] == [("kept", 2)]
    assert result["provenance"]["kernelspec"]["language"] == "R"
    assert attempt.executed.metadata.language_info.name == "R"


def test_an_r_notebook_gives_what_nbclient_gives(
    make_attempt: MakeAttempt, env: dict[str, str], tmp_path: Path
) -> None:
    nb = notebook(
        "print(1:3)\nmessage('to stderr')\nwarning('careful')",
        "x <- c(a = 1, b = NA)\nx",
        "data.frame(id = 1:3, name = c('é', 'ü', '日本'))",
        "summary(lm(dist ~ speed, cars))",
        "plot(cars)",
        code("stop('expected')", "raises-exception"),
        "invisible(5)",
        "f <- function() g()\ng <- function() stop('in the depth')\nf()",
        "print('never')",
        kernelspec=R_SPEC,
    )
    attempt = make_attempt(nb)
    path = tmp_path / "analysis.ipynb"
    nbformat.write(nbformat.from_dict(nb), path)

    attempt.run(env=env)
    (bare,) = run_bare([Job(path, tmp_path)], env)

    mine = ours(attempt, str(attempt.workspace))
    assert differences(mine, bare) == []
    assert mine.ended == "failed"
    assert "in the depth" in str(mine.evalue)
    assert "image/png" in attempt.executed.cells[4].outputs[0].data
