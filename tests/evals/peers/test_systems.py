"""What the systems' own replies become, and what they talk to."""

import json
import urllib.request

import pytest

from evals.peers.__main__ import of_llm
from evals.peers.citation_engine import pointed_to, unlabelled
from evals.peers.llm_server import Model
from evals.peers.ours import reply_of
from evals.peers.replies import Cited
from evals.peers.serving import embedded, embeddings_server
from service.settings import LLMSettings
from tests.evals.fakes import ARTICLE, answer_of, citation_of
from tests.fakes import HashEmbedder
from trichdan.wire import Degraded

SOURCES = [Cited(article_id="a", text="một"), Cited(article_id="b", text="hai")]


def test_numbers_point_to_sources_in_order_of_first_use() -> None:
    assert pointed_to("Hai [2], một [1] và [2].", SOURCES) == (SOURCES[1], SOURCES[0])
    assert pointed_to("Both [1, 2].", SOURCES) == tuple(SOURCES)
    assert pointed_to("As Source 2 says.", SOURCES) == (SOURCES[1],)
    assert pointed_to("Elsewhere [3] and [0], in 2024.", SOURCES) == ()


def test_a_source_is_shown_without_the_engine_s_heading() -> None:
    assert unlabelled("Source 1:\nGiá vé\n") == "Giá vé"


def test_ours_answers_with_its_quotes() -> None:
    reply = reply_of(answer_of([citation_of(ARTICLE, "a", 0, 20)]))
    quote = Cited(article_id="a", text=ARTICLE[:20])
    assert (reply.text.strip(), reply.cited, reply.quoted, reply.refused) == (ARTICLE[:20], (quote,), (quote,), False)


def test_ours_says_how_an_answer_came_about() -> None:
    quote = [citation_of(ARTICLE, "a", 0, 20)]
    answers = [
        answer_of(quote, mode="llm", model="m"),
        answer_of(quote, degraded=Degraded.LLM_BAD_OUTPUT),
        answer_of(),
        answer_of(mode="llm", model="m"),
    ]
    ways = [(reply_of(one).way, reply_of(one).refused) for one in answers]
    assert ways == [
        ("llm", False),
        ("fallback: llm_bad_output", False),
        ("refused without the LLM", True),
        ("llm", True),
    ]


def test_our_settings_are_settings() -> None:
    given = {
        name.removeprefix("TRICHDAN_LLM_").lower(): value for name, value in of_llm("http://127.0.0.1:1/v1").items()
    }
    chosen = LLMSettings.model_validate(given)
    assert (chosen.structured, chosen.passages, chosen.concurrency) == ("prose", 2, 1)


def test_a_text_brings_its_prefix_to_the_embedder() -> None:
    embedder = HashEmbedder()
    assert embedded(embedder, "query: vé") == embedder.encode_queries(["vé"])[0].vector.tolist()
    assert embedded(embedder, "passage: vé") == embedder.encode_passages(["vé"])[0].vector.tolist()
    with pytest.raises(ValueError, match="has to begin"):
        embedded(embedder, "vé")


def test_the_embedder_behind_openai_s_route() -> None:
    embedder = HashEmbedder()
    with embeddings_server(embedder) as address:
        body = json.dumps({"model": "m", "input": ["query: vé", "passage: vé"]}).encode()
        request = urllib.request.Request(f"{address}/embeddings", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as reply:
            data = json.load(reply)["data"]
    assert [one["embedding"] for one in data] == [embedded(embedder, one) for one in ("query: vé", "passage: vé")]


class Server:
    """Stands for xllamacpp's."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.body: dict[str, object] = {}

    def handle_chat_completions(self, body: dict[str, object]) -> dict[str, object]:
        self.body = body
        usage = {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 5}}
        return {"choices": [{"message": {"content": self.text}, "finish_reason": "stop"}], "usage": usage}


def test_all_are_held_to_the_same_and_counted() -> None:
    server = Server("Có.")
    model = Model(server, longest=120)
    model.ask({"messages": [], "max_tokens": 800, "temperature": 0.3, "stream": True, "stream_options": {}})
    assert server.body == {"messages": [], "max_tokens": 120, "temperature": 0, "stream": False}
    model.ask({"messages": [], "max_completion_tokens": 50})
    assert server.body["max_tokens"] == 50
    used = model.usage()
    assert {name: used[name] for name in ("requests", "read", "cached", "written")} == {
        "requests": 2,
        "read": 14,
        "cached": 10,
        "written": 6,
    }
    assert model.usage()["requests"] == 0


def test_a_steered_reply_comes_back_as_a_call() -> None:
    schema = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
    tools = [{"type": "function", "function": {"name": "search", "parameters": schema}}]
    reply = Model(Server('{"query": "vé"}'), longest=120).ask({"messages": [], "tools": tools}, steered=True)
    assert reply["choices"][0]["message"]["tool_calls"][0]["function"]["name"] == "search"
