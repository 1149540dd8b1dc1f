"""What the adapter is trained on: questions in several wordings, with the full Vietnamese one and what they are about.

`evals/wordings` holds invented paragraphs with questions as people type them. Nothing that a suite asks or anything
else is fitted with is among them: where the adapter knew the questions, their scores would promise too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.suites.datasets import read_rows

WORDINGS = Path(__file__).parent.parent / "wordings"
ENGLISH, VIETNAMESE = "en", "vi"
TYPED = ("vi", "chat", "chat", "en", "en_short")
"""Wordings as they are drawn: what is typed in a hurry twice as often."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question.

    Attributes:
        full: its full wording in Vietnamese, which is how all are to be read.
        wordings: language and text of each, `full` among them.
        passage: id of the passage that it is about.
        story: what passages that are easily confused with it have in common.
        answer: place of the first character of the answer in the passage.
    """

    full: str
    wordings: tuple[tuple[str, str], ...]
    passage: str
    story: str
    answer: int


@dataclass(frozen=True, slots=True)
class Data:
    """Questions, and the texts of the passages by their ids."""

    questions: tuple[Asked, ...]
    passages: dict[str, str]


def load(folder: Path) -> Data:
    """The questions of the files in a folder."""
    passages: dict[str, str] = {}
    return Data(tuple(_questions(folder, passages)), passages)


def _questions(folder: Path, passages: dict[str, str]) -> Iterator[Asked]:
    for file in sorted(folder.glob("*.jsonl")):
        for number, one in enumerate(read_rows(file)):
            passage = f"{file.stem}:{number}"
            passages[passage] = one["text"]
            for asked in one["questions"]:
                wordings = tuple((ENGLISH if name.startswith("en") else VIETNAMESE, asked[name]) for name in TYPED)
                place = one["text"].index(asked["answer"])
                yield Asked(asked["vi"], wordings, passage, f"{file.stem}:{one['story']}", place)
