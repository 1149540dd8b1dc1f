"""A question held against its evidence: what of it stands nowhere there, and what may be said of that. Pure.

Whatever is lacking speaks against an answer, and nothing decides: names are spelt in other ways, numbers said in other
words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from service.answerability.evidence import Evidence, folded_run, folded_words, words_of_all
from service.language.facts import counts
from service.language.figure_reading import BARE_SCALE, figures_and_days, number
from service.language.holders import held_by_others
from service.language.languages import Language
from service.language.number_words import numerals
from service.language.ordinals import IN_ORDER
from service.language.question import Name, Question, Word
from service.language.spellings import is_named
from service.measured import measured_on
from service.quoting.types import Retrieval

NEAREST = 3
"""Passages in which a counted thing or a unit has to stand."""

TOLD = 4
"""Letters that a word needs for retrieval to tell whether the corpus holds it."""

LONGER_THAN = 2
"""Digits of a number that says which thing is meant; shorter ones are as often written in words."""

LEAST_DIGITS = 2
"""Of a number that may be said to be missing: shorter ones are as often written in words, or count what is listed."""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Findings:
    """What of a question stands nowhere in its evidence.

    Attributes:
        names: those of which no word stands there, or whose two words stand in the corpus, but never together.
        told_names: those of them that may be said to be missing.
        number: whether a number that says which thing is meant isn't written there.
        told_numbers: those that may be said to be missing: their values aren't there either.
        quoted_number: whether a number isn't written in the article that is quoted first.
        counted: whether no number belongs to what is counted.
        office: whether the texts give the office that is asked about, but to others.
        fact: whether nothing near is of the kind asked for: an amount of money, a phone number, an age.
    """

    names: tuple[Name, ...]
    told_names: tuple[str, ...]
    number: bool
    told_numbers: tuple[str, ...]
    quoted_number: bool
    counted: bool
    office: bool
    fact: bool


def findings_of(question: Question, evidence: Evidence) -> Findings:
    """A question held against what was retrieved for it."""
    texts = evidence.texts.values()
    names = _missing_names(question, evidence)
    numbers = missing_numbers(question, texts)
    near = _near(question.names, evidence)
    return Findings(
        names=names,
        told_names=tuple(name.text for name in names if name.surely),
        number=any(len(one) > LONGER_THAN for one in numbers),
        told_numbers=missing_values(question.text, numbers, texts),
        quoted_number=bool(missing_numbers(question, [evidence.article])),
        fact=any(not fact.search(near) for fact in question.facts),
        counted=bool(question.counted) and not counts(question.counted, near, question.language),
        office=question.office is not None and held_by_others(question.office, _written(evidence)),
    )


def _missing_names(question: Question, evidence: Evidence) -> tuple[Name, ...]:
    """The names that the corpus lacks, perhaps; if it has them all, those that what was found lacks."""
    retrieval = evidence.retrieval
    unknown, separated = set(retrieval.unknown_names), set(retrieval.separated_names)
    # The surest first: what no article has is missing whatever was found.
    return (
        tuple(name for name in _may_be_unknown(question, retrieval.question) if _all_unknown(name, unknown))
        or absent_names(question, evidence)
        or tuple(name for name in question.names if separated.issuperset((word.start, word.end) for word in name.words))
    )


def _may_be_unknown(question: Question, typed: str) -> Sequence[Name]:
    """The names of a question that can't stand in the corpus in another form.

    Of an English question places and names of two words and more: single ones may be translated.
    """
    if question.language is Language.ENGLISH:
        return [name for name in question.names if len(name.words) > 1 or name.administrative]
    # Where nothing is capitalised, any word without the shape of a syllable may be a name.
    return question.lone if typed.islower() else question.names


def _all_unknown(name: Name, unknown: Collection[tuple[int, int]]) -> bool:
    """Whether no word of a name is known to the corpus; of short ones that can't be said."""
    long = [(word.start, word.end) for word in name.words if len(word.text) >= TOLD]
    return bool(long) and all(one in unknown for one in long)


def absent_names(question: Question, evidence: Evidence) -> tuple[Name, ...]:
    """The names of a question that are surely missing from all of the texts."""
    missing = missing_names(question, evidence.texts.values())
    return tuple(name for name in missing if surely_missing(name.words, evidence.retrieval))


