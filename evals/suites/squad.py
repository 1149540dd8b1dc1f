"""SQuAD 2.0's development set (Rajpurkar et al. 2018), English and machine-translated: what is learned from of it.

CC BY-SA 4.0; read from the folder of the reading set, not kept here. The reader is trained on two thirds of its
articles; what is fitted on what the reader says must not ask it of a paragraph that it learned from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evals.suites.datasets import read_rows

SOURCE = "squad2dev"
HELD_OUT = 3
"""Of so many articles, in the order of their names, one is not learned from."""


def held_articles(articles: Iterable[str]) -> set[str]:
    """Those that the reader isn't trained on."""
    return set(sorted(set(articles))[::HELD_OUT])


def learned_rows(reading: Path) -> Iterator[dict[str, Any]]:
    """The questions on articles that are learned from, as the reading set has them."""
    rows = [row for row in read_rows(reading / "questions.jsonl") if row["source"] == SOURCE]
    held = held_articles(row["group"] for row in rows)
    return (row for row in rows if row["group"] not in held)


def learned_questions(reading: Path) -> frozenset[str]:
    """All of them as they are asked."""
    return frozenset(one["question"] for row in learned_rows(reading) for one in row["variants"])
