"""What the question asks about and nothing retrieved holds: a name, a number, a count, an office, a kind of fact. Pure.

Each speaks against an answer, and none decides: names are spelt in other ways, numbers said in other words. What was
restored is shown without diacritics, since they may be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise

from service.answerability.evidence import (
    Evidence,
    folded_run,
    folded_words,
    missing_names,
    words_of_all,
)
from service.answerability.tokens import best_cover
from service.language.answer_types import MONEY, AnswerType, expected
from service.language.asking import Asking, Word, WordKind
from service.language.counts import counts, counts_rendered
from service.language.detection import is_syllable
from service.language.facts import lacks_fact
from service.language.glossary import render
from service.language.holders import asked_office, held_by_others
from service.language.languages import Language
from service.language.name_reading import ADMINISTRATIVE, PLACES, POLICE
from service.language.spellings import is_named
from service.measured import measured_on
from service.quoting.types import Retrieval
from service.values import RetrievedPassage

NEAREST = 3
"""Passages in which a counted thing or a unit has to stand."""

TOLD = 4
"""Letters that a word needs for retrieval to tell whether the corpus holds it."""

Run = tuple[Word, ...]
"""The words of a name."""

LONGER_THAN = 2
"""Digits of a number that says which thing is meant; shorter ones are as often written in words."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is asked about and stands nowhere in what was retrieved.

    Attributes:
        names: those of which no word stands there, or whose two words stand in the corpus, but never together.
        numbers: in whichever way of writing.
        counted: whether no number belongs to what is counted.
        office: whether the texts give the office that is asked about, but to others.
        fact: whether nothing near is of the kind asked for: an amount of money, a phone number, an age.
    """

    names: tuple[Run, ...] = ()
    numbers: tuple[str, ...] = ()
    counted: bool = False
    office: bool = False
    fact: bool = False

    def __bool__(self) -> bool:
        return any(astuple(self))


def lacking(evidence: Evidence) -> Lacking:
    """What is lacking of a question in what was retrieved for it."""
    near = _near(evidence)
    question = evidence.question
    money = expected(question, evidence.language).kind is AnswerType.MONEY and not MONEY.search(near)
    return Lacking(
        names=tuple(lacking_names(evidence)),
        numbers=tuple(one for one in evidence.missing_numbers if len(one) > LONGER_THAN),
        counted=_nothing_counted(evidence, near),
        office=_held_by_others(evidence),
        fact=money or lacks_fact(question, near),
    )


def _near(evidence: Evidence) -> str:
    """The nearest passages of the articles that the question is about, and what of those is quoted."""
    passages = _most_named(evidence)
    ids = {one.article.id for one in passages}
    quoted = (one.told for one in evidence.retrieval.quotes if one.article.id in ids)
    return " ".join((*(one.passage.text for one in passages[:NEAREST]), *quoted))


def _nothing_counted(evidence: Evidence, near: str) -> bool:
    counted = evidence.asking.counted
    if not counted:
        return False
    if evidence.language is Language.ENGLISH:
        return not counts_rendered(counted, near)
    return not counts(counted, near, folded=evidence.language is Language.UNACCENTED)


def _held_by_others(evidence: Evidence) -> bool:
    asks_for_person = expected(evidence.question, evidence.language).kind is AnswerType.PERSON
    office = asked_office(evidence.question, evidence.language) if asks_for_person else None
    articles = [one.article for one in evidence.retrieval.passages]
    told = [part for article in articles for part in (article.title, article.text) if part]
    return office is not None and held_by_others(office, told)


def _most_named(evidence: Evidence) -> list[RetrievedPassage]:
    """The passages of articles that name as much of the question as any does: a count of another's is none."""
    names = evidence.asking.names()
    unnamed = {text: sum(not _named_whole(run, text) for run in names) for text in set(evidence.texts)}
    fewest = min(unnamed.values())
    told = zip(evidence.retrieval.passages, evidence.texts, strict=True)
    return [one for one, text in told if unnamed[text] == fewest]


def _named_whole(run: tuple[Word, ...], text: str) -> bool:
    """Whether a text holds a whole name: its words side by side, or written together."""
    words = folded_words(text)
    if len(run) == 1:
        return is_named(run[0].folded, words)
    held = folded_run(text)
    side_by_side = all(f" {one.folded} {two.folded} " in held for one, two in pairwise(run))
    return side_by_side or is_named("".join(word.folded for word in run), words)


