"""What of the read passages a statement may stand on, where the quote that its model gave doesn't hold. Pure.

Weak models state truly and quote badly: a neighbouring passage, a quote cut from two places, or said in other words.
So the statement itself is held against the sentences, nearest first; whether one carries it, `grounding` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.models import SentenceKind
from service.answering.grounding import Ground
from service.language.detection import detect_language
from service.language.order_words import among_orders
from service.language.stopwords import STOPWORDS
from service.language.text import fold_accents
from service.llm.prompt import Source
from service.values import QuoteSpan

NEAREST = 3
"""Sentences that a statement is held against, singly and by twos."""

HELD = 0.5
"""Least share of a statement's words that must stand there in runs: more than the check asks of a quote that the model
itself named, since here the best of many is chosen."""

RUN = 3
"""Words of such a run: single syllables, and pairs of them ("thành công"), are shared by chance."""

ADDS = 2
"""Words that the second of two sentences has to bring: a fact that is cut from two places needs both."""

_TELLS = (SentenceKind.PROSE, SentenceKind.CAPTION)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Near:
    """A sentence that may be quoted, and which words of the statement, by their place, it holds."""

    quote: QuoteSpan
    held: frozenset[int]


def standing_on(text: str, ground: Ground) -> Iterator[tuple[QuoteSpan, ...]]:
    """Quotes that a statement may stand on: the nearest sentences, then two of one article, in their order there.

    In another language than the articles' they are the sentences that are as near as a translation.
    """
    words = _words(text)
    telling = frozenset(at for at, word in enumerate(words) if word not in STOPWORDS[ground.language])
    near = sorted(_near(words, telling, ground), key=lambda one: -len(one.held))[:NEAREST]
    least = HELD * len(telling)
    most = max((len(one.held) for one in near), default=0)
    # Of single ones the nearest only: what it refutes, no farther one may carry.
    yield from ((one.quote,) for one in near if len(one.held) == most >= least)
    for first, second in combinations(near, 2):
        together = first.quote.article.id == second.quote.article.id
        if together and len(first.held | second.held) >= least and len(second.held - first.held) >= ADDS:
            yield tuple(sorted((first.quote, second.quote), key=lambda one: one.start))
    if ground.similarity is not None and not near:
        others = [one for one in _sentences(ground.sources) if detect_language(one.told).code != ground.language]
        yield from ((one,) for one in others if ground.similarity.alike([one.told], text))


def _near(words: Sequence[str], telling: frozenset[int], ground: Ground) -> Iterator[_Near]:
    """The sentences in the statement's language that hold some of its words: across languages only names are held."""
    for quote in _sentences(ground.sources):
        held = telling & _held(words, _words(quote.told))
        if held and detect_language(quote.told).code == ground.language:
            yield _Near(quote, held)


def _words(text: str) -> list[str]:
    """A text's words and numbers, in lower case and without diacritics."""
    return [fold_accents(match.group()) for match in _WORD.finditer(text.casefold())]


def _held(words: Sequence[str], told: Sequence[str]) -> set[int]:
    """Places of the words that stand in runs of `RUN` in what is told too, and of numbers that stand there."""
    runs, numbers = set(_runs(told)), {word for word in told if word[0].isdigit()}
    found = {at + step for at, run in enumerate(_runs(words)) if run in runs for step in range(RUN)}
    return found | {at for at, word in enumerate(words) if word in numbers}


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[step:] for step in range(RUN)), strict=False))


def _sentences(sources: Sequence[Source]) -> Iterator[QuoteSpan]:
    """What the passages tell, captions too, but for planted orders."""
    for source in sources:
        found = source.found
        for one in found.passage.sentences:
            if one.kind in _TELLS and not among_orders(found.article.text, one.start, one.end):
                yield QuoteSpan(found.article, found.passage.id, one.start, one.end, found.score)
