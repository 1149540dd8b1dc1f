"""Write what the documents derive from the code: `python -m scripts.write_reference`, after a change of the API.

It writes docs/openapi.json, docs/api.md, and the table of settings in docs/production.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from ingest.settings import PREFIX
from service.app import create_app
from service.page.api_reference import Field, Operation, Reference, Schema, reference
from service.settings import ServiceSettings
from trichdan.problems import classes_by_code

DOCS = Path(__file__).parent.parent / "docs"
TABLE = re.compile(r"(?s)(<!-- settings, written by scripts/write_reference.py -->\n).*?(<!-- end of settings -->)")

HEAD = """# HTTP API

Written by `python -m scripts.write_reference` from the OpenAPI document ([openapi.json](openapi.json), also at
`/openapi.json` of a running service; for reading at `/docs`). Offsets are half-open spans in Unicode code points.

```python
import httpx

answer = httpx.post("http://127.0.0.1:8000/v1/ask", json={"question": "Ai là Giám đốc Công an tỉnh Gia Lai?"}).json()
citation = answer["citations"][0]
article = httpx.get(f"http://127.0.0.1:8000/v1/articles/{citation['article_id']}").json()
assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
```

A stream (`"stream": true`, or `Accept: text/event-stream`) has the events `retrieval` (passages), `token` (pieces of
the answer, sent once they are verified), and always, last, `answer` (the whole of it, with its citations) or `error` (a
problem). Comments between them keep the connection alive.
"""


def write() -> None:
    """Write all of it."""
    document = openapi()
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (DOCS / "openapi.json").write_text(text, "utf-8")
    (DOCS / "api.md").write_text(api_page(reference(document)), "utf-8")
    production = DOCS / "production.md"
    production.write_text(with_settings(production.read_text("utf-8")), "utf-8")


def openapi() -> dict[str, Any]:
    """The OpenAPI document of a service with default settings."""
    return create_app(ServiceSettings(_env_file=None)).openapi()


def with_settings(page: str) -> str:
    """A page with its table of settings written anew."""
    rows = ["| variable | default | meaning |", "|---|---|---|", *settings_rows(ServiceSettings, PREFIX)]
    return TABLE.sub(lambda match: match[1] + "\n".join(rows) + "\n" + match[2], page)


def settings_rows(kind: type[BaseModel], prefix: str) -> Iterator[str]:
    """A row for each setting, nested ones under their own variable."""
    for name, field in kind.model_fields.items():
        nested = _nested(field)
        if nested:
            yield from settings_rows(nested, f"{prefix}{name.upper()}_")
        else:
            assert field.description, f"the setting {name} has no description"
            yield f"| `{prefix}{name.upper()}` | {_default(field)} | {field.description} |"


def _nested(field: FieldInfo) -> type[BaseModel] | None:
    kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default()
    if value in (None, "", ()) or isinstance(value, SecretStr):
        return "empty"
    return f"`{value}`"


def api_page(found: Reference) -> str:
    """The whole reference as Markdown."""
    parts = [HEAD]
    for group, operations in found.groups.items():
        parts += [f"## {group}\n", *map(_operation, operations)]
    parts += ["## Errors\n", _errors(), "## Types\n", *map(_schema, found.schemas)]
    return "\n".join(parts).rstrip() + "\n"


def _operation(one: Operation) -> str:
    lines = [f"### `{one.method} {one.path}`\n", one.says, "", *_fields(one.parameters)]
    body = one.body if "/" in one.body else f"[{one.body}](#{one.body.lower()})"
    lines += [f"Body: {body}.\n"] if one.body else []
    lines.append("Replies: " + "; ".join(f"{status} {kind}" for status, kind in one.returns) + ".\n")
    return "\n".join(lines)


def _schema(one: Schema) -> str:
    return "\n".join([f"### {one.name}\n", one.says, "", *_fields(one.fields)])


def _fields(fields: tuple[Field, ...]) -> list[str]:
    if not fields:
        return []
    rows = [f"| `{one.name}` | {one.kind}{', required' if one.required else ''} | {one.says} |" for one in fields]
    return ["| field | type | |", "|---|---|---|", *rows, ""]


def _errors() -> str:
    rows = ["Every error is a [Problem](#problem). `retryable` says whether the same call may succeed later.\n"]
    rows += ["| code | status | retryable | when |", "|---|---|---|---|"]
    for code, kind in sorted(classes_by_code().items()):
        says = (kind.__doc__ or "").split("\n")[0]
        rows.append(f"| `{code}` | {kind.status} | {'yes' if kind.retryable else 'no'} | {says} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    write()
