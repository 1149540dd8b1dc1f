"""Diacritics for questions that were typed without, from how the corpus itself writes those words.

A trigram model (Dirichlet-smoothed back-off) over spellings, searched with a beam. Its counts are passages that
hold a run of words, looked up in the lexical index, so there is nothing to train and nothing to keep up to date.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.analysis import CLAUSE_START, LONGEST_FORM, fold, form_terms
from ingest.regex import regex

Spellings = Mapping[tuple[str, ...], int]
Lookup = Callable[[Sequence[Sequence[str]]], Sequence[Spellings]]
"""From runs of folded words to how the corpus writes each, with counts."""

BEAM = 12
BACK_OFF = (1000.0, 100.0, 50.0)
"""Pseudo-counts of the back-off for one, two and three words."""
UNSEEN = 1e-7
PHRASE_COUNT = 3
WORDS_PER_PASSAGE = 80
"""Different words of a passage, about: turns a number of passages into the size of the corpus."""

_WORD = regex(r"\w+")
_CLAUSE_END = regex(r'[.!?:;,()\n"“”\[\]]')
_PHRASES = Path(__file__).with_name("data") / "question_phrases.txt"


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    folded: str
    options: tuple[str, ...]
    starts_clause: bool


class _Counts:
    """Counts of one to three spelled words, of all that may be needed for one question."""

    def __init__(self, runs: Sequence[tuple[str, ...]], lookup: Lookup, passages: int) -> None:
        self.total = passages * WORDS_PER_PASSAGE
        self.options: dict[str, list[str]] = {}
        self._counts: Counter[tuple[str, ...]] = Counter()
        for run, spellings in zip(runs, lookup(runs), strict=True):
            # Articles don't ask: how questions are worded has to come from a list of phrases.
            found = Counter(spellings) + _phrase_forms().get(run, Counter())
            self._counts.update(found)
            if len(run) == 1:
                self.options[run[0]] = sorted(words[0] for words in found)

    def probability(self, before: Sequence[str], word: str) -> float:
        """Of `word` after at most two words."""
        one, two, three = BACK_OFF
        result = (self._counts[(word,)] + one * UNSEEN) / (self.total + one)
        if before:
            result = (self._counts[before[-1], word] + two * result) / (self._counts[(before[-1],)] + two)
        if len(before) > 1:
            seen = self._counts[tuple(before)]
            # A pair that was never seen says nothing of what follows it.
            result = (self._counts[(*before, word)] + three * result) / (seen + three) if seen else result
        return result


@cache
def _phrase_forms() -> dict[tuple[str, ...], Counter[tuple[str, ...]]]:
    """Spellings of the runs in our own question phrases."""
    found: dict[tuple[str, ...], Counter[tuple[str, ...]]] = {}
    for line in _PHRASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        for term in form_terms(line):
            folded, written = (tuple(part.split("_")) for part in term.split("|"))
            found.setdefault(folded, Counter())[written] += PHRASE_COUNT
    return found


def restore(text: str, lookup: Lookup, passages: int) -> str:
    """NFC `text` with diacritics on the words that have none and that the corpus knows; length and case stay."""
    matches = list(_WORD.finditer(text))
    if not matches:
        return text
    words, counts = _prepare(text, matches, lookup, passages)
    best = _search(words, counts)
    restored = list(text)
    for word, spelled in zip(words, best, strict=True):
        typed = text[word.start : word.end]
        if len(spelled) == len(typed):  # "İ" is two characters in small letters
            restored[word.start : word.end] = [
                new.upper() if old.isupper() else new for old, new in zip(typed, spelled, strict=True)
            ]
    return "".join(restored)


def _prepare(text: str, matches: Sequence[re.Match[str]], lookup: Lookup, passages: int) -> tuple[list[_Word], _Counts]:
    """The words with all that each may be, and the counts of every run that can occur."""
    starts = [
        place == 0 or _CLAUSE_END.search(text[matches[place - 1].end() : match.start()]) is not None
        for place, match in enumerate(matches)
    ]
    folded: list[str] = []
    for match, starts_clause in zip(matches, starts, strict=True):
        folded += [CLAUSE_START] * starts_clause + [fold(match.group())]
    runs = {
        tuple(folded[at : at + length])
        for length in range(1, LONGEST_FORM + 1)
        for at in range(len(folded) - length + 1)
        if CLAUSE_START not in folded[at + 1 : at + length]
    }
    counts = _Counts(sorted(runs), lookup, passages)
    words = []
    for match, starts_clause in zip(matches, starts, strict=True):
        typed = match.group().lower()
        key = fold(typed)
        # Of equal length alone, so that offsets into the question stay.
        options = [one for one in counts.options.get(key, ()) if len(one) == len(typed)]
        # Who typed some marks meant those: only words without any are restored.
        usable = typed == key and typed.isalpha() and len(match.group()) == len(typed) and options
        words.append(_Word(*match.span(), key, tuple(options) if usable else (typed,), starts_clause))
    return words, counts


def _search(words: Sequence[_Word], counts: _Counts) -> list[str]:
    """The likeliest spelling of each word."""
    beams: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for place, word in enumerate(words):
        best: dict[tuple[str, ...], tuple[float, tuple[str, ...]]] = {}
        for score, path in beams:
            before = _before(words, place, path)
            for option in word.options:
                found = score + math.log(max(counts.probability(before, option), 1e-12))
                # Only the last two words decide what comes next, so one path for each pair is enough.
                key = (path[-1] if path else "", option)
                if key not in best or best[key][0] < found:
                    best[key] = (found, (*path, option))
        # By the spelling where scores are equal, so that the same question is always restored alike.
        beams = sorted(best.values(), key=lambda beam: (-beam[0], beam[1]))[:BEAM]
    return list(beams[0][1])


def _before(words: Sequence[_Word], place: int, path: tuple[str, ...]) -> tuple[str, ...]:
    """The two words, or the beginning of the clause, that a word follows."""
    if words[place].starts_clause:
        return (CLAUSE_START,)
    return (CLAUSE_START, path[-1]) if words[place - 1].starts_clause else path[-2:]
