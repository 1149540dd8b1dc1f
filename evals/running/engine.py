"""The service itself as an asker, in this process: what `trichdan eval` measures.

Each corpus is ingested once into a data folder of its own below `<TRICHDAN_DATA>/evals/`, so that a user's articles
are never touched, and a second run starts at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from evals.errors import EvalError
from evals.running.askers import Asker
from ingest.pipeline import Ingestor
from ingest.settings import load_settings
from prompts.loader import load
from service.answerability.assess import Assessment, assess
from service.answering.choose import fitting
from service.engine import Engine, Reading
from service.llm.prompt import whole_passages
from service.llm.protocol import ChatModel
from service.quoting.types import Retrieval
from service.settings import ServiceSettings
from service.wire.answers import to_hit, to_selection
from trichdan.wire import Answer, AskRequest, Mode, Reason, SearchResponse

PROMPTS = ("answer.vi", "answer.en")
"""Prompts that an evaluation's answers depend on; it asks no follow-ups."""


class EngineAsker:
    """An `Asker` over an open engine; safe to call from several threads."""

    def __init__(self, engine: Engine, mode: Mode = Mode.EXTRACTIVE) -> None:
        self._engine = engine
        self._mode = mode

    @property
    def fingerprint(self) -> str:
        """Fingerprint of corpus and index settings."""
        return self._engine.corpus.fingerprint()

    def describe(self) -> Mapping[str, str]:
        """Embedder, mode and settings fingerprint; with an LLM its name, settings and the prompts' hashes."""
        settings = self._engine.settings
        answers_all = self._engine.lookup.assessor in (assess_but_answer, assess_but_ask)
        return self._of_llm() | {
            "embedder": self._engine.embedder.identity.describe(),
            "mode": self._mode.value,
            "caution": "none" if answers_all else settings.caution,
            "settings": settings.fingerprint(),
        }

    def _of_llm(self) -> dict[str, str]:
        """What the results depend on where an LLM answers."""
        model, chosen = self._engine.model, self._engine.settings.llm
        if self._mode is Mode.EXTRACTIVE or model is None:
            return {}
        facts = {"model": model.name} | {f"prompt:{name}": load(name).identity for name in PROMPTS}
        if chosen is not None:
            shown = ("structured", "temperature", "seed", "context_window", "max_output_tokens", "passages")
            facts |= {f"llm_{name}": str(getattr(chosen, name)) for name in shown}
        return facts

    def ask(self, question: str, *, exclude_articles: Sequence[str] = ()) -> Answer:
        """The answer, by the way that a request takes."""
        request = AskRequest(question=question, mode=self._mode)
        # In an event loop of its own, so that several threads may ask.
        return self._engine.ask_blocking(request, tuple(exclude_articles))

    def search(self, query: str, *, top_k: int = 10, exclude_articles: Sequence[str] = ()) -> SearchResponse:
        """The passages, by the way that a search takes."""
        selection = to_selection(None, tuple(exclude_articles))
        # By `retrieve` and not by `search`: the hits that are scored are those that the answer is made from.
        found = self._engine.retrieve(query, top_k, selection)
        return SearchResponse(query=query, hits=[to_hit(one) for one in found.passages], timings_ms={})

    def article_text(self, article_id: str) -> tuple[str, str]:
        """Text and hash from the catalog."""
        catalog = self._engine.corpus.catalog
        stored = catalog.article(article_id, catalog.published)
        if stored is None:
            raise LookupError(article_id)
        return stored[0].text, stored[0].sha256


def reading_of(model: ChatModel) -> Reading:
    """Both answerers read the passages that stand whole in the LLM's prompt, and no others."""

    def fitted(question: str, found: Retrieval) -> Retrieval:
        return fitting(found, whole_passages(question, found.question.language.code, found.passages, model))

    return fitted


def assess_but_answer(retrieval: Retrieval, caution: str) -> Assessment:
    """The assessment with its confidence, as though the threshold were 0: whatever can be quoted is an answer."""
    found = assess(retrieval, caution)
    # The confidence stays as it is: curves and calibration are computed from it.
    return replace(found, reason=None, explanation="", threshold=0.0) if retrieval.quotes else found


def assess_but_ask(retrieval: Retrieval, caution: str) -> Assessment:
    """The same for an LLM, which is asked everything; but where a user's would be asked in doubt, it's in doubt too."""
    doubted = assess(retrieval, caution)
    return doubted if doubted.reason is Reason.LOW_CONFIDENCE else assess_but_answer(retrieval, caution)


@contextmanager
def open_engine(paths: Sequence[Path]) -> Iterator[Engine]:
    """Ingest exactly these files and folders, and open an engine over them, warm.

    Raises:
        EvalError: a file can't be ingested: numbers over a part of a corpus would mislead.
    """
    settings = corpus_settings(corpus_key(paths))
    # Pruned, as an article that was taken out of the corpus since would still be found.
    report = Ingestor(settings).run(list(paths), prune=True)
    if report.failed:
        first = report.failed[0]
        raise EvalError(f"{len(report.failed)} files can't be ingested; {first.where}: {first.reason}")
    engine = Engine.open(settings)
    try:
        # The first question must not pay for loading.
        engine.embedder.warm_up()
        yield engine
    finally:
        engine.close()


@contextmanager
def open_engine_asker(
    paths: Sequence[Path],
    mode: Mode = Mode.EXTRACTIVE,
    *,
    answer_all: bool = False,
    identical_passages: bool = False,
) -> Iterator[Asker]:
    """Ingest exactly these files and folders, and ask over them.

    With `answer_all`, nothing is refused; with `identical_passages`, any answerer reads what fits the LLM's window.

    Raises:
        EvalError: as `open_engine`, or no LLM is configured where there has to be one.
    """
    with open_engine(paths) as engine:
        if engine.model is None and (identical_passages or mode is Mode.LLM):
            raise EvalError("No LLM is configured.", help="Set TRICHDAN_LLM_BASE_URL and TRICHDAN_LLM_MODEL.")
        if answer_all:
            engine.lookup.assessor = assess_but_ask if mode is Mode.LLM else assess_but_answer
        if identical_passages and engine.model is not None:
            engine.reading = reading_of(engine.model)
        yield EngineAsker(engine, mode)


def corpus_settings(key: str) -> ServiceSettings:
    """Settings whose data folder is one of our own, below the user's."""
    home = load_settings(ServiceSettings)
    # Never in the user's own database or Chroma server.
    settings = home.model_copy(update={"data": home.data / "evals" / key, "database_url": "", "chroma_url": ""})
    share_models(home, settings)
    return settings


def corpus_key(paths: Sequence[Path]) -> str:
    """Name of the data folder that holds exactly these files and folders."""
    # By paths and not by content: an edited corpus is brought up to date in its folder, instead of leaving one behind
    # for each edit.
    joined = "\n".join(sorted(str(path.resolve()) for path in paths))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def share_models(home: ServiceSettings, settings: ServiceSettings) -> None:
    """Let every corpus use the one converted model, instead of converting 90 MB for each."""
    home.models_dir.mkdir(parents=True, exist_ok=True)
    settings.data.mkdir(parents=True, exist_ok=True)
    if not settings.models_dir.exists():
        settings.models_dir.symlink_to(home.models_dir.resolve(), target_is_directory=True)
