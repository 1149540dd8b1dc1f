"""A question held against its evidence: what of it stands nowhere there, and what may be said of that. Pure.

Whatever is lacking speaks against an answer, and nothing decides: names are spelt in other ways, numbers said in other
words.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.answerability.evidence import Evidence, nearest
from service.answerability.missing_names import missing_names, unheard
from service.answerability.missing_numbers import missing_numbers, missing_values
from service.language.facts import counts
from service.language.holders import held_by_others
from service.language.question import Name

LONGER_THAN = 2
"""Digits of a number that says which thing is meant; shorter ones are as often written in words."""


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
        fact: whether nothing near is of the kind asked for: an amount of money, a phone number, who somebody is.
    """

    names: tuple[Name, ...]
    told_names: tuple[str, ...]
    number: bool
    told_numbers: tuple[str, ...]
    quoted_number: bool
    counted: bool
    office: bool
    fact: bool


def findings_of(evidence: Evidence) -> Findings:
    """A question held against what was retrieved for it."""
    question, texts, near = evidence.question, evidence.texts.values(), nearest(evidence)
    untold = unheard(question, texts)
    names = missing_names(evidence, untold)
    numbers, in_quoted = missing_numbers(question, texts), missing_numbers(question, [evidence.article])
    return Findings(
        names=names,
        told_names=tuple(name.text for name in names if name.surely or name in untold),
        number=any(len(one) > LONGER_THAN for one in numbers),
        told_numbers=missing_values(question.text, numbers, texts),
        quoted_number=bool(in_quoted),
        counted=bool(question.counted) and not counts(question.counted, near, question.language),
        office=question.office is not None and held_by_others(question.office, evidence.written),
        fact=any(not fact.search(near) for fact in question.facts) or bool(untold),
    )
