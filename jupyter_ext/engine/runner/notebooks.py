"""Reading the notebook file that a run executes: mended in memory, or refused with the reason.

The bytes that were given stay as they are; what can be mended safely (old formats, missing or
doubled cell ids, a missing metadata block) is mended in the copy and named in `warnings`. Two
readings of the same bytes give the same notebook, cell ids included.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAJOR = 4
MINOR = 5
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CELL_TYPES = ("code", "markdown", "raw")
_OUTPUT_TYPES = ("execute_result", "display_data", "stream", "error")


class NotebookInvalid(Exception):
    """A file that can't be run as a notebook; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class ReadNotebook:
    """A notebook in format 4.5, and what had to be mended to get it there."""

    nb: Any
    warnings: list[str] = field(default_factory=list)
    original: tuple[int, int] = (MAJOR, MINOR)
    """Format and minor format of the file."""


def read_notebook(data: bytes, filename: str) -> ReadNotebook:
    """The notebook in `data` as a nbformat node of format 4.5.

    Raises NotebookInvalid.
    """
    read = read_plain(data, filename)
    from nbformat.notebooknode import from_dict  # late: costs half a second

    return ReadNotebook(from_dict(read.nb), read.warnings, read.original)


def read_plain(data: bytes, filename: str) -> ReadNotebook:
    """As `read_notebook`, but of plain dicts: nbformat is imported for old formats only.

    Raises NotebookInvalid.
    """
    warnings: list[str] = []
    raw = _parse(data, filename, warnings)
    original = _format_of(raw, filename)
    if original[0] < MAJOR:
        raw = _upgraded(raw, filename, original[0])
        warnings.append(
            f"{filename} is in format {original[0]}; it was read as format {MAJOR}.{MINOR}."
        )
    elif original[1] > MINOR:
        warnings.append(
            f"{filename} is in format {MAJOR}.{original[1]}, newer than {MAJOR}.{MINOR}: "
            "what is new in it may be ignored."
        )
    wants_ids = original[0] == MAJOR and original[1] >= MINOR
    return ReadNotebook(_mended(raw, filename, wants_ids, warnings), warnings, original)


def kernelspec_of(nb: Mapping[str, Any]) -> str | None:
    """The name of the kernel that the notebook asks for, or None when it doesn't say."""
    name = _table(_table(nb.get("metadata")).get("kernelspec")).get("name")
    return name if isinstance(name, str) and name else None


