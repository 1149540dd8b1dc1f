"""A few words of the first quote that answer, if they surely do: those that the reader points to. Pure.

A text read with a question tells where an answer would begin and end (`ingest.embedding.reader`). How probably the best
such span is right is told by one logistic regression (`python -m evals.fitting.short_answers`), which was shown spans
of answered near misses as well: those are all wrong. What it is worth: docs/evals.md, "Short answers".
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from service.answering.premises import leaves_nothing_open
from service.language.offices import office_of, places_of
from service.language.spans import JOINT, asks_several, wanted
from service.language.spellings import long_form
from service.quoting.ranking import Regression, margin_of
from service.quoting.reading import Read, read_first
from service.quoting.types import Retrieval
from service.values import QuoteSpan, ShortAnswer

MODEL_FILE = Path(__file__).with_name("short.json")

LONGEST = 30
"""Tokens of a short answer, at most."""

TOLD = 0.9
"""Confidence of an office or a long form that a text puts beside the name or the acronym that is asked about."""

JOINED = 0.2
"""Of the likeliest end's probability: one behind it that is joined to it ("A and B") and as probable is meant too."""

_LEAST = 1e-9
_NEVER = -1e9
_BREAK = re.compile(r"[\n\t;|]|[.!?…](?=\s|$)|:(?=\s)")
"""Where a sentence ends, or a part of it that stands alone: no short answer goes on behind it."""

_WORD = re.compile(r"\w+(?:[.,/:\-]\w+)*")
_BESIDE = " ,.;:–-\"“”'()"
"""What no short answer begins or ends with; but for a bracket that it closes itself."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """The best span of the first quote, and what tells how probably it answers."""

    span: QuoteSpan
    features: Mapping[str, float]


def short_answer(found: Retrieval) -> ShortAnswer | None:
    """The stretch of the first quote that most probably answers; None where something is left open, or nothing reads.

    Several things aren't answered by one stretch, and one that stands alone says nothing of what else the question
    takes for granted.
    """
    if not found.quotes or not leaves_nothing_open(found, found.quotes[0].article):
        return None
    quote, question = found.quotes[0], found.question
    if question.acronym is not None:
        return _told(long_form(question.acronym, quote.text), quote)
    # Who is asked about is no answer, nor is anybody else whom the quote names.
    if question.who is not None and places_of(question.who, quote.text):
        return _told(office_of(question.who, quote.text), quote)
    pointed = point(found)
    return None if pointed is None else ShortAnswer(pointed.span, _fitted().probability(pointed.features))


def threshold() -> float:
    """The confidence from which a short answer is given."""
    return _fitted().threshold


def point(found: Retrieval) -> Pointed | None:
    """Where the reader points to in the first quote."""
    read = read_first(found) if found.quotes else None
    # Fitted on one reader: another's would mean nothing.
    if read is None or not _fitted().fits(found.embedder) or asks_several(found.question.text):
        return None
    place = _best(read)
    if place is None:
        return None
    first, last, start, end = place
    span = replace(read.quote, start=start, end=end, titled=False)
    features = {
        "read": read.reading.log_odds,
        "begins": float(read.reading.begins[first : last + 1].sum()),
        "ends": math.log(read.reading.stops[last] + _LEAST),
        "margin": margin_of(found.quotes),
        "of_kind": _of_kind(found, span),
    }
    return Pointed(span, features)


def _best(read: Read) -> tuple[int, int, int, int] | None:
    """The first and last token of the likeliest span inside the quote, and its place in the article, in whole words."""
    quote, reading = read.quote, read.reading
    starts, ends = reading.starts + read.shift, reading.ends + read.shift
    own = np.flatnonzero((starts >= quote.start) & (ends <= quote.end) & (ends > starts))
    if not len(own):
        return None
    breaks = np.array([one.start() + quote.start for one in _BREAK.finditer(quote.text)], np.int64)
    part = np.searchsorted(breaks, starts[own], side="right")
    scores = np.log(reading.begins[own] + _LEAST)[:, None] + np.log(reading.stops[own] + _LEAST)
    length = np.arange(len(own)) - np.arange(len(own))[:, None]
    scores[(length < 0) | (length >= LONGEST) | (part[:, None] != part)] = _NEVER
    first, last = divmod(int(scores.argmax()), len(own))
    start, end = _whole_words(quote, int(starts[own[first]]), int(ends[own[last]]))
    # "A and B" rather than A alone, which would be half an answer.
    for later in range(last + 1, min(first + LONGEST, len(own))):
        if part[later] == part[last] and reading.stops[own[later]] >= JOINED * reading.stops[own[last]]:
            _, further = _whole_words(quote, start, int(ends[own[later]]))
            end = further if JOINT.search(quote.article.text, end, further) else end
    return (int(own[first]), int(own[last]), start, end) if start < end else None


def _whole_words(quote: QuoteSpan, start: int, end: int) -> tuple[int, int]:
    """A stretch of the article with the rest of the words that it begins and ends in, and no marks around it."""
    text = quote.article.text
    for word in _WORD.finditer(text, quote.start, quote.end):
        if word.start() <= start < word.end():
            start = word.start()
        if word.start() < end <= word.end():
            end = word.end()
    while start < end and text[start] in _BESIDE:
        start += 1
    while start < end and text[end - 1] in _BESIDE and not (text[end - 1] == ")" and "(" in text[start:end]):
        end -= 1
    return start, end


def _of_kind(found: Retrieval, span: QuoteSpan) -> float:
    """By how much the span is likelier than what else its sentence has of the kind asked for (`ranking`)."""
    want = wanted(found.question.text, found.question.language)
    if want is None or found.rank is None:
        return 0.0
    within = (one for one in found.sentences if one.passage.passage.id == span.passage_id)
    sentence = next((one for one in within if one.sentence.start <= span.start < one.sentence.end), None)
    if sentence is None:
        return 0.0
    start, end = (at - sentence.sentence.start for at in (span.start, span.end))
    sures = found.rank(sentence, want)
    inside = max((sure for one, sure in sures.items() if one.start < end and one.end > start), default=0.0)
    outside = max((sure for one, sure in sures.items() if one.start >= end or one.end <= start), default=0.0)
    return inside - outside


def _told(found: tuple[int, int] | None, quote: QuoteSpan) -> ShortAnswer | None:
    if found is None:
        return None
    start, end = (quote.start + at for at in found)
    return ShortAnswer(QuoteSpan(quote.article, quote.passage_id, start, end, quote.score), TOLD)


@lru_cache(maxsize=1)
def _fitted() -> Regression:
    return Regression.read(MODEL_FILE)
