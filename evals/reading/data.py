"""Training data: windows, and the questions that each window answers or doesn't.

`shared/training/reading` holds the very questions and paragraphs of `shared/evalsets` a second time, as SQuAD 2.0 dev
(source squad2dev), not only in the two sources named after them. So what is held out goes by text: whole articles,
and in the others every paragraph that a question of the evaluation data is about.
"""

from __future__ import annotations

import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.reading.text import Window, corrupt, cut_windows, fold, names_of, typed, words_of
from ingest.embedding.tokenizer import Tokenizer

HELD_OUT = ("Black_Death", "Civil_disobedience", "Construction", "Fresno,_California")
"""Articles of squad2dev that nothing is trained on: 1,053 questions."""
_EVALUATION_SOURCES = ("xquad_dev", "squad2_una_dev")
_KINDS = {"en-vi": 0.35, "vi": 0.3, "una": 0.35, "en-en": 1.0}
_SHARES = {"vi": 0.62, "squad2dev": 0.12, "squadtrain": 0.13, "squadtrain_b": 0.13}
_NEAREST = (6, 20, 60, 200)
_LONGEST_QUESTION = 48


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one passage, in its variants by kind; no span where nothing answers."""

    id: str
    answerable: bool
    variants: dict[str, str]
    span: tuple[int, int] | None
    answer: str = ""


@dataclass(slots=True)
class Passage:
    """A paragraph with its windows and its questions."""

    id: str
    text: str
    source: str
    group: str
    vietnamese: bool
    windows: list[Window] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Example:
    """A question on a window: first and last token of the answer, or none."""

    question: str
    span: tuple[int, int] | None


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def same(text: str) -> str:
    """A text as it is compared: letters and digits, lower case."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def load_passages(reading: Path, evaluation: Path | None, *, held_out: bool = False) -> list[Passage]:
    """The passages to train on, or with `held_out` those of the held-out articles.

    `evaluation` is the folder of XQuAD and the unanswerable questions, whose paragraphs are left out.
    """
    texts = {line["id"]: line["text"] for line in read_lines(reading / "passages.jsonl")}
    lines = [one for one in read_lines(reading / "questions.jsonl") if one["source"] not in _EVALUATION_SOURCES]
    # By what is asked, since the same paragraphs come under other ids and sources.
    barred = _barred(lines, evaluation) if evaluation is not None and not held_out else set()
    found: dict[str, Passage] = {}
    for line in lines:
        if (line["group"] in HELD_OUT) is not held_out:
            continue
        by_passage: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for variant in line["variants"]:
            by_passage[variant["passage"]].append(variant)
        for passage, variants in by_passage.items():
            if passage in barred:
                continue
            vietnamese = not variants[0]["kind"].endswith("en")
            home = Passage(passage, texts[passage], line["source"], line["group"], vietnamese)
            found.setdefault(passage, home).questions.append(_question(line, variants))
    return list(found.values())


def _barred(lines: Sequence[dict[str, Any]], evaluation: Path) -> set[str]:
    """Passages that a question of the evaluation data is about."""
    files = ("xquad/questions.jsonl", "squad2_unanswerable/questions.jsonl")
    asked = {same(one["question_en"]) for name in files for one in read_lines(evaluation / name)}
    return {
        variant["passage"]
        for line in lines
        if any(same(variant["question"]) in asked for variant in line["variants"])
        for variant in line["variants"]
    }


def _question(line: dict[str, Any], variants: list[dict[str, Any]]) -> Question:
    first = variants[0]
    span = (first["start"], first["end"]) if "start" in first else None
    texts = {one["kind"]: one["question"] for one in variants}
    return Question(line["id"], line["answerable"], texts, span, first.get("text", ""))


