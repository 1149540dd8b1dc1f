"""How well each sentence of the passages found answers the question by itself. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.analysis import fold, syllables
from ingest.models import Sentence, SentenceKind
from ingest.sentence_labels import is_dateline, named_before
from service.language.answer_types import expected
from service.language.date_reading import Day
from service.language.glossary import share_held
from service.language.languages import Language
from service.language.question import Question
from service.language.relative import resolve
from service.quoting.announced import QUESTION, announcers, announces
from service.quoting.types import ScoredSentence
from service.retrieval.scoring import Scored
from service.values import Floats, RetrievedPassage

SENTENCE_WEIGHT = 1.5
CUE_WEIGHT = 0.2
"""Of what is asked for: a sentence without such a thing can hardly answer, however much else it shares."""

GLOSSARY_WEIGHT = 0.2
DAY_WEIGHT = 0.2
"""Of a sentence of the day that is asked about where it says so in words that the question can't share. By hand."""

OVERLAP_WEIGHT = 0.5
"""Of the shared words, where there are no token vectors."""

TYPED_WEIGHT, LENGTH_MALUS = 0.3, 0.08
"""Without diacritics: of the words shared as they were typed, as those that were restored may be others; and by how
much each e-fold of a sentence's words costs, as longer ones share more. Fitted as a conditional logit."""

QUESTION_MALUS = 1.0
"""Of a question that the text itself asks: it says nothing, however much it shares with the one that is answered."""

STEP = 0.05
"""What a sentence further behind a question is worth less: most answers begin with what was asked."""

_MALUS = {
    SentenceKind.PROSE: 0.0,
    SentenceKind.CAPTION: 0.2,
    SentenceKind.TITLE: 1.0,
    SentenceKind.BYLINE: 1.0,
    SentenceKind.SOURCE: 1.0,
}


def score_sentences(
    question: Question,
    scored: Sequence[Scored],
    passages: Sequence[RetrievedPassage],
    without_subjects: Floats | None = None,
) -> list[ScoredSentence]:
    """The sentences of the passages, best first; what isn't prose never comes first if there is prose.

    The line that says when its article was published is left out: it answers nothing, and would go with the lead.
    `without_subjects` is the vector (d,) of the question without what its best article speaks of, which tells its
    sentences apart.
    """
    asked = _Asked(question, without_subjects)
    articles = {one.article.id: one.score for one in reversed(passages)}  # each article's best passage comes last
    by_id = {one.scores.passage_id: one for one in scored}
    leads = _leads([one for one in scored if one.stored.article.id in articles])
    found = [
        asked.sentence(
            passage,
            articles[passage.article.id],
            (by_id[passage.passage.id], place),
            leads.get((passage.passage.id, place)),
        )
        for passage in passages
        for place, sentence in enumerate(passage.passage.sentences)
        if not _dates_its_article(passage, sentence)
    ]
    found.sort(key=lambda one: (-one.score, one.passage.passage.id, one.sentence.start))
    return prose_first(found)


def _dates_its_article(passage: RetrievedPassage, sentence: Sentence) -> bool:
    """Whether it's a line of the head that tells when, and perhaps in which outlet, the article was published."""
    if passage.passage.ordinal:
        return False
    line = sentence.within(passage.article.text)
    outlet, when = named_before(line)
    return is_dateline(line) or (outlet == passage.article.source and is_dateline(when))


