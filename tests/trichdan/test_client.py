"""The client against handler functions: what it sends, how it reads, tries again, and raises."""

from __future__ import annotations

import asyncio
import inspect
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import trichdan.errors
import trichdan.problems
import trichdan.results
from ingest.models import text_sha256
from trichdan import drivers, sockets
from trichdan import replies as reading
from trichdan.client import AsyncClient, Client, Retrieved, Token
from trichdan.errors import (
    InvalidRequestError,
    LockedError,
    NotFoundError,
    TrichdanError,
    UnauthorizedError,
    UnexpectedReplyError,
    UnreachableError,
)
from trichdan.problems import classes_by_code
from trichdan.wire import Answer, Filters, Message

TEXT = "Ngày 27/10, hội nghị diễn ra tại Senmonorom. 😀 Hết."
QUOTE = "Ngày 27/10, hội nghị diễn ra tại Senmonorom."
ANSWER: dict[str, Any] = {
    "id": "ans_1", "question": "Ở đâu?", "answered": True, "reason": None, "answer": f"{QUOTE} [1]",
    "mode": "extractive", "model": None, "language": "vi", "confidence": 0.8,
    "degraded": None, "index": "f", "timings_ms": {"total": 1.0},
    "citations": [{"marker": 1, "article_id": "a/1", "title": None, "published": None, "url": None, "quote": QUOTE,
                   "start": 0, "end": len(QUOTE), "article_sha256": text_sha256(TEXT), "passage_id": "p", "score": 1.0,
                   "answer_spans": [[0, len(QUOTE)]]}],
}  # fmt: skip
ARTICLE: dict[str, Any] = {
    "id": "a/1", "title": None, "published": None, "url": None, "source": None, "language": None,
    "article_sha256": text_sha256(TEXT), "characters": len(TEXT), "passages": 1, "text": TEXT,
}  # fmt: skip
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses are noted instead of slept."""
    noted: list[float] = []

    async def note(seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr(sockets.time, "sleep", noted.append)  # type: ignore[attr-defined]
    monkeypatch.setattr(sockets.asyncio, "sleep", note)  # type: ignore[attr-defined]
    return noted


def client(handler: Handler, **options: Any) -> Client:
    return Client("http://service", transport=httpx.MockTransport(handler), **options)


def problem(status: int, code: str, *, retryable: bool = False, **headers: str) -> httpx.Response:
    body = {
        "type": "",
        "title": "",
        "status": status,
        "detail": "Darum.",
        "code": code,
        "retryable": retryable,
        "request_id": "r9",
    }
    return httpx.Response(status, json=body, headers=headers)


def replies(*given: httpx.Response | Exception) -> tuple[Handler, list[httpx.Request]]:
    """A handler that gives one after the other, and the requests that it got."""
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        reply = given[min(len(seen), len(given)) - 1]
        if isinstance(reply, Exception):
            raise reply
        return reply

    return handle, seen


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_an_address_or_key_that_can_not_be_is_told_at_once_and_no_key_is_shown(kind: Any) -> None:
    with pytest.raises(InvalidRequestError, match="is no address of a service"):
        kind("127.0.0.1:8000")
    with pytest.raises(InvalidRequestError) as told:
        kind("http://service", api_key="se\ncret")
    assert str(told.value) == "The API key holds a line break, or another character that can't be sent."


def test_a_key_that_was_read_from_a_file_loses_its_line_end() -> None:
    handle, seen = replies(httpx.Response(200, json=ANSWER))
    with client(handle, api_key="k\n") as asked:
        asked.ask("Ở đâu?")
    assert seen[0].headers["authorization"] == "Bearer k"


def test_ask_sends_the_contract_and_reads_an_answer() -> None:
    handle, seen = replies(httpx.Response(200, json=ANSWER))
    with client(handle, api_key="k") as asked:
        answer = asked.ask(
            "Ở đâu?", history=[Message(role="user", content="Chào"), {"role": "assistant", "content": "Vâng"}], top_k=3,
            filters=Filters(published_from="2023"), mode="extractive", explain=True,
        )  # fmt: skip
    assert answer == Answer.model_validate(ANSWER)
    assert (seen[0].method, seen[0].url.path, seen[0].headers["authorization"]) == ("POST", "/v1/ask", "Bearer k")
    assert json.loads(seen[0].content) == {
        "question": "Ở đâu?",
        "history": [{"role": "user", "content": "Chào"}, {"role": "assistant", "content": "Vâng"}],
        "top_k": 3,
        "filters": {"published_from": "2023"},
        "mode": "extractive",
        "explain": True,
    }


def test_the_asynchronous_client_does_the_same() -> None:
    async def run() -> Answer:
        handle, _ = replies(problem(503, "locked", retryable=True), httpx.Response(200, json=ANSWER))
        async with AsyncClient("http://service", transport=httpx.MockTransport(handle)) as asked:
            return await asked.ask("Ở đâu?")

    assert asyncio.run(run()) == Answer.model_validate(ANSWER)


def test_both_clients_have_the_same_methods_with_documentation() -> None:
    one, other = client(lambda request: httpx.Response(200)), AsyncClient("http://service")
    for name in ("ask", "stream", "search", "articles", "article", "put_article", "delete_article", "verify"):
        assert inspect.signature(getattr(one, name)) == inspect.signature(getattr(other, name))
        assert getattr(one, name).__doc__
        assert getattr(one, name).__name__ == name


@pytest.mark.parametrize(
    "code", [code for code in classes_by_code() if "client_errors" not in classes_by_code()[code].__module__]
)
def test_every_code_of_the_service_comes_back_as_its_class(code: str) -> None:
    kind = classes_by_code()[code]
    handle, _ = replies(problem(kind.status, code))
    with pytest.raises(kind, match="Darum") as caught:
        client(handle).ask("a")
    assert type(caught.value) is kind
    assert caught.value.__notes__ == ["Request id: r9"]


def test_the_registry_knows_the_whole_tree() -> None:
    def below(kind: type[TrichdanError]) -> Iterator[type[TrichdanError]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    sent = {kind.code for kind in below(TrichdanError) if not kind.__module__.startswith(("evals.", "tests."))}
    assert sent <= set(classes_by_code())
    assert classes_by_code()["unauthorized"] is trichdan.errors.UnauthorizedError


def test_what_is_retryable_is_tried_again_with_growing_pauses(pauses: list[float]) -> None:
    handle, seen = replies(
        httpx.ConnectError("no"), problem(503, "locked", retryable=True), httpx.Response(200, json=ANSWER)
    )
    assert client(handle).ask("a").answered
    assert len(seen) == 3
    assert 0.1 < pauses[0] < pauses[1] < 1


def test_retry_after_is_obeyed_up_to_half_a_minute(pauses: list[float]) -> None:
    handle, _ = replies(
        problem(503, "locked", retryable=True, **{"Retry-After": "7"}),
        problem(503, "locked", retryable=True, **{"Retry-After": "7777"}),
        httpx.Response(200, json=ANSWER),
    )
    client(handle).ask("a")
    assert pauses == [7.0, 30.0]


def test_it_gives_up_in_the_end_and_at_once_where_nothing_helps(pauses: list[float]) -> None:
    handle, seen = replies(problem(503, "locked", retryable=True))
    with pytest.raises(LockedError):
        client(handle, retries=1).ask("a")
    assert len(seen) == 2
    handle, seen = replies(problem(401, "unauthorized"))
    with pytest.raises(UnauthorizedError):
        client(handle).ask("a")
    assert len(seen) == 1
    handle, seen = replies(httpx.ReadTimeout("slow"))
    with pytest.raises(UnreachableError, match="http://service did not answer: slow"):
        client(handle, retries=0).ask("a")


@pytest.mark.parametrize("reply", [httpx.Response(502, text="<h1>Bad gateway"), httpx.Response(200, text="<h1>Welcome"),
                                   httpx.Response(200, json={"answer": 5}), problem(418, "teapot")])  # fmt: skip
def test_a_stranger_at_the_address_is_told(reply: httpx.Response) -> None:
    with pytest.raises(UnexpectedReplyError):
        client(replies(reply)[0]).ask("a")


def stream_of(*frames: str) -> httpx.Response:
    def chunks() -> Iterator[bytes]:
        for byte in "".join(frames).encode():
            yield bytes([byte])

    return httpx.Response(200, content=chunks(), headers={"Content-Type": "text/event-stream"})


def frame(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def test_a_stream_gives_typed_events_whatever_the_chunks() -> None:
    hit = {
        "passage_id": "p",
        "article_id": "a/1",
        "title": None,
        "published": None,
        "url": None,
        "text": "đ",
        "start": 0,
        "end": 1,
        "score": 1.0,
    }
    token = frame("token", {"text": "dòng\u2028mới\x85 😀"})
    frames = [": still here\n\n", frame("retrieval", {"passages": [hit]}), token,
              frame("news", {}), frame("answer", ANSWER)]  # fmt: skip
    for text in (frames, [part.replace("\n", "\r\n") for part in frames]):
        events = list(client(replies(stream_of(*text))[0]).stream("Ở đâu?"))
        assert [type(event) for event in events] == [Retrieved, Token, Answer]
        assert events[1] == Token("dòng\u2028mới\x85 😀")
        assert events[2] == Answer.model_validate(ANSWER)


def test_an_error_in_a_stream_is_raised_and_a_cut_stream_told() -> None:
    body = problem(503, "locked").json()
    with pytest.raises(LockedError):
        list(client(replies(stream_of(frame("error", body)))[0]).stream("a"))
    with pytest.raises(UnreachableError, match="ended before the answer"):
        list(client(replies(stream_of(frame("token", {"text": "a"})))[0]).stream("a"))
    with pytest.raises(InvalidRequestError):
        list(client(replies(problem(422, "invalid_request"))[0]).stream(""))


def test_articles_are_fetched_page_by_page() -> None:
    info = {name: value for name, value in ARTICLE.items() if name != "text"}
    pages = [
        {"articles": [info | {"id": "a"}], "next_cursor": "a&b", "total": 2},
        {"articles": [info | {"id": "b"}], "next_cursor": None, "total": 2},
    ]
    handle, seen = replies(*(httpx.Response(200, json=page) for page in pages))
    articles = client(handle).articles(published_from="2023", page_size=1)
    assert next(articles).id == "a"
    assert len(seen) == 1
    assert [article.id for article in articles] == ["b"]
    assert dict(seen[1].url.params) == {"limit": "1", "published_from": "2023", "cursor": "a&b"}


@pytest.mark.parametrize(
    ("article_id", "path"),
    [
        ("a/b c", "/v1/articles/a/b%20c"),
        ("bài?#%", "/v1/articles/b%C3%A0i%3F%23%25"),
        ("a/../b", "/v1/articles/a%2F..%2Fb"),
    ],
)
def test_ids_are_escaped(article_id: str, path: str) -> None:
    handle, seen = replies(httpx.Response(200, json=ARTICLE))
    client(handle).article(article_id)
    assert seen[0].url.raw_path.decode() == path


def test_writes() -> None:
    handle, seen = replies(httpx.Response(200, json=ARTICLE | {"status": "added"}), httpx.Response(204))
    one = client(handle)
    assert one.put_article("a/1", TEXT, title="T").status == "added"
    assert json.loads(seen[0].content) == {"text": TEXT, "title": "T"}
    one.delete_article("a/1")
    assert seen[1].method == "DELETE"


def test_a_delete_whose_first_reply_was_lost_is_done() -> None:
    client(replies(httpx.ReadError("lost"), problem(404, "not_found"))[0]).delete_article("a")
    with pytest.raises(NotFoundError):
        client(replies(problem(404, "not_found"))[0]).delete_article("a")


@pytest.mark.parametrize(
    ("article", "fault"),
    [
        (ARTICLE, ""),
        (ARTICLE | {"text": TEXT + "!", "article_sha256": "other"}, "article_changed"),
        (ARTICLE | {"text": "X" + TEXT}, "quote_differs"),
        (None, "article_gone"),
    ],
)
def test_verify_reads_every_article_again(article: dict[str, Any] | None, fault: str) -> None:
    handle, seen = replies(httpx.Response(200, json=article) if article else problem(404, "not_found"))
    answer = Answer.model_validate(ANSWER | {"citations": ANSWER["citations"] * 2})
    found = answer.verify(client(handle))
    assert [check.fault for check in found.checks] == [fault, fault]
    assert bool(found) is (fault == "")
    assert len(seen) == 1


def test_importing_the_client_loads_nothing_heavy() -> None:
    heavy = ("fastapi", "starlette", "chromadb", "llama_index", "httpx", "numpy", "onnxruntime", "pydantic", "asyncio")
    code = f"import sys, trichdan.client; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_client_is_quick() -> None:
    """Processor time, since that is the same however busy the machine is; the interpreter's own start included."""
    code = "import trichdan.client, resource; used = resource.getrusage(resource.RUSAGE_SELF); "
    code += "print(used.ru_utime + used.ru_stime)"
    times = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5)]
    assert min(times) < 0.11, times


