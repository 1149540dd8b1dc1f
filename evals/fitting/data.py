"""Questions that a corpus answers and questions that it doesn't, as the service retrieves them: data for fitting.

What is unanswerable is so by construction (the gold article withheld, questions of another corpus) or was written so
(near misses: SQuAD 2.0, Rajpurkar et al. 2018, and those of the invented news). Corpora are of five genres, so that
what is fitted can be judged on whole corpora that it didn't see.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from evals.errors import SuiteError
from evals.running.engine import EngineAsker
from evals.suites.build import NotRun, Suite, build, seeds_suite
from evals.suites.cases import Case, Evidence, Typing, UnanswerableKind
from evals.suites.datasets import EvalSets, foreign, read_rows
from evals.suites.places import resolve
from evals.suites.squad import SOURCE, held_articles, learned_questions
from ingest.catalog.reading import Selection
from ingest.models import normalise
from ingest.pipeline import Ingestor
from ingest.settings import load_settings
from service.answerability.evidence import evidence_of
from service.answerability.features import features
from service.answerability.findings import findings_of
from service.engine import Engine
from service.quoting.types import Retrieval
from service.settings import ServiceSettings

STRANGE = 18
"""Of so many XQuAD questions one is asked over each small corpus: a foreign question."""

READ = 3
"""Of so many questions of the reading set one is asked: it would outweigh all others."""

ANSWERABLE = "answerable"
GENRES = ("xquad", "reading", "beats", "seeds", "news")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles and the questions asked over them.

    Attributes:
        genre: one of `GENRES`: corpora of one genre are alike in who wrote them, and for what.
    """

    name: str
    genre: str
    paths: tuple[Path, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what was found for it.

    Attributes:
        group: the source article: its questions are not independent.
        kind: "answerable", or why it isn't, as `UnanswerableKind` names it.
        found_gold: whether the gold stands in one of the quotes.
        features: of the answerability stage; None where nothing was found.
    """

    case: str
    group: str
    typing: str
    kind: str
    corpus: str
    genre: str
    found_gold: bool
    features: dict[str, float] | None

    @classmethod
    def read(cls, path: Path) -> list[Self]:
        """What `write` wrote."""
        return [cls(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def write(asked: Iterable[Asked], path: Path) -> None:
    """One question a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in asked), "utf-8")


def collect(corpora: Iterable[Corpus], folder: Path) -> list[Asked]:
    """Everything asked of every corpus; what stands in `folder` from an earlier run isn't asked again."""
    found: list[Asked] = []
    for corpus in corpora:
        kept = folder / "asked" / f"{corpus.name}.jsonl"
        if not kept.exists():
            write(ask(corpus, folder / "indexes" / corpus.name), kept)
        found += Asked.read(kept)
    return found


def corpora(evalsets: Path, reading: Path | None, folder: Path) -> list[Corpus]:
    """All corpora that may be fitted on: none of those that are only counted, nor articles that the reader knows."""
    sets = EvalSets(evalsets)
    learned = frozenset() if reading is None else learned_questions(reading)
    near = _unknown([*sets.xquad(), *sets.near_misses()], learned)
    strange = foreign(near)
    ours = [
        # Other foreign questions for each corpus, or the fit would learn those.
        Corpus(suite.name, _genre(suite), suite.paths, (*suite.cases, *strange[place::STRANGE]))
        for place, suite in enumerate(_suites())
    ]
    xquad = Corpus("xquad", "xquad", (sets.xquad_articles,), tuple(near))
    return [xquad, *([] if reading is None else [reading_corpus(reading, folder)]), *ours]


def _suites() -> list[Suite]:
    """Ours over the seeds, strangers' over them, and over invented news."""
    suites = [seeds_suite()]
    for suite in (one for name in ("strangers", "beats", "news") for one in build(name, None)):
        if isinstance(suite, NotRun):
            raise SuiteError(f"The suite {suite.name} can't be run: {suite.reason}.")
        suites.append(suite)
    return suites


def _genre(suite: Suite) -> str:
    return {"strangers": "seeds"}.get(suite.dataset, suite.dataset)


def _unknown(cases: Sequence[Case], learned: frozenset[str]) -> list[Case]:
    """Those of articles that the reader wasn't trained on; XQuAD's English questions are SQuAD's, under other names."""
    known = {case.group for case in cases if case.question in learned}
    return [case for case in cases if case.group not in known]