def lacking_names(evidence: Evidence) -> list[Run]:
    """The names of the question that the corpus lacks, perhaps; if it has them all, those that what was found lacks."""
    corpus = unknown_names(evidence)
    # The surest first: what no article has is missing whatever was found.
    return corpus or absent_names(evidence) or separated_names(evidence)


def unknown_names(evidence: Evidence) -> list[Run]:
    """The names of the question that stand nowhere in the corpus, if they can't stand there in another form.

    Of an English question places and names of two words and more: single ones may be translated.
    """
    unknown = set(evidence.retrieval.unknown_names)
    words = evidence.asking.words
    runs = evidence.asking.names()
    if evidence.language is Language.ENGLISH:
        runs = [run for run in runs if _beside_administration(run, words) or len(run) > 1]
    # Where nothing is capitalised, any word without the shape of a syllable may be a name.
    elif evidence.retrieval.question.islower():
        runs = [(word,) for word in words if word.kind is WordKind.WORD]
    return [run for run in runs if _all_unknown(run, unknown)]


def separated_names(evidence: Evidence) -> list[Run]:
    """The names of two words that the corpus never has together."""
    separated = set(evidence.retrieval.separated_names)
    return [run for run in evidence.asking.names() if all((word.start, word.end) in separated for word in run)]


def _all_unknown(run: Run, unknown: set[tuple[int, int]]) -> bool:
    """Whether no word of a name is known to the corpus; of short ones that can't be said."""
    told = [(word.start, word.end) in unknown for word in run if len(word.text) >= TOLD]
    return bool(told) and all(told)


def _beside_administration(run: Run, words: tuple[Word, ...]) -> bool:
    first, last = words.index(run[0]), words.index(run[-1])
    return any(word.folded in ADMINISTRATIVE for word in (*words[max(0, first - 2) : first], *words[last + 1 :][:2]))


def _behind_place(run: Sequence[Word], words: Sequence[Word]) -> bool:
    before = tuple(word.folded for word in words[: words.index(run[0])])
    return not PLACES.isdisjoint(before[-1:]) or before[-2:] == POLICE


def absent_names(evidence: Evidence) -> list[Run]:
    """The names of the question of which no word stands in any of the texts."""
    missing = missing_names(evidence.asking, words_of_all(evidence.texts))
    return [run for run in missing if surely_missing(evidence.retrieval, run)]


def may_be_told(run: Sequence[Word], asking: Asking, question: str, language: Language) -> bool:
    """Whether a name that is missing may be said to be so: surely a name, that no text may hold in another form.

    Of English questions only what Vietnamese texts leave as it is: names of Vietnamese syllables, and places beside
    words of administration. Others are translated ("African"), or transcribed ("Temüjin").
    """
    # An acronym may be written out; and what isn't capitalised may be any misspelt word, but behind "tỉnh".
    if all(word.text.isupper() for word in run):
        return False
    if not all(word.text[0].isupper() for word in run):
        return _behind_place(run, asking.words)
    if language is not Language.ENGLISH:
        return True
    general = {word for one in render(question) for word in one.words.split()}
    vietnamese = len(run) > 1 and all(is_syllable(word.folded) for word in run)
    left = vietnamese or _beside_administration(tuple(run), asking.words)
    return left and not any(word.text.lower() in general for word in run)


def surely_missing(retrieval: Retrieval, run: Sequence[Word]) -> bool:
    """Whether a missing name may be called so: neither an abbreviation, nor perhaps translated.

    A name of an English question that something covers well may stand there in Vietnamese. How well is measured by
    embedder: without that, none is.
    """
    # "UBND" may be written out, "An" be a syllable of anything.
    if all(len(word.text) < TOLD for word in run):
        return False
    if retrieval.language is not Language.ENGLISH:
        return True
    covered = measured_on(retrieval.embedder).covered
    # Without what was measured nothing is called missing: half of the wrong refusals named a false reason once
    # (`reasons`).
    if covered is None or not retrieval.token_spans:
        return False
    return all(best_cover(retrieval, word) < covered for word in run)
