"""The OpenAPI document: what FastAPI derives from the routes, with this service's errors instead of the framework's."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from service.http.problems import PROBLEM_JSON, REQUEST_ID, speaks_openai
from service.wire.openai import OpenAIError, OpenAIFault
from trichdan.errors import ClientError
from trichdan.problems import classes_by_code
from trichdan.wire import Problem

_METHODS = ("get", "post", "put", "delete")
_FRAMEWORK_ONLY = ("HTTPValidationError", "ValidationError")


def stream_of(says: str, *events: str) -> dict[str, Any]:
    """Server-sent events with these names as a media type: what each event of the stream holds."""
    fields: dict[str, Any] = {"data": {"type": "string"}} | ({"event": {"enum": list(events)}} if events else {})
    item = {"type": "object", "properties": fields, "required": list(fields)}
    return {"itemSchema": item, "description": says}


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` tell the contract: problem documents, their codes, and the request's id."""
    derive = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(derive())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    """The derived document with the errors as they are."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    # No response has these forms: faults of validation are problems too.
    for name in _FRAMEWORK_ONLY:
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    schemas["OpenAIError"] = OpenAIError.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas["OpenAIError"].pop("$defs")
    schemas["OpenAIFault"] = OpenAIFault.model_json_schema()
    codes = sorted(kind.code for kind in classes_by_code().values() if not issubclass(kind, ClientError))
    schemas["Problem"]["properties"]["code"]["description"] = "One of: " + ", ".join(codes) + "."
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                _complete(operations[method]["responses"], openai=speaks_openai(path))
    return document


def _complete(responses: dict[str, Any], *, openai: bool) -> None:
    """Errors are problem documents, OpenAI's too where that is spoken; every response carries the request's id."""
    responses.pop("422", None)
    forms = [{"$ref": f"#/components/schemas/{name}"} for name in ("Problem", "OpenAIError")]
    said = "A problem (RFC 9457)" + (", with OpenAI's `error` in it." if openai else ".")
    content = {PROBLEM_JSON: {"schema": {"allOf": forms} if openai else forms[0]}}
    responses["default"] = {"description": said, "content": content}
    for response in responses.values():
        response.setdefault("headers", {})[REQUEST_ID] = {
            "description": "Id of the request: the one that was sent, or a new one.",
            "schema": {"type": "string"},
        }
