"""What strangers send: half characters, other hosts, bodies without a key, keys in the wrong place."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from ingest.embedding.base import Embedder
from ingest.indexes import Indexes
from ingest.models import Article
from ingest.pipeline import Ingestor
from ingest.sources import checks
from service.app import create_app
from service.http.logs import PLAIN, WithRequestId
from service.settings import ServiceSettings
from tests.servers import InProcess, in_process
from trichdan import wire
from trichdan.errors import IndexUnavailableError

ADMIN = {"Authorization": "Bearer admin"}
TEXT = "Hồ Tây rộng hơn 500 ha. Đường quanh hồ dài gần 18 km."
HALF = "a\\ud800b"


@pytest.fixture
def app(settings: ServiceSettings, embedder: Embedder) -> FastAPI:
    return create_app(
        type(settings)(_env_file=None, data=settings.data, models=settings.models, admin_keys="admin", api_keys="key")
    )


@pytest.fixture
def api(app: FastAPI) -> Iterator[InProcess]:
    with in_process(app) as call:
        yield call


@pytest.mark.parametrize("path", ["/", "/healthz", "/articles", "/openapi.json", "/metrics"])
def test_head_is_get_without_a_body(api: InProcess, path: str) -> None:
    """Probes ask so."""
    got, head = api("GET", path), api("HEAD", path)
    assert (got.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert api("HEAD", "/v1/articles").status_code == 401, "as GET without a key"


def test_a_route_that_there_is_not_is_named(api: InProcess) -> None:
    missing = api("POST", "/v1/v1/ask").json()
    assert (missing["code"], missing["detail"]) == (
        "not_found",
        "There is no route POST /v1/v1/ask. /docs lists those that there are.",
    )
    other = api("GET", "/v1/ask").json()
    assert (other["code"], other["detail"]) == (
        "method_not_allowed",
        "There is no route GET /v1/ask; this path takes POST.",
    )
    assert api("PATCH", "/v1/articles/x").headers["allow"] == "GET, PUT, DELETE"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/ask", f'{{"question": "{HALF}"}}'),
        ("POST", "/v1/ask", f'{{"question": "a", "filters": {{"source": "{HALF}"}}}}'),
        ("POST", "/v1/ask", f'{{"question": "a", "filters": {{"article_ids": ["{HALF}"]}}}}'),
        ("POST", "/v1/ask", f'{{"question": "a", "filters": {{"published_from": "{HALF}"}}}}'),
        ("POST", "/v1/ask", f'{{"question": "a", "history": [{{"role": "user", "content": "{HALF}"}}]}}'),
        ("POST", "/v1/ask", f'{{"question": "a", "{HALF}": 1}}'),
        ("POST", "/v1/search", f'{{"query": "{HALF}"}}'),
        ("POST", "/v1/search", f'{{"query": "a", "filters": {{"source": "{HALF}"}}}}'),
        ("POST", "/v1/chat/completions", f'{{"messages": [{{"role": "user", "content": "{HALF}"}}]}}'),
        (
            "POST",
            "/v1/chat/completions",
            f'{{"messages": [{{"role": "user", "content": [{{"type": "text", "text": "{HALF}"}}]}}, '
            '{"role": "user", "content": "a"}]}',
        ),
        ("POST", "/v1/responses", f'{{"input": "{HALF}"}}'),
        ("POST", "/v1/responses", f'{{"input": "a", "instructions": "{HALF}"}}'),
        ("PUT", "/v1/articles/x", f'{{"text": "a", "title": "{HALF}"}}'),
        ("PUT", "/v1/articles/x", f'{{"text": "a", "source": "{HALF}"}}'),
        ("PUT", "/v1/articles/x", f'{{"text": "{HALF}"}}'),
    ],
)
def test_half_characters_are_refused_wherever_they_stand(api: InProcess, method: str, path: str, body: str) -> None:
    response = api(method, path, content=body, headers=ADMIN | {"Content-Type": "application/json"})
    told = response.json()
    assert (response.status_code, told.get("error", told)["code"]) == (422, "invalid_request")


def test_every_string_of_a_request_has_a_limit(api: InProcess) -> None:
    document = api("GET", "/openapi.json").json()
    schemas = document["components"]["schemas"]

    def unlimited(schema: dict[str, Any], where: str) -> Iterator[str]:
        if "$ref" in schema:
            yield from unlimited(schemas[schema["$ref"].rpartition("/")[2]], where)
        if schema.get("type") == "string" and not {"maxLength", "pattern", "enum", "const"} & schema.keys():
            yield where
        if schema.get("type") == "array":
            yield from unlimited(schema["items"], where)
        for name, part in schema.get("properties", {}).items():
            yield from unlimited(part, f"{where}.{name}")
        for part in schema.get("anyOf", ()):
            yield from unlimited(part, where)

    operations = [one for path in document["paths"].values() for one in path.values()]
    sent = [one["requestBody"]["content"] for one in operations if "requestBody" in one]
    bodies = [one["application/json"]["schema"] for one in sent if "application/json" in one]
    assert len(bodies) == 7
    assert [found for body in bodies for found in unlimited(body, body["$ref"])] == []


def test_lines_are_limited_wherever_articles_come_from(api: InProcess) -> None:
    assert (checks.MAX_LINE, checks.MAX_ID, checks.MAX_TEXT) == (wire.LINE_MAX, wire.ID_MAX, wire.TEXT_MAX)
    for name in ("title", "url", "source"):
        response = api("PUT", "/v1/articles/x", json={"text": TEXT, name: "a" * 2_001}, headers=ADMIN)
        assert response.status_code == 422
        assert api("PUT", "/v1/articles/x", json={"text": TEXT, name: "a" * 2_000}, headers=ADMIN).status_code == 200


def test_no_reply_repeats_the_host_that_was_sent(api: InProcess) -> None:
    api("PUT", "/v1/articles/x", json={"text": TEXT}, headers=ADMIN)
    strange = ADMIN | {"Host": "evil.example"}
    body = {"messages": [{"role": "user", "content": "Hồ Tây rộng bao nhiêu?"}]}
    replies = [
        api("POST", "/v1/chat/completions", json=body, headers=strange),
        api("POST", "/v1/chat/completions", json=body | {"stream": True}, headers=strange),
        *(api("GET", path, headers=strange) for path in ("/", "/healthz/", "/docs/", "/v1/models/", "/openapi.json")),
    ]
    assert "/articles/x#span=" in replies[0].text
    for reply in replies:
        assert "evil" not in reply.text
        assert "evil" not in str(reply.headers)


def test_links_lead_to_the_public_address(settings: ServiceSettings, embedder: Embedder) -> None:
    public = settings.model_copy(update={"public_url": "https://news.example/base/"})
    Ingestor(settings, embedder).put(Article("x", TEXT))
    with in_process(create_app(public)) as call:
        body = {"messages": [{"role": "user", "content": "Hồ Tây rộng bao nhiêu?"}]}
        assert "https://news.example/base/articles/x#span=" in call("POST", "/v1/chat/completions", json=body).text


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/ask"), ("POST", "/v1/search"), ("POST", "/v1/chat/completions"), ("PUT", "/v1/articles/x")],
)
def test_nothing_is_read_from_who_has_no_key(api: InProcess, method: str, path: str) -> None:
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append(True)
        yield b'{"question": "a"}'

    for headers, status in (({}, 401), ({"Authorization": "Bearer wrong"}, 403 if method == "PUT" else 401)):
        response = api(method, path, content=body(), headers=headers | {"Content-Type": "application/json"})
        assert response.status_code == status
    assert read == []


def test_every_reply_says_that_its_type_is_not_to_be_guessed(api: InProcess) -> None:
    for path in ("/", "/v1/articles", "/v1/articles/nope", "/nope", "/healthz", "/metrics", "/openapi.json"):
        headers = api("GET", path, headers=ADMIN).headers
        assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert api("POST", "/v1/ask", content=b"{", headers=ADMIN).headers["x-content-type-options"] == "nosniff"


def test_the_log_has_ids_and_no_query(api: InProcess, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(WithRequestId())
    caplog.handler.setFormatter(logging.Formatter(PLAIN))
    with caplog.at_level(logging.INFO, "service"):
        api("GET", "/v1/articles?api_key=secret", headers=ADMIN | {"X-Request-ID": "mine"})
        api("GET", "/v1/articles/a%0Ab?key=secret", headers=ADMIN)
    first, second = caplog.text.splitlines()
    assert "INFO [mine] service.requests: 127.0.0.1 GET /v1/articles 200 " in first
    assert "GET /v1/articles/a%0Ab 404 " in second
    assert "secret" not in caplog.text
    assert PLAIN.startswith("%(asctime)s ")


def test_a_write_that_is_stored_but_not_searchable_yet_is_no_error(
    app: FastAPI, api: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Indexes) -> None:
        raise IndexUnavailableError("The server is gone.")

    path = "/v1/articles/x"
    with monkeypatch.context() as broken:
        broken.setattr(Indexes, "sync", fail)
        stored = api("PUT", path, json={"text": TEXT}, headers=ADMIN)
        assert (stored.status_code, stored.json()["status"], stored.json()["searchable"]) == (202, "added", False)
        assert api("GET", path, headers=ADMIN).status_code == 404
    again = api("PUT", path, json={"text": TEXT}, headers=ADMIN)
    assert (again.status_code, again.json()["status"], again.json().get("searchable")) == (200, "unchanged", None)
    assert api("GET", path, headers=ADMIN).json()["text"] == TEXT
    with monkeypatch.context() as broken:
        broken.setattr(Indexes, "sync", fail)
        assert api("DELETE", path, headers=ADMIN).status_code == 202
        assert api("DELETE", path, headers=ADMIN).status_code == 404
