"""What the reader is judged on: questions with the windows it may read, from data that it wasn't trained on.

unseen     held-out articles of SQuAD 2.0 dev, machine-translated: no paragraph of them was in training
xquad      the dev half of XQuAD and SQuAD 2.0's unanswerable questions on it: unseen paragraphs, of articles that
           are known to training but for the held-out ones
news       small corpora of invented news (beats and others), each asked over its own articles; all unseen
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.reading.data import HELD_OUT, load_passages, read_lines
from evals.reading.text import Window, cut_windows
from evals.suites.cases import Case, Evidence, Typing, UnanswerableKind, load_cases
from evals.suites.datasets import EvalSets
from evals.suites.places import resolve
from ingest.embedding.base import Floats
from ingest.embedding.e5 import E5Embedder
from ingest.embedding.tokenizer import Tokenizer
from ingest.models import normalise

MOST_WINDOWS = 6
_KNOWN_GROUPS = {"xquad-20": "Black_Death", "xquad-28": "Civil_disobedience", "xquad-29": "Construction",
                 "xquad-18": "Fresno,_California"}  # fmt: skip
assert set(_KNOWN_GROUPS.values()) == set(HELD_OUT)
_SPLIT_TYPINGS = {"en-vi": "en", "vi": "vi", "una": "vi-unaccented"}

Place = tuple[str, int, int]
"""A span of an article: id, start and end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the windows to read for it (each with its article's id), and what is right.

    Attributes:
        kind: answerable, near_miss or foreign.
        gold: places that answer; empty where none does.
        cosines: how near the embedder finds each window, in the order of the windows.
        unseen: whether nothing of its article was in training.
    """

    question: str
    set: str
    group: str
    typing: str
    kind: str
    gold: tuple[Place, ...]
    windows: tuple[tuple[str, Window], ...]
    cosines: tuple[float, ...] = ()
    unseen: bool = True


class Shelf:
    """Articles cut into windows once, by id; and, where there is an embedder, the vectors of all that is asked."""

    def __init__(self, tokenizer: Tokenizer, embedder: E5Embedder | None = None) -> None:
        self.texts: dict[str, str] = {}
        self.windows: dict[str, list[Window]] = {}
        self._tokenizer, self._embedder = tokenizer, embedder
        self._vectors: dict[tuple[str, bool], Floats] = {}

    def put(self, article: str, text: str) -> None:
        """Take an article, as it is indexed."""
        self.texts[article] = normalise(text)
        self.windows[article] = cut_windows(self.texts[article], self._tokenizer)

    def of(self, articles: Iterable[str]) -> list[tuple[str, Window]]:
        """All windows of some articles."""
        return [(article, window) for article in articles for window in self.windows[article]]

    def nearest(self, question: str, articles: Sequence[str], most: int | None = None) -> dict[str, Any]:
        """The windows nearest to a question with their cosines, nearest first; or all, unordered, of one paragraph."""
        windows = self.of(articles)
        if self._embedder is None:
            return {"windows": tuple(windows[:most])}
        texts = [self.texts[article][window.start : window.end] for article, window in windows]
        cosines = np.stack([self._vector(text, question=False) for text in texts]) @ self._vector(
            question, question=True
        )
        # Stable, so that equal windows come in the order of the text on every machine.
        order = np.argsort(-cosines, kind="stable")[:most]
        return {"windows": tuple(windows[at] for at in order), "cosines": tuple(float(cosines[at]) for at in order)}

    def _vector(self, text: str, *, question: bool) -> Floats:
        assert self._embedder is not None
        if (text, question) not in self._vectors:
            encode = self._embedder.encode_queries if question else self._embedder.encode_passages
            self._vectors[text, question] = encode([text])[0].vector
        return self._vectors[text, question]


def unseen(reading: Path, shelf: Shelf) -> Iterator[Asked]:
    """Questions on the held-out articles, over their machine-translated paragraphs."""
    for passage in load_passages(reading, None, held_out=True):
        if not passage.vietnamese:
            continue
        shelf.put(passage.id, passage.text)
        for one in passage.questions:
            if one.answerable and one.span is None:
                continue
            gold = ((passage.id, *one.span),) if one.span else ()
            kind = "answerable" if one.answerable else "near_miss"
            for variant, typing in _SPLIT_TYPINGS.items():
                found = shelf.nearest(one.variants[variant], [passage.id])
                yield Asked(one.variants[variant], "unseen", passage.group, typing, kind, gold, **found)


def xquad(evaluation: Path, shelf: Shelf) -> Iterator[Asked]:
    """XQuAD's questions and the unanswerable ones, over their own paragraphs."""
    sets = EvalSets(evaluation)
    for line in read_lines(sets.xquad_articles):
        shelf.put(line["id"], line["text"])
    near = {row["id"]: row["near_article_id"] for row in read_lines(evaluation / "squad2_unanswerable/questions.jsonl")}
    for case in [*sets.xquad(), *sets.near_misses(), *sets.near_misses_translated()]:
        # Near misses were written looking at one paragraph: that is the one to read.
        home = case.gold[0].article_id if case.gold else _home(case, near)
        translated = case.id.endswith("-mt") or "-mt." in case.id
        typing = "vi" if translated else str(case.language)
        yield _asked(case, "xquad", typing, shelf.nearest(case.question, [home]), case.group in _KNOWN_GROUPS)


def _home(case: Case, near: dict[str, str]) -> str:
    return next(article for id_, article in near.items() if id_ in case.id)


def beats(folder: Path, shelf: Shelf) -> Iterator[Asked]:
    """The corpora of `evals/beats`: `<name>.yaml` beside the folder of its articles."""
    for file in sorted(folder.glob("*.yaml")):
        yield from _corpus(file.stem, file.with_suffix(""), load_cases(file), shelf)


def news(folder: Path, shelf: Shelf) -> Iterator[Asked]:
    """Corpora as their writers hand them over: `<name>.questions.jsonl` beside the folder of its articles."""
    for file in sorted(folder.glob("*.questions.jsonl")):
        name = file.name.split(".")[0]
        yield from _corpus(name, folder / name, [_case(line, name) for line in read_lines(file)], shelf)


def _case(line: dict[str, Any], corpus: str) -> Case:
    pieces = line.get("gold", [])
    needs = tuple(
        tuple(Evidence(article_id=one["article"], quote=one["quote"]) for one in alternatives)
        for alternatives in pieces
    )
    kind = UnanswerableKind(line["unanswerable"]) if "unanswerable" in line else None
    group = pieces[0][0]["article"] if pieces else corpus
    typing = Typing(line["typing"])
    return Case(
        id=line["id"], base=line["id"], group=group, needs=needs, unanswerable_kind=kind, question=line["question"],
        language=typing,
    )  # fmt: skip


def _corpus(name: str, folder: Path, cases: Sequence[Case], shelf: Shelf) -> Iterator[Asked]:
    ids = {file.stem: f"{name}/{file.stem}" for file in sorted(folder.glob("*.txt"))}
    for stem, article in ids.items():
        shelf.put(article, (folder / f"{stem}.txt").read_text(encoding="utf-8"))
    for case in resolve(cases, lambda stem: shelf.texts[ids[stem]]):
        found = shelf.nearest(case.question, list(ids.values()), MOST_WINDOWS)
        yield _asked(case, f"news:{name}", str(case.language), found, True, lambda stem: ids[stem])


def _asked(
    case: Case, kind: str, typing: str, found: dict[str, Any], clean: bool, article: Callable[[str], str] = str
) -> Asked:
    gold = tuple(
        (article(one.article_id), one.start or 0, one.end or 0) for alternatives in case.pieces for one in alternatives
    )
    why = str(case.unanswerable_kind) if case.unanswerable_kind else "answerable"
    return Asked(case.question, kind, case.group, typing, why, gold, unseen=clean, **found)


def by_set(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    """The questions of each set."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        found[one.set].append(one)
    return dict(found)
