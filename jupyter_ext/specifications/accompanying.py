"""The files that a body needs besides its inputs, as far as its code says so.

Local modules it imports (and what those import), files it opens by a literal relative path. Only
regular files below the body's own folder; nothing hidden, no links.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from .code import Cell, Code, read_code
from .uses import cells_said

MOST_FILES = 500
_MOST_SOURCE = 2**20  # bytes; a larger module is taken along, not looked into
_WRITING = ("to_", "save", "write", "dump", "mkdir", "makedirs", "remove", "unlink", "rmtree")
_LISTING = ("glob", "iglob", "rglob", "listdir", "scandir", "walk", "iterdir", "read_parquet")


@dataclass(frozen=True)
class AccompanyingFile:
    """One proposed file: its path below the body's folder, its size in bytes, and why."""

    path: str
    size: int
    reason: str


def accompanying_files(code: Code, folder: Path, body: str) -> list[AccompanyingFile]:
    """The files beside the body at `folder`/`body` that its code needs, sorted by path."""
    if not code.is_python:
        return []
    search = _Search(folder.resolve(), body)
    for cell in code.cells:
        if cell.tree is not None:
            search.look_into(cell.tree, cells_said([cell.number], code.kind), PurePosixPath())
    for cell in code.cells:
        search.run_lines(cell)
    return [search.found[path] for path in sorted(search.found)]


class _Search:
    def __init__(self, folder: Path, body: str) -> None:
        self.folder = folder
        self.body = body
        self.found: dict[str, AccompanyingFile] = {}
        self._looked: set[str] = set()

    def look_into(self, tree: ast.Module, where: str, package: PurePosixPath) -> None:
        """Imports and literal paths of one tree; `package` is the folder relative imports mean."""
        try:
            imports, paths = list(_imports(tree)), list(_paths(tree))
        except RecursionError:  # expressions of thousands of levels name no files
            return
        for name, level in imports:
            self._take_module(name, level, package, where)
        for path, lists in paths:
            self._take_path(path, lists, where)

    def run_lines(self, cell: Cell) -> None:
        """`%run script.py` and `!python script.py`, which are no Python."""
        for line in cell.source.splitlines():
            words = line.strip().split()
            if words and words[0] in ("%run", "!python", "!python3", "!bash", "!sh"):
                script = next((w for w in words[1:] if not w.startswith("-")), "")
                where = f"run {cells_said([cell.number])}"
                if self._take(script.strip("'\"").removeprefix("./"), where):
                    self._follow(script.strip("'\"").removeprefix("./"))

    def _take_module(self, name: str, level: int, package: PurePosixPath, where: str) -> None:
        parts = [part for part in name.split(".") if part]
        base = PurePosixPath()
        if level:
            if level > len(package.parts):
                return
            base = PurePosixPath(*package.parts[: len(package.parts) - (level - 1)])
        if not parts and level:
            return
        reason = f"imported {where}"
        module = base.joinpath(*parts)
        for end in range(1, len(parts) + 1):  # a.b.c: a, a.b, a.b.c, as far as they are here
            top = base.joinpath(*parts[:end])
            if self._take(f"{top}.py", reason):
                self._follow(f"{top}.py")
                return
            if not self._folder(top):
                return
            if end == 1 and not level:
                self._take_package(top, reason)
                return
        self._take_package(module, reason)

    def _take_package(self, package: PurePosixPath, reason: str) -> None:
        """A package is taken whole: which of its modules are needed shows only when it runs."""
        for path in sorted((self.folder / package).rglob("*.py")):
            relative = path.relative_to(self.folder).as_posix()
            if self._take(relative, reason):
                self._follow(relative)

    def _follow(self, path: str) -> None:
        if path in self._looked or not path.endswith(".py"):
            return
        self._looked.add(path)
        real = self.folder / path
        if real.stat().st_size > _MOST_SOURCE:
            return
        for cell in read_code(_decodable(real.read_bytes()), real.name).cells:
            if cell.tree is not None:
                self.look_into(cell.tree, f"by {path}", PurePosixPath(path).parent)

    def _take_path(self, path: str, lists: bool, where: str) -> None:
        reason = f"opened {where}"
        if any(c in path for c in "*?["):
            if lists and not path.startswith(("/", "**")) and ".." not in path.split("/"):
                for match in sorted(self.folder.glob(path))[: MOST_FILES + 1]:
                    self._take(match.relative_to(self.folder).as_posix(), reason)
        elif not self._take(path, reason) and lists and self._folder(PurePosixPath(path)):
            for match in sorted((self.folder / path).rglob("*"))[: MOST_FILES + 1]:
                self._take(match.relative_to(self.folder).as_posix(), reason)

    def _folder(self, path: PurePosixPath) -> bool:
        return bool(path.parts) and self._inside(path) and (self.folder / path).is_dir()

    def _take(self, path: str, reason: str) -> bool:
        """Whether `path` is a file of ours; then it is among the found."""
        pure = PurePosixPath(path)
        relative = pure.as_posix()
        if relative in self.found:
            return True
        if not path or relative == self.body or len(self.found) >= MOST_FILES:
            return False
        try:
            if not self._inside(pure) or not (self.folder / pure).is_file():
                return False
            size = (self.folder / pure).stat().st_size
        except (OSError, ValueError):
            return False
        self.found[relative] = AccompanyingFile(relative, size, reason)
        return True

    def _inside(self, path: PurePosixPath) -> bool:
        """Below the folder on the way as written, too: no `..`, nothing hidden, no links."""
        if path.is_absolute() or "\\" in str(path) or ":" in str(path) or "\0" in str(path):
            return False
        if any(part.startswith(".") for part in path.parts):
            return False
        steps = [self.folder.joinpath(*path.parts[: i + 1]) for i in range(len(path.parts))]
        return not any(step.is_symlink() for step in steps)


