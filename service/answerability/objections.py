"""Typed evidence that nothing retrieved answers: a name or year that nowhere stands, a count of nothing. Pure.

Only objections that are seldom wrong: on the dev questions about 1 in 70 answerable ones meets any, mostly for a
misspelt name (docs/answerability.md). What was restored is shown without diacritics, since they may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, pairwise

from service.answerability.evidence import (
    Evidence,
    counts,
    counts_rendered,
    folded_pairs,
    folded_words,
    is_named,
    missing_names,
    missing_numbers,
    whole,
)
from service.answerability.offices import asked_office, held_by_others, nobody_holds
from service.answerability.tokens import best_cover
from service.language.answer_types import MONEY, AnswerType, expected
from service.language.asking import Expects, Word, WordKind
from service.language.facts import lacks_fact
from service.language.names import read
from service.language.typing import Language
from service.quoting.types import Retrieval
from service.values import RetrievedPassage

OBJECTED = 0.15
"""What confidence is multiplied by where there is an objection: the result is about the share of answerable ones."""

OVERRULED = 0.95
"""Confidence from which an objection is not believed: so well covered, a name is rather spelt in another way.

Not so where the whole corpus lacks the name, or the texts give the very office that is asked about to others."""

_ADMINISTRATIVE = frozenset(
    ("province", "provincial", "city", "district", "town", "commune", "police", "border", "gate", "army", "authorities")
)
"""English words beside which a name is a place's, which Vietnamese news leave as it is; others they may translate."""

NEAREST = 3
"""Passages in which a counted thing or a unit has to stand."""

TOLD = 4
"""Letters that a word needs for retrieval to tell whether the corpus holds it."""

COVERED = 0.45
"""A name of an English question that something covers so well may stand there in Vietnamese."""


class Lack(StrEnum):
    """What is lacking."""

    NAME = "name"
    NUMBER = "stated_number"
    COUNTED = "counted"
    OFFICE = "office"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Objection:
    """What the question asks about, and nothing retrieved holds; `what` of names and numbers, `sure` in any case."""

    lack: Lack
    what: str = ""
    sure: bool = False


def objection_features(against: Objection | None) -> dict[str, float]:
    """By kind of lack, whether it is objected to: what that is worth where articles repeat each other is fitted."""
    return {f"lacks_{lack}": float(against is not None and against.lack is lack) for lack in Lack}


def after_objection(confidence: float, against: Objection, narrow: bool) -> float:
    """Confidence where there is an objection. Keeps the order, so that a curve over it stays smooth.

    In a `narrow` corpus everything is near every question, and confidence says nothing against an objection.
    """
    believed = confidence < OVERRULED or against.sure or narrow
    return confidence * OBJECTED if believed else confidence


def objection(retrieval: Retrieval, seen: Evidence, narrow: bool) -> Objection | None:
    """The first objection there is; in a `narrow` corpus, where all is near, those too that elsewhere cost more."""
    return next(chain(_objections(retrieval, seen), _narrow(retrieval, seen) if narrow else ()), None)


def _objections(retrieval: Retrieval, seen: Evidence) -> Iterator[Objection]:
    texts = [whole(one.article) for one in retrieval.passages]
    question = retrieval.understood or retrieval.question
    vietnamese = retrieval.language is not Language.ENGLISH
    if unheard := unheard_names(retrieval, seen):
        yield Objection(Lack.NAME, ", ".join(unheard), sure=True)
    elif full := unheard_names(retrieval, seen, full=True):
        yield Objection(Lack.NAME, ", ".join(full))
    if vietnamese and (names := absent_names(retrieval, seen, texts)):
        yield Objection(Lack.NAME, ", ".join(names))
    numbers = [one for one in missing_numbers(seen.asking, " ".join(texts)) if len(one) > 2]
    if numbers:
        yield Objection(Lack.NUMBER, ", ".join(numbers))
    office = asked_office(question, retrieval.language) if seen.asking.expects is Expects.PERSON else None
    if office and held_by_others(office, _titles_and_texts(retrieval)):
        yield Objection(Lack.OFFICE, sure=True)
    about = _about(retrieval, seen)
    quoted = (one.told for one in retrieval.quotes if any(one.article.id == each.article.id for each in about))
    near = " ".join((*(one.passage.text for one in about[:NEAREST]), *quoted))
    counted = seen.asking.counted
    if counted and vietnamese:
        if not counts(counted, near, folded=retrieval.language is Language.UNACCENTED):
            yield Objection(Lack.COUNTED)
    elif counted and not counts_rendered(counted, near):
        yield Objection(Lack.COUNTED)
    money = expected(question, retrieval.language).kind is AnswerType.MONEY and not MONEY.search(near)
    if money or lacks_fact(question, near):
        yield Objection(Lack.FACT)


