"""The evidence that is judged, and what it holds of a question: words, names, numbers, the kind expected. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingest.analysis import fold, syllables
from ingest.models import Article
from service.language.answer_types import DATE, NUMBER, UPPER
from service.language.asking import Asking, Expects, Word, WordKind, read_question
from service.language.glossary import render, spelt
from service.quoting.types import Retrieval, ScoredSentence
from service.values import RetrievedPassage

_NAME = re.compile(rf"(?<=[\s(“\"])[{UPPER}]\w+")
_PLACE = re.compile(rf"\b(?:tại|ở|thành phố|tỉnh|huyện|quận|xã|nước|vùng|TP)\b|(?<=[\s(])[{UPPER}]\w+")
_KINDS = {Expects.NUMBER: NUMBER, Expects.DATE: DATE, Expects.PERSON: _NAME, Expects.PLACE: _PLACE}

_COUNTED_IN_WORDS = "mot hai ba bon nam sau bay tam chin muoi tram nghin ngan trieu ty ti"
_COUNTING = frozenset(_COUNTED_IN_WORDS.split())

LONG = 5
"""A folded name of at least so many letters is found in spite of one wrong letter."""


_COUNTERS = {"people": "người", "persons": "người", "men": "người", "times": "lần", "cases": "vụ"}
"""What numbers are said of and the dictionary leaves out, since it stands everywhere."""

_AUXILIARY = re.compile(r"\s*\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|may|in|of|on|at)\b.*")

BEHIND, AHEAD = 3, 6
"""Words before and from a number on among which stands what it counts."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A question beside the passage that is quoted first.

    Attributes:
        found: that passage.
        others: the passages of other articles that were found, best first.
        sentences: those of `found`, in their order.
        sentence: the best of them.
        title: of its article, where that is quoted too and isn't part of the text; else empty.
    """

    asking: Asking
    found: RetrievedPassage
    others: tuple[RetrievedPassage, ...]
    sentences: tuple[ScoredSentence, ...]
    sentence: str
    title: str = ""

    @property
    def passage(self) -> str:
        """The passage's text."""
        return self._below_title(self.found.passage.text)

    @property
    def article(self) -> str:
        """The text of its article."""
        return self._below_title(self.found.article.text)

    def _below_title(self, text: str) -> str:
        return f"{self.title}\n{text}" if self.title else text


def evidence_of(retrieval: Retrieval) -> Evidence:
    """What is judged of a retrieval that found something: the passage quoted first; without quotes the best one."""
    wanted = [one.passage_id for one in retrieval.quotes[:1]] or [retrieval.passages[0].passage.id]
    own = [one for one in retrieval.sentences if one.passage.passage.id in wanted] or [retrieval.sentences[0]]
    found = own[0].passage
    title = next((one.title for one in own if one.title), "")
    return Evidence(
        asking=read_question(retrieval.understood or retrieval.question, retrieval.language),
        found=found,
        others=tuple(one for one in retrieval.passages if one.article.id != found.article.id),
        sentences=tuple(sorted(own, key=lambda one: one.sentence.start)),
        sentence=next((one.text for one in own if one.title), own[0].text),
        title=title,
    )


def whole(article: Article) -> str:
    """All that an article says: title, date and text."""
    return f"{article.title or ''} {article.published or ''} {article.text}"


@lru_cache(maxsize=2_048)
def folded_words(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(fold(word) for word in syllables(text))


@lru_cache(maxsize=2_048)
def folded_pairs(text: str) -> frozenset[tuple[str, str]]:
    """The folded words of a text, by neighbours."""
    words = [fold(word) for word in syllables(text)]
    return frozenset(pairwise(words))


def holds_kind(expects: Expects, text: str) -> bool:
    """Whether `text` holds anything of the kind expected."""
    pattern = _KINDS.get(expects)
    return pattern is None or pattern.search(text) is not None


def counts(counted: str, text: str, folded: bool) -> bool:
    """Whether a number stands right before the first words of what is counted ("3 đợt", "hai chiếc xe").

    `folded` compares without diacritics, for what was typed without: "đối" of "đối tượng" is then also "đội".
    """
    keys = spelt(text).split()
    heads = spelt(counted).split()[:2]
    known = [fold(word) for word in keys] if folded else keys
    wanted = {fold(head) for head in heads} if folded else set(heads)
    return any(wanted & set(known[at + 1 : at + 4]) for at in _numbers(keys))


def counts_rendered(counted: str, text: str) -> bool:
    """Whether a number stands near a rendering of the thing that an English question counts; true if none is known."""
    thing = _AUXILIARY.split(counted, maxsplit=1)[0]
    wanted = [rendering for one in render(thing) for rendering in one.renderings]
    wanted += [spelt(_COUNTERS[word]) for word in thing.lower().split() if word in _COUNTERS]
    words = spelt(text).split()
    around = [f" {' '.join(words[max(0, at - BEHIND) : at + AHEAD])} " for at in _numbers(words)]
    return not wanted or any(rendering in near for near in around for rendering in wanted)


def _numbers(keys: Sequence[str]) -> list[int]:
    """Where numbers stand, in figures or in words."""
    return [at for at, word in enumerate(keys) if word[0].isdigit() or fold(word) in _COUNTING]


def share(words: Iterable[Word], known: Collection[str]) -> float:
    """The share of `words` among the `known` ones; 1 if there are none."""
    found = [word.folded in known for word in words]
    return sum(found) / len(found) if found else 1.0


def missing_names(asking: Asking, known: Collection[str]) -> list[tuple[Word, ...]]:
    """The names of the question of which no word is known, nor all written together, but for one wrong letter."""
    return [run for run in asking.names() if not any(is_named(one, known) for one in _spellings(run))]


def _spellings(run: tuple[Word, ...]) -> list[str]:
    return [*(word.folded for word in run), "".join(word.folded for word in run)]


def missing_words(asking: Asking, known: Collection[str]) -> float:
    """The share of the words of names that are not known, nor all of the name written together."""
    runs = asking.names()
    together = [is_named("".join(word.folded for word in run), known) for run in runs]
    pairs = zip(runs, together, strict=True)
    missing = [not (one or is_named(word.folded, known)) for run, one in pairs for word in run]
    return sum(missing) / len(missing) if missing else 0.0


_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$", re.IGNORECASE)


def missing_numbers(asking: Asking, text: str) -> list[str]:
    """The numbers of the question that don't stand in `text`, in whichever way of writing."""
    known = folded_words(text)
    asked = [_ORDINAL.sub("", word.text) for word in asking.of(WordKind.NUMBER)]
    return [one for one in asked if not known.issuperset(fold(part) for part in syllables(one))]


def is_named(folded: str, known: Collection[str]) -> bool:
    """Whether a folded word is among the known ones, but for one wrong letter in a long one."""
    if folded in known:
        return True
    return len(folded) >= LONG and any(
        _one_apart(folded, other) for other in known if abs(len(other) - len(folded)) < 2
    )


def _one_apart(first: str, second: str) -> bool:
    """Whether one letter more, less or other makes one of the other."""
    at = 0
    while at < min(len(first), len(second)) and first[at] == second[at]:
        at += 1
    return first[at + 1 :] == second[at + 1 :] or first[at:] == second[at + 1 :] or first[at + 1 :] == second[at:]