def missing_names(question: Question, texts: Iterable[str]) -> list[Name]:
    """The names of a question of which texts hold no word, nor all written together, but for one wrong letter."""
    known = words_of_all(texts) if question.names else frozenset()
    return [
        name
        for name in question.names
        if not any(is_named(one, known) for one in (*(word.folded for word in name.words), name.joined))
    ]


def surely_missing(words: Sequence[Word], retrieval: Retrieval) -> bool:
    """Whether missing words of a name may be called so: neither abbreviations, nor perhaps translated.

    A name of an English question that something covers well may stand there in Vietnamese. How well is measured by
    embedder: without that, none is.
    """
    # "UBND" may be written out, "An" be a syllable of anything.
    if all(len(word.text) < TOLD for word in words):
        return False
    if retrieval.language is not Language.ENGLISH:
        return True
    covered = measured_on(retrieval.embedder).covered
    # Without what was measured nothing is called missing: half of the wrong refusals named a false reason once
    # (`reasons`).
    if covered is None or not retrieval.token_spans:
        return False
    tokens = [at for word in words for at in word.within(retrieval.token_spans)]
    # Whatever may be quoted, by its best token.
    return all(one.support[at] < covered for one in retrieval.sentences if one.support for at in tokens)


def missing_numbers(question: Question, texts: Iterable[str]) -> list[str]:
    """The numbers of a question that aren't written in texts as they are typed."""
    known = {_bare(word) for word in words_of_all(texts)} if question.numbers else set()
    return [one for one, words in question.numbers.items() if not known.issuperset(map(_bare, words))]


def _bare(word: str) -> str:
    """A word without the zeros that days, months and hours are written with: "01/12" is "1/12", "07h30" is "7h30"."""
    return word.lstrip("0") or word


def missing_values(asked: str, numbers: Sequence[str], texts: Collection[str]) -> tuple[str, ...]:
    """Of numbers that aren't written in texts as they are typed, those whose value surely isn't there either.

    Letters typed at a number are another's way of writing it: "OM18" is "OM 18" there, "1kg" is "đồng/kg". Left out
    are those that stand there as "300.000" where "300 nghìn" is asked for, or that may: "hơn 2,3 triệu" is said to be
    about right, and may stand as 2,34.
    """
    lost = [one for one in numbers if sum(map(str.isdecimal, one)) >= LEAST_DIGITS]
    if not lost:  # reading all figures of whole articles takes its time
        return ()
    known, values = words_of_all(texts), _values_in(texts)
    held = [(one.start, one.end) for one in figures_and_days(asked)[0] if one.bound or one.value in values]
    places = {one: asked.find(one) for one in lost}
    return tuple(
        one
        for one, at in places.items()
        if not all(part in known or number(part) in values for part in _FIGURE.findall(one))
        and not BARE_SCALE.match(asked, at + len(one))
        and not any(start <= at < end for start, end in held)
    )


def _values_in(texts: Iterable[str]) -> set[Decimal]:
    values = {figure.value for text in texts for figure in figures_and_days(text)[0]}
    # In words, whatever they count or order: "ba mươi năm" is 360 months there, and "thứ mười" no amount.
    return values | {value for text in texts for *_, value, _ in numerals(IN_ORDER.sub("", text.lower()), loose=True)}


def _near(names: Sequence[Name], evidence: Evidence) -> str:
    """The nearest passages of the articles that name as much of a question as any does, and what of those is quoted.

    What another article counts is none of what is asked.
    """
    unnamed = {key: sum(not _names_whole(text, name) for name in names) for key, text in evidence.texts.items()}
    fewest = min(unnamed.values())
    passages = [one.passage.text for one in evidence.retrieval.passages if unnamed[one.article.id] == fewest]
    quotes = [one.told for one in evidence.retrieval.quotes if unnamed.get(one.article.id) == fewest]
    return " ".join((*passages[:NEAREST], *quotes))


def _names_whole(text: str, name: Name) -> bool:
    """Whether a text holds a whole name: its words side by side, or written together."""
    beside = [f" {one.folded} {two.folded} " for one, two in pairwise(name.words)]
    side_by_side = bool(beside) and all(one in folded_run(text) for one in beside)
    return side_by_side or is_named(name.joined, folded_words(text))


def _written(evidence: Evidence) -> list[str]:
    """Titles and texts of the articles, each by itself."""
    articles = {one.article.id: one.article for one in evidence.retrieval.passages}.values()
    return [part for one in articles for part in (one.title, one.text) if part]
