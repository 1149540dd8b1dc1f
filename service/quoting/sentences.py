"""How well each sentence of the passages found answers the question by itself. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ingest.analysis import fold, syllables
from ingest.models import SentenceKind
from service.language.answer_types import AnswerType, Expected, expected
from service.language.figure_reading import Day, figures_and_days
from service.language.glossary import share_held
from service.language.languages import Language
from service.language.relative import resolve
from service.quoting.types import ScoredSentence
from service.retrieval.query import Query
from service.retrieval.scoring import Scored
from service.values import Floats, RetrievedPassage

SENTENCE_WEIGHT = 1.5
CUE_WEIGHT = 0.1
CUE_WEIGHTS = {
    AnswerType.PERSON: 0.2,
    AnswerType.MONEY: 0.3,
    AnswerType.MOTTO: 0.3,
    AnswerType.REASON: 0.2,
    AnswerType.DOCUMENT: 0.2,
}
"""Where a sentence without such a thing can hardly answer, however much else it shares."""
GLOSSARY_WEIGHT = 0.2
DAY_WEIGHT = 0.2
"""Of a sentence of the day that is asked about where it says so in words that the question can't share. By hand."""

OVERLAP_WEIGHT = 0.5
"""Of the shared words, where there are no token vectors."""

_MALUS = {
    SentenceKind.PROSE: 0.0,
    SentenceKind.CAPTION: 0.2,
    SentenceKind.TITLE: 1.0,
    SentenceKind.BYLINE: 1.0,
    SentenceKind.SOURCE: 1.0,
}


def score_sentences(
    query: Query, scored: Sequence[Scored], passages: Sequence[RetrievedPassage], without_subjects: Floats | None = None
) -> list[ScoredSentence]:
    """All sentences of the passages, best first; what isn't prose never comes first if there is prose.

    `without_subjects` is the vector (d,) of the question without what its best article speaks of, which tells its
    sentences apart.
    """
    asked = expected(query.understood, query.language)
    words = {fold(word) for word in syllables(query.text)}
    days = figures_and_days(query.understood)[1]
    articles = {one.article.id: one.score for one in reversed(passages)}  # each article's best passage comes last
    by_id = {one.scores.passage_id: one for one in scored}
    found = [
        _sentence(
            query,
            by_id[passage.passage.id],
            place,
            passage,
            (passage.score + articles[passage.article.id]) / 2,
            asked,
            words,
            days,
            without_subjects,
        )
        for passage in passages
        for place in range(len(passage.passage.sentences))
    ]
    found.sort(key=lambda one: (-one.score, one.passage.passage.id, one.sentence.start))
    return prose_first(found)


def prose_first(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The sentences in their order, but for the first one in prose, which begins."""
    first = next((place for place, one in enumerate(sentences) if one.sentence.kind is SentenceKind.PROSE), 0)
    return [*sentences[first : first + 1], *sentences[:first], *sentences[first + 1 :]]


def cue_weight(asked: Expected) -> float:
    """What it counts that a sentence holds the kind of thing that is asked for."""
    return CUE_WEIGHTS.get(asked.kind, CUE_WEIGHT) if asked.kind else CUE_WEIGHT


def overlap(words: Collection[str], text: str) -> float:
    """The share of folded `words` that a text holds."""
    held = {fold(word) for word in syllables(text)}
    return sum(word in held for word in words) / max(1, len(words))


def _sentence(
    query: Query,
    scored: Scored,
    place: int,
    passage: RetrievedPassage,
    around: float,
    asked: Expected,
    words: set[str],
    days: Sequence[Day],
    without_subjects: Floats | None,
) -> ScoredSentence:
    """`around` is what the passage and its article are worth: between articles they decide, within one less."""
    sentence = passage.passage.sentences[place]
    text = passage.article.text[sentence.start : sentence.end]
    cosine = float(scored.sentence_cosines[place])
    support = None if scored.support is None else scored.support[place]
    columns = () if support is None else tuple(support.tolist())
    maxsim = sum(columns) / len(columns) if columns else None
    shared = overlap(words, text) if maxsim is None else 0.0
    cue = asked.held(text)
    total = (
        around
        + SENTENCE_WEIGHT * _fit(scored, place, cosine, without_subjects)
        + (OVERLAP_WEIGHT * shared if maxsim is None else maxsim)
        + cue_weight(asked) * cue
        + GLOSSARY_WEIGHT * _meant(query, text)
        + DAY_WEIGHT * _on_day(days, text, passage.article.published)
        # A malus and not a bar: a caption may be the only place that answers.
        - _MALUS[sentence.kind]
    )
    return ScoredSentence(passage, sentence, total, cosine, maxsim, columns, shared, cue)


def _on_day(asked: Sequence[Day], text: str, published: str | None) -> bool:
    """Whether a sentence tells a day that is asked for by its distance from the publication ("hôm qua")."""
    # Most questions name no day, and then no sentence need be read for one.
    told = [one.first for one in resolve(text, published) if one.unit == "day"] if asked else ()
    return any(
        (one.day, one.month) == (day.day, day.month) and one.year in (None, day.year) for one in asked for day in told
    )


def _fit(scored: Scored, place: int, cosine: float, without_subjects: Floats | None) -> float:
    """The sentence's cosine with the question without what its best article speaks of, if there is one."""
    if without_subjects is None or scored.vectors is None:
        return cosine
    return float(scored.vectors.sentences[place] @ without_subjects)


def _meant(query: Query, text: str) -> float:
    """The share of an English question's words that the text holds in Vietnamese; 0.5 where that can't be told."""
    share = share_held(query.text, text) if query.language is Language.ENGLISH else None
    return 0.5 if share is None else share
