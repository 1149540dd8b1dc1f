"""Paragraphs of SQuAD 2.0 in English and in machine-translated Vietnamese, with near misses that people wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.reading.data import Asked, Paragraph
from evals.suites.datasets import read_rows
from evals.suites.squad import SOURCE, learned_rows

_WORDINGS = {"en-en": "en", "en-vi": "en", "vi": "vi"}


def load_squad(reading: Path) -> list[Paragraph]:
    """The paragraphs of the articles that are learned from, in both languages, with what is asked of them."""
    texts = {row["id"]: row["text"] for row in read_rows(reading / "passages.jsonl")}
    asked: dict[str, list[Asked]] = defaultdict(list)
    titles = {}
    for row in learned_rows(reading):
        for passage, one in _by_passage(row):
            asked[passage].append(one)
            titles[passage] = row["group"]
    return [
        Paragraph(f"{SOURCE}:{title}", title.replace("_", " "), texts[passage], tuple(asked[passage]))
        for passage, title in titles.items()
        if any(one.answer for one in asked[passage])
    ]


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
