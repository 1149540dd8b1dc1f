"""The names and years that a question shares with articles. Pure.

A name is known by how the articles write it, so that it is found in a question without capitals or diacritics as well.
What an article speaks of doesn't tell its own sentences apart, since most of them leave it out; what only another
article speaks of can be quoted from there alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from ingest.analysis import fold, folded
from ingest.kept import kept
from ingest.models import Article
from service.language.detection import is_syllable
from service.language.name_reading import TOGETHER, adjoining
from service.language.ordinals import ORDINALS
from service.retrieval.query import Query

Subject = tuple[str, ...]
"""One folded word, or two neighbouring ones."""

LEAST_LETTERS = 3
"""Of a name of one word; it mustn't look like a Vietnamese syllable either, which without its neighbour says little."""

APART = 3
"""Words at most between "và" and the second of two names ("và Bộ Nội vụ Campuchia"). By hand."""

LEAST_WORDS = 3
"""Of a question without its subjects: fewer ask nothing."""

_WORD = re.compile(r"\w+")
_JOINT = re.compile(r" ?[-–]? ?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SMALL = "".join(char for char in map(chr, (*range(0x80, 0x250), *range(0x1E00, 0x1F00))) if char.islower())
_OFTEN_NAMES = re.compile(rf"[^\Wa-z{_SMALL}](?<!\w.)\w*")
"""All words with capitals and all years, among few others: of most words the first letter tells."""

_EVENT = re.compile(rf" ({'|'.join(sorted(ORDINALS))})(?= (\S+))")


@dataclass(frozen=True, slots=True)
class _Index:
    """What stands in an article: its names and years, one a line, and all its words in order, folded.

    As text, in which a subject is looked for: sets of all words and pairs take forty times the memory.
    """

    named: str
    held: str

    def names(self, subject: Subject) -> bool:
        """Whether it is one of the article's names."""
        return f"\n{' '.join(subject)}\n" in self.named

    def holds(self, subject: Subject) -> bool:
        """Whether it stands in the article."""
        return f" {' '.join(subject)} " in self.held


def subjects_of(question: str, articles: Iterable[Article]) -> dict[str, frozenset[Subject]]:
    """For each article by id: the names of any of these articles and the years that it shares with the question."""
    once = {one.id: one for one in articles}
    indexes = {key: _index_of(one.title or "", one.text, (one.published or "")[:4]) for key, one in once.items()}
    held = _held(_words(question))
    # By what articles write as names: a question typed without capitals or marks shows none of its own.
    names = "".join(article.named for article in indexes.values())
    asked = [one for one in held if f"\n{' '.join(one)}\n" in names]
    return {key: frozenset(one for one in asked if article.holds(one)) for key, article in indexes.items()}


def tokens_beside(query: Query, subjects: frozenset[Subject]) -> NDArray[np.bool_]:
    """For each token of the question whether it says something else than these subjects; all, if none would be left."""
    tokens = 0 if query.tokens is None else len(query.tokens)
    if len(query.question.token_spans) != tokens:  # an embedder that doesn't say where its tokens stand
        return np.ones(tokens, dtype=bool)
    words = _words(query.question.text)
    spans = [span for word, *span in words if (word,) in subjects]
    spans += [[one[1], two[2]] for one, two in pairwise(words) if (one[0], two[0]) in subjects]
    beside = outside(query.question.token_spans, spans)
    return beside if beside.any() else np.ones(len(beside), dtype=bool)


def without(text: str, subjects: frozenset[Subject]) -> str | None:
    """`text` without the words of these subjects; None if that changes nothing, or leaves next to nothing."""
    words = _words(text)
    named = {at for at, word in enumerate(words) if (word[0],) in subjects}
    for at, (one, two) in enumerate(pairwise(words)):
        named |= {at, at + 1} if (one[0], two[0]) in subjects else set()
    if not named or len(words) - len(named) < LEAST_WORDS:
        return None
    return cut_out(text, [words[at][1:] for at in sorted(named)])


def outside(tokens: Iterable[Sequence[int]], spans: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """For each token, by where it starts and ends, whether it shares nothing with any of these spans."""
    return np.array([not any(start < last and first < end for start, end in spans) for first, last in tokens], bool)


def cut_out(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` without these spans, which come in order, and its white space folded."""
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return " ".join(text.split())


def of_one_alone(question: str, subjects: Mapping[str, frozenset[Subject]]) -> frozenset[str]:
    """The articles that speak of one of two that the question names together, where others speak of both.

    `subjects` are those of each article by id. What "X and Y" did is not told by an article about "Z and Y".
    """
    named = [one for one in frozenset[Subject]().union(*subjects.values()) if not one[-1].isdigit()]
    alone: set[str] = set()
    for pair in _named_together(_words(question), frozenset(named)):
        held = {key: [names <= of for names in pair] for key, of in subjects.items()}
        if any(all(both) for both in held.values()):
            alone |= {key for key, both in held.items() if any(both) and not all(both)}
    return frozenset(alone)


def _named_together(
    words: list[tuple[str, int, int]], subjects: frozenset[Subject]
) -> Iterator[tuple[frozenset[Subject], frozenset[Subject]]]:
    """Two names each, with "và" and the like between."""
    places = {at: (word,) for at, (word, *_) in enumerate(words) if (word,) in subjects}
    pairs = {at: (one[0], two[0]) for at, (one, two) in enumerate(pairwise(words)) if (one[0], two[0]) in subjects}
    covered = sorted({*places, *pairs, *(at + 1 for at in pairs)})
    runs = adjoining([at in covered for at in range(len(words))], repeat(True))
    for (begin, end), (later, last) in pairwise(runs):
        if words[end][0] in TOGETHER and later - end - 1 <= APART:
            yield _inside(begin, end, places, pairs), _inside(later, last, places, pairs)


def _inside(begin: int, end: int, places: Mapping[int, Subject], pairs: Mapping[int, Subject]) -> frozenset[Subject]:
    alone = {places[at] for at in range(begin, end) if at in places}
    return frozenset(alone | {pairs[at] for at in range(begin, end - 1) if at in pairs})


def named_in(text: str, article: Article) -> str:
    """The words of `text` that name what the article speaks of, as they are typed: "số 4 Cửa Lục"; maybe none."""
    words, index = _words(text), _index_of(article.title or "", article.text, (article.published or "")[:4])
    places = {at for at, word in enumerate(words) if index.names((word[0],))}
    for at, (one, two) in enumerate(pairwise(words)):
        places |= {at, at + 1} if index.names((one[0], two[0])) else set()
    return " ".join(text[words[at][1] : words[at][2]] for at in sorted(places))


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


def _held(words: list[tuple[str, int, int]]) -> frozenset[Subject]:
    folded = [word for word, *_ in words]
    return frozenset((word,) for word in folded) | frozenset(pairwise(folded))


@kept(12_000_000)
def _index_of(title: str, text: str, year: str) -> _Index:
    whole = unicodedata.normalize("NFC", f"{title}\n{text}\n{year}")
    held = f" {folded(' '.join(_WORD.findall(whole)))} "
    names = "\n".join(" ".join(one) for one in sorted(_names(whole) | _events(held)))
    return _Index(f"\n{names}\n", held)


def _names(text: str) -> set[Subject]:
    """Years, neighbouring words with capitals, and single ones that are no Vietnamese syllable."""
    found: set[Subject] = set()
    before, end = "", 0
    for match in _OFTEN_NAMES.finditer(text):
        word = match.group()
        if not word[0].isupper():
            found |= {(word,)} if _YEAR.fullmatch(word) else set()
            continue
        word_folded = fold(word)
        if _names_alone(word_folded):
            found.add((word_folded,))
        # Nothing but a joint between them: what stands before it is the word before.
        if before and _JOINT.fullmatch(text, end, match.start()):
            shouted = len(word) > 1 and word.isupper() and before.isupper()  # a headline in capitals names nothing
            found |= set() if shouted else {(fold(before), word_folded)}
        before, end = word, match.end()
    return found


@lru_cache(maxsize=20_000)
def _names_alone(folded_word: str) -> bool:
    """Whether a word with a capital is a name by itself ("Mondulkiri"); a syllable may only open a sentence."""
    return len(folded_word) >= LEAST_LETTERS and not is_syllable(folded_word)


def _events(held: str) -> set[Subject]:
    """The numbers of events among folded words: "lan 8"."""
    found = (match.groups() for match in _EVENT.finditer(held))
    return {(word, number) for word, number in found if number.isdigit()}
