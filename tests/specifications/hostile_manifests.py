"""Manifests that say what can't be, each with what an import has to say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def set_at(*keys: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(manifest: dict[str, Any]) -> None:
        found: Any = manifest
        for key in keys[:-1]:
            found = found[key]
        found[keys[-1]] = to

    return change


def renamed(*names: str) -> Callable[[dict[str, Any]], None]:
    """The first accompanying files of a version are called so."""

    def change(manifest: dict[str, Any]) -> None:
        for file, name in zip(manifest["versions"][0]["files"], names, strict=False):
            file["path"] = name

    return change


V = ("versions", 0)
D: Any = []
for _ in range(120):
    D = [D]
MANIFESTS: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (set_at("format", to="jupyter-ext-review"), "isn't that of an exported specification"),
    (set_at("version", to=2), "has format 2, .* upgrade"),
    (set_at("version", to="1"), "version"),
    (set_at("version", to=True), "version"),
    (set_at("more", to=1), "more: "),
    (set_at("specification", to=[]), "specification: "),
    (set_at("specification", "name", to=7), "specification.name"),
    (set_at("specification", "name", to=""), "specification.name"),
    (set_at("specification", "name", to="a\nb"), "U\\+000A"),
    (set_at("specification", "description", to="a\x00b"), "NUL"),
    (set_at("specification", "note", to="a\x00b"), "NUL"),
    (set_at("specification", "note", to=None), "specification.note"),
    (set_at("specification", "note", to="x" * 20_001), "specification.note"),
    (set_at("specification", "starred", to=True), "specification.starred"),
    (set_at("specification", "tags", to="risk"), "specification.tags"),
    (set_at("specification", "tags", to=["x"] * 51), "specification.tags"),
    (set_at("specification", "body_kind", to="pipeline"), "specification.body_kind"),
    (set_at("specification", "body_kind", to="script"), r"versions\[0\].body: it isn't a script"),
    (set_at("specification", "owner", to="x" * 300), "specification.owner"),
    (set_at("specification", "created_at", to=1), "specification.created_at"),
    (set_at("specification", "created_at", to="2024-01-01"), "specification.created_at"),
    (set_at("versions", to={}), "versions"),
    (set_at("versions", to=[]), "versions"),
    (set_at(*V, "number", to=1.0), r"versions\[0\].number"),
    (set_at(*V, "number", to=-1), r"versions\[0\].number"),
    (set_at(*V, "number", to=2), "numbered upwards"),
    (set_at(*V, "number", to=2**80), r"versions\[0\].number"),
    (set_at(*V, "comment", to=None), r"versions\[0\].comment"),
    (set_at(*V, "creator", to={"id": "root"}), r"versions\[0\].creator"),
    (set_at(*V, "git", to="main"), r"versions\[0\].git"),
    (set_at(*V, "filename", to="../score.ipynb"), "leads out"),
    (set_at(*V, "filename", to="a/score.ipynb"), "is a path"),
    (set_at(*V, "filename", to="score.exe"), "neither a notebook"),
    (set_at(*V, "body", "size", to="7"), r"versions\[0\].body.size"),
    (set_at(*V, "body", "size", to=2**40), r"versions\[0\].body.size"),
    (set_at(*V, "body", "size", to=1), "size that the manifest says|two sizes"),
    (set_at(*V, "body", "sha256", to="../../etc/passwd"), r"versions\[0\].body.sha256"),
    (set_at(*V, "body", "sha256", to="A" * 64), r"versions\[0\].body.sha256"),
    (set_at(*V, "body", "sha256", to="0" * 64), "is missing|isn't part"),
    (set_at(*V, "files", to=None), r"versions\[0\].files"),
    (renamed("../rules.py"), r"files\[0\].path: \.\./rules.py leads out"),
    (renamed("/rules.py"), "absolute"),
    (renamed("C:/rules.py"), "absolute"),
    (renamed("a\\rules.py"), "backslash"),
    (renamed("a\x00.py"), "NUL"),
    (renamed("a/"), "is a folder"),
    (renamed("x" * 300), "too long"),
    (renamed("a.py", "a.py"), "a.py is there twice"),
    (renamed("a.py", "A.py"), "A.py is a.py on some systems"),
    (renamed("é.py", "e\u0301.py"), "on some systems"),
    (renamed("a", "a/b"), "is a file, and the folder of a/b"),
    (renamed("score.ipynb"), "score.ipynb is there twice"),
    (set_at(*V, "signature", to=[]), r"versions\[0\].signature"),
    (set_at(*V, "signature", "inputs", to={}), r"signature.inputs: The inputs are a list"),
    (set_at(*V, "signature", "inputs", 0, to=7), r"signature.inputs\[0\]"),
    (set_at(*V, "signature", "inputs", 0, "alias", to="../x"), r"signature.inputs\[0\].alias"),
    (set_at(*V, "signature", "inputs", 0, "required", to="yes"), r"inputs\[0\].required"),
    (set_at(*V, "signature", "inputs", 0, "secret", to=1), "inputs.secret isn't a part"),
    (set_at(*V, "signature", "inputs", 0, "description", to="\x00"), "NUL"),
    (set_at(*V, "signature", "more", to=[]), "more isn't a part"),
    (set_at(*V, "signature", "parameters", 0, "default", to="x"), r"parameters\[0\].default"),
    (set_at(*V, "signature", "parameters", 0, "type", to=[]), r"parameters\[0\].type"),
    (set_at(*V, "signature", "parameters", 0, "type", to="code"), r"parameters\[0\].type"),
    (set_at(*V, "signature", "parameters", 1, "default", to=2**63), r"parameters\[1\].default"),
    (set_at(*V, "signature", "parameters", 2, "choices", to={}), r"parameters\[2\].choices"),
    (
        set_at(*V, "signature", "parameters", 1, to={"alias": "d", "type": "json", "default": D}),
        "nested too deeply",
    ),
]

TEXTS = [
    (b"", "isn't JSON"),
    (b"\xff\xfe", "isn't JSON"),
    (b"[" * 200_000, "isn't JSON"),
    (b"[]", "isn't that of"),
    (b"null", "isn't that of"),
    (b'{"format": "jupyter-ext-specification", "version": NaN}', "NaN isn't a JSON value"),
    (b'{"format": "jupyter-ext-specification", "version": 1e999}', "too large a number"),
    (b'{"format": 1, "format": "jupyter-ext-specification"}', "format is there twice"),
    (b'{"format": "jupyter-ext-specification", "version": ' + b"9" * 5000 + b"}", "isn't JSON"),
    (b'{"format": "jupyter-ext-specification", "version": 1}', "specification: "),
    (b" " * (17 * 2**20), "too large"),
]
