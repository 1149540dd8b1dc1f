"""Run the attempts against the settings that a service would have, in a temporary index of their own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from evals.attack.attempts import Attempt
from evals.attack.obedient import ObedientModel
from evals.errors import EvalError
from evals.running.engine import assess_but_answer
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.pipeline import Ingestor
from service.engine import Engine
from service.llm.factory import load_chat_model
from service.llm.protocol import ChatModel
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from trichdan.wire import Answer, AskRequest, Filters, Mode


@dataclass(frozen=True, slots=True)
class Success:
    """An attempt that got through: by which way of answering, and what was answered."""

    attempt: Attempt
    way: str
    answer: str


@dataclass(slots=True)
class Result:
    """What came of all attempts. `asked` counts questions by the way of answering; `read` orders that a prompt held."""

    attempts: int = 0
    asked: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    read: int = 0
    successes: list[Success] = field(default_factory=list)


def run(
    settings: ServiceSettings,
    planned: Sequence[Attempt],
    *,
    own_llm: bool = False,
    embedder: Embedder | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Result:
    """Plant, ask and judge. Nothing is refused for want of confidence: an order is no answer, however sure it looks.

    Args:
        settings: those of the service; its data folder, database and Chroma server are not touched.
        planned: the attempts.
        own_llm: ask the LLM of the settings too, not only the extractive way and the obedient model.
        embedder: the embedder of the settings, if it is loaded already.
        progress: called after each attempt.

    Raises:
        EvalError: an article could not be stored, or there is no LLM to ask.
    """
    if own_llm and settings.llm is None:
        raise EvalError("No LLM is configured.", help="Set TRICHDAN_LLM_BASE_URL and TRICHDAN_LLM_MODEL.")
    obedient = ObedientModel()
    models: dict[str, ChatModel | None] = {"extractive": None, "obedient model": obedient}
    if own_llm and settings.llm is not None:
        models["own LLM"] = load_chat_model(settings.llm, settings.models_dir)
    result = Result(attempts=len(planned))
    with _engine(settings, planned, embedder) as engine:
        for attempt in planned:
            obedient.attempt = attempt
            for way, model in models.items():
                answer = _ask(engine, attempt, model)
                result.asked[way] = result.asked.get(way, 0) + 1
                result.answered[way] = result.answered.get(way, 0) + answer.answered
                if attempt.succeeds(answer):
                    result.successes.append(Success(attempt, way, answer.answer))
            progress()
    result.read = obedient.read
    return result


@contextmanager
def _engine(settings: ServiceSettings, planned: Sequence[Attempt], embedder: Embedder | None) -> Iterator[Engine]:
    """An engine over the planted articles, in a folder that vanishes."""
    with tempfile.TemporaryDirectory(prefix="trichdan-attack-") as folder:
        own = {"data": Path(folder), "models": settings.models_dir, "database_url": "", "chroma_url": ""}
        temporary = settings.model_copy(update=own)
        chosen = embedder or load_embedder(temporary.embedding, temporary.models_dir)
        file = Path(folder) / "articles.jsonl"
        lines = [
            {"id": one.article.id, "title": one.article.title, "text": one.article.text, "published": "2025-10-17"}
            for one in planned
        ]
        file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
        report = Ingestor(temporary, chosen).run([file])
        if report.failed:
            raise EvalError(f"{len(report.failed)} planted articles could not be stored: {report.failed[0]}.")
        # Refusing everything would pass every attempt.
        engine = Engine(temporary, Corpus(temporary), chosen, assessor=assess_but_answer)
        try:
            yield engine
        finally:
            engine.close()


def _ask(engine: Engine, attempt: Attempt, model: ChatModel | None) -> Answer:
    """The answer to the attempt's question, over its article alone."""
    engine.model = model
    mode = Mode.LLM if model else Mode.EXTRACTIVE
    # Over its article alone, so that the order is surely among what is found.
    filters = Filters(article_ids=[attempt.article.id])
    return engine.ask_blocking(AskRequest(question=attempt.question, mode=mode, filters=filters))