class Sampler:
    """Draws windows with questions, about half of which the window answers."""

    def __init__(self, passages: list[Passage], tokenizer: Tokenizer, per_window: int, seed: int = 0) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.per_window = per_window
        self._tokenizer = tokenizer
        self._articles: dict[tuple[str, bool], list[Passage]] = defaultdict(list)
        self._names: dict[tuple[str, bool], list[str]] = defaultdict(list)
        self._near: dict[str, list[Question]] = {}
        self._words: dict[str, set[str]] = {}
        pools: dict[str, list[Passage]] = defaultdict(list)
        for one in passages:
            self._articles[one.group, one.vietnamese].append(one)
            self._names[one.group, one.vietnamese] += names_of(one.text)
            if any(question.span for question in one.questions):
                pools["vi" if one.vietnamese else one.source].append(one)
        self._pools = dict(pools)

    def draw(self) -> tuple[Window, list[Example]]:
        """A window and its questions."""
        while True:
            shares = [_SHARES[name] for name in self._pools]
            passage = self.chance.choice(self._pools[self.chance.choices(list(self._pools), shares)[0]])
            passage.windows = passage.windows or cut_windows(passage.text, self._tokenizer)
            window = self.chance.choice(passage.windows)
            examples = self._examples(passage, window)
            if examples is not None:
                return window, examples

    def _examples(self, passage: Passage, window: Window) -> list[Example] | None:
        answered = [(one, window.tokens_of(*one.span)) for one in passage.questions if one.span]
        inside = [(one, span) for one, span in answered if span is not None]
        if not inside:
            return None
        wanted = min(self.per_window // 2, 2 * len(inside))  # at most twice, in other typings
        chosen = self.chance.sample(inside * 2 if len(inside) < wanted else inside, wanted)
        examples = [Example(self._worded(one), span) for one, span in chosen]
        twisted = [
            self._twisted(one, passage, window)
            for one, _ in self.chance.sample(inside, min(self.chance.choice((1, 2)), len(inside)))
        ]
        others = [Example(one, None) for one in twisted if one]
        near = self._others(passage, window)
        people = [one for one in passage.questions if not one.answerable]
        people = self.chance.sample(people, min(len(people), self.per_window // 4 + self.chance.randrange(2)))
        rest = self.per_window - len(examples) - len(others) - len(people)
        if rest > 0 and near:
            people += [self.chance.choice(near[: self.chance.choice(_NEAREST)]) for _ in range(rest)]
        others += [Example(self._worded(one), None) for one in people]
        examples = (examples + others)[: self.per_window]
        return examples if len(examples) == self.per_window else None

    def _worded(self, question: Question) -> str:
        """One of a question's variants, one in three roughly typed (always the same two ways, for the cache)."""
        kinds = list(question.variants)
        kind = self.chance.choices(kinds, [_KINDS[one] for one in kinds])[0]
        text = question.variants[kind]
        if self.chance.random() < (0.4 if kind == "una" else 0.3):
            return typed(text, self._fixed(text, 2))
        return text

    def _twisted(self, question: Question, passage: Passage, window: Window) -> str | None:
        """The question so changed that its window no longer answers; folded where the draw says unaccented."""
        kinds = [kind for kind in question.variants if kind != "una"]
        text = question.variants[self.chance.choice(kinds)]
        names = self._names[passage.group, passage.vietnamese]
        changed = corrupt(text, passage.text, names, self._fixed(f"{window.start}{text}", 3))
        # After the change: names are found by their capitals and marks.
        unaccented = passage.vietnamese and self.chance.random() < 0.4
        return fold(changed) if changed and unaccented else changed

    def _fixed(self, text: str, ways: int) -> random.Random:
        """One of a few fixed draws for a text, so that what comes of it comes again and its states are kept."""
        return random.Random(zlib.crc32(text.encode()) + self.chance.randrange(ways))  # noqa: S311

    def _others(self, passage: Passage, window: Window) -> list[Question]:
        """Questions of the article that other places answer, those nearest to the window first."""
        key = f"{passage.id}/{window.start}"
        if key not in self._near:
            home = self._articles[passage.group, passage.vietnamese]
            text = fold(passage.text[window.start : window.end]).lower()
            words = words_of(text)
            ranked = []
            for other in home:
                for one in other.questions:
                    inside = other is passage and one.span and one.span[0] < window.end and one.span[1] > window.start
                    # Another place may answer in the same words, and then this window does too.
                    if one.span and not inside and fold(one.answer).lower() not in text:
                        ranked.append((self._overlap(one, words), one.id, one))
            self._near[key] = [
                one for _, _, one in sorted(ranked, key=lambda item: item[:2], reverse=True)[: _NEAREST[-1]]
            ]
        return self._near[key]

    def _overlap(self, question: Question, words: set[str]) -> float:
        if question.id not in self._words:
            self._words[question.id] = words_of(question.variants.get("vi") or next(iter(question.variants.values())))
        asked = self._words[question.id]
        return len(asked & words) / (len(asked) + 1)


def question_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """The token ids of a question without marks, cut to what the reader takes."""
    return tokenizer.tokenize(text).ids[:_LONGEST_QUESTION]
