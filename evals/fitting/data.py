"""Questions that the corpus answers and questions that it doesn't, as the service retrieves them: data for fitting.

Nothing is labelled by hand here. What is unanswerable is so by construction (the gold article withheld, a corpus about
other things) or was written to be (SQuAD 2.0, Rajpurkar et al. 2018). The same question is asked over corpora of four
sizes, so that nothing can be learned from how large a corpus is.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.errors import SuiteError
from evals.suites.build import SEEDS_CASES, NotRun, Suite, build, seed_paths, seeds_suite
from evals.suites.cases import Case, Evidence, UnanswerableKind, load_cases
from evals.suites.datasets import EvalSets, foreign
from ingest.catalog.reading import Selection
from ingest.pipeline import Ingestor
from ingest.settings import load_settings
from service.engine import Engine
from service.quoting.types import Retrieval
from service.settings import ServiceSettings

SMALL_GROUPS = 5
"""Groups of articles (five paragraphs each) in a small corpus: as large as the seeds."""

STRANGE = 20
"""Of so many XQuAD questions one is asked over each corpus of one beat."""

TRANSLATED = "near_miss_mt"

AMONG = "among"
"""The corpus of single news articles among XQuAD's paragraphs."""

NEWS = ("seeds", AMONG)
"""Corpora whose questions say nothing of XQuAD's and Wikipedia's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what the service found for it.

    Attributes:
        kind: "answerable", or why it isn't, as `UnanswerableKind` names it; `TRANSLATED` for machine translations.
        corpus: "small", "xquad", "haystack", "seeds", `AMONG`, or a beat's name.
        found_gold: whether the gold stands in one of the three quotes.
    """

    case: str
    group: str
    typing: str
    kind: str
    corpus: str
    found_gold: bool
    retrieval: Retrieval


def collect(evalsets: Path, folder: Path, haystack: int, step: int) -> list[Asked]:
    """Ask everything: all questions over XQuAD's own paragraphs, every `step`-th over small corpora and the haystack.

    Corpora are ingested below `folder`, once. The haystack is the first `haystack` Wikipedia articles.
    """
    sets = EvalSets(evalsets)
    asked: list[Asked] = []
    with_gold = sets.xquad()
    fewer = _every(with_gold, step)
    with _opened(folder / "xquad", [sets.xquad_articles]) as engine:
        asked += _ask_both(engine, with_gold, "xquad", Selection())
        for case in fewer:
            asked += _ask_both(engine, [case], "small", Selection(article_ids=_small(case, with_gold)))
        asked += _ask_all(engine, sets.near_misses(), "near_miss", "xquad")
        asked += _ask_all(engine, sets.near_misses_translated(), TRANSLATED, "xquad")
        asked += _ask_all(engine, foreign(load_cases(SEEDS_CASES)), "foreign", "xquad")
    with _opened(folder / "seeds", list(seed_paths())) as engine:
        asked += _ask_all(engine, foreign(with_gold), "foreign", "seeds")
    if haystack:
        part = _part_of(sets.haystack, folder / "haystack.jsonl", haystack)
        with _opened(folder / "haystack", [sets.xquad_articles, part]) as engine:
            asked += _ask_both(engine, fewer, "haystack", Selection())
            wiki = Selection(excluded_ids=tuple(sorted({gold.article_id for one in with_gold for gold in one.gold})))
            asked += _ask_all(engine, foreign(fewer), "foreign", "haystack", wiki)
            asked += _ask_all(engine, foreign(load_cases(SEEDS_CASES)), "foreign", "haystack")
    return asked


def collect_beats(evalsets: Path, folder: Path) -> list[Asked]:
    """The questions over corpora of one beat each, ours over the seeds among them.

    And some of XQuAD over each: what people ask that is quite foreign differs more than ten questions show.
    """
    asked = []
    strange = foreign(EvalSets(evalsets).xquad())
    for place, suite in enumerate(_news_suites()):
        corpus = _corpus_of(suite)
        with _opened(folder / corpus, list(suite.paths)) as engine:
            cases = (*suite.cases, *strange[place::STRANGE])
            asked += [_ask(engine, case, _kind_of(case), corpus, Selection()) for case in cases]
    return asked


def collect_among(evalsets: Path, folder: Path) -> list[Asked]:
    """The questions over news where there is one article of each beat, and a seed, among XQuAD's paragraphs.

    In their own words people ask for less similar text than XQuAD's, whose writers saw the paragraph. Of answerable
    ones the article that answers is there, and once more it isn't; of near misses one of those that they are about.
    """
    xquad = EvalSets(evalsets)
    paragraphs = {gold.article_id for case in xquad.xquad() for gold in case.gold}
    suites = _news_suites()
    articles = {one.name: sorted({gold.article_id for case in one.cases for gold in case.gold}) for one in suites}
    paths = sorted({path for one in suites for path in one.paths})
    asked = []
    with _opened(folder / AMONG, [xquad.xquad_articles, *paths]) as engine:
        for suite in suites:
            about = articles[suite.name]
            for case in suite.cases:
                gold = {one.article_id for piece in case.pieces for one in piece}
                if len(gold) > 1 or case.unanswerable_kind is UnanswerableKind.FOREIGN:
                    continue
                drawn = random.Random(case.base)  # noqa: S311
                others = {drawn.choice(them) for them in articles.values() if not set(them) & set(about)}
                own = gold or {drawn.choice(about)}
                grouped = case.model_copy(update={"group": _corpus_of(suite)})
                asked.append(_ask(engine, grouped, _kind_of(case), AMONG, _only(paragraphs | others | own)))
                if gold:
                    removed = UnanswerableKind.GOLD_REMOVED.value
                    asked.append(_ask(engine, grouped, removed, AMONG, _only(paragraphs | others)))
    return asked


