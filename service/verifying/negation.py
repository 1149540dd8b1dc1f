"""Negations that a statement adds to its evidence, or loses. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from service.language.lexicon import NEGATIONS, NEGATIVE_IN_MEANING, NOT_NEGATIONS, STOPWORDS, stem, terms, words_of
from service.language.names import Text


def _negators(text: Text) -> list[int]:
    """Word indexes after each negation of a text ("không khí" is none)."""
    forms = [tuple(words_of(term)) for term in terms(NEGATIONS[text.language])]
    skipped = [tuple(words_of(term)) for term in terms(NOT_NEGATIONS[text.language])]
    found = []
    at = 0
    while at < len(text.forms):
        size = max((len(form) for form in forms if text.forms[at : at + len(form)] == form), default=0)
        skip = max((len(form) for form in skipped if text.forms[at : at + len(form)] == form), default=0)
        if size > skip or (size == 0 and text.forms[at].endswith("n't")):
            found.append(at + max(size, 1))
        at += max(size, skip, 1)
    return found


def _negative(text: Text) -> bool:
    """Whether a text has a word that may stand for a negation."""
    joined = " " + " ".join(stem(form, text.language) for form in text.forms) + " "
    listed = [
        " ".join(stem(word, text.language) for word in form.split())
        for form in terms(NEGATIVE_IN_MEANING[text.language])
    ]
    return any(f" {form} " in joined for form in listed)


def negation_faults(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """A negation that the quotes don't have, or that the statement lost."""
    denies = bool(_negators(stated))
    if denies:
        carried = any(_negative(text) or _denies_alike(stated, text) for text in evidence)
        return [] if carried else ["negation: not in the quotes"]
    if any(_lost(stated, at, text) for text in evidence for at in _negators(text)) and not _negative(stated):
        return ["negation: lost"]
    return []


def _denies_alike(stated: Text, text: Text) -> bool:
    """Whether a text denies something; in the same language, something that the statement denies."""
    there = _negators(text)
    if stated.language != text.language or not there:
        return bool(there)
    denied = [_scope(stated, at) for at in _negators(stated)]
    scopes = [_scope(text, at) for at in there]
    return all(not one or any(one & scope for scope in scopes) for one in denied)


def _scope(text: Text, at: int) -> set[str]:
    """The content words among the six from word `at` on."""
    return {stem(word, text.language) for word in text.forms[at : at + 6]} - set(terms(STOPWORDS[text.language]))


def _lost(stated: Text, at: int, text: Text) -> bool:
    """Whether the statement says what the text denies from word `at` on."""
    scope = text.forms[at : at + 5]
    if stated.language == text.language:
        words = [stem(word, text.language) for word in scope if word not in terms(STOPWORDS[text.language])][:4]
        shared = set(words) & {stem(word, text.language) for word in stated.forms}
        return bool(words) and len(shared) >= max(1, 0.6 * len(words))
    denied = [mention for mention in text.mentions if at <= mention.start < at + 6 and mention.concepts]
    shared_concepts = [mention for mention in denied if set(mention.concepts) & stated.concepts()]
    return bool(denied) and len(shared_concepts) >= max(1, 0.6 * len(denied))


def denies(stated: Text) -> bool:
    """Whether a text has a negation, or a word that may stand for one."""
    return bool(_negators(stated)) or _negative(stated)