def prose_first(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The sentences in their order, but for the first one in prose, which begins."""
    first = next((place for place, one in enumerate(sentences) if one.sentence.kind is SentenceKind.PROSE), 0)
    return [*sentences[first : first + 1], *sentences[:first], *sentences[first + 1 :]]


def overlap(words: Collection[str], text: str) -> float:
    """The share of folded `words` that a text holds."""
    held = set(map(fold, syllables(text)))
    return sum(word in held for word in words) / max(1, len(words))


_Place = tuple[Scored, int]
"""A sentence, as a place in its passage."""


@dataclass(frozen=True, slots=True, eq=False)
class _Lead:
    """The sentence that announces another, and how many sentences that one stands behind it."""

    at: _Place
    behind: int


def _leads(scored: Sequence[Scored]) -> dict[tuple[str, int], _Lead]:
    """What announces a sentence, of those that another one announces, by passage and place."""
    by_article: dict[str, list[Scored]] = {}
    for one in scored:
        by_article.setdefault(one.stored.article.id, []).append(one)
    found: dict[tuple[str, int], _Lead] = {}
    for passages in by_article.values():
        places = [
            (one, place)
            for one in sorted(passages, key=lambda one: one.stored.passage.start)
            for place in range(len(one.stored.passage.sentences))
        ]
        for number, lead in enumerate(announcers([_text(*at) for at in places])):
            if lead is not None:
                one, place = places[number]
                found[one.scores.passage_id, place] = _Lead(places[lead], number - lead)
    return found


def _text(scored: Scored, place: int) -> str:
    return scored.stored.passage.sentences[place].within(scored.stored.article.text)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What of a question its sentences are compared with.

    Attributes:
        without_subjects: its vector (d,) without what its best article speaks of; None if that is all of it.
    """

    question: Question
    without_subjects: Floats | None

    def sentence(self, passage: RetrievedPassage, article: float, own: _Place, lead: _Lead | None) -> ScoredSentence:
        """A sentence by itself, or together with what announces it, whichever is worth more.

        `article` is what its article's best passage is worth. That and its own passage decide between articles, within
        one less.
        """
        alone = self._scored(passage, article, own, [own])
        if lead is None or self._asks_otherwise(_text(*lead.at)):
            return alone
        together = self._scored(passage, article, own, [own, lead.at])
        together = replace(together, score=together.score - STEP * (lead.behind - 1))
        return max(alone, together, key=lambda one: one.score)

    def _asks_otherwise(self, lead: str) -> bool:
        """Whether what announces a sentence is a question for something else: when, where this asks how many."""
        asks = announces(lead) == QUESTION
        return asks and self.question.expected.differs_from(expected(lead, Language.VIETNAMESE))

    def _scored(
        self, passage: RetrievedPassage, article: float, own: _Place, together: Sequence[_Place]
    ) -> ScoredSentence:
        """By whichever of some sentences is more alike, but by its own words for what it has to hold itself."""
        question, sentence, text = self.question, passage.passage.sentences[own[1]], _text(*own)
        support = _support(together)
        columns = () if support is None else tuple(support.tolist())
        maxsim = sum(columns) / len(columns) if columns else None
        unaccented = question.language is Language.UNACCENTED
        shared = overlap(question.typed_words, text) if maxsim is None or unaccented else 0.0
        cue = question.expected.held(text)
        total = (
            (max(one.scores.score for one, _ in together) + article) / 2
            + SENTENCE_WEIGHT * max(_fit(one, at, self.without_subjects) for one, at in together)
            + (OVERLAP_WEIGHT * shared if maxsim is None else maxsim)
            + (TYPED_WEIGHT * shared - LENGTH_MALUS * math.log1p(len(text.split())) if unaccented else 0.0)
            + CUE_WEIGHT * cue
            + GLOSSARY_WEIGHT * _meant(question, " ".join(_text(*one) for one in together))
            + DAY_WEIGHT * _on_day(question.days, text, passage.article.published)
            # A malus and not a bar: a caption may be the only place that answers.
            - _MALUS[sentence.kind]
            - QUESTION_MALUS * (announces(text) == QUESTION)
        )
        cosine = max(float(one.sentence_cosines[at]) for one, at in together)
        return ScoredSentence(passage, sentence, total, cosine, maxsim, columns, shared, cue)


def _on_day(asked: Sequence[Day], text: str, published: str | None) -> bool:
    """Whether a sentence tells a day that is asked for by its distance from the publication ("hôm qua")."""
    # Most questions name no day, and then no sentence need be read for one.
    told = [one.first for one in resolve(text, published) if one.unit == "day"] if asked else ()
    return any(
        (one.day, one.month) == (day.day, day.month) and one.year in (None, day.year) for one in asked for day in told
    )


def _support(together: Sequence[_Place]) -> Floats | None:
    """For each token of the question the similarity of the best token of any of the sentences; None without tokens."""
    rows = [one.support[at] for one, at in together if one.support is not None]
    return np.maximum.reduce(rows) if len(rows) == len(together) else None


def _fit(scored: Scored, place: int, without_subjects: Floats | None) -> float:
    """The sentence's cosine with the question without what its best article speaks of, if there is one."""
    if without_subjects is None or scored.vectors is None:
        return float(scored.sentence_cosines[place])
    return float(scored.vectors.sentences[place] @ without_subjects)


def _meant(question: Question, text: str) -> float:
    """The share of an English question's words that the text holds in Vietnamese; 0.5 where that can't be told."""
    share = share_held(question.typed, text) if question.language is Language.ENGLISH else None
    return 0.5 if share is None else share
