"""Rows of tables and items of lists, by what they are about: their first cell, or what is before their colon. Pure.

A long table is a sentence of its header and first rows, and one of each further row (`ingest.sentence_tables`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from ingest.analysis import fold, syllables
from ingest.sentence_tables import names_columns, row_cells
from service.language.answer_types import AnswerType
from service.language.question import Question
from service.quoting.subjects import Subject
from service.quoting.types import ScoredSentence

ROW_WEIGHT = 0.3
"""Of a sentence with a row about a name of the question: it says what it says of that, and is the less like the
question the more other rows stand beside it. By hand, as much as `selection.MARGIN`."""

COLUMN_WEIGHT = 0.1
"""Where the question asks what is the most or the least: of a sentence that says so, and of a table with a column that
the question names, whose rows tell it together. By hand."""

IN_CELLS = (None, AnswerType.NUMBER, AnswerType.MONEY, AnswerType.DATE, AnswerType.NAMED)
"""What is asked for where a cell may answer: who or why stands in prose."""

_ITEM = re.compile(r"^[ ]*[-–•*+][ ]+([^:\n]+):", re.MULTILINE)

_IN_BRACKETS = re.compile(r"\([^)]*\)?")


def row_weight(text: str, subjects: Collection[Subject], question: Question) -> float:
    """What a text counts by its rows."""
    if question.expected.kind not in IN_CELLS:
        return 0.0
    if has_row(text, subjects, question.text):
        return ROW_WEIGHT
    return COLUMN_WEIGHT if question.extreme and _tells(text, question.extreme, question.text) else 0.0


def in_cells(text: str) -> bool:
    """Whether it's nothing but rows of a table."""
    lines = [row_cells(line) for line in text.split("\n") if line.strip()]
    return all(lines) and len(lines[0]) > 1


def is_table(text: str) -> bool:
    """Whether it's a table's header and first rows; a row by itself is of a table that began before."""
    return "\n" in text and in_cells(text)


def has_row(text: str, subjects: Collection[Subject], question: str) -> bool:
    """Whether a text has a row about one of these names, or about words of the question."""
    rows = [cells for line in text.split("\n") if (cells := row_cells(line))]
    if not rows:  # hardly any sentence is of a table
        return False
    if is_table(text) and names_columns(rows[0]):
        rows = rows[1:]
    asked = _padded(question)
    names = [_padded(" ".join(one)) for one in _whole(subjects)]
    labels = [label for cells in rows if (label := _padded(cells[0])).strip()]
    return any(label in asked or any(name in label for name in names) for label in labels)


def has_item(text: str, subjects: Collection[Subject]) -> bool:
    """Whether a text has an item of a list about one of these names: what stands before its colon."""
    items = [_padded(item) for item in _ITEM.findall(text)]
    return any(_padded(" ".join(one)) in item for item in items for one in subjects)


def _tells(text: str, most: str, question: str) -> bool:
    """Whether it has those words, or is a table with a column that the question names."""
    asked = _padded(question)
    header = row_cells(text.partition("\n")[0]) if is_table(text) else []
    return f" {most} " in _padded(text) or any(_padded(_IN_BRACKETS.sub("", cell)) in asked for cell in header)


def with_rows(sentences: Sequence[ScoredSentence], scores: Sequence[float], weights: Sequence[float]) -> list[float]:
    """What sentences are worth by their `scores`, with what their rows count.

    A row leaves out what its table's header says, so it is worth what its table is.
    """
    found = list(scores)
    for at, table in _with_tables(sentences):
        if weights[at]:
            found[at] = max(scores[at], scores[table]) + weights[at]
    return found


def _with_tables(sentences: Sequence[ScoredSentence]) -> Iterator[tuple[int, int]]:
    """The place of each sentence, with that of the table that a row belongs to; its own for any other."""
    article, table = "", None
    for at in sorted(
        range(len(sentences)), key=lambda at: (sentences[at].passage.article.id, sentences[at].sentence.start)
    ):
        one = sentences[at]
        row = in_cells(one.text) and "\n" not in one.text and one.passage.article.id == article
        article = one.passage.article.id
        if not row:
            table = at if is_table(one.text) else None
        yield at, at if table is None else table


def _whole(subjects: Collection[Subject]) -> list[Subject]:
    """The subjects that are no part of others."""
    return [one for one in subjects if not any(len(one) < len(other) and set(one) <= set(other) for other in subjects)]


@lru_cache(maxsize=512)
def _padded(text: str) -> str:
    """The folded words of a text between blanks; kept, as each sentence is held against the same question."""
    return f" {' '.join(fold(word) for word in syllables(text))} "