def _titles_and_texts(retrieval: Retrieval) -> list[str]:
    articles = [one.article for one in retrieval.passages]
    return [part for article in articles for part in (article.title, article.text) if part]


def _narrow(retrieval: Retrieval, seen: Evidence) -> Iterator[Objection]:
    texts = [whole(one.article) for one in retrieval.passages]
    parted = set(retrieval.parted)
    names = [run for run in seen.asking.names() if all((word.start, word.end) in parted for word in run)]
    if names:
        yield Objection(Lack.NAME, ", ".join(" ".join(word.text for word in run) for run in names))
    if abroad := absent_countries(retrieval, texts):
        yield Objection(Lack.NAME, ", ".join(abroad))
    about = " ".join(whole(one.article) for one in _about(retrieval, seen))
    years = [word.text for word in seen.asking.of(WordKind.NUMBER) if len(word.text) == len("2025")]
    if years and not set(years) - set(missing_numbers(seen.asking, about)):
        yield Objection(Lack.NUMBER, ", ".join(years))
    question = retrieval.understood or retrieval.question
    office = asked_office(question, retrieval.language) if seen.asking.expects is Expects.PERSON else None
    if office and nobody_holds(office, texts):
        yield Objection(Lack.NAME, office.called)


def _about(retrieval: Retrieval, seen: Evidence) -> list[RetrievedPassage]:
    """The passages of articles that name as much of the question as any does: a count of another's is none."""
    texts = {one.article.id: whole(one.article) for one in retrieval.passages}
    unnamed = {key: sum(not _named_whole(run, text) for run in seen.asking.names()) for key, text in texts.items()}
    lacking = [unnamed[one.article.id] for one in retrieval.passages]
    return [one for one, count in zip(retrieval.passages, lacking, strict=True) if count == min(lacking)]


def _named_whole(run: tuple[Word, ...], text: str) -> bool:
    """Whether a text holds a whole name: its words side by side, or written together."""
    pairs, words = folded_pairs(text), folded_words(text)
    if len(run) == 1:
        return is_named(run[0].folded, words)
    side_by_side = all((one.folded, two.folded) in pairs for one, two in pairwise(run))
    return side_by_side or is_named("".join(word.folded for word in run), words)


def unheard_names(retrieval: Retrieval, seen: Evidence, full: bool = False) -> list[str]:
    """The names of the question that stand nowhere in the corpus, if they can't stand there in another form.

    Of an English question places alone, or, if `full`, names of two words and more too: single ones may be translated.
    """
    unheard = set(retrieval.unheard)
    words = seen.asking.words
    runs = seen.asking.names()
    if retrieval.language is Language.ENGLISH:
        runs = [run for run in runs if _beside_administration(run, words) or (full and len(run) > 1)]
    elif retrieval.question.islower():
        runs = [(word,) for word in words if word.kind is WordKind.WORD]
    lacking = [run for run in runs if _all_unheard(run, unheard)]
    return [" ".join(word.text for word in run).title() for run in lacking]


def absent_countries(retrieval: Retrieval, texts: list[str]) -> list[str]:
    """Countries and peoples that an English question names and no text found does, in any of their names."""
    if retrieval.language is not Language.ENGLISH:
        return []
    asked = read(retrieval.question, "en")
    found = [read(text, "vi").concepts() for text in texts]
    return [
        " ".join(asked.forms[one.start : one.end]).title()
        for one in asked.mentions
        if any(concept.kind == "name" for concept in one.concepts)
        and asked.upper[one.start]
        and not any(concept in known for concept in one.concepts for known in found)
    ]


def _all_unheard(run: tuple[Word, ...], unheard: set[tuple[int, int]]) -> bool:
    """Whether no word of a name is heard of; of short ones that can't be said."""
    told = [(word.start, word.end) in unheard for word in run if len(word.text) >= TOLD]
    return bool(told) and all(told)


def _beside_administration(run: tuple[Word, ...], words: tuple[Word, ...]) -> bool:
    first, last = words.index(run[0]), words.index(run[-1])
    return any(word.folded in _ADMINISTRATIVE for word in (*words[max(0, first - 2) : first], *words[last + 1 :][:2]))


def absent_names(retrieval: Retrieval, seen: Evidence, texts: list[str]) -> list[str]:
    """The names of the question of which no word stands in any of `texts`."""
    known = frozenset[str]().union(*map(folded_words, texts))
    missing = missing_names(seen.asking, known)
    return [" ".join(word.text for word in run) for run in missing if _sure(retrieval, run)]


def _sure(retrieval: Retrieval, run: tuple[Word, ...]) -> bool:
    """Whether a missing name may be called so: neither an abbreviation, nor perhaps translated."""
    if all(len(word.text) < 4 for word in run):
        return False
    if retrieval.language is not Language.ENGLISH:
        return True
    return all(best_cover(retrieval, word) < COVERED for word in run)
