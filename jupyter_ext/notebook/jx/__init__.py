"""What a notebook needs to be run again: its inputs, parameters, outputs, metrics and results.

    import jx

    rows = jx.input("rows").read()          # the version chosen for this run
    if jx.has("segments"): ...              # an input that may be left empty
    limit = jx.parameter("limit")           # typed
    jx.output("scores").write(scores)
    jx.metric("auc", 0.91)

The same notebook works opened with data, run as a session, and outside JupyterLab with a manifest
file (the environment variable JX_MANIFEST, or `jx.use("manifest.json")`).
"""

from typing import Any, Dict

from ._errors import ManifestInvalid, NoManifest, Undefined, UnknownAlias
from ._events import metric
from ._inputs import has, input, parameter
from ._manifest import current as _current
from ._manifest import use
from ._outputs import output
from ._results import html, image, json, markdown, table, text, vega

__all__ = [
    "ManifestInvalid",
    "NoManifest",
    "Undefined",
    "UnknownAlias",
    "has",
    "html",
    "image",
    "input",
    "json",
    "markdown",
    "metric",
    "output",
    "parameter",
    "session",
    "table",
    "text",
    "use",
    "vega",
]


def session() -> Dict[str, Any]:
    """The session this code runs in: id, name, number, execution_id, attempt; {} outside of one."""
    manifest = _current()
    return dict(manifest.session) if manifest else {}
