"""Write docs/rest-api.md from docs/openapi.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
INTRODUCTION = """# REST API

Everything that the panels do goes through this API, below `<base_url>jupyter-ext/api`. It is
generated from [openapi.json](openapi.json) (OpenAPI 3.1), which the server also gives at
`openapi.json`. Every request needs the Jupyter server's token (`Authorization: token …`) or
its login cookie with the XSRF token.

An error has one shape, whatever went wrong:

```json
{"error": {"code": "invalid", "message": "…", "field": "inputs.ds1", "details": null, "id": null}}
```

Live changes come over a websocket at `changes?since=SEQ`: `hello`, then one message per
change with its sequence number, and a `heartbeat` every ten seconds. After a reconnect `since`
gives what was missed; `refetch` says that it was too much, or is no longer kept. Changes of
different objects may come out of order; the `resume` of the last message is what `since` is to
be. After 30 seconds the server closes a socket with code 4001 and the page connects again, with
the credentials that it has then: who has logged out, or whose token was revoked, hears nothing
more from then on.

Starting sessions takes an `Idempotency-Key` header: the same key gives the same sessions.
"""


def name_of(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(name_of(part) for part in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    kind = schema.get("type", "any value")
    if kind == "array":
        return f"list of {name_of(schema.get('items', {}))}"
    if schema.get("format"):
        return f"{kind} ({schema['format']})"
    return str(kind)


def operation(path: str, method: str, facts: dict[str, Any]) -> list[str]:
    lines = [
        f"### `{method.upper()} {path}`",
        "",
        f"{facts['summary']}. (`{facts['operationId']}`)",
        "",
    ]
    for parameter in facts["parameters"]:
        if parameter["in"] == "path":
            continue
        said = parameter.get("description") or parameter["schema"].get("description") or ""
        need = ", needed" if parameter.get("required") else ""
        lines.append(
            f"- {parameter['in']} `{parameter['name']}`: {name_of(parameter['schema'])}{need}"
            + (f"; {said}" if said else "")
        )
    if "requestBody" in facts:
        [(media, content)] = facts["requestBody"]["content"].items()
        lines.append(f"- body: {name_of(content['schema']) if 'json' in media else media}")
    for status, answer in facts["responses"].items():
        if status == "default":
            continue
        content = answer.get("content", {})
        given = [
            name_of(entry["schema"]) if "json" in media else media
            for media, entry in content.items()
        ]
        lines.append(f"- answers {status}" + (f": {', '.join(given)}" if given else ""))
    return [*lines, ""]


def record(name: str, schema: dict[str, Any]) -> list[str]:
    lines = [f"### {name}", ""]
    if schema.get("description"):
        lines += [schema["description"], ""]
    if "enum" in schema:
        return [*lines, name_of(schema), ""]
    needed = schema.get("required", [])
    lines += ["| field | type | |", "|---|---|---|"]
    for field, facts in schema.get("properties", {}).items():
        said = facts.get("description", "")
        mark = "needed" if field in needed else ""
        lines.append(
            f"| `{field}` | {name_of(facts)} | {'; '.join(part for part in (mark, said) if part)} |"
        )
    return [*lines, ""]


def main() -> None:
    document = json.loads((HERE / "openapi.json").read_text(encoding="utf-8"))
    lines = [INTRODUCTION]
    heading = ""
    for path, methods in document["paths"].items():
        first = path.split("/")[1]
        if first != heading:
            heading = first
            lines += [f"## {first}", ""]
        for method, facts in methods.items():
            lines += operation(path, method, facts)
    lines += ["## Records", ""]
    for name, schema in document["components"]["schemas"].items():
        lines += record(name, schema)
    text = "\n".join(lines).rstrip() + "\n"
    target = HERE / "rest-api.md"
    if "--check" in sys.argv:
        if target.read_text(encoding="utf-8") != text:
            sys.exit("docs/rest-api.md is out of date: run `make types`")
        return
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
