"""What an article says of a topic, shortly: whole sentences of it, in its order. Pure, but for what it looks up with.

News tell what matters first, so a sentence counts by how near it is to the topic and how near to the beginning (the
lead is what summaries of news are measured against: Nenkova 2005); a live report tells last what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.catalog.reading import Selection
from ingest.models import Article, SentenceKind
from ingest.sentence_labels import opens_with_time
from service.answerability.assess import Assessment
from service.answering.topics import OPENING, holds
from service.answering.types import Judge, Looked, Near
from service.language.detection import detect_language
from service.language.languages import Language
from service.language.question import read_question
from service.quoting.types import Retrieval, ScoredSentence
from service.values import QuoteSpan
from trichdan.wire import Kind, Reason

SENTENCES, WORDS = 5, 160
"""Of a summary, at most: two of the three main facts, as people see them, are in 27 of 32 (in 21 with 4 and 130)."""

LEAD = 0.15
"""What the first sentence counts above the last, beside cosines that lie within .1 of each other. Of 88 summaries by
others 74 tell two facts of three with it, 71 with .1, 63 with .4. What a sentence tells in figures helps one writer
alone."""

ENTRIES = 4
"""Sentences that begin with a time, from which on an article is a live report."""

FAR = 0.06
"""How far the cosine of an article's first sentence lies below the best one's where it opens with something else. By
hand."""

ABOUT = 0.95
"""Confidence where an article holds the topic's words."""

ARTICLES = 3
"""Nearest articles among which the one about the topic is looked for."""

_ENDS = '.!?…”"»)'
_UNKNOWN = {
    "vi": "Không bài nào nói về “{topic}”.",
    "en": "No article is about “{topic}”.",
}
_WHICH = {"vi": "Chưa rõ bài nào được hỏi.", "en": "It is not clear which article is meant."}


def summarise(
    topic: str, question: str, focus: Article | None, selection: Selection, judge: Judge, near: Near
) -> Looked:
    """The sentences that cover `topic`; those of the article in `focus` where it's empty."""
    language = detect_language(question)
    article = focus or _about(topic or question, selection, judge, near, language)
    asked = topic or (article.title or article.text[:OPENING] if article else question)
    if article is None:
        found, _ = judge(asked, selection)
        said = (_UNKNOWN if topic else _WHICH)[language.code].format(topic=topic)
        found = replace(found, question=replace(found.question, typed=question))
        return Looked(found, Assessment(0.0, Reason.NO_EVIDENCE, said), kind=Kind.SUMMARY)
    found, _ = judge(asked, replace(selection, article_ids=(article.id,)))
    quotes = covering(found)
    understood = replace(found.question, typed=question, language=language)
    told = replace(found, question=understood, quotes=quotes)
    return Looked(told, Assessment(ABOUT, None), kind=Kind.SUMMARY)


def _about(topic: str, selection: Selection, judge: Judge, near: Near, language: Language) -> Article | None:
    """Of the nearest articles that hold the words of the topic the one whose title holds most of them."""
    articles = list({one.article.id: one.article for one in near(topic, selection)}.values())[:ARTICLES]
    question = read_question(topic, language)

    def share(text: str) -> float:
        return question.share_told(text) or 0.0

    told = [one for one in articles if holds(one, topic, language)]
    if told:
        return max(told, key=lambda one: share(one.title or one.text[:OPENING]))
    # What is asked about it in other words is about the article that answers that.
    found, assessment = judge(topic, selection)
    return found.quotes[0].article if assessment.reason is None and found.quotes else None


def covering(found: Retrieval) -> tuple[QuoteSpan, ...]:
    """The sentences of one article that cover what was looked for, in its order.

    Where the article opens with that, it's about it: its first sentence and the best others. Else it tells of it in one
    place, as a bulletin does: the sentences beside the best one.
    """
    spans = {(one.sentence.start, one.sentence.end): one for one in found.sentences}
    ordered = [spans[key] for key in sorted(spans)]
    told = [one for one in ordered if _is_whole(one)] or ordered
    if not told:
        return ()
    nearest = max(told, key=lambda one: one.cosine)
    live = sum(opens_with_time(one.text) for one in told) >= ENTRIES
    worth = {
        id(one): one.cosine + LEAD * (place if live else len(told) - place) / len(told)
        for place, one in enumerate(told)
    }
    first = told[0] if nearest.cosine - told[0].cosine <= FAR else nearest
    others = [one for one in told if first is told[0] or _line(one) == _line(nearest)]
    best = sorted(others, key=lambda one: (one is not first, -worth[id(one)]))
    kept = _fitting(best)
    return tuple(one.quote for one in told if one in kept)


def _line(one: ScoredSentence) -> int:
    """Where the line begins that a sentence stands in."""
    return one.passage.article.text.rfind("\n", 0, one.sentence.start)


def _is_whole(one: ScoredSentence) -> bool:
    """Whether it's a sentence of prose, rather than a line of a table, a heading or a question of an interview."""
    text = one.text.rstrip()
    return one.sentence.kind is SentenceKind.PROSE and text[-1:] in _ENDS and text[-1:] != "?" and "|" not in text


def _fitting(best: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """As many of the best as a summary has room for; the first always."""
    kept: list[ScoredSentence] = []
    words = 0
    for one in best[:SENTENCES]:
        words += len(one.text.split())
        if kept and words > WORDS:
            break
        kept.append(one)
    return kept
