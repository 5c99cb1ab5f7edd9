"""The HTTP edge: one handler base, one error table, the OpenAPI document, live changes."""