def reading_corpus(reading: Path, folder: Path) -> Corpus:
    """A part of SQuAD 2.0 dev, machine-translated: each question in one of the three typings, by its id.

    Asked is of the articles that the reader wasn't trained on, among all of them.
    """
    texts = {row["id"]: row["text"] for row in read_rows(reading / "passages.jsonl")}
    rows = [row for row in read_rows(reading / "questions.jsonl") if row["source"] == SOURCE]
    unknown = held_articles(row["group"] for row in rows)
    held = [row for row in rows if row["group"] in unknown]
    cases = [case for row in held[::READ] if (case := _reading_case(row, texts)) is not None]
    articles = folder / "reading.jsonl"
    used = sorted({one["passage"] for row in rows for one in row["variants"] if one["kind"] == "vi"})
    articles.parent.mkdir(parents=True, exist_ok=True)
    articles.write_text("".join(json.dumps({"id": key, "text": texts[key]}) + "\n" for key in used), "utf-8")
    return Corpus("reading", "reading", (articles,), tuple(cases))


_TYPED = (("vi", Typing.VI), ("una", Typing.VI_UNACCENTED), ("en-vi", Typing.EN))


def _reading_case(row: dict[str, Any], texts: dict[str, str]) -> Case | None:
    """None where the answer was lost in translation."""
    # By a hash and not at random: the same question is typed alike in every run.
    kind, typing = _TYPED[zlib.crc32(row["id"].encode()) % len(_TYPED)]
    variant = next(one for one in row["variants"] if one["kind"] == kind)
    asked = {"id": row["id"], "base": row["id"], "group": row["group"], "question": variant["question"].strip()}
    if not row["answerable"]:
        return Case(**asked, language=typing, unanswerable_kind=UnanswerableKind.NEAR_MISS)
    if variant.get("start") is None:
        return None
    start, quote = len(normalise(texts[variant["passage"]][: variant["start"]])), normalise(variant["text"])
    gold = Evidence(article_id=variant["passage"], quote=quote, start=start, end=start + len(quote))
    return Case(**asked, language=typing, gold=(gold,))


def ask(corpus: Corpus, home: Path) -> Iterator[Asked]:
    """Every question of a corpus, ingested in the folder `home` unless it is there.

    An answerable one is asked once more without the article that answers, if it is one.
    """
    with _opened(home, list(corpus.paths)) as engine:
        asker = EngineAsker(engine)
        for case in resolve(corpus.cases, lambda key: asker.article_text(key)[0]):
            if not case.answerable:
                yield _ask(engine, corpus, case, str(case.unanswerable_kind))
                continue
            yield _ask(engine, corpus, case, ANSWERABLE)
            gold = tuple(sorted({one.article_id for piece in case.pieces for one in piece}))
            # Where two articles answer, taking one away leaves the question answerable.
            if len(gold) == 1:
                yield _ask(engine, corpus, case, UnanswerableKind.GOLD_REMOVED, Selection(excluded_ids=gold))


@contextmanager
def _opened(folder: Path, paths: list[Path]) -> Iterator[Engine]:
    """An engine over exactly these files, ingested below `folder` unless they are there."""
    home = load_settings(ServiceSettings)
    settings = home.model_copy(update={"data": folder, "database_url": "", "chroma_url": ""})
    folder.mkdir(parents=True, exist_ok=True)
    home.models_dir.mkdir(parents=True, exist_ok=True)
    if not settings.models_dir.exists():
        settings.models_dir.symlink_to(home.models_dir.resolve(), target_is_directory=True)
    Ingestor(settings).run(paths, prune=True)
    engine = Engine.open(settings)
    try:
        yield engine
    finally:
        engine.close()


def _ask(engine: Engine, corpus: Corpus, case: Case, kind: str, selection: Selection | None = None) -> Asked:
    found = engine.retrieve(case.question, 8, selection or Selection())
    right = kind == ANSWERABLE and all(any(_quoted(gold, found) for gold in piece) for piece in case.pieces)
    judged = _judged(found) if found.candidates and found.sentences else None
    return Asked(case.id, case.group, case.language.value, kind, corpus.name, corpus.genre, right, judged)


def _quoted(gold: Evidence, found: Retrieval) -> bool:
    """Whether one of the quotes holds the gold."""
    own: Sequence[Any] = [quote for quote in found.quotes if quote.article.id == gold.article_id]
    if gold.start is None or gold.end is None:
        return any(gold.quote is not None and gold.quote in quote.text for quote in own)
    return any(quote.start <= gold.start and gold.end <= quote.end for quote in own)


def _judged(found: Retrieval) -> dict[str, float]:
    evidence = evidence_of(found)
    return features(evidence, findings_of(evidence))
