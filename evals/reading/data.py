"""What the reader is trained on: windows of paragraphs, with questions that they answer and others that they don't,
and statements that they carry and others that they don't.

Questions they don't answer are of three kinds: near misses, which a writer made of a question by changing what is
asked; questions that another paragraph of the same story answers; and questions of other stories.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.suites.datasets import read_rows
from ingest.analysis import folded
from ingest.sentences import split_sentences

EVALS = Path(__file__).parent.parent
FOLDERS = (EVALS / "wordings", EVALS / "near_misses")
ENGLISH, STATED = "en", "stated"
WORDINGS = ("vi", "chat", "en", "en_short", STATED)
"""Of a question, and the one of a statement, which is read as a question is: a text that carries it answers it."""

HELD_OUT = 12
"""Of so many stories one is left out, to be judged by."""

WHOLE, TITLED, FOLDED, SMALL = 0.3, 0.6, 0.5, 0.25
"""How often a paragraph is read whole, with its title, and how often Vietnamese is typed without diacritics and English
in small letters."""

MOST = 12
"""Questions and statements that are put to a window."""

OF_STORY, OTHERS, STATEMENTS = 2, 1, 2
"""Questions of the same story and of other ones that are put to a window; statements that it carries, and others."""

ALIKE = 8
"""Batches whose windows are sorted by length among each other."""

FEW = 3
"""Below so many near misses each is put in two wordings."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by its wordings, and where the paragraph answers it; None for a near miss. Or a statement, which has
    one wording, and where the paragraph carries it."""

    wordings: Mapping[str, str]
    answer: Span | None

    @property
    def is_statement(self) -> bool:
        """Whether something is stated, not asked."""
        return STATED in self.wordings


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with its questions; `story` is what others that are easily confused with it share."""

    story: str
    title: str
    text: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it is typed, put to a window, and where that answers it."""

    question: str
    answer: Span | None


@dataclass(frozen=True, slots=True)
class Window:
    """What is read, and what is asked of it."""

    text: str
    put: tuple[Put, ...]

    @property
    def length(self) -> int:
        """Characters of all of it."""
        return len(self.text) + sum(len(one.question) for one in self.put)


def load(folders: Iterable[Path] = FOLDERS, *, statements: Path | None = None) -> list[Paragraph]:
    """The paragraphs of all files in these folders, with what a folder of statements says of them."""
    stated = {} if statements is None else _statements(statements)
    return [
        _paragraph(f"{file.parent.name}/{file.stem}", row | stated.get((file.stem, number), {}))
        for folder in folders
        for file in sorted(folder.glob("*.jsonl"))
        for number, row in enumerate(read_rows(file))
    ]


def _statements(folder: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Statements that a paragraph carries and doesn't, by its file and the number of its line, from nought."""
    return {(file.stem, row["row"]): row for file in sorted(folder.glob("*.jsonl")) for row in read_rows(file)}


def _paragraph(file: str, row: Mapping[str, Any]) -> Paragraph:
    text: str = row["text"]
    asked = [Asked(_wordings(one), _span(text, one["answer"])) for one in row["questions"]]
    missed = [Asked(_wordings(one), None) for one in row["near"]]
    carried = [Asked({STATED: one["text"]}, _span(text, one["answer"])) for one in row.get("carried", ())]
    uncarried = [Asked({STATED: one["text"]}, None) for one in row.get("uncarried", ())]
    return Paragraph(f"{file}:{row['story']}", row["title"], text, (*asked, *missed, *carried, *uncarried))


def _wordings(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: asked[name] for name in WORDINGS if name in asked}


def _span(text: str, answer: str) -> Span:
    start = text.index(answer)
    return start, start + len(answer)


