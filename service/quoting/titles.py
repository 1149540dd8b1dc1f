"""Titles that tell what their article's text doesn't: "Ông … làm giám đốc" above a report that names nobody.

A title says again what stands below it, and so fits every question about its article well. It's quoted only for words
that stand nowhere else in the article, of the kind that is asked for, and where no sentence fits nearly as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.analysis import accented, fold, syllables
from ingest.embedding.base import Embedder
from ingest.late_interaction import centre
from ingest.models import SentenceKind
from ingest.token_mean import document_mean
from service.language.answer_types import NUMBER, AnswerType
from service.language.question import Question
from service.quoting.sentences import CUE_WEIGHT, OVERLAP_WEIGHT, SENTENCE_WEIGHT, overlap
from service.quoting.types import ScoredSentence
from service.retrieval.query import Query
from service.values import below

LEAD = 0.1
"""By how much a title has to fit better than every sentence of its article."""

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_NUMBERS = frozenset((AnswerType.NUMBER, AnswerType.MONEY, AnswerType.DATE))
_NAMES = frozenset((AnswerType.PERSON, AnswerType.NAMED))


def title_line(question: Question, sentences: Sequence[ScoredSentence]) -> ScoredSentence | None:
    """Of the `sentences` of one article the title line that alone answers, if there is one."""
    needed = _best_prose(question, sentences) + LEAD
    lines = [one for one in sentences if one.sentence.kind is SentenceKind.TITLE and _fit(question, one) >= needed]
    told = [one for one in lines if _tells(question, one.text, _text_beside(one))]
    return max(told, key=lambda one: _fit(question, one), default=None)


def with_title(
    query: Query, sentences: Sequence[ScoredSentence], quoted: ScoredSentence, embedder: Embedder
) -> ScoredSentence | None:
    """The `quoted` sentence with its article's title, if that alone answers and isn't part of the text.

    `sentences` are those of its article.
    """
    article, question = quoted.passage.article, query.question
    if not article.title or not _tells(question, article.title, article.text):
        return None
    title = _scored(query, quoted, article.title, embedder)
    # By a lead: otherwise titles, which repeat their text, would stand before quotes that answer as well.
    return title if _fit(question, title) >= _best_prose(question, sentences) + LEAD else None


def _scored(query: Query, quoted: ScoredSentence, title: str, embedder: Embedder) -> ScoredSentence:
    """The quoted sentence with a title before it, and as near to the question as the nearer of both."""
    question = query.question
    (encoded,) = embedder.encode_passages([title], tokens=embedder.supports_tokens)
    support = quoted.support
    if support and query.tokens is not None and encoded.tokens is not None and len(encoded.tokens):
        mean = document_mean(embedder.identity.model, embedder.identity.dimension)
        nearest = (centre(encoded.tokens, mean) @ query.tokens.T).max(axis=0)
        # The reader gets title and sentence together, so each token may be covered by either.
        support = tuple(np.maximum(np.array(support), nearest).tolist())
    told = replace(
        quoted,
        title=title,
        cosine=max(quoted.cosine, float(encoded.vector @ query.vector)),
        maxsim=float(np.mean(support)) if support else quoted.maxsim,
        support=support,
        overlap=overlap(question.typed_words, below(title, quoted.text)),
        cue=max(quoted.cue, question.expected.held(title)),
    )
    return replace(told, score=quoted.score + _fit(question, told) - _fit(question, quoted))


def _fit(question: Question, one: ScoredSentence) -> float:
    """How well a sentence answers by what it says, wherever it stands."""
    near = OVERLAP_WEIGHT * one.overlap if one.maxsim is None else one.maxsim
    # A title says "Honda thu hồi …" where the text goes on with "hãng xe": the noun beside a name tells nothing here.
    cue = 0.0 if question.expected.kind is AnswerType.NAMED else CUE_WEIGHT * one.cue
    return SENTENCE_WEIGHT * one.cosine + near + cue


def _best_prose(question: Question, sentences: Sequence[ScoredSentence]) -> float:
    return max(
        (_fit(question, one) for one in sentences if one.sentence.kind is SentenceKind.PROSE), default=float("-inf")
    )


def _text_beside(line: ScoredSentence) -> str:
    text, span = line.passage.article.text, line.sentence
    return f"{text[: span.start]}\n{text[span.end :]}"


def _tells(question: Question, title: str, rest: str) -> bool:
    """Whether the title holds what is asked for in words of its own: neither the rest nor the question has them."""
    known = {accented(word) for word in syllables(rest)}
    given = {fold(word) for word in syllables(question.text)}
    own = [
        word
        for word in _WORD.findall(title)
        if any(accented(part) not in known and fold(part) not in given for part in syllables(word))
    ]
    if question.expected.kind in _NUMBERS:
        return question.expected.held(title) > 0 and any(map(NUMBER.search, own))
    if question.expected.kind in _NAMES:
        return any(word[0].isupper() or word[0].isdigit() for word in own)
    return bool(own) and question.expected.held(title) > 0
