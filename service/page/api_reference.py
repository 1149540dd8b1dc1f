"""The OpenAPI document as a reference to read: operations by group, with their fields. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_SHOWN = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a schema, or a parameter of an operation."""

    name: str
    kind: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    says: str
    parameters: tuple[Field, ...]
    body: str
    returns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """One type of the wire."""

    name: str
    says: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole API."""

    version: str
    groups: dict[str, list[Operation]]
    schemas: list[Schema]


def reference(document: dict[str, Any]) -> Reference:
    """The reference of an OpenAPI document."""
    groups: dict[str, list[Operation]] = {}
    for path, operations in document["paths"].items():
        for method in _SHOWN:
            if method in operations:
                found = operations[method]
                groups.setdefault(found["tags"][0], []).append(_operation(method, path, found))
    schemas = [_schema(name, found) for name, found in sorted(document["components"]["schemas"].items())]
    return Reference(document["info"]["version"], groups, schemas)


def _operation(method: str, path: str, found: dict[str, Any]) -> Operation:
    parameters = tuple(
        Field(one["name"], kind_of(one["schema"]), one.get("required", False), one.get("description", ""))
        for one in found.get("parameters", ())
    )
    body = _sent(found["requestBody"]) if "requestBody" in found else ""
    returns = tuple((status, _returned(said)) for status, said in found["responses"].items() if status != "default")
    shown = path.replace(":path}", "}")
    return Operation(method.upper(), shown, found.get("description", ""), parameters, body, returns)


def _returned(said: dict[str, Any]) -> str:
    """What a response holds: its types, with the media types that aren't JSON."""
    kinds = []
    for media, content in said.get("content", {}).items():
        kind = kind_of(content.get("schema", {}))
        kinds.append(kind if media == "application/json" else media)
    return " or ".join(kind for kind in kinds if kind) or "no body"


def _sent(body: dict[str, Any]) -> str:
    """What a request holds: its type, or its media type where that isn't JSON."""
    content = body["content"]
    return kind_of(content["application/json"]["schema"]) if "application/json" in content else next(iter(content))


def _schema(name: str, found: dict[str, Any]) -> Schema:
    required = set(found.get("required", ()))
    fields = tuple(
        Field(key, kind_of(one), key in required, one.get("description", ""))
        for key, one in found.get("properties", {}).items()
    )
    values = " Values: " + ", ".join(f"`{value}`" for value in found["enum"]) + "." if "enum" in found else ""
    return Schema(name, found.get("description", "").strip() + values, fields)


def kind_of(schema: dict[str, Any]) -> str:
    """A schema in a few words: `string`, `array of Hit`, `Filters or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(kind_of(one) for one in schema["anyOf"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " or ".join(f'"{value}"' for value in schema["enum"])
    if schema.get("type") == "array":
        items = schema.get("items") or {}
        return f"array of {kind_of(items)}" if items else f"array of {len(schema.get('prefixItems', ()))}"
    return str(schema.get("type", "any"))
