"""`POST /v1/ask` and `/v1/search` as the contract words them, over the five seeds."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from ingest.embedding.base import Embedder
from ingest.models import text_sha256
from service.app import create_app
from service.http import routes
from service.retrieval.retriever import Retriever
from service.settings import ServiceSettings
from tests.conftest import SEEDS
from tests.servers import InProcess, in_process, sse

QUESTION = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"
ANSWER_FIELDS = {
    "id", "question", "answered", "reason", "answer", "mode", "model", "language", "confidence", "degraded",
    "citations", "dropped_citations", "usage", "index", "timings_ms",
}  # fmt: skip
CITATION_FIELDS = {
    "marker", "article_id", "title", "published", "url", "source", "quote", "start", "end", "article_sha256",
    "passage_id", "score", "answer_spans",
}  # fmt: skip


@pytest.fixture(scope="module")
def api(seeds_settings: ServiceSettings, embedder: Embedder) -> Iterator[InProcess]:
    with in_process(create_app(seeds_settings)) as call:
        yield call


def ask(api: InProcess, question: str = QUESTION, **options: Any) -> dict[str, Any]:
    response = api("POST", "/v1/ask", json={"question": question, **options})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_answer_has_every_field_of_the_contract(api: InProcess) -> None:
    answer = ask(api)
    assert set(answer) >= ANSWER_FIELDS
    assert answer["answered"] is True
    assert answer["reason"] is None
    assert answer["question"] == QUESTION
    assert (answer["mode"], answer["model"], answer["language"], answer["degraded"]) == ("extractive", None, "vi", None)
    assert 0 <= answer["confidence"] <= 1
    assert answer["id"].startswith("ans_")
    assert {"retrieve", "answer", "verify", "total"} <= set(answer["timings_ms"])
    assert "Trương Minh Đương" in answer["answer"]


def test_citations_are_verbatim_and_match_the_markers(api: InProcess) -> None:
    answer = ask(api)
    assert answer["citations"]
    markers = list(dict.fromkeys(int(found) for found in re.findall(r"\[(\d+)]", answer["answer"])))
    assert [citation["marker"] for citation in answer["citations"]] == markers == list(range(1, len(markers) + 1))
    for citation in answer["citations"]:
        assert set(citation) == CITATION_FIELDS | ({"opening"} if citation["title"] is None else set())
        article = api("GET", f"/v1/articles/{citation['article_id']}").json()
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"] != ""
        assert citation["article_sha256"] == article["article_sha256"] == text_sha256(article["text"])
        assert citation["answer_spans"]
        for start, end in citation["answer_spans"]:
            assert 0 <= start < end <= len(answer["answer"])


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("id", "timings_ms")}


@pytest.mark.parametrize(
    "asked",
    [
        {"json": {"question": QUESTION, "stream": True}},
        {"json": {"question": QUESTION}, "headers": {"Accept": "Text/Event-Stream"}},
    ],
)
def test_a_stream_ends_in_the_very_same_answer(api: InProcess, asked: dict[str, Any]) -> None:
    response = api("POST", "/v1/ask", **asked)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = sse(response.text)
    names = [name for name, _ in events]
    assert names[0] == "retrieval"
    assert names[-1] == "answer"
    assert set(names[1:-1]) <= {"token"}
    assert timeless(events[-1][1]) == timeless(ask(api))
    hit = events[0][1]["passages"][0]
    assert set(hit) - {"opening"} == {
        "passage_id",
        "article_id",
        "title",
        "published",
        "url",
        "source",
        "text",
        "start",
        "end",
        "score",
    }


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "question"),
        ({"question": " \n "}, "question"),
        ({"question": "a" * 2001}, "question"),
        ({"question": 5}, "question"),
        ({"question": "a", "top_k": 0}, "top_k"),
        ({"question": "a", "top_k": 51}, "top_k"),
        ({"question": "a", "mode": "both"}, "mode"),
        ({"question": "a", "tok_k": 5}, "tok_k"),
        ({"question": "a", "explain": 1}, "explain"),
        ({"question": "a", "history": [{"role": "system", "content": "x"}]}, "history"),
        ({"question": "a", "filters": {"published_from": "17/10/2025"}}, "published_from"),
        ({"question": "a", "filters": {"published_to": "2025-02-30"}}, "published_to"),
        ({"question": "a", "filters": {"author": "x"}}, "author"),
    ],
)
def test_what_is_not_of_the_contract_is_refused_by_name(api: InProcess, body: dict[str, Any], fault: str) -> None:
    response = api("POST", "/v1/ask", json=body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "invalid_request")
    assert fault in problem["detail"]


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("timeline", {"subject": "a"}, "subject: There is no such field; there are filters, limit, query."),
        ("ask", {"question": "a", "filters": {"from": "2024"}}, "filters.from: There is no such field; there are "
         "article_ids, published_from, published_to, source."),
        ("ask", {"question": "a", "history": [{"role": "user", "content": "b", "name": "c"}]},
         "history.0.name: There is no such field; there are content, role."),
        ("ask", {"question": "a", "filters": {"published_to": "17/10/2025"}},
         "filters.published_to: a date is written 2025-10-17, 2025-10 or 2025."),
        ("ask", {"question": "a", "filters": {"published_to": "2025\n"}},
         "filters.published_to: a date is written 2025-10-17, 2025-10 or 2025."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_what_there_is(api: InProcess, path: str, body: dict[str, Any], told: str) -> None:
    response = api("POST", f"/v1/{path}", json=body)
    assert (response.status_code, response.json()["detail"]) == (422, f"The request can't be used: {told}")


def test_a_question_is_trimmed_and_may_have_2000_code_points(api: InProcess) -> None:
    assert ask(api, f"  {QUESTION}\n")["question"] == QUESTION
    assert ask(api, " " + "😀" * 2000 + " ")["question"] == "😀" * 2000


@pytest.mark.parametrize("content", [b"{", b"[]", b'"a"', b"\xff", b"", b'{"question": "a\\ud800"}'])
def test_a_body_that_is_no_json_object_is_a_problem(api: InProcess, content: bytes) -> None:
    response = api("POST", "/v1/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_no_json_is_told_where_it_ends_to_be_some(api: InProcess) -> None:
    response = api("POST", "/v1/ask", content=b"Ai?", headers={"Content-Type": "application/json"})
    assert response.json()["detail"] == "The body isn't JSON: Expecting value at character 0."
    response = api("POST", "/v1/ask", content=b'{"question": "a", }', headers={"Content-Type": "application/json"})
    assert "double quotes at character " in response.json()["detail"]
    assert response.json()["code"] == "invalid_request"


def test_curl_without_a_content_type_is_told_what_is_missing(api: InProcess) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    response = api("POST", "/v1/ask", content=b'{"question": "a"}', headers=form)
    assert response.status_code == 422
    assert "Content-Type: application/json" in response.json()["detail"]


def test_llm_mode_without_an_llm_is_a_conflict_even_for_a_stream(api: InProcess) -> None:
    for stream in (False, True):
        response = api("POST", "/v1/ask", json={"question": QUESTION, "mode": "llm", "stream": stream})
        assert (response.status_code, response.json()["code"]) == (409, "llm_not_configured")


def test_filters_leave_only_what_they_name(api: InProcess) -> None:
    only = ask(api, "Hội nghị bàn về điều gì?", filters={"published_from": "2024", "published_to": "2024-06"})
    used = {one["article_id"] for one in [*only["citations"], *only.get("nearest", [])]}
    assert used == {"003_bdab42d5d41a8faf"}
    one = ask(api, filters={"article_ids": ["004_c73600a27f5e9e5f"]})
    used = {found["article_id"] for found in [*one["citations"], *one.get("nearest", [])]}
    assert used <= {"004_c73600a27f5e9e5f"}
    nothing = ask(api, filters={"source": "không có báo này"})
    assert nothing["answered"] is False
    assert nothing["reason"] == "no_evidence"
    assert nothing["citations"] == []
    assert nothing["reason_text"] == "Bộ lọc không để lại bài báo nào."


def test_search_gives_hits_best_first(api: InProcess) -> None:
    response = api("POST", "/v1/search", json={"query": "Mondulkiri", "top_k": 3})
    found = response.json()
    assert set(found) == {"query", "hits", "timings_ms"}
    scores = [hit["score"] for hit in found["hits"]]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    for hit in found["hits"]:
        text = api("GET", f"/v1/articles/{hit['article_id']}").json()["text"]
        assert text[hit["start"] : hit["end"]] == hit["text"]


def test_articles_come_in_pages(api: InProcess) -> None:
    ids: list[str] = []
    cursor = ""
    while True:
        page = api("GET", "/v1/articles", params={"limit": 2, "cursor": cursor}).json()
        assert page["total"] == 5
        ids += [article["id"] for article in page["articles"]]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert ids == sorted(path.stem for path in SEEDS.glob("*.txt"))
    some = api("GET", "/v1/articles", params={"published_from": "2025-10", "published_to": "2025-10-20"}).json()
    assert [article["id"] for article in some["articles"]] == ["000_544130b2d21242ad"]
    assert some["total"] == 1


def test_chat_completions_carry_the_whole_answer(api: InProcess) -> None:
    body = {"model": "trichdan", "messages": [{"role": "user", "content": QUESTION}]}
    reply = api("POST", "/v1/chat/completions", json=body).json()
    assert reply["choices"][0]["message"]["content"].startswith(reply["trichdan"]["answer"])
    assert reply["trichdan"]["answer"] == ask(api)["answer"]
    stream = api("POST", "/v1/chat/completions", json=body | {"stream": True})
    chunks = [data for _, data in sse(stream.text)]
    assert chunks[-1] is None
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks[:-1])
    assert text == reply["choices"][0]["message"]["content"]
    assert timeless(chunks[-2]["trichdan"]) == timeless(reply["trichdan"])
    assert [model["id"] for model in api("GET", "/v1/models").json()["data"]] == ["trichdan"]


def test_a_slow_stream_is_kept_alive_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow() -> AsyncIterator[str]:
        yield "a"
        await asyncio.sleep(0.1)
        yield "b"

    async def collect() -> list[str]:
        return [frame async for frame in routes.pulsed(slow())]

    monkeypatch.setattr(routes, "PULSE", 0.03)
    frames = asyncio.run(collect())
    assert [frame for frame in frames if not frame.startswith(":")] == ["a", "b"]
    assert len(frames) >= 4


def test_a_stream_that_breaks_inside_ends_in_an_error_event(api: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Retriever, "retrieve", broken)
    response = api("POST", "/v1/ask", json={"question": QUESTION, "stream": True})
    [(name, problem)] = sse(response.text)
    assert (name, problem["code"], problem["status"]) == ("error", "internal_error", 500)
    assert "secret" not in response.text
    assert problem["request_id"] == response.headers["x-request-id"]
    whole = api("POST", "/v1/ask", json={"question": QUESTION})
    assert (whole.status_code, whole.json()["code"]) == (500, "internal_error")
    assert "secret" not in whole.text
