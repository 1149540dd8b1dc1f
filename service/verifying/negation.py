"""Negations that a statement adds to its evidence, or loses. Pure."""

from __future__ import annotations

from itertools import chain

from service.language.glossary import rendered_places, spelt
from service.language.name_reading import Text
from service.language.stopwords import STOPWORDS
from service.verifying.claim import Claim

SCOPE = 5
"""Words after a negation that it denies. With 3, 3 more supported claims are kept for a refuted one; 7 alike."""

TOLD_THERE = 0.5
"""Share of the words of a clause of the statement that the clause nearest to it must have, to deny the same in other
words. .3 alike."""

DENIED = 0.5
"""Share of them that the statement must say to have lost the negation. With .67, 3 supported claims are kept for 3
refuted ones; .34 alike."""


def negation_faults(claim: Claim, computed: bool) -> list[str]:
    """A negation that the quotes don't have, or that the statement lost.

    A number that is `computed` may be of the rest: "12 trong 20 đã nhận" and "8 chưa nhận".
    """
    stated = claim.stated
    if stated.negators:
        carried = any(text.is_negative or _denies_alike(claim, text) for text in claim.evidence)
        return [] if carried or computed or _denied_there(claim) else ["negation: not in the quotes"]
    if any(_lost(stated, at, text) for text in claim.evidence for at in text.negators) and not stated.is_negative:
        return ["negation: lost"]
    return []


def _denies_alike(claim: Claim, text: Text) -> bool:
    """Whether a text denies something; in the same language, something that the statement denies."""
    # What answers "Không, …" denies what was asked, in the question's words: those of the quote may be others.
    if claim.stated.language != text.language or not text.negators or claim.answers_no:
        return bool(text.negators)
    denied = [_scope(claim.stated, at) for at in claim.stated.negators]
    scopes = [_scope(text, at) for at in text.negators]
    return any(not one or any(one & scope for scope in scopes) for one in denied)


def _denied_there(claim: Claim) -> bool:
    """Whether each clause of the statement that denies something has as its nearest one that does too."""
    every = [clause for text in claim.evidence for clause in _clauses(text)]
    for words, denied in _clauses(claim.stated):
        if denied:
            nearest, there = max(every, key=lambda one: len(words & one[0]))
            if not there or len(words & nearest) < TOLD_THERE * len(words):
                return False
    return True


def _clauses(text: Text) -> list[tuple[set[str], bool]]:
    """The words that carry content of each clause of a text, and whether it has a negation."""
    places = text.negators
    return [
        (
            set(text.stems[start:end]) - STOPWORDS[text.language],
            any(start < at <= end for at in places),
        )
        for start, end in text.clauses
    ]


def _scope(text: Text, at: int) -> set[object]:
    """The content words from word `at` on that a negation there denies, and what they mean."""
    meant = (one.concepts for one in text.mentions if at <= one.start < at + SCOPE)
    words = set(text.stems[at : at + SCOPE]) - STOPWORDS[text.language]
    return {*words, *chain.from_iterable(meant)}


def _lost(stated: Text, at: int, text: Text) -> bool:
    """Whether the statement says what the text denies from word `at` to the end of its clause."""
    ends = (place for place in range(at + 1, len(text.forms)) if text.breaks[place])
    scope = range(at, min(at + SCOPE, next(ends, len(text.forms))))
    words = [place for place in scope if text.forms[place] not in STOPWORDS[text.language]]
    if stated.language == text.language:
        shared = [place for place in words if text.stems[place] in stated.stems]
    else:
        spans = [range(one.start, one.end) for one in text.mentions if stated.concepts.intersection(one.concepts)]
        spans += _rendered(stated, text, scope)
        shared = [place for place in words if any(place in span for span in spans)]
    return bool(words) and len(shared) >= max(1, DENIED * len(words))


def _rendered(stated: Text, text: Text, scope: range) -> list[range]:
    """Where renderings of an English statement's words stand in a Vietnamese text."""
    spelling = [spelt(text.forms[place]).strip() for place in scope]
    return [range(scope[0] + start, scope[0] + end) for start, end in rendered_places(stated.rendered, spelling)]
