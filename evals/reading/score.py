"""Judges checkpoints of the reader: a line of figures each, for the learning curve.

    python -m evals.reading.score CHECKPOINT... --reading R --evaluation E --beats B --news N --models M --curve C

AUROC tells answerable questions from near misses (chance .5): of a question's windows the best counts. Corpora of news
are judged each by itself, then averaged. F1 is of the words of the best span, as SQuAD counts them; `sentence` says
how often the sentence with that span holds the gold.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from evals.reading import asking
from evals.reading.asking import Asked, Shelf
from evals.reading.data import same
from evals.reading.model import Reader, best_spans, load_image
from evals.reading.text import Window
from evals.reading.train import Batches
from evals.statistics import auroc
from ingest.embedding.e5 import E5Embedder
from ingest.embedding.tokenizer import Tokenizer, Vocabulary
from ingest.sentences import split_sentences

_TOGETHER = 8
_WINDOWS = 8
_SPAN_WEIGHT = 0.5

Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader says of one window: how answerable, how sure of the span, and the span in the article."""

    article: str
    answerable: float
    span: float
    start: int
    end: int

    @property
    def rank(self) -> float:
        """By what windows are compared."""
        return self.answerable + _SPAN_WEIGHT * self.span


class Scorer:
    """A trained reader over questions; windows with several questions are read once."""

    def __init__(self, model: Reader, tokenizer: Tokenizer) -> None:
        self.model = model.eval()
        self.batches = Batches(model, tokenizer, model.places.device)

    def read(self, asked: Sequence[Asked]) -> list[list[Read]]:
        """For every question, its windows as read."""
        wanted: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
        for number, one in enumerate(asked):
            for place, (article, window) in enumerate(one.windows):
                wanted[article, window.start, window.end].append((number, place))
        jobs = [rows[at : at + _TOGETHER] for rows in wanted.values() for at in range(0, len(rows), _TOGETHER)]
        # By length, so that little is padded.
        jobs.sort(key=lambda rows: (len(rows), len(asked[rows[0][0]].windows[rows[0][1]][1].ids)))
        found: dict[tuple[int, int], Read] = {}
        for size in range(1, _TOGETHER + 1):
            alike = [rows for rows in jobs if len(rows) == size]
            for at in range(0, len(alike), _WINDOWS):
                found.update(self._batch(alike[at : at + _WINDOWS], asked))
        return [[found[number, place] for place in range(len(one.windows))] for number, one in enumerate(asked)]

    @torch.no_grad()
    def _batch(
        self, jobs: list[list[tuple[int, int]]], asked: Sequence[Asked]
    ) -> Iterator[tuple[tuple[int, int], Read]]:
        drawn: list[tuple[Window, list[str]]] = []
        for rows in jobs:
            number, place = rows[0]
            drawn.append((asked[number].windows[place][1], [asked[row].question for row, _ in rows]))
        states, layout = self.batches(drawn)
        reading = self.model(states, layout)
        margin = self.batches.margin
        _keep_inside(reading.start, reading.end, drawn, margin)
        scores, first, last = best_spans(reading)
        for job, rows in enumerate(jobs):
            window = drawn[job][0]
            for at, (number, place) in enumerate(rows):
                a, b = int(first[job, at]) - margin, int(last[job, at]) - margin
                read = Read(
                    asked[number].windows[place][0],
                    float(reading.answerable[job, at]),
                    float(scores[job, at]),
                    window.starts[a],
                    window.ends[b],
                )
                yield (number, place), read


def _keep_inside(
    start: torch.Tensor, end: torch.Tensor, drawn: Sequence[tuple[Window, list[str]]], margin: int
) -> None:
    """No span may begin or end at the marks around a window."""
    for logits in (start, end):
        logits[..., :margin] = -1e4
        for job, (window, _) in enumerate(drawn):
            logits[job, :, margin + len(window.ids) :] = -1e4


def load_reader(checkpoint: Path) -> tuple[Reader, Tokenizer, dict[str, int]]:
    """The reader with a checkpoint's weights."""
    image = load_image()
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = Reader(image, state["about"]["lower"], state["about"]["depth"], dropout=0.0)
    # Not strict: frozen layers come from the image and stand in no checkpoint.
    unknown = model.load_state_dict({name: one.float() for name, one in state["weights"].items()}, strict=False)
    assert not unknown.unexpected_keys
    return model, Tokenizer(Vocabulary.of(image.pieces, image.scores)), state["about"]


