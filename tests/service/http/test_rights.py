"""Writes, keys, limits, problems, request ids, health and metrics, over a corpus of the test's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator, Iterator, Mapping
from urllib.parse import quote

import pytest

from ingest.embedding.base import Embedder
from service.app import create_app
from service.settings import ServiceSettings
from tests.servers import InProcess, in_process

READER = {"Authorization": "Bearer đọc-thôi".encode()}
ADMIN = {"Authorization": "Bearer admin-key"}
TEXT = "Hồ Tây rộng hơn 500 ha. Đường quanh hồ dài gần 18 km."
TRICKY_IDS = [
    "a/b/c",
    "bài báo số 1",
    "100%",
    "what?#x",
    "a%2Fb",
    "a//b",
    "a/../b",
    "😀",
    'x"><script>alert(1)</script>',
    "a b+c&d=e;f",
]


@pytest.fixture
def open_api(settings: ServiceSettings, embedder: Embedder) -> Iterator[InProcess]:
    with in_process(create_app(settings.model_copy(update={"max_body_bytes": 50_000}))) as call:
        yield call


@pytest.fixture
def api(settings: ServiceSettings, embedder: Embedder) -> Iterator[InProcess]:
    chosen = type(settings)(
        _env_file=None, data=settings.data, models=settings.models, admin_keys="admin-key", api_keys="đọc-thôi,khác",
        max_body_bytes=50_000,
    )  # fmt: skip
    with in_process(create_app(chosen)) as call:
        yield call


def put(api: InProcess, article_id: str, **body: object) -> tuple[int, dict[str, object]]:
    response = api("PUT", f"/v1/articles/{quote(article_id, safe='')}", json=body, headers=ADMIN)
    return response.status_code, response.json()


def test_an_id_may_come_with_letters_and_marks_apart(open_api: InProcess, api: InProcess) -> None:
    """As some systems write names of files."""
    apart = unicodedata.normalize("NFD", "huế")
    assert put(api, apart, text=TEXT)[1]["id"] == "huế"
    path = f"/v1/articles/{quote(apart)}"
    assert api("GET", path, headers=READER).json()["id"] == "huế"
    body = {"query": "Hồ Tây", "filters": {"article_ids": [apart]}}
    (hit,) = api("POST", "/v1/search", json=body, headers=READER).json()["hits"]
    assert hit["article_id"] == "huế"
    assert open_api("GET", f"/articles/{quote(apart)}").status_code == 200
    assert [api("DELETE", path, headers=ADMIN).status_code for _ in range(2)] == [204, 404]


def test_a_write_is_seen_by_the_next_question_and_leaves_nothing_old(api: InProcess) -> None:
    def answer(question: str) -> dict[str, object]:
        found: dict[str, object] = api("POST", "/v1/ask", json={"question": question}, headers=READER).json()
        return found

    assert answer("Hồ Tây rộng bao nhiêu?")["reason"] == "empty_index"
    status, written = put(api, "hồ/tây", text=TEXT, title="Hồ Tây", published="2024-05", source="Báo Mẫu")
    assert (status, written["status"]) == (200, "added")
    assert "500 ha" in str(answer("Hồ Tây rộng bao nhiêu?")["citations"])
    assert (
        put(api, "hồ/tây", text=TEXT, title="Hồ Tây", published="2024-05", source="Báo Mẫu")[1]["status"] == "unchanged"
    )
    assert put(api, "hồ/tây", text=TEXT.replace("500", "600"), title="Hồ Tây")[1]["status"] == "updated"
    hits = api("POST", "/v1/search", json={"query": "Hồ Tây rộng", "top_k": 50}, headers=READER).json()["hits"]
    assert ["600 ha" in hit["text"] for hit in hits] == [True]
    gone = f"/v1/articles/{quote('hồ/tây', safe='')}"
    assert api("DELETE", gone, headers=ADMIN).status_code == 204
    assert api("DELETE", gone, headers=ADMIN).status_code == 404
    assert api("GET", gone, headers=READER).status_code == 404
    assert answer("Hồ Tây rộng bao nhiêu?")["reason"] == "empty_index"


def test_any_id_that_can_be_shown_can_be_written_read_and_removed(api: InProcess) -> None:
    for article_id in TRICKY_IDS:
        status, written = put(api, article_id, text=f"{TEXT} {article_id}")
        assert (status, written["id"]) == (200, article_id)
        path = f"/v1/articles/{quote(article_id, safe='')}"
        assert api("GET", path, headers=READER).json()["id"] == article_id
        assert api("DELETE", path, headers=ADMIN).status_code == 204


@pytest.mark.parametrize(
    ("article_id", "body", "code"),
    [
        ("x", {"text": ""}, "bad_source"),
        ("x", {"text": " \n\t"}, "bad_source"),
        ("x", {"text": "a\x00b"}, "bad_source"),
        ("x", {}, "invalid_request"),
        ("x", {"text": 5}, "invalid_request"),
        ("x", {"text": "a", "published": "2023-13"}, "invalid_request"),
        ("x", {"text": "a", "published": "hôm qua"}, "invalid_request"),
        ("x", {"text": "a", "author": "b"}, "invalid_request"),
        ("a" * 600, {"text": "a"}, "bad_source"),
        ("a\x07b", {"text": "a"}, "bad_source"),
        (" ", {"text": "a"}, "bad_source"),
    ],
)
def test_an_article_that_cannot_be_stored_is_refused(
    api: InProcess, article_id: str, body: dict[str, object], code: str
) -> None:
    status, problem = put(api, article_id, **body)
    assert (status, problem["code"]) == (422, code)
    assert api("GET", "/v1/articles", headers=READER).json()["total"] == 0


def test_a_lone_surrogate_is_refused(api: InProcess) -> None:
    headers = ADMIN | {"Content-Type": "application/json"}
    response = api("PUT", "/v1/articles/x", content=b'{"text": "a\\ud800b"}', headers=headers)
    assert response.status_code == 422


def test_metadata_is_stored_on_one_line_and_in_nfc(api: InProcess) -> None:
    _, written = put(api, "x", text="e\u0302\r\nb", title=" Mo\u0323\u0302t\n hai ", url=" https://a.vn/x ")
    assert (written["title"], written["url"], written["characters"]) == ("Một hai", "https://a.vn/x", 3)


def test_rights(api: InProcess, open_api: InProcess) -> None:
    wrong = {"Authorization": "Bearer nein"}

    def code(call: InProcess, method: str, path: str, headers: Mapping[str, str | bytes]) -> tuple[int, str]:
        body = {"json": {"text": TEXT}} if method == "PUT" else {}
        response = call(method, path, headers=headers, **body)
        told = response.json() if response.content else {}
        return response.status_code, told.get("error", told).get("code", "")

    assert code(api, "GET", "/v1/articles", {}) == (401, "unauthorized")
    assert code(api, "GET", "/v1/articles", wrong) == (401, "unauthorized")
    assert code(api, "GET", "/v1/articles", READER)[0] == 200
    assert code(api, "GET", "/v1/articles", ADMIN)[0] == 200
    assert code(api, "PUT", "/v1/articles/x", {}) == (401, "unauthorized")
    assert code(api, "PUT", "/v1/articles/x", READER) == (403, "forbidden")
    assert code(api, "DELETE", "/v1/articles/x", READER) == (403, "forbidden")
    for path in ("/v1/ask", "/v1/search", "/v1/chat/completions"):
        assert code(api, "POST", path, wrong) == (401, "unauthorized")
    assert code(api, "GET", "/v1/models", wrong) == (401, "unauthorized")
    assert api("GET", "/v1/articles").headers["www-authenticate"] == "Bearer"
    assert code(open_api, "GET", "/v1/articles", {})[0] == 200
    assert code(open_api, "PUT", "/v1/articles/x", ADMIN) == (403, "writes_disabled")
    assert code(open_api, "DELETE", "/v1/articles/x", {}) == (403, "writes_disabled")
    for path in ("/healthz", "/metrics", "/openapi.json"):
        assert api("GET", path).status_code == 200


def test_bodies_over_the_limit_are_refused_declared_or_not(open_api: InProcess) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(60):
            yield b"a" * 1000

    declared = open_api("POST", "/v1/ask", content=b"a" * 60_000)
    undeclared = open_api("POST", "/v1/ask", content=chunks(), headers={"Content-Type": "application/json"})
    for response in (declared, undeclared):
        assert (response.status_code, response.json()["code"]) == (413, "too_large")
        assert response.headers["x-request-id"] == response.json()["request_id"]


def test_every_response_has_a_request_id_the_callers_where_usable(open_api: InProcess) -> None:
    for method, path in [
        ("GET", "/healthz"),
        ("GET", "/nope"),
        ("POST", "/v1/ask"),
        ("DELETE", "/v1/search"),
        ("GET", "/metrics"),
    ]:
        assert re.fullmatch(r"[0-9a-f]{32}", open_api(method, path).headers["x-request-id"])
        assert open_api(method, path, headers={"X-Request-ID": "mine-1.2"}).headers["x-request-id"] == "mine-1.2"
        assert open_api(method, path, headers={"X-Request-ID": "a b\t<x>"}).headers["x-request-id"] != "a b\t<x>"


def test_problems_are_complete(open_api: InProcess) -> None:
    for method, path, status, code in [
        ("GET", "/nope", 404, "not_found"),
        ("GET", "/v1/articles/nope", 404, "not_found"),
        ("DELETE", "/v1/search", 405, "method_not_allowed"),
        ("GET", "/v1/articles?limit=x", 422, "invalid_request"),
    ]:
        response = open_api(method, path)
        problem = response.json()
        assert response.headers["content-type"] == "application/problem+json"
        assert set(problem) == {"type", "title", "status", "detail", "code", "retryable", "request_id"}
        assert (response.status_code, problem["status"], problem["code"], problem["retryable"]) == (
            status,
            status,
            code,
            False,
        )
        assert problem["request_id"] == response.headers["x-request-id"]


def test_health_tells_alive_from_ready(api: InProcess) -> None:
    assert api("GET", "/healthz").json() == {"status": "ok"}
    empty = api("GET", "/readyz")
    assert empty.status_code == 503
    assert empty.json()["reasons"]
    put(api, "x", text=TEXT)
    assert (api("GET", "/readyz").status_code, api("GET", "/readyz").json()) == (200, {"status": "ok", "reasons": []})


def test_metrics_count_requests_by_template_and_answers_by_outcome(api: InProcess) -> None:
    put(api, "x", text=TEXT)
    api("POST", "/v1/ask", json={"question": "Hồ Tây rộng bao nhiêu?"}, headers=READER)
    api("POST", "/v1/ask", json={"question": "Hồ Tây rộng bao nhiêu?", "stream": True}, headers=READER)
    api("GET", "/v1/articles/x", headers=READER)
    api("GET", "/v1/articles/nope", headers=READER)
    text = api("GET", "/metrics").text
    template = "/v1/articles/{article_id:path}"
    assert f'trichdan_requests_total{{method="GET",route="{template}",status="200"}} 1.0' in text
    assert f'trichdan_requests_total{{method="GET",route="{template}",status="404"}} 1.0' in text
    assert f'trichdan_requests_total{{method="PUT",route="{template}",status="200"}} 1.0' in text
    answers = re.findall(r"trichdan_answers_total\{.*mode=\"extractive\".*} (\d+)", text)
    assert sum(map(int, answers)) == 2
    assert 'trichdan_stage_seconds_count{stage="retrieve"} 2.0' in text
    assert "trichdan_articles 1.0" in text
    assert "nope" not in text