def _decodable(data: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode()


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each imported module's dotted name and, for a relative import, its number of dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module:
                yield node.module, node.level
            # `from . import a`, `from pkg import module`
            prefix = f"{node.module}." if node.module else ""
            yield from ((f"{prefix}{alias.name}", node.level) for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) in ("import_module", "__import__"):
            name = _folded(node.args[0]) if node.args else None
            if name and not name.startswith("."):
                yield name, 0


def _paths(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Literal paths in the code, and whether they stand where a folder is listed.

    A text is a path when it looks like one (a file's ending, or where it stands); whether such a
    file is there is asked later. What is written to doesn't count.
    """
    parts: set[int] = set()
    written: set[int] = set()
    listed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            inner = [*node.args, *(k.value for k in node.keywords)]
            if name.startswith(_WRITING) or (name == "open" and _writes(node)):
                written.update(id(one) for arg in inner for one in ast.walk(arg))
                if isinstance(node.func, ast.Attribute) and name == "open":
                    written.update(map(id, ast.walk(node.func.value)))
            elif name in _LISTING:
                of_path = isinstance(node.func, ast.Attribute) and _folded(node.func.value)
                if of_path:  # Path("data").glob("*.csv"): all that is in data
                    listed.update(map(id, ast.walk(node.func)))
                (written if of_path else listed).update(
                    id(one) for arg in inner for one in ast.walk(arg)
                )
    for node in ast.walk(tree):
        if id(node) in parts or id(node) in written or not isinstance(node, ast.expr):
            continue
        path = _folded(node)
        if path is None:
            continue
        parts.update(id(one) for one in ast.walk(node) if one is not node)
        joined = not isinstance(node, ast.Constant)
        if _looks_like_path(path) or joined or id(node) in listed:
            yield path.removeprefix("./"), id(node) in listed


def _looks_like_path(text: str) -> bool:
    if not 0 < len(text) <= 300 or "\n" in text or text.startswith(("/", "~", "http:", "https:")):
        return False
    return "." in text.rsplit("/", 1)[-1].strip(".")


def _folded(node: ast.AST) -> str | None:
    """The path that `"a/b"`, `Path("a") / "b"`, `Path("a", "b")`, `os.path.join("a", "b")` mean."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    inner: list[Any] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        inner = [node.left, node.right]
    elif isinstance(node, ast.Call) and _name(node.func) in ("Path", "PurePath", "join"):
        if _name(node.func) == "join" and "path" not in ast.unparse(node.func):
            return None  # ", ".join(…)
        inner = list(node.args)
    folded = [_folded(one) for one in inner]
    if not folded or None in folded:
        return None
    return "/".join(part.rstrip("/") for part in folded if part)


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _writes(call: ast.Call) -> bool:
    """Whether an `open` is for writing: its mode is the second argument, the first of a Path's."""
    first = 0 if isinstance(call.func, ast.Attribute) else 1
    modes = [*call.args[first : first + 1], *(k.value for k in call.keywords if k.arg == "mode")]
    said = [m.value for m in modes if isinstance(m, ast.Constant) and isinstance(m.value, str)]
    return any(len(mode) <= 3 and set(mode) & set("wax+") for mode in said)
