"""The names of a question that its evidence lacks. Pure.

Names are spelt in other ways, and of an English question translated: whatever is lacking only speaks against an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from service.answerability.evidence import Evidence
from service.language.fact_words import FOLDED_SURNAMES
from service.language.holders import other_names
from service.language.languages import Language
from service.language.question import Name, Question, Word
from service.language.spellings import is_heard, is_named
from service.language.text import folded_run, words_of_all
from service.measured import measured_on
from service.quoting.types import Retrieval

TOLD = 4
"""Letters that a word needs for retrieval to tell whether the corpus holds it."""


def missing_names(evidence: Evidence, untold: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names that the corpus lacks, perhaps; if it has them all, those that what was found lacks.

    `untold` are those that are `unheard`.
    """
    question, retrieval, texts = evidence.question, evidence.retrieval, evidence.texts.values()
    separated = set(question.separated_names)
    # The surest first: what no article has is missing whatever was found.
    return (
        _unknown(question)
        or untold
        or tuple(name for name in names_not_in(texts, question) if surely_missing(name.words, retrieval))
        or tuple(name for name in question.names if separated.issuperset((one.start, one.end) for one in name.words))
    )


def _unknown(question: Question) -> tuple[Name, ...]:
    """The names of which no word is known to the corpus; of short words that can't be said."""
    # Where nothing is capitalised, any word without the shape of a syllable may be a name.
    names = question.lone if question.typed.islower() else question.names
    if question.language is Language.ENGLISH:  # single names may be translated, but for those of places
        names = tuple(name for name in question.names if len(name.words) > 1 or name.administrative)
    unknown = set(question.unknown_names)
    long = [(name, {(one.start, one.end) for one in name.words if len(one.text) >= TOLD}) for name in names]
    return tuple(name for name, places in long if places and places <= unknown)


def unheard(question: Question, texts: Collection[str]) -> tuple[Name, ...]:
    """The full names and provinces of a question that no text has.

    What somebody is, says or does stands beside the name; each of its syllables stands in many others.
    """
    return tuple(name for name in question.certain_names if not any(_has(folded_run(text), name) for text in texts))


def _has(run: str, name: Name) -> bool:
    """Whether a folded run of words has a name, or another one of the same place.

    What begins with no surname may be a place with what is of it ("Phu Thinh Tet"), of which a part is enough.
    """
    words = [word.folded for word in name.words]
    parts = [words] if words[0] in FOLDED_SURNAMES else [words, *map(list, pairwise(words))]
    return any(is_heard(one, run) for one in parts) or any(form in run for form in other_names(" ".join(words)))


def names_not_in(texts: Iterable[str], question: Question) -> list[Name]:
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
    spans = retrieval.question.token_spans
    if retrieval.question.language is not Language.ENGLISH:
        return True
    covered = measured_on(retrieval.embedder).covered
    # Without what was measured nothing is called missing: half of the wrong refusals named a false reason once
    # (`reasons`).
    if covered is None or not spans:
        return False
    tokens = [at for word in words for at in word.within(spans)]
    # Whatever may be quoted, by its best token.
    return all(one.support[at] < covered for one in retrieval.sentences if one.support for at in tokens)