def split(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Those to train with, and those of whole stories to judge by."""
    held = set(sorted({one.story for one in paragraphs})[::HELD_OUT])
    return [one for one in paragraphs if one.story not in held], [one for one in paragraphs if one.story in held]


class Draw:
    """Draws windows with what is put to each."""

    def __init__(self, paragraphs: Sequence[Paragraph], seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._paragraphs = paragraphs
        self._stories: dict[str, list[Paragraph]] = defaultdict(list)
        for one in paragraphs:
            self._stories[one.story].append(one)

    def window(self) -> Window:
        """A paragraph or some sentences of it, and in any order what is put to it."""
        one = self._chance.choice(self._paragraphs)
        start, end = self._cut(one)
        head = one.title + "\n" if self._chance.random() < TITLED else ""
        put = [*self._answered(one, start, end, len(head)), *self._missed(one), *self._elsewhere(one)]
        self._chance.shuffle(put)
        return Window(head + one.text[start:end], tuple(put[:MOST]))

    def windows(self, count: int) -> Iterator[list[Window]]:
        """Batches of so many windows without end, each of about one length: what is padded is work for nothing."""
        while True:
            drawn = sorted((self.window() for _ in range(count * ALIKE)), key=lambda one: one.length)
            batches = [drawn[at : at + count] for at in range(0, len(drawn), count)]
            self._chance.shuffle(batches)
            yield from batches

    def _cut(self, one: Paragraph) -> Span:
        """All of it, or the sentence that answers some question with those beside it."""
        if self._chance.random() < WHOLE:
            return 0, len(one.text)
        sentences = list(split_sentences(one.text))
        answers = [each.answer for each in one.asked if each.answer]
        answer = self._chance.choice(answers)
        place = next(at for at, each in enumerate(sentences) if each.end >= answer[1])
        first, last = place - self._chance.randint(0, 2), place + self._chance.randint(0, 2)
        return sentences[max(first, 0)].start, sentences[min(last, len(sentences) - 1)].end

    def _answered(self, one: Paragraph, start: int, end: int, shift: int) -> list[Put]:
        """Each question that the window answers, in two wordings: about as many as what it doesn't."""
        within = [each for each in one.asked if each.answer and start <= each.answer[0] and each.answer[1] <= end]
        return [
            Put(typed, (each.answer[0] - start + shift, each.answer[1] - start + shift))
            for each in self._few_stated(within)
            if each.answer
            for typed in self._typed(each, 2)
        ]

    def _missed(self, one: Paragraph) -> list[Put]:
        missed = [each for each in one.asked if each.answer is None]
        number = 2 if sum(not each.is_statement for each in missed) < FEW else 1
        return [Put(typed, None) for each in self._few_stated(missed) for typed in self._typed(each, number)]

    def _few_stated(self, asked: Sequence[Asked]) -> list[Asked]:
        """All questions of these, and some statements."""
        stated = [one for one in asked if one.is_statement]
        chosen = self._chance.sample(stated, min(STATEMENTS, len(stated)))
        return [*(one for one in asked if not one.is_statement), *chosen]

    def _elsewhere(self, one: Paragraph) -> list[Put]:
        """Questions that other paragraphs answer, and this one as far as can be told doesn't."""
        text = folded(one.text)
        others = [each for each in self._stories[one.story] if each is not one]
        of_story = self._chance.sample(others, min(OF_STORY, len(others)))
        put = []
        for other in [*of_story, *(self._chance.choice(self._paragraphs) for _ in range(OTHERS))]:
            asked = self._chance.choice([each for each in other.asked if each.answer and not each.is_statement])
            if asked.answer and folded(other.text[slice(*asked.answer)]) not in text:
                put += [Put(typed, None) for typed in self._typed(asked, 1)]
        return put

    def _typed(self, asked: Asked, count: int) -> list[str]:
        """Some of its wordings, as people type them."""
        names = self._chance.sample(sorted(asked.wordings), min(count, len(asked.wordings)))
        return [self._as_typed(name, asked.wordings[name]) for name in names]

    def _as_typed(self, wording: str, text: str) -> str:
        if wording == STATED:
            return text
        if wording.startswith(ENGLISH):
            return text.lower().rstrip("?") if self._chance.random() < SMALL else text
        return folded(text) if self._chance.random() < FOLDED else text
