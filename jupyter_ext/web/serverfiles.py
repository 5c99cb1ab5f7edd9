"""Files below the server's root, by the paths that JupyterLab shows."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tornado import web

from ..errors import Conflict, InvalidInput, NotFound
from ..specifications.files import collect, read_regular
from ..specifications.gitstate import git_state
from ..specifications.source import Source

if TYPE_CHECKING:
    from .base import ApiHandler


def root_of(handler: ApiHandler) -> Path | None:
    """The local folder that the server shows, None where its files aren't local."""
    root = getattr(handler.contents_manager, "root_dir", None)
    return Path(root).resolve() if root else None


def resolve(handler: ApiHandler, path: str, field: str = "path") -> Path:
    """The local file or folder at an API path.

    Raises:
        InvalidInput: it leads out of the server's root, also through a link, or the
            server's files aren't local.
        NotFound: there is nothing.
    """
    root = root_of(handler)
    if root is None:
        raise InvalidInput("This server keeps its files elsewhere; upload the file.", field=field)
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts or "\x00" in path:
        raise InvalidInput("The path leads out of the server's folder.", field=field)
    if any(part.startswith(".") for part in parts) and not handler.contents_manager.allow_hidden:
        raise NotFound(f"There is no file {path}: this server shows no hidden ones.", field=field)
    found = root.joinpath(*parts)
    try:
        real = found.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise NotFound(f"There is no file or folder {path}.", field=field) from error
    if not real.is_relative_to(root):
        raise InvalidInput("The path leads out of the server's folder.", field=field)
    return real


async def read_source(
    handler: ApiHandler, path: str, patterns: list[str] | None = None, *, git: bool = False
) -> Source:
    """The saved state of a notebook or script, with the files that `patterns` name beside it.

    `git`: with the state of git around it, for what is kept.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it isn't a file, or a pattern leads out of its folder.
    """
    loop = asyncio.get_running_loop()
    if root_of(handler) is not None:
        return await loop.run_in_executor(
            handler.services.readers, _read_local, handler, path, patterns or [], git
        )
    if patterns:
        raise InvalidInput(
            "This server's files aren't local: no files can come along.", field="files"
        )
    try:
        model: dict[str, Any] = await _maybe(handler.contents_manager.get(path, content=True))
    except web.HTTPError as error:
        raise NotFound(f"There is no file {path}.", field="path") from error
    if model["type"] == "directory":
        raise InvalidInput(f"{path} is a folder.", field="path")
    content = model["content"]
    data = content if isinstance(content, str) else json.dumps(content, indent=1)
    return Source(path=path.strip("/"), filename=model["name"], data=data.encode())


async def write_new(handler: ApiHandler, folder: str, name: str, data: bytes) -> str:
    """Write a new file below the server's root; give its path. An existing one is never touched.

    Raises:
        InvalidInput, NotFound: the folder isn't one below the root.
        Conflict: there is one of that name.
    """
    manager = handler.contents_manager
    loop = asyncio.get_running_loop()
    if root_of(handler) is not None:  # a contents manager follows links out of the root
        real = await loop.run_in_executor(
            handler.services.readers, resolve, handler, folder, "starter_folder"
        )
        there = real.is_dir()
    else:
        there = await _maybe(manager.dir_exists(folder.strip("/")))
    if not there:
        raise NotFound(f"There is no folder {folder}.", field="starter_folder")
    path = f"{folder.strip('/')}/{name}".strip("/")
    if await _maybe(manager.file_exists(path)):
        raise Conflict(f"There is already a file {path}. Choose another name.", field="name")
    model = {"type": "notebook", "format": "json", "content": json.loads(data)}
    await _maybe(manager.save(model, path))
    return path


def _read_local(handler: ApiHandler, path: str, patterns: list[str], git: bool) -> Source:
    real = resolve(handler, path)
    if not real.is_file():
        raise InvalidInput(f"{path} is not a file.", field="path")
    return Source(
        path=path.strip("/"),
        filename=os.path.basename(path.rstrip("/")),
        data=read_regular(real),
        folder=real.parent,
        location=str(real),
        members=tuple(collect(real.parent, patterns, exclude=real.name)),
        git=git_state(real) if git else None,
    )


async def _maybe(result: Any) -> Any:
    return await result if asyncio.iscoroutine(result) else result