def language_of(nb: Mapping[str, Any]) -> str | None:
    """The notebook's language in lower case ("python", "r"), or None when it doesn't say."""
    metadata = _table(nb.get("metadata"))
    for block, key in (("kernelspec", "language"), ("language_info", "name")):
        language = _table(metadata.get(block)).get(key)
        if isinstance(language, str) and language:
            return language.lower()
    return None


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _parse(data: bytes, filename: str, warnings: list[str]) -> dict[str, Any]:
    if not data.strip():
        raise NotebookInvalid(f"{filename} is empty: save the notebook, then try again.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NotebookInvalid(f"{filename} is UTF-16 text; a notebook is UTF-8: save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotebookInvalid(
            f"{filename} isn't a notebook: byte {error.start} isn't UTF-8 text."
        ) from None
    constants: list[str] = []
    try:
        raw = json.loads(text, parse_constant=constants.append)
    except json.JSONDecodeError as error:
        raise NotebookInvalid(_why_not_json(text, filename, error)) from None
    except RecursionError:
        raise NotebookInvalid(f"{filename} is nested too deeply to be a notebook.") from None
    except ValueError as error:  # a whole number of more digits than Python reads
        raise NotebookInvalid(f"{filename} can't be read: {error}") from None
    if constants:
        warnings.append(f"{filename} holds {constants[0]}, which isn't JSON; it was read as null.")
    if not isinstance(raw, dict):
        raise NotebookInvalid(f"{filename} is JSON, but not a notebook: it holds no cells.")
    if "\\ud" in text.lower():
        raw, changed = _without_surrogates(raw)
        if changed:
            warnings.append(f"{filename} holds half characters (lone surrogates); read as U+FFFD.")
    return dict(raw)


def _why_not_json(text: str, filename: str, error: json.JSONDecodeError) -> str:
    place = f"line {error.lineno}, column {error.colno}"
    begins_well = text.lstrip().startswith("{")
    near_end = len(text[error.pos :].strip()) <= len("\\u00e") and error.msg != "Extra data"
    at_end = near_end or error.msg.startswith("Unterminated string")
    if begins_well and at_end:
        return f"{filename} is cut off at {place}: it ends in the middle of the notebook."
    if any(mark in text for mark in ("<<<<<<< ", ">>>>>>> ")):
        return f"{filename} holds unresolved merge markers: resolve the conflict, then try again."
    return f"{filename} isn't a notebook: not JSON at {place} ({error.msg})."


def _format_of(raw: Mapping[str, Any], filename: str) -> tuple[int, int]:
    major, minor = raw.get("nbformat"), raw.get("nbformat_minor", 0)
    if major is None and isinstance(raw.get("worksheets"), list):
        major = 3
    if type(major) is not int:
        raise NotebookInvalid(
            f"{filename} is JSON, but not a notebook: it doesn't say its nbformat."
        )
    if major > MAJOR:
        raise NotebookInvalid(
            f"{filename} is in notebook format {major}; formats up to {MAJOR} can be run here. "
            f"Save it as format {MAJOR} or install a newer version."
        )
    if major < 1:
        raise NotebookInvalid(f"{filename} says it is in notebook format {major}; there is none.")
    return major, minor if type(minor) is int and minor >= 0 else 0


def _upgraded(raw: dict[str, Any], filename: str, major: int) -> dict[str, Any]:
    """A notebook of format 1, 2 or 3 as one of format 4, by nbformat's own converters."""
    import logging

    import nbformat

    log = logging.getLogger("traitlets")
    level = log.level
    log.setLevel(logging.CRITICAL)  # nbformat logs a schema error for each old notebook
    try:
        raw = {"nbformat": major, "nbformat_minor": 0, "metadata": {}} | raw
        node = nbformat.versions[major].to_notebook_json(raw)
        upgraded: dict[str, Any] = nbformat.convert(node, MAJOR)
    except Exception as error:  # whatever a converter for files of 2012 stumbles on
        raise NotebookInvalid(
            f"{filename} is in notebook format {major} and can't be upgraded: {_short(error)}"
        ) from None
    finally:
        log.setLevel(level)
    for cell in upgraded["cells"]:
        cell.pop("id", None)  # nbformat draws them at random
    return upgraded


def _short(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:200]}" if text else type(error).__name__


def _mended(
    raw: Mapping[str, Any], filename: str, wants_ids: bool, warnings: list[str]
) -> dict[str, Any]:
    cells = raw.get("cells")
    if not isinstance(cells, list):
        raise NotebookInvalid(f"{filename} isn't a notebook: it has no list of cells.")
    metadata = raw.get("metadata")
    if not isinstance(metadata, dict):
        warnings.append(f"{filename} has no metadata; it was read as if empty.")
        metadata = {}
    metadata = {
        k: v for k, v in metadata.items() if k not in ("orig_nbformat", "orig_nbformat_minor")
    }
    mended = [_cell(cell, number, filename, warnings) for number, cell in enumerate(cells, 1)]
    _give_ids(mended, filename, wants_ids, warnings)
    return {"cells": mended, "metadata": metadata, "nbformat": MAJOR, "nbformat_minor": MINOR}


