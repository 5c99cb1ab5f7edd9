"""Say clearly what the machine lacks before anything is installed."""

import shutil
import subprocess
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - that is what it is here to say
    sys.exit(
        f"jupyter-ext needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
        "Name another with `make PYTHON=/path/to/python …`."
    )
node = shutil.which("node")
if node is None:
    sys.exit(
        "Building the front end needs Node.js 20 or newer on PATH (a released wheel does not)."
    )
version = subprocess.run(
    [node, "--version"], capture_output=True, text=True, check=False
).stdout.strip()
if int(version.lstrip("v").split(".")[0]) < 20:
    sys.exit(f"Building the front end needs Node.js 20 or newer; this is {version}.")
