"""All that are of a kind: each quote adds an item, up to a measured distance from the best.

An item is a name behind what is asked for ("những thẩm phán nào": "thẩm phán Cái Văn Hựu"). What is quoted is chosen as
by maximal marginal relevance (Carbonell and Goldstein 1998): the most relevant first, and then only what is new beside
what was chosen; new is a name here, and not what is least similar. A table or an enumeration is quoted whole, and where
what any question gets first is one, nothing else is quoted but others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.analysis import fold
from service.answerability.assess import THRESHOLDS, Assessment
from service.answering.orders import planted
from service.answering.types import Looked
from service.language.glossary import render, spelt
from service.language.intents import Intent
from service.language.languages import Language
from service.language.name_reading import read
from service.quoting.enumerations import enumerates, enumeration
from service.quoting.types import Retrieval, ScoredSentence
from service.values import QuoteSpan
from trichdan.wire import Kind

QUOTES = 8
"""Quotes that a list has, at most. By hand."""

NOUN_WORDS = 3
"""Words of what is asked for that a name stands behind, at most: the noun and what is beside it."""

BETWEEN = 3
"""Words that stand between that and the name, at most ("phó chủ tịch UBND xã …"). By hand."""

SEVERAL = 2
"""Articles, from which on what they name is a list over them."""

NAMES = 3
"""Names, from which on one article alone gives a list."""

NEAR = 0.5
"""How far a sentence with an item may score below the best one. Of 104 lists as many are right from .2 to .7."""

_WORD = re.compile(r"\w+")
_PARTED = re.compile(r"[.!?;:,\n|]")
_JOINED = frozenset((" ", "-", "–", "."))


@dataclass(frozen=True, slots=True)
class _Item:
    """A sentence that names one or more of what is asked for."""

    sentence: ScoredSentence
    names: frozenset[str]


def gather(intent: Intent, found: Retrieval, assessment: Assessment) -> Looked:
    """The items that articles name, or what any question gets; of what was found for the message as any.

    Where an ordinary question is refused, so is a list, unless nothing is asked of what is listed but that it's named,
    and several articles name it.
    """
    items = _items(found, _nouns(intent, found))
    if assessment.reason is not None:
        # Not where the answer is merely not far from sure: of 16 lists that no article tells 6 were answered then.
        if not (intent.names_only and _named_by_several(items)):
            return Looked(found, assessment, kind=Kind.LIST)
        assessment = _sure(assessment)
        quotes = _each_new((), items)
    else:
        quotes = _told(intent.message, found.quotes, items)
    return Looked(replace(found, quotes=quotes), assessment, kind=Kind.LIST)


def is_listed(found: Retrieval) -> bool:
    """Whether what any question gets first, quoted whole, enumerates."""
    return any(enumerates(_whole(one).text) for one in found.quotes[:1])


def _told(asked: str, usual: Sequence[QuoteSpan], items: Sequence[_Item]) -> tuple[QuoteSpan, ...]:
    """The enumerations among what any question gets, if its first quote is one; or else each further item."""
    whole = _that_name_more(asked, usual)
    enumerated = tuple(one for one in whole if enumerates(one.text))
    if enumerated[:1] == whole[:1]:
        return enumerated
    if _named_by_several(items) or len({name for one in items for name in one.names}) >= NAMES:
        return _each_new(usual[:1], items)
    return (whole[0], *enumerated) if enumerated else whole


def _sure(assessment: Assessment) -> Assessment:
    """As sure as it has to be: that something is named is plain to see."""
    confidence = max(assessment.confidence, assessment.threshold or THRESHOLDS["normal"])
    return replace(assessment, confidence=confidence, reason=None, explanation="")


def _named_by_several(items: Sequence[_Item]) -> bool:
    return len({one.sentence.passage.article.id for one in items}) >= SEVERAL


def _nouns(intent: Intent, found: Retrieval) -> tuple[str, ...]:
    """What a name may stand behind: the noun with its diacritics as they were restored, or renderings of it."""
    noun, text = intent.said("n"), found.question.text
    if found.question.language is Language.ENGLISH:
        return tuple(sorted(form for one in render(noun)[-1:] for form in one.renderings))
    at = fold(text).find(fold(noun))
    words = (text[at : at + len(noun)] if at >= 0 else noun).split()
    size = min(len(words), NOUN_WORDS)
    return tuple(spelt(" ".join(words[start : start + size])) for start in range(len(words) - size + 1) if size)


def _items(found: Retrieval, nouns: Sequence[str]) -> tuple[_Item, ...]:
    """The sentences that name such a thing, best first; of several renderings with the one that most articles use."""

    read = [one for one in found.sentences if not planted(one.quote)] if nouns else []

    def by(noun: str) -> tuple[_Item, ...]:
        told = (_Item(one, _names_behind(noun.split(), one.text)) for one in read)
        return tuple(sorted((one for one in told if one.names), key=lambda one: -one.sentence.score))

    def support(items: tuple[_Item, ...]) -> tuple[int, int]:
        articles = {one.sentence.passage.article.id for one in items}
        return len(articles), len({name for one in items for name in one.names})

    return max((by(noun) for noun in nouns), key=support, default=())


def _names_behind(noun: Sequence[str], text: str) -> frozenset[str]:
    """The names behind a noun, with few words between ("phó chủ tịch tỉnh Hướng Thị …"), folded."""
    words = list(_WORD.finditer(text))
    keys, size = _keys(text), len(noun)
    ends = (at + size for at in range(len(words)) if keys[at : at + size] == noun)
    return frozenset(name for end in ends if (name := _name_from(text, words, end)))


@lru_cache(maxsize=512)
def _keys(text: str) -> list[str]:
    """The words of a text as `spelt`; kept, as several renderings are looked for in the same sentences."""
    return [spelt(word).strip() for word in _WORD.findall(text)]


def _name_from(text: str, words: Sequence[re.Match[str]], end: int) -> str:
    """The first name from the word `end` on that no mark parts from the word before; empty if there is none."""
    for at in range(end, min(end + BETWEEN + 1, len(words))):
        if _PARTED.search(text[words[at - 1].end() : words[at].start()]):
            return ""
        if words[at].group()[0].isupper():
            stop = at + 1
            while stop < len(words) and _goes_on(text, words[stop - 1], words[stop]):
                stop += 1
            return fold(" ".join(word.group() for word in words[at:stop]))
    return ""


def _goes_on(text: str, before: re.Match[str], word: re.Match[str]) -> bool:
    """Whether a word is of the same name as the one before it."""
    named = word.group()[0].isupper() or word.group().isdigit()
    return named and text[before.end() : word.start()] in _JOINED


def _each_new(first: Sequence[QuoteSpan], items: Sequence[_Item]) -> tuple[QuoteSpan, ...]:
    """What any question gets first, and the sentences that name something new and aren't far from the best one.

    The first stays though it may name nothing: with it taken out, three questions of strangers lost their answer and
    one got it. A name is known by its last word ("ông Hựu").
    """
    kept = [_whole(one) for one in first]
    known = {last for one in items if any(one.sentence.quote.overlaps(quote) for quote in kept) for last in _lasts(one)}
    for one in items:
        near = items[0].sentence.score - one.sentence.score <= NEAR
        if near and len(kept) < QUOTES and not _lasts(one) <= known:
            quote = _whole(one.sentence.quote)
            if not any(quote.overlaps(other) for other in kept):
                kept.append(quote)
            known |= _lasts(one)
    return tuple(kept)


def _lasts(item: _Item) -> frozenset[str]:
    return frozenset(name.split()[-1] for name in item.names)


def _that_name_more(asked: str, usual: Sequence[QuoteSpan]) -> tuple[QuoteSpan, ...]:
    """What any question gets, whole, but for later quotes that name nothing new."""
    known, kept = _names(asked), list[QuoteSpan]()
    for one in map(_whole, usual):
        names = _names(one.text)
        if not kept or (names - known and not any(one.overlaps(other) for other in kept)):
            kept.append(one)
            known |= names
    return tuple(kept)


def _whole(quote: QuoteSpan) -> QuoteSpan:
    """A quote with the whole of the enumeration that it's of, unless that holds an order to a machine."""
    start, end = enumeration(quote.article.text, quote.start, quote.end)
    wider = replace(quote, start=start, end=end)
    return quote if planted(wider) else wider


def _names(text: str) -> frozenset[str]:
    """The names in a text, folded; the first word of a sentence alone is none."""
    words = read(text, Language.VIETNAMESE)
    return frozenset(
        fold(" ".join(words.forms[start:end]))
        for start, end in words.names
        if end - start > 1 or not words.first[start]
    )
