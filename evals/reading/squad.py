"""Paragraphs of SQuAD 2.0's development set (Rajpurkar et al. 2018), in English and in machine-translated Vietnamese,
with near misses that people wrote.

CC BY-SA 4.0; read from the folder of the reading set, not kept here. A third of its articles is left to judge by: what
is fitted on what the reader says must not ask it of a paragraph that it learned from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evals.reading.data import Asked, Paragraph, read_lines

SOURCE = "squad2dev"
HELD_OUT = 3
"""Of so many articles, in the order of their names, one is not learned from."""

_WORDINGS = {"en-en": "en", "en-vi": "en", "vi": "vi"}


def load_squad(reading: Path) -> list[Paragraph]:
    """The paragraphs of the articles that are learned from, in both languages, with what is asked of them."""
    texts = {row["id"]: row["text"] for row in read_lines(reading / "passages.jsonl")}
    rows = [row for row in read_lines(reading / "questions.jsonl") if row["source"] == SOURCE]
    held = held_articles(row["group"] for row in rows)
    asked: dict[str, list[Asked]] = defaultdict(list)
    titles = {}
    for row in rows:
        if row["group"] not in held:
            for passage, one in _by_passage(row):
                asked[passage].append(one)
                titles[passage] = row["group"]
    return [
        Paragraph(f"{SOURCE}:{title}", title.replace("_", " "), texts[passage], tuple(asked[passage]))
        for passage, title in titles.items()
        if any(one.answer for one in asked[passage])
    ]


def learned_questions(reading: Path) -> frozenset[str]:
    """All that is asked of the articles that are learned from, as it is asked."""
    return frozenset(text for one in load_squad(reading) for asked in one.asked for text in asked.wordings.values())


def held_articles(articles: Iterable[str]) -> set[str]:
    """Those that the reader isn't trained on."""
    return set(sorted(set(articles))[::HELD_OUT])


def _by_passage(row: Mapping[str, Any]) -> list[tuple[str, Asked]]:
    """A question as it is asked of each passage: of the translated one, in two languages.

    Where a translation lost the place of the answer, nothing is asked.
    """
    wordings: dict[str, dict[str, str]] = defaultdict(dict)
    places = {}
    for one in row["variants"]:
        if one["kind"] in _WORDINGS and (not row["answerable"] or "start" in one):
            wordings[one["passage"]][_WORDINGS[one["kind"]]] = one["question"]
            places[one["passage"]] = (one["start"], one["end"]) if row["answerable"] else None
    return [(passage, Asked(asked, places[passage])) for passage, asked in wordings.items()]
