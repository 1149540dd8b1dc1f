"""All that are of a kind, from several articles: each is asked by itself, and gives the sentences that hold an item.

An item is a name behind what is asked for ("những thẩm phán nào": "thẩm phán Cái Văn Hựu"). Where nothing is named so
("những dự án nào bị chậm"), each article that answers gives its best sentence, if it names anything new.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.analysis import fold
from ingest.catalog.reading import Selection
from service.answering.types import Judge, Looked
from service.language.glossary import render, spelt
from service.language.intents import Intent
from service.language.languages import Language
from service.language.name_reading import read, runs
from service.quoting.types import Retrieval, ScoredSentence, merge
from service.values import QuoteSpan
from trichdan.wire import Kind

ARTICLES = 8
"""Articles that are asked, at most: each takes as long as a question."""

QUOTES = 8
"""Quotes that a list has, at most. By hand."""

NOUN_WORDS = 2
"""Last words of what is asked for that a name stands behind: "chủ tịch" of "phó chủ tịch"."""

BETWEEN = 3
"""Words that stand between that and the name, at most ("phó chủ tịch UBND xã …"). By hand."""

_WORD = re.compile(r"\w+")

SEVERAL = 2
"""Articles from which on it's a list over articles; one alone is quoted as for any question."""

NEAR = 0.5
"""How far a sentence with an item may score below the best of its article. By hand."""


def gather(intent: Intent, selection: Selection, judge: Judge, top_k: int) -> Looked:
    """The items of all articles that answer, and what any question gets; refused as any question is."""
    found, assessment = judge(intent.message, selection)
    nouns = _nouns(intent, found)
    if assessment.reason is not None:
        return Looked(found, assessment, kind=Kind.LIST)
    keys = list(dict.fromkeys(one.passage.article.id for one in found.sentences))[:ARTICLES]
    judged = [judge(intent.message, replace(selection, article_ids=(key,))) for key in keys]
    answering = [each for each, verdict in judged if verdict.reason is None]
    named = [one.quote for each in answering for one in _naming(each, nouns)]
    best = [each.sentences[0].quote for each in answering if each.sentences]
    several = len({one.article.id for one in named}) >= SEVERAL
    quotes = _with_items(intent.message, found.quotes, named if several else best)
    if len({one.article.id for one in quotes}) < SEVERAL:
        quotes = found.quotes
    merged = merge([found, *(each for each, _ in judged)], intent.message, max(top_k, QUOTES))
    return Looked(replace(merged, quotes=quotes), assessment, kind=Kind.LIST)


def _nouns(intent: Intent, found: Retrieval) -> tuple[str, ...]:
    """What a name stands behind: the noun with its diacritics as they were restored, or renderings of it."""
    noun = intent.said("n")
    if found.language is Language.ENGLISH:
        return tuple(sorted(form for one in render(noun)[-1:] for form in one.renderings))
    at = fold(found.understood).find(fold(noun))
    restored = found.understood[at : at + len(noun)] if at >= 0 else noun
    return (spelt(" ".join(restored.split()[-NOUN_WORDS:])),) if noun else ()


def _naming(found: Retrieval, nouns: tuple[str, ...]) -> list[ScoredSentence]:
    """The sentences of an article that name such a thing and aren't far from the best one."""
    if not found.sentences:
        return []
    best = found.sentences[0].score
    return [one for one in found.sentences if best - one.score <= NEAR and _names_one(one.text, nouns)]


def _names_one(text: str, nouns: tuple[str, ...]) -> bool:
    """Whether a name stands behind one of the nouns, with few words between ("phó chủ tịch tỉnh Hướng Thị …")."""
    words = _WORD.findall(text)
    keys = [spelt(word).strip() for word in words]
    for noun in nouns:
        wanted = noun.split()
        for at in range(len(words) - len(wanted)):
            if keys[at : at + len(wanted)] == wanted:
                behind = words[at + len(wanted) : at + len(wanted) + BETWEEN + 1]
                if any(word[0].isupper() for word in behind):
                    return True
    return False


def _with_items(asked: str, usual: Sequence[QuoteSpan], more: Sequence[QuoteSpan]) -> tuple[QuoteSpan, ...]:
    """What any question gets, and behind it the quotes that name something new, in their order.

    The first stay though they name nothing: with them taken out, three questions of strangers lost their answer and one
    got it.
    """
    known = _names(asked).union(*(_names(one.text) for one in usual))
    kept = list(usual)
    for one in more:
        names = _names(one.text)
        if names - known and not any(one.overlaps(other) for other in kept):
            kept.append(one)
            known |= names
    return tuple(kept[:QUOTES])


def _names(text: str) -> frozenset[str]:
    """The names in a text, folded; the first word of a sentence alone is none."""
    words = read(text, "vi")
    return frozenset(
        fold(" ".join(words.forms[start:end]))
        for start, end in runs(words)
        if end - start > 1 or not words.first[start]
    )
