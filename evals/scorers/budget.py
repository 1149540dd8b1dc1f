"""The budget that answers are scored within, so that dumping passages wins nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trichdan.wire import Answer, Citation

QUOTES = 3
"""How many quotes count, in order of first use."""

WORDS = 60
"""How many words of each quote count."""

ANSWER_WORDS = QUOTES * WORDS
"""How many words of the answer's own text count."""

MARKER = re.compile(r"\[(\d{1,4})\]")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class BudgetedQuote:
    """The part of a citation that counts: half-open code points of the article, and their text."""

    article_id: str
    start: int
    end: int
    text: str

    def covers(self, article_id: str, start: int, end: int) -> bool:
        """Whether the whole span lies inside this quote."""
        return self.article_id == article_id and self.start <= start and end <= self.end


def first_words(text: str, words: int) -> str:
    """The beginning of `text` up to the end of its `words`-th word; spacing as it is."""
    ends = [match.end() for _, match in zip(range(words), _WORD.finditer(text), strict=False)]
    return text[: ends[-1]] if ends else ""


def budgeted(citations: Sequence[Citation], quotes: int = QUOTES) -> list[BudgetedQuote]:
    """The first `quotes` citations, each cut to its first `WORDS` words."""
    return [_cut(citation) for citation in citations[:quotes]]


def _cut(citation: Citation) -> BudgetedQuote:
    text = first_words(citation.quote, WORDS)
    # A span longer than its quote must not count for more than what the reader is shown.
    return BudgetedQuote(citation.article_id, citation.start, min(citation.end, citation.start + len(text)), text)


def answer_prose(answer: Answer) -> str:
    """The answer's text without its `[n]` markers, cut to the budget."""
    return first_words(MARKER.sub(" ", answer.answer), ANSWER_WORDS)
