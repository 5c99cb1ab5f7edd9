"""The OpenAPI 3.1 document, made from the route table and the records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter

from .. import __version__
from .errors import ErrorBody
from .operation import Operation, operation_of
from .routes import ROUTES

REF = "#/components/schemas/{model}"
METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> Iterator[tuple[str, str, Operation]]:
    """Every (path template, method, operation) of the route table."""
    for path, handler in ROUTES:
        for method in METHODS:
            found = operation_of(handler, method)
            if found:
                yield path, method, found


def document() -> dict[str, Any]:
    """The whole document; the same call gives the same text."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for path, method, found in operations():
        entry = {
            "operationId": found.id,
            "summary": found.summary,
            "tags": [path.split("/")[1]],
            "parameters": [*_path_parameters(path), *_query(found, schemas), *_headers(found)],
            "responses": _responses(found, schemas),
        }
        if found.body:
            entry["requestBody"] = {
                "required": True,
                "content": {
                    "application/json": {"schema": _schema(found.body, schemas, "validation")}
                },
            }
        elif found.takes:
            entry["requestBody"] = {
                "required": True,
                "content": {found.takes: {"schema": {"type": "string", "format": "binary"}}},
            }
        paths.setdefault(path, {})[method] = entry
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "jupyter-ext",
            "version": __version__.split(".dev")[0],
            "description": "Specifications, instances, sessions and artifacts in JupyterLab.",
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "servers": [{"url": "/jupyter-ext/api", "description": "below the server's base URL"}],
        "security": [{"token": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`token …` of the Jupyter server, or its login cookie",
                }
            },
        },
    }


def _schema(model: Any, schemas: dict[str, Any], mode: str) -> dict[str, Any]:
    schema = TypeAdapter(model).json_schema(ref_template=REF, mode=mode)  # type: ignore[arg-type]
    schemas.update(schema.pop("$defs", {}))
    if isinstance(model, type) and issubclass(model, BaseModel):
        name = re.sub(r"[^A-Za-z0-9]+", "_", model.__name__).strip("_")
        schemas[name] = schema
        return {"$ref": REF.format(model=name)}
    return schema


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _query(found: Operation, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    if not found.query:
        return []
    schema = found.query.model_json_schema(ref_template=REF)
    schemas.update(schema.get("$defs", {}))
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", []),
            "schema": facts,
        }
        for name, facts in schema.get("properties", {}).items()
    ]


def _headers(found: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": meaning,
            "schema": {"type": "string", "maxLength": 200},
        }
        for name, meaning in found.headers.items()
    ]


def _responses(found: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": found.summary}
    if found.media:
        success["content"] = {found.media: {"schema": {"type": "string"}}}
    elif found.returns is not None:
        success["content"] = {
            "application/json": {"schema": _schema(found.returns, schemas, "serialization")}
        }
    error = {
        "description": "An error: what happened, the field at fault, what to do",
        "content": {"application/json": {"schema": _schema(ErrorBody, schemas, "serialization")}},
    }
    return {str(found.status): success, "default": error}


def text() -> str:
    """The document as it is committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")
