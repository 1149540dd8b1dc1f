"""Rows of tables and items of lists, by what they are about: their first cell, or what is before their colon. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from ingest.analysis import fold, syllables
from service.language.answer_types import AnswerType, Expected
from service.quoting.subjects import Subject

ROW_WEIGHT = 0.3
"""Of a sentence with a row about a name of the question: it says what it says of that, and is the less like the
question the more other rows stand beside it. By hand, as much as `selection.MARGIN`."""

_IN_CELLS = (None, AnswerType.NUMBER, AnswerType.MONEY)
"""What is asked for where a cell may answer: who or why stands in prose."""

_LABEL = re.compile(r"^[ ]*(?:\|?[ ]*([^|\t\n]+?)[ ]*[|\t]|[-–•*+][ ]+([^:\n]+):)", re.MULTILINE)


def row_weight(asked: Expected) -> float:
    """What a row about a name of the question counts where this is asked for."""
    return ROW_WEIGHT if asked.kind in _IN_CELLS else 0.0


def has_row(text: str, subjects: Collection[Subject]) -> bool:
    """Whether a text has a row, or an item, about one of these names."""
    if not subjects:
        return False
    labels = [f" {' '.join(fold(word) for word in syllables(cell or item))} " for cell, item in _LABEL.findall(text)]
    return any(f" {' '.join(subject)} " in label for label in labels for subject in subjects)