def test_a_stream_that_is_given_up_is_closed_also_inside_an_event_loop() -> None:
    closed: list[str] = []

    class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield frame("token", {"text": "a"}).encode() * 2

        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield frame("token", {"text": "a"}).encode() * 2

        def close(self) -> None:
            closed.append("blocking")

        async def aclose(self) -> None:
            closed.append("awaited")

    async def run() -> None:
        handle, _ = replies(httpx.Response(200, stream=Body()), httpx.Response(200, stream=Body()))
        events = client(handle).stream("a")
        assert next(events) == Token("a")
        del events
        async with AsyncClient("http://service", transport=httpx.MockTransport(handle)) as asked:
            async for event in asked.stream("a"):
                assert event == Token("a")
                break

    asyncio.run(run())
    assert closed == ["blocking", "awaited"]


TYPED = """
import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import assert_type

from trichdan import AsyncClient, Client, Event, Verification
from trichdan.wire import Answer, ArticleSummary, SearchResponse

with Client("http://service", api_key="k") as client:
    assert_type(client.ask("a", top_k=3, filters={"source": "s"}), Answer)
    assert_type(client.ask("a").verify(client), Verification)
    assert_type(client.stream("a"), Iterator[Event])
    assert_type(client.articles(page_size=2), Iterator[ArticleSummary])
    client.ask(5)  # type: ignore[arg-type]
    client.put_article("a", "b", titel="c")  # type: ignore[call-arg]


async def run() -> None:
    async with AsyncClient("http://service") as client:
        assert_type(await client.ask("a"), Answer)
        assert_type(await (await client.ask("a")).verify(client), Verification)
        assert_type(client.stream("a"), AsyncIterator[Event])
        assert_type(await asyncio.gather(client.ask("a"), client.search("b")), tuple[Answer, SearchResponse])
        assert_type(await asyncio.create_task(client.ask("a")), Answer)
"""


def test_both_clients_are_typed_for_who_uses_them(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(TYPED, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", str(script)]
    checked = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (checked.stdout.strip(), checked.returncode) == ("Success: no issues found in 1 source file", 0)


def test_reading_and_driving_know_no_input_or_output() -> None:
    for module in (drivers, reading, trichdan.problems, trichdan.results):
        assert "httpx" not in inspect.getsource(module)
