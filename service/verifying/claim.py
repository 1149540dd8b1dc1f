"""A statement beside what is to carry it: each text is read once, and every guard looks at the same reading. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from service.language.date_reading import Day
from service.language.figure_reading import Figure, figures_and_days
from service.language.lexicon import Concept
from service.language.name_reading import Text, read_text
from service.language.shade_words import NO, without_lead
from service.verifying.anchors import Token, tokens_of
from service.verifying.similarity import Similarity

_SPACES = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…][\"”»’')]*\s*$")


@dataclass(frozen=True)
class Claim:
    """A statement, and the quotes that are to carry it.

    Attributes:
        statement: as it was written.
        quotes: what is quoted for it.
        title: of the quotes' articles, a line each; it may lend a name or a number.
        published: the date of each quote's article, or "".
        before: what each quote's article tells before it; none where that isn't known.
        similarity: is asked where languages differ and the word table doesn't know enough.
    """

    statement: str
    quotes: tuple[str, ...]
    title: str = ""
    published: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    similarity: Similarity | None = None

    @cached_property
    def said(self) -> str:
        """The statement without what only answers or frames ("Có, …", "Theo bài báo, …")."""
        return without_lead(self.statement)

    @cached_property
    def stated(self) -> Text:
        """What is `said`, as words."""
        return read_text(self.said)

    @cached_property
    def evidence(self) -> tuple[Text, ...]:
        """The quotes."""
        return tuple(map(read_text, self.quotes))

    @cached_property
    def whole(self) -> tuple[Text, ...]:
        """The quotes, and behind them what may complete a name or a number: their articles' titles."""
        return (*self.evidence, read_text(self.title)) if self.title else self.evidence

    @cached_property
    def earlier(self) -> tuple[Text, ...]:
        """What each quote's article tells before it: much more than the quotes, and hardly ever needed."""
        return tuple(map(read_text, self.before))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words, names and numbers of the statement."""
        return tokens_of(self.stated)

    @cached_property
    def told(self) -> tuple[tuple[Token, ...], ...]:
        """Those of each text of the `whole`."""
        return tuple(map(tokens_of, self.whole))

    @cached_property
    def concepts(self) -> frozenset[Concept]:
        """What the `whole` mentions."""
        return frozenset[Concept]().union(*(text.concepts for text in self.whole))

    @cached_property
    def quoted_numbers(self) -> tuple[tuple[Figure, ...], tuple[Day, ...]]:
        """The numbers and dates of all quotes, also of words that only may be numbers."""
        # As one text: what the statement adds up may stand in several quotes.
        return figures_and_days("\n".join(self.quotes), loose=True)

    @cached_property
    def titled_numbers(self) -> tuple[tuple[Figure, ...], tuple[Day, ...]]:
        """The numbers and dates of the titles."""
        return figures_and_days(self.title)

    @cached_property
    def translated(self) -> bool:
        """Whether a quote is in another language than the statement."""
        return any(text.language != self.stated.language for text in self.evidence)

    @cached_property
    def answers_no(self) -> bool:
        """Whether it denies what was asked ("Không, …")."""
        return NO.match(self.statement) is not None

    @cached_property
    def repeats(self) -> bool:
        """Whether it is a quote, word for word, or whole sentences of one: nothing is put in other words."""
        return any(_repeats(said, quote) for said in (self.statement, self.said) for quote in self.quotes)


def _repeats(statement: str, quote: str) -> bool:
    """Whether a statement is whole sentences of a quote."""
    wanted, said = (_SPACES.sub(" ", text).strip() for text in (statement, quote))
    at = said.find(wanted) if wanted else -1
    return at >= 0 and _ends(said[:at]) and (at + len(wanted) == len(said) or _ends(wanted))


def _ends(text: str) -> bool:
    """Whether a sentence ends with a text, which may be none."""
    return not text or _SENTENCE_END.search(text) is not None
