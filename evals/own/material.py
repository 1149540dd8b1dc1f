"""What drafts and probes are made of: an article's sentences that speak for themselves, and what the article knows."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from evals.own.words import PERSONS, PROVINCES
from ingest.models import Article
from ingest.sentences import split_sentences
from service.language.date_reading import Day
from service.language.fact_spans import Fact, spans
from service.language.figure_reading import figures_and_days, number
from service.language.questions_of import Told, told_of

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


Names = Mapping[Fact, Sequence[str]]
"""Names of persons and places that stand in a corpus."""


class Material:
    """An article with all that must not be invented about it, since it says so itself."""

    def __init__(self, article: Article, names: Names | None = None) -> None:
        self.article = article
        self._names = names or {}
        # Loosely, words that only may be numbers too: what is put in must surely be new.
        figures, days = figures_and_days(article.text, loose=True)
        _, published = figures_and_days(article.published or "")
        self.days = {*days, *published}
        self.values = {one.value for one in figures} | set(_written(article.text))
        self.quantities = {(one.value, one.unit) for one in figures}

    def told(self) -> list[Told]:
        """The sentences that can be asked about alone, each once."""
        return told_of(self.article.text, self.article.title)

    def holds_day(self, day: Day) -> bool:
        """Whether the article tells of that day, as far as either says it."""
        return any(
            all(a is None or b is None or a == b for a, b in zip(_parts(day), _parts(known), strict=True))
            for known in self.days
        )

    def strangers(self, fact: Fact, chance: random.Random) -> Iterator[str]:
        """Names of persons or places that the article hasn't, those of other articles first."""
        found = list(self._names.get(fact, ()))
        chance.shuffle(found)
        for name in (*found, *(PERSONS if fact is Fact.PERSON else PROVINCES)):
            # People are called by their last syllable alone, too.
            if not any(word in self.article.text for word in (name, name.split()[-1])):
                yield name


def names_of(articles: Iterable[Article]) -> Names:
    """The names of persons and places in these articles."""
    found: dict[Fact, set[str]] = {Fact.PERSON: set(), Fact.PLACE: set()}
    for article in articles:
        for one in split_sentences(article.text, article.title):
            for span in spans(article.text[one.start : one.end]):
                if span.fact in found:
                    found[span.fact].add(span.text)
    return {fact: sorted(names) for fact, names in found.items()}


def _parts(day: Day) -> tuple[int | None, int | None, int | None]:
    return day.day, day.month, day.year


def _written(text: str) -> Iterator[Decimal]:
    """Every run of digits as a number, whatever it stands for."""
    for match in _DIGITS.finditer(text):
        yield number(match.group()) if match.group().count(".") + match.group().count(",") < 4 else Decimal(0)
        # "2023-2025" holds both of its years.
        yield from (Decimal(part) for part in re.findall(r"\d+", match.group()))
