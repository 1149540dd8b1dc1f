"""Questions out of sentences, by putting the question word where the answer stands, as Vietnamese does. Pure.

"Ngày 24-4, ngân hàng bầu bà Diễm." → "Ngày nào, ngân hàng bầu bà Diễm?", "Ngày 24-4, ngân hàng bầu ai?"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.models import SentenceKind
from ingest.regex import regex
from ingest.sentences import split_sentences
from service.language.fact_spans import DATE, Fact, Span, spans
from service.language.fact_words import DANGLING, DATELINE, HONORIFICS, LEADS, OFFICES

WORDS_OF_SENTENCE = (6, 60)
"""Least and most words of a sentence that is used."""

WORDS = 35
"""Most words of a question."""

EASY_WORDS = 18
"""Questions of more words come after the others: readers type few."""

ASKABLE = frozenset((Fact.NUMBER, Fact.DATE, Fact.PERSON))
"""What can be asked for."""

MASK = "\ue000"
"""Stands for the question word while the rest of the sentence is changed."""

_HONORED = regex(rf"\b(?:{HONORIFICS})\s+$", re.IGNORECASE)
_TITLED = regex(rf"\b(?:{OFFICES})\s+$", re.IGNORECASE)
_DAY_WORD = regex(r"^\D+")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of an article, and where in it what can be said alone begins (after datelines and connectives).

    `at`: where the sentence stands in the article, in code points.
    """

    text: str
    start: int
    at: int = 0

    @property
    def core(self) -> str:
        """What can be said alone."""
        return self.text[self.start :]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the sentence that answers it, and the span of that sentence which does."""

    question: str
    told: Told
    answer: Span


def told_of(text: str, title: str | None = None) -> list[Told]:
    """The sentences of an article that can be asked about alone, each once."""
    found = []
    for one in split_sentences(text, title):
        sentence = text[one.start : one.end]
        # A sentence that leans on the one before it isn't true or false by itself.
        if one.kind is SentenceKind.PROSE and _stands_alone(sentence):
            found.append(Told(sentence, _lead(sentence), one.start))
    return list({one.text: one for one in found}.values())


def questions_of(told: Told) -> list[Asked]:
    """The questions that a sentence answers: one for each fact that can be asked for and leaves another to know it by.

    A fact that stands in the sentence twice isn't asked for: the question would tell the answer.
    """
    if len(told.core.split()) > WORDS:
        return []
    facts = [one for one in spans(told.text) if one.start >= told.start]
    # Another fact has to stay, or the question would fit any sentence of the article.
    asked = [one for one in facts if one.fact in ASKABLE and told.text.count(one.text) == 1 and len(facts) > 1]
    return [Asked(as_question(*masked(told, one)), told, one) for one in asked]


def masked(told: Told, answer: Span) -> tuple[str, str]:
    """The sentence with a mask for the answer (and what of it the question word takes in), and the question word."""
    start, word = answer.start, "bao nhiêu " if told.text[answer.end :].startswith("%") else "bao nhiêu"
    before = told.text[told.start : start]
    if answer.fact is Fact.PERSON:
        honored, titled = _HONORED.search(before), _TITLED.search(before)
        word = "nào" if titled else "ai"
        start = told.start + honored.start() if honored else start
    elif answer.fact is Fact.DATE:
        word = _when(answer.text)
    return told.text[told.start : start] + MASK + told.text[answer.end :], word


def as_question(masked_sentence: str, word: str) -> str:
    """The masked sentence as a question."""
    question = masked_sentence.rstrip(" .").replace(MASK, word) + "?"
    return question[:1].upper() + question[1:]


def _when(written: str) -> str:
    """What asks for a date: "ngày nào", "sáng ngày nào", "tháng nào năm 2024", "năm nào"."""
    match, head = DATE.fullmatch(written), _DAY_WORD.match(written)
    said = head.group().strip().lower() if head else "ngày"
    if match and (match["m3"] or match["y4"]):
        return "tháng nào" if match["m3"] else "năm nào"
    return "ngày nào" if said in ("ngày", "mùng", "hôm") else f"{said} ngày nào"


def _lead(text: str) -> int:
    start = 0
    for form in (DATELINE, LEADS):
        match = form.match(text[start:])
        start += match.end() if match else 0
    return start


def _stands_alone(text: str) -> bool:
    core = text[_lead(text) :]
    least, most = WORDS_OF_SENTENCE
    fits = least <= len(core.split()) <= most and core[:1].isupper() and core.endswith(".")
    return fits and not DANGLING.match(core) and not any(mark in core for mark in '?:;“”"\n…')
