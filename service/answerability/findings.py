"""A question held against its evidence: what of it stands nowhere there, and what may be said of that. Pure.

Whatever is lacking speaks against an answer, and nothing decides: names are spelt in other ways, numbers said in other
words.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.answerability.evidence import Evidence, is_only_asked, nearest
from service.answerability.missing_names import missing_names, unheard
from service.answerability.missing_numbers import missing_numbers, missing_values
from service.language.answer_types import AnswerType
from service.language.deputies import is_told_of_counterpart, is_told_of_counterpart_of
from service.language.facts import counts, is_told_of_bearer
from service.language.holders import held_by_others
from service.language.languages import Language
from service.language.question import Name
from service.language.unnamed import unnamed

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
        counterpart: whether they give its deputy alone, or of a deputy the chief.
        fact: whether nothing near is of the kind asked for (an amount of money, a phone number, who somebody is), or it
            is told of others alone.
        only_asked: whether the article that is quoted asks the same, and tells nothing of the kind.
        unnamed: what they leave without a name, in their words, where that is asked for; else nothing.
    """

    names: tuple[Name, ...]
    told_names: tuple[str, ...]
    number: bool
    told_numbers: tuple[str, ...]
    quoted_number: bool
    counted: bool
    office: bool
    counterpart: bool
    fact: bool
    only_asked: bool
    unnamed: str


def findings_of(evidence: Evidence) -> Findings:
    """A question held against what was retrieved for it."""
    question, texts, near = evidence.question, evidence.texts.values(), nearest(evidence)
    untold = unheard(question, texts)
    names = missing_names(evidence, untold)
    counterpart = _of_counterpart(evidence)
    nameless = unnamed(question.text, question.language, evidence.quoted, evidence.written)
    of_others = counterpart or bool(untold) or bool(nameless) or not is_told_of_bearer(question.text, evidence.written)
    numbers, in_quoted = missing_numbers(question, texts), missing_numbers(question, [evidence.article])
    return Findings(
        names=names,
        told_names=tuple(name.text for name in names if name.surely or name in untold),
        number=any(len(one) > LONGER_THAN for one in numbers),
        told_numbers=missing_values(question.text, numbers, texts),
        quoted_number=bool(in_quoted),
        counted=bool(question.counted) and not counts(question.counted, near, question.language),
        office=counterpart or (question.office is not None and held_by_others(question.office, evidence.written)),
        counterpart=counterpart,
        fact=any(not holds(near) for holds in question.facts) or of_others,
        only_asked=is_only_asked(evidence),
        unnamed=nameless,
    )


def _of_counterpart(evidence: Evidence) -> bool:
    """Whether the deputy of whom the name is asked for is told of there, and not the chief; or the other way round."""
    question, texts, quoted = evidence.question, evidence.written, evidence.quoted
    if question.language is Language.ENGLISH:
        return question.office is not None and is_told_of_counterpart_of(question.office, texts, quoted)
    asks = question.expected.kind is AnswerType.PERSON
    # As typed too: "pho giám đốc" may have been restored as a street's.
    return asks and any(is_told_of_counterpart(one, texts, quoted) for one in {question.text, question.typed})
