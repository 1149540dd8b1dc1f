"""An English question's words, looked for in Vietnamese text through a dictionary. Pure.

The embedder sees what a text is about, across languages, far better than what exactly it says: it can't tell who
*chaired* a meeting from who *spoke* at it. A dictionary can (dictionary-based retrieval across languages: Pirkola
1998): a word counts as held where any of its renderings stands. Loose on purpose; what a statement may claim is
checked with the strict table of `service.language.lexicon`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ingest.analysis import accented, syllables
from ingest.kept import kept
from service.language.lexicon import concepts, stem, terms, words_of
from service.language.stopwords import UNTRANSLATED
from service.language.text import side_by_side

LONGEST = 4
"""Words in the longest English term that is looked up."""

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A word or term of the question, and its Vietnamese renderings, spelt as `spelt` spells text."""

    words: str
    renderings: frozenset[str]

    def held(self, text: str) -> bool:
        """Whether any rendering stands in a `spelt` text."""
        return any(rendering in text for rendering in self.renderings)


@lru_cache(maxsize=2_048)
def render(question: str) -> tuple[Rendered, ...]:
    """The words of an English question that the dictionary knows, longest term first, without function words."""
    words = words_of(question)
    return tuple(
        Rendered(" ".join(words[start:end]), renderings) for start, end, renderings in rendered_spans(tuple(words))
    )


def rendered_spans(words: _Key) -> list[tuple[int, int, frozenset[str]]]:
    """Start and end of each English term that the dictionary knows among `words`, with its renderings as `spelt`."""
    stems = tuple(stem(word, "en") for word in words)
    found, at = [], 0
    while at < len(words):
        # The longest term: "foreign minister" is not what "foreign" and "minister" mean one by one.
        length, renderings = _longest(stems[at : at + LONGEST], lone=words[at] not in UNTRANSLATED)
        if renderings:
            found.append((at, at + length, frozenset(map(spelt, renderings))))
        at += length
    return found


def rendered_places(
    rendered: Iterable[tuple[int, int, frozenset[str]]], spelling: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Where renderings of English terms (`rendered_spans`) stand among Vietnamese words, each of those as `spelt`."""
    for wanted in (one.split() for _, _, renderings in rendered for one in renderings):
        yield from ((at, at + len(wanted)) for at in side_by_side(wanted, spelling))


@kept(8_000_000)
def spelt(text: str) -> str:
    """`text` as words between spaces, lower case, tone marks in one place: what renderings are looked for in."""
    return f" {' '.join(map(accented, syllables(text)))} "


def holds(question: str, text: str) -> tuple[bool, ...]:
    """For each of the question's words that the dictionary knows: whether a Vietnamese text holds it."""
    spelling = spelt(text)
    return tuple(one.held(spelling) for one in render(question))


def share_held(question: str, text: str) -> float | None:
    """The share of the question's known words that a Vietnamese text holds; None if none is known."""
    held = holds(question, text)
    return sum(held) / len(held) if held else None


def _longest(stems: _Key, lone: bool) -> tuple[int, tuple[str, ...]]:
    """How many of the words make the longest known term, and its renderings; a `lone` word may be one."""
    known = _dictionary()
    for length in range(len(stems), 0 if lone else 1, -1):
        renderings = known.get(stems[:length])
        if renderings:
            return length, renderings
    return 1, ()


@lru_cache(maxsize=1)
def _dictionary() -> dict[_Key, tuple[str, ...]]:
    """Stemmed English terms → their renderings. Read with the first English question."""
    found: dict[_Key, tuple[str, ...]] = {}
    for english, vietnamese in _entries():
        for form in english:
            key = tuple(stem(word, "en") for word in words_of(form))
            # The strict table of statements counts too, so that no concept is known there and not here.
            found[key] = found.get(key, ()) + vietnamese
    return found


def _entries() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The dictionary's lines, and the concepts of the table that statements are checked with."""
    text = resources.files("service.language").joinpath("data/dictionary_en_vi.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            english, vietnamese = line.split("|")
            yield terms(english), terms(vietnamese)
    for concept in concepts():
        forms = dict(concept.forms)
        yield forms["en"], forms["vi"]