def _cell(raw: Any, number: int, filename: str, warnings: list[str]) -> dict[str, Any]:
    where = f"cell {number} of {filename}"
    if not isinstance(raw, dict):
        raise NotebookInvalid(f"{where} isn't a cell but a {type(raw).__name__}.")
    kind = raw.get("cell_type")
    if kind not in _CELL_TYPES:
        raise NotebookInvalid(
            f"{where} is of unknown type {kind!r}; known: {', '.join(_CELL_TYPES)}."
        )
    cell = dict(raw)
    cell["source"] = _source(raw, where, warnings)
    if not isinstance(raw.get("metadata"), dict):
        cell["metadata"] = {}
        warnings.append(f"{where} has no metadata; it was read as if empty.")
    tags = cell["metadata"].get("tags")
    if tags is not None and not (isinstance(tags, list) and all(isinstance(t, str) for t in tags)):
        cell["metadata"] = {k: v for k, v in cell["metadata"].items() if k != "tags"}
        warnings.append(f"the tags of {where} aren't a list of words; they were ignored.")
    if kind == "code":
        cell["outputs"] = _outputs(raw.get("outputs"), where, warnings)
        count = raw.get("execution_count")
        cell["execution_count"] = count if type(count) is int else None
    else:
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)
        _join_bundles(cell.get("attachments"))
    return cell


def _source(raw: Mapping[str, Any], where: str, warnings: list[str]) -> str:
    source = raw.get("source")
    if isinstance(source, str):
        return source
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    if source is None:
        warnings.append(f"{where} has no source; it was read as empty.")
        return ""
    raise NotebookInvalid(f"the source of {where} isn't text but a {type(source).__name__}.")


def _outputs(raw: Any, where: str, warnings: list[str]) -> list[dict[str, Any]]:
    given = raw if isinstance(raw, list) else []
    kept = [o for o in given if isinstance(o, dict) and o.get("output_type") in _OUTPUT_TYPES]
    if len(kept) != len(given) or not isinstance(raw, list):
        warnings.append(f"{where} has outputs that can't be read; they were left out.")
    for output in kept:
        if isinstance(output.get("text"), list):
            output["text"] = "".join(map(str, output["text"]))
        if isinstance(output.get("data"), dict):
            _join_bundles({"": output["data"]})
    return kept


def _join_bundles(bundles: Any) -> None:
    for bundle in bundles.values() if isinstance(bundles, dict) else ():
        for mime, value in bundle.items() if isinstance(bundle, dict) else ():
            is_json = mime == "application/json" or mime.endswith("+json")
            if not is_json and isinstance(value, list) and all(isinstance(v, str) for v in value):
                bundle[mime] = "".join(value)


def _give_ids(
    cells: list[dict[str, Any]], filename: str, wants_ids: bool, warnings: list[str]
) -> None:
    """Each cell gets an id of its own; a good one is kept, of twins by the first."""
    taken: set[str] = set()
    without: list[int] = []
    for index, cell in enumerate(cells):
        given = cell.get("id")
        if isinstance(given, str) and _CELL_ID.fullmatch(given) and given not in taken:
            taken.add(given)
            continue
        without.append(index)
        if given is not None or wants_ids:
            why = "no id" if given is None else f"the id {given!r}, which is taken or not allowed"
            warnings.append(
                f"cell {index + 1} of {filename} has {why}; it was given one for the run."
            )
    for index in without:
        cells[index]["id"] = cell_id(
            cells[index]["cell_type"], cells[index]["source"], index, taken
        )
        taken.add(cells[index]["id"])


def cell_id(cell_type: str, source: str, index: int, taken: set[str]) -> str:
    """An id that follows from what the cell is and where it stands, and isn't in `taken`."""
    for twin in range(len(taken) + 1):
        text = f"{index}\0{cell_type}\0{twin}\0{source}"
        made = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        if made not in taken:
            return made
    raise AssertionError("more ids than there are tries")  # pragma: no cover


def _without_surrogates(value: Any) -> tuple[Any, bool]:
    if isinstance(value, str):
        safe = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return safe, safe != value
    if isinstance(value, list):
        pairs = [_without_surrogates(item) for item in value]
        return [item for item, _ in pairs], any(changed for _, changed in pairs)
    if isinstance(value, dict):
        items = [(_without_surrogates(k), _without_surrogates(v)) for k, v in value.items()]
        return {k[0]: v[0] for k, v in items}, any(k[1] or v[1] for k, v in items)
    return value, False
