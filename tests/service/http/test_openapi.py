"""The contract against the OpenAPI document, and the document against its committed snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ingest.embedding.base import Embedder
from service.app import create_app
from service.settings import ServiceSettings
from tests.conftest import ROOT, SEEDS
from tests.servers import InProcess, in_process

SNAPSHOT = ROOT / "docs" / "openapi.json"
ADMIN = {"Authorization": "Bearer admin-key"}
QUESTION = {"question": "Ai là Giám đốc Công an tỉnh Lâm Đồng?"}
CHAT = {"messages": [{"role": "user", "content": "Ai ký biên bản?"}]}
RESPONSES = {"input": "Ai ký biên bản?"}
SEED = {"text": (SEEDS / "000_544130b2d21242ad.txt").read_text("utf-8")}
RATED = QUESTION | {"verdict": "up", "answered": True, "answer": "…"}
CALLS: list[tuple[str, str, str, dict[str, Any], int]] = [
    ("put", "/v1/articles/{article_id}", "/v1/articles/a/b", {"json": SEED}, 200),
    ("get", "/v1/articles/{article_id}", "/v1/articles/a/b", {}, 200),
    ("get", "/v1/articles/{article_id}", "/v1/articles/none", {}, 404),
    ("get", "/v1/articles", "/v1/articles?limit=1", {}, 200),
    ("get", "/v1/articles", "/v1/articles?limit=0", {}, 422),
    ("post", "/v1/ask", "/v1/ask", {"json": QUESTION}, 200),
    ("post", "/v1/ask", "/v1/ask", {"json": QUESTION | {"filters": {"source": "x"}}}, 200),
    ("post", "/v1/ask", "/v1/ask", {"json": QUESTION | {"stream": True}}, 200),
    ("post", "/v1/ask", "/v1/ask", {"json": QUESTION | {"mode": "llm"}}, 409),
    ("post", "/v1/ask", "/v1/ask", {"json": {}}, 422),
    ("post", "/v1/search", "/v1/search", {"json": {"query": "Mondulkiri"}}, 200),
    ("post", "/v1/search", "/v1/search", {"json": {}}, 422),
    ("post", "/v1/timeline", "/v1/timeline", {"json": {"query": "Mondulkiri"}}, 200),
    ("post", "/v1/timeline", "/v1/timeline", {"json": {"limit": 0}}, 422),
    ("post", "/v1/feedback", "/v1/feedback", {"json": RATED}, 201),
    ("post", "/v1/feedback", "/v1/feedback", {"json": QUESTION}, 422),
    ("post", "/v1/files", "/v1/files?name=b.txt", {"content": SEED["text"].encode()}, 200),
    ("post", "/v1/files", "/v1/files?name=a/b.txt", {"content": b"x"}, 422),
    ("delete", "/v1/articles/{article_id}", "/v1/articles/b", {}, 204),
    ("post", "/v1/chat/completions", "/v1/chat/completions", {"json": CHAT}, 200),
    ("post", "/v1/chat/completions", "/v1/chat/completions", {"json": CHAT | {"stream": True}}, 200),
    ("post", "/v1/chat/completions", "/v1/chat/completions", {"json": {}}, 422),
    ("post", "/v1/responses", "/v1/responses", {"json": RESPONSES}, 200),
    ("post", "/v1/responses", "/v1/responses", {"json": RESPONSES | {"stream": True}}, 200),
    ("post", "/v1/responses", "/v1/responses", {"json": {}}, 422),
    ("get", "/v1/models", "/v1/models", {}, 200),
    ("get", "/v1/models/{model}", "/v1/models/trichdan", {}, 200),
    ("get", "/v1/models/{model}", "/v1/models/none", {}, 404),
    ("get", "/healthz", "/healthz", {}, 200),
    ("get", "/readyz", "/readyz", {}, 200),
    ("get", "/metrics", "/metrics", {}, 200),
    ("delete", "/v1/articles/{article_id}", "/v1/articles/a/b", {}, 204),
    ("delete", "/v1/articles/{article_id}", "/v1/articles/a/b", {}, 404),
    ("get", "/readyz", "/readyz", {}, 503),
]  # fmt: skip


@pytest.fixture(scope="module")
def api(
    tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[InProcess]:
    data = tmp_path_factory.mktemp("openapi")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models, admin_keys="admin-key")
    with in_process(create_app(settings)) as call:
        yield call


@pytest.fixture(scope="module")
def document(api: InProcess) -> dict[str, Any]:
    found: dict[str, Any] = api("GET", "/openapi.json").json()
    return found


def described(document: dict[str, Any], method: str, path: str, status: int) -> dict[str, Any]:
    paths = {name.replace(":path}", "}"): operations for name, operations in document["paths"].items()}
    responses: dict[str, Any] = paths[path][method]["responses"]
    found: dict[str, Any] = responses.get(str(status)) or responses["default"]
    return found


def test_every_reply_is_as_the_document_says(api: InProcess, document: dict[str, Any]) -> None:
    for method, path, url, options, status in CALLS:
        response = api(method.upper(), url, headers=ADMIN, **options)
        assert response.status_code == status, f"{method} {url}: {response.text}"
        said = described(document, method, path, status)
        assert set(said["headers"]) == {"X-Request-ID"}
        if status == 204:
            assert response.content == b""
            continue
        kind = response.headers["content-type"].split(";")[0]
        assert kind in said["content"], f"{method} {url} sent {kind}"
        schema = said["content"][kind].get("schema", {})
        if kind.endswith("json"):
            whole = schema | {"components": document["components"]}
            assert [error.message for error in Draft202012Validator(whole).iter_errors(response.json())] == []


def test_no_operation_is_left_out(document: dict[str, Any]) -> None:
    known = {(method, path.replace(":path}", "}")) for path, found in document["paths"].items() for method in found}
    assert known == {(method, path) for method, path, *_ in CALLS}


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {path}"
            assert operation.get("tags"), f"{method} {path}"
            assert "default" in operation["responses"], f"{method} {path}"


def test_the_document_equals_the_committed_one(document: dict[str, Any]) -> None:
    committed = json.loads(SNAPSHOT.read_text("utf-8"))
    assert document == committed, "Run python -m scripts.write_reference and look at the difference."