def _news_suites() -> list[Suite]:
    """The suites over corpora of one beat, the seeds among them."""
    suites = []
    for suite in (*build("beats", None), *build("strangers", None), seeds_suite()):
        if isinstance(suite, NotRun):
            raise SuiteError(f"The suite {suite.name} can't be run: {suite.reason}.")
        suites.append(suite)
    return suites


def _corpus_of(suite: Suite) -> str:
    return suite.name if suite.dataset == "beats" else "seeds"


def _kind_of(case: Case) -> str:
    return "answerable" if case.unanswerable_kind is None else case.unanswerable_kind.value


def _only(articles: Iterable[str]) -> Selection:
    return Selection(article_ids=tuple(sorted(articles)))


class _opened:  # noqa: N801 - used as a function
    """An engine over exactly these files, ingested below `folder` unless they are there."""

    def __init__(self, folder: Path, paths: list[Path]) -> None:
        home = load_settings(ServiceSettings)
        self._settings = home.model_copy(update={"data": folder, "database_url": "", "chroma_url": ""})
        folder.mkdir(parents=True, exist_ok=True)
        home.models_dir.mkdir(parents=True, exist_ok=True)
        if not self._settings.models_dir.exists():
            self._settings.models_dir.symlink_to(home.models_dir.resolve(), target_is_directory=True)
        Ingestor(self._settings).run(paths, prune=True)

    def __enter__(self) -> Engine:
        self._engine = Engine.open(self._settings)
        return self._engine

    def __exit__(self, *_: object) -> None:
        self._engine.close()


def _every(cases: Sequence[Case], step: int) -> list[Case]:
    bases = list(dict.fromkeys(case.base for case in cases))
    kept = set(bases[::step])
    return [case for case in cases if case.base in kept]


def _small(case: Case, cases: Sequence[Case]) -> tuple[str, ...]:
    """The articles of the case's group and of a few other groups, drawn with a fixed seed."""
    of_group: dict[str, set[str]] = {}
    for one in cases:
        of_group.setdefault(one.group, set()).update(gold.article_id for gold in one.gold)
    others = sorted(set(of_group) - {case.group})
    drawn = random.Random(case.base).sample(others, min(SMALL_GROUPS - 1, len(others)))  # noqa: S311
    return tuple(sorted(article for group in (case.group, *drawn) for article in of_group[group]))


def _ask_both(engine: Engine, cases: Iterable[Case], corpus: str, selection: Selection) -> Iterator[Asked]:
    """With the gold article and without it."""
    for case in cases:
        gold = tuple(sorted({one.article_id for one in case.gold}))
        yield _ask(engine, case, "answerable", corpus, selection)
        without = Selection(excluded_ids=gold)
        if selection.article_ids is not None:
            without = Selection(article_ids=tuple(one for one in selection.article_ids if one not in gold))
        yield _ask(engine, case, UnanswerableKind.GOLD_REMOVED.value, corpus, without)


def _ask_all(
    engine: Engine, cases: Iterable[Case], kind: str, corpus: str, selection: Selection | None = None
) -> Iterator[Asked]:
    for case in cases:
        yield _ask(engine, case, kind, corpus, selection or Selection())


def _ask(engine: Engine, case: Case, kind: str, corpus: str, selection: Selection) -> Asked:
    found = engine.retrieve(case.question, 8, selection)
    right = kind == "answerable" and all(any(_quoted(gold, found) for gold in piece) for piece in case.pieces)
    return Asked(case.id, case.group, case.language.value, kind, corpus, right, found)


def _quoted(gold: Evidence, found: Retrieval) -> bool:
    """Whether one of the quotes holds the gold."""
    own = [quote for quote in found.quotes if quote.article.id == gold.article_id]
    if gold.start is None or gold.end is None:
        return any(gold.quote is not None and gold.quote in quote.text for quote in own)
    return any(quote.start <= gold.start and gold.end <= quote.end for quote in own)


def _part_of(haystack: Path, target: Path, count: int) -> Path:
    """The first `count` articles of the haystack as a file of its own."""
    with haystack.open(encoding="utf-8") as lines:
        rows = [line for _, line in zip(range(count), lines, strict=False)]
    json.loads(rows[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(rows), encoding="utf-8")
    return target