def figures(asked: Sequence[Asked], read: Sequence[Sequence[Read]], texts: dict[str, str]) -> dict[str, Figures]:
    """All figures by set and typing."""
    found: dict[str, Figures] = {}
    numbers = range(len(asked))
    for name in ("unseen", "xquad"):
        for typing in ("en", "vi", "vi-unaccented"):
            rows = [at for at in numbers if asked[at].set == name and asked[at].typing == typing]
            if rows:
                found[f"{name} {typing}"] = _telling(rows, asked, read) | _spans(rows, asked, read, texts)
        rows = [at for at in numbers if asked[at].set == name == "xquad" and asked[at].unseen]
        for typing in ("en", "vi") if rows else ():
            found[f"{name} unseen {typing}"] = _telling([at for at in rows if asked[at].typing == typing], asked, read)
    corpora = sorted({one.set for one in asked if one.set.startswith("news:")})
    each = [
        _telling(rows, asked, read) | _spans(rows, asked, read, texts)
        for rows in ([at for at in numbers if asked[at].set == name] for name in corpora)
    ]
    if each:
        found["news"] = {"corpora": len(each), **{key: _mean([one.get(key) for one in each]) for key in each[0]}}
    return found


def _mean(values: Sequence[float | int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(float(np.mean(known)), 4) if known else None


def _telling(rows: Sequence[int], asked: Sequence[Asked], read: Sequence[Sequence[Read]]) -> Figures:
    """AUROCs of near misses by each score, and of foreign questions."""
    found: Figures = {}
    for against in ("near_miss", "foreign"):
        kept = [at for at in rows if asked[at].kind in ("answerable", against) and read[at]]
        right = [asked[at].kind == "answerable" for at in kept]
        if not any(right) or all(right):
            continue
        found[against] = right.count(False)
        for name, scores in _scores(kept, asked, read).items():
            found[f"{against} by {name}"] = _round(auroc(scores, right))
    return found


def _scores(rows: Sequence[int], asked: Sequence[Asked], read: Sequence[Sequence[Read]]) -> dict[str, list[float]]:
    found = {
        "answerable": [max(one.answerable for one in read[at]) for at in rows],
        "span": [max(read[at], key=lambda one: one.rank).span for at in rows],
        "rank": [max(one.rank for one in read[at]) for at in rows],
    }
    if all(asked[at].cosines for at in rows):
        found["cosine"] = [max(asked[at].cosines) for at in rows]
    return found


def _spans(
    rows: Sequence[int], asked: Sequence[Asked], read: Sequence[Sequence[Read]], texts: dict[str, str]
) -> Figures:
    """F1 and sentence hit of answerable questions, in the window that ranks best."""
    kept = [at for at in rows if asked[at].gold and read[at]]
    best = [(asked[at], max(read[at], key=lambda one: one.rank)) for at in kept]
    words = [
        max(_f1(texts[one.article][one.start : one.end], texts[a][s:e]) for a, s, e in this.gold) for this, one in best
    ]
    hits = [_holds_gold(one, this, texts[one.article]) for this, one in best]
    return {"answerable": len(kept), "f1": _mean(words), "sentence": _mean(hits)}


def _f1(said: str, gold: str) -> float:
    first, second = Counter(same(said).split()), Counter(same(gold).split())
    common = (first & second).total()
    return 2 * common / (first.total() + second.total()) if common else 0.0


def _holds_gold(read: Read, asked: Asked, text: str) -> bool:
    for sentence in split_sentences(text):
        if sentence.start < read.end and read.start < sentence.end:
            return any(a == read.article and s < sentence.end and sentence.start < e for a, s, e in asked.gold)
    return False


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def load_asked(options: argparse.Namespace, tokenizer: Tokenizer) -> tuple[list[Asked], Shelf]:
    """All questions of the folders that are given, kept in a file since embedding them takes minutes."""
    if options.kept and options.kept.exists():
        with options.kept.open("rb") as file:
            kept: tuple[list[Asked], Shelf] = pickle.load(file)  # noqa: S301 - our own file
            return kept
    embedder = E5Embedder(options.models, threads=1) if options.models else None
    shelf = Shelf(tokenizer, embedder)
    asked: list[Asked] = []
    for folder, source in (
        (options.evaluation, asking.xquad),
        (options.reading, asking.unseen),
        (options.beats, asking.beats),
        (options.news, asking.news),
    ):
        asked += source(folder, shelf) if folder else ()
    if options.kept:
        # Without embedder and vectors, which take most of the room and are needed no more.
        plain = Shelf(tokenizer)
        plain.texts, plain.windows = shelf.texts, shelf.windows
        options.kept.write_bytes(pickle.dumps((asked, plain)))
    return asked, shelf


def add_folders(parser: argparse.ArgumentParser) -> None:
    """The folders of the data to judge on."""
    for name in ("reading", "evaluation", "beats", "news", "models", "kept"):
        parser.add_argument(f"--{name}", type=Path)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--curve", type=Path, required=True)
    add_folders(parser)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    for checkpoint in options.checkpoints:
        model, tokenizer, about = load_reader(checkpoint)
        asked, shelf = load_asked(options, tokenizer)
        read = Scorer(model, tokenizer).read(asked)
        line = {"checkpoint": checkpoint.name, **about, **figures(asked, read, shelf.texts)}
        with options.curve.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
