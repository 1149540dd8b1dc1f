"""Questions out of sentences, by putting the question word where the answer stands, as Vietnamese does.

"Ngày 24-4, ngân hàng bầu bà Diễm." → "Ngày nào, ngân hàng bầu bà Diễm?", "Ngày 24-4, ngân hàng bầu ai?"
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.own.material import Material, Told
from evals.own.mutations import FALSE
from evals.own.spans import DATE, Fact, Span, spans
from evals.own.words import HONORIFICS, OFFICES
from evals.suites.cases import Evidence, Kind

KINDS = {Fact.NUMBER: Kind.HOW_MANY, Fact.DATE: Kind.WHEN, Fact.PERSON: Kind.WHO}
"""What can be asked for, and what that is called in a case file."""

_HONORED = re.compile(rf"\b(?:{HONORIFICS})\s+$", re.IGNORECASE)
_TITLED = re.compile(rf"\b(?:{OFFICES})\s+$", re.IGNORECASE)
_DAY_WORD = re.compile(r"^\D+")
WORDS = 35
"""Most words of a question."""

MASK = "\ue000"
"""Stands for the question word while the rest of the sentence is changed: no mutation touches it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the sentence that answers it, and the span of that sentence which does."""

    question: str
    told: Told
    answer: Span
    kind: Kind

    def gold(self, article_id: str) -> Evidence:
        """The answer as evidence of a case."""
        return Evidence(article_id=article_id, quote=self.answer.text, within=self.told.text)


def questions(told: Told) -> list[Asked]:
    """The questions that a sentence answers: one for each fact that can be asked for and leaves another to know it by.

    A fact that stands in the sentence twice isn't asked for: the question would tell the answer.
    """
    found: list[Asked] = []
    if len(told.core.split()) > WORDS:
        return found
    facts = [one for one in spans(told.text) if one.start >= told.start]
    for one in facts:
        # Another fact has to stay, or the question would fit any sentence of the article.
        if one.fact in KINDS and told.text.count(one.text) == 1 and len(facts) > 1:
            masked, word = _masked(told, one)
            found.append(Asked(_as_question(masked, word), told, one, KINDS[one.fact]))
    return found


def near_misses(asked: Asked, known: Material, seed: str) -> Iterator[tuple[str, str]]:
    """The same question with one thing changed, so that no sentence of the article answers it: (kind, question)."""
    masked, word = _masked(asked.told, asked.answer)
    for kind, mutation in FALSE.items():
        changed = mutation(masked, known, random.Random(f"{seed}/{kind}/{masked}"))  # noqa: S311 - a probe, not a secret
        # What is asked for may itself have been changed away.
        if changed is not None and MASK in changed:
            yield kind, _as_question(changed, word)


def _masked(told: Told, answer: Span) -> tuple[str, str]:
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


def _when(written: str) -> str:
    """What asks for a date: "ngày nào", "sáng ngày nào", "tháng nào năm 2024", "năm nào"."""
    match, head = DATE.fullmatch(written), _DAY_WORD.match(written)
    said = head.group().strip().lower() if head else "ngày"
    if match and (match["m3"] or match["y4"]):
        return "tháng nào" if match["m3"] else "năm nào"
    return "ngày nào" if said in ("ngày", "mùng", "hôm") else f"{said} ngày nào"


def _as_question(masked: str, word: str) -> str:
    question = masked.rstrip(" .").replace(MASK, word) + "?"
    return question[:1].upper() + question[1:]
