"""The page that an archive begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..store.archives import shown


def readme(facts: Mapping[str, Any], left_out: Sequence[str]) -> str:
    """What the archive is, how to run it, and what its new owner has to bring."""
    session = facts["session"]
    parts = [
        f"# {shown(session['name'])}",
        f"Session {session['id']}, which ended as {session['state']}: its code with the values and "
        "data that it had, and what it left.",
        "## Run it again",
        f"Python 3.8 or newer; the session had {facts['python'] or 'a version that is not known'}.",
        "    python -m venv env\n"
        "    env/bin/pip install -r requirements.txt\n"
        "    env/bin/python run.py",
        "`requirements.txt` pins every package that was there; where some can't be installed any "
        "more, what the code imports is enough. `run.py --check` only looks whether "
        "the files are those that the session had (`sha256sum -c checksums.sha256` does, too). "
        "What the code writes goes to `rerun/`, and its metrics are shown beside the session's.",
    ]
    if left_out:
        parts += [
            "## Bring these files first",
            "They aren't in the archive. Put each to its place; `run.py` checks that it is the one "
            "that the session had.",
            "\n".join(f"- `work/{shown(path)}`" for path in left_out),
        ]
    if facts["working_folder"] == "notebook":
        parts.append(
            "The session ran in its notebook's folder: files that it read there without declaring "
            "them aren't in this archive."
        )
    if facts["variables"]:
        names = ", ".join(f"`{shown(name)}`" for name in facts["variables"])
        parts.append(
            f"Environment variables that the session had, and you may have to set: {names}."
        )
    parts += [
        "## What is in it",
        "- `work/`: the code, its files and inputs\n"
        "- `results/`: what the session left: notebook, report, outputs, metrics\n"
        "- `lib/jx/`: what the code reads its data with\n"
        "- `facts/`: what was submitted, and where it ran",
    ]
    return "\n\n".join(parts) + "\n"
