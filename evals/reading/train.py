"""Trains the reader, which tells whether a text answers a question, and where.

    python -m evals.reading.train --reading DIR

Writes ingest/embedding/reader.npz. Low-rank additions to the bundled encoder's layers and a head learn from the
paragraphs of `evals/wordings`, `evals/near_misses` and SQuAD 2.0 (DIR: the reading set), without every twelfth story,
by which they are judged on the way: AUROC of what a paragraph answers over its near misses, by wording. On two cores
with bfloat16 (AMX) it takes 50 minutes, elsewhere some hours. Its name in `ingest/embedding/adapter.py` has to change
with it, and what is fitted on what it says is to be fitted anew (docs/decisions/0017-reader.md).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from evals.reading.data import WORDINGS, Draw, Paragraph, Put, Window, load, split
from evals.reading.model import Reader, batch
from evals.reading.squad import load_squad
from ingest.embedding.bundled import find_image
from ingest.embedding.image import parse_image
from ingest.embedding.reader import FILE
from ingest.embedding.tokenizer import Tokenizer, Vocabulary

RANK, INNER = 32, 256
WINDOWS = 5
"""Windows of a step, some ten questions to each."""

RATE, WARM_UP, DECAY = 6e-4, 60, 0.01
ORDER, PLACE = 0.5, 0.3
"""What two losses count beside that of answered or not: of the order of two questions to one window, and of where."""

JUDGED = 100
"""Questions of a kind and wording that it is judged by."""

_REPORT_EVERY = 100


class Training:
    """The reader that learns, and what it learns from."""

    def __init__(self, paragraphs: Sequence[Paragraph], seed: int = 0) -> None:
        torch.manual_seed(seed)
        learned, self._judged = split(paragraphs)
        self._windows = Draw(learned, seed).windows(WINDOWS)
        image = parse_image(find_image().read_bytes())
        self._tokenizer = Tokenizer(Vocabulary.of(image.pieces, image.scores))
        self.reader = Reader(image, RANK, INNER)
        self._optimizer = torch.optim.AdamW(self.reader.parameters(), lr=RATE, weight_decay=DECAY)

    def learn(self, rate: float) -> tuple[float, float]:
        """One step at a rate of learning; the loss, and the share of questions that were told right."""
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        drawn = batch(self._tokenizer, next(self._windows))
        odds, start, end = self.reader(drawn)
        answered = drawn.answers[..., 0] >= 0
        there = drawn.there
        loss = functional.binary_cross_entropy_with_logits(odds[there], answered[there].float())
        loss = loss + ORDER * _order(odds, answered & there, ~answered & there)
        if answered.any():
            places = [
                functional.cross_entropy(one[answered], drawn.answers[answered][:, side])
                for side, one in enumerate((start, end))
            ]
            loss = loss + PLACE * sum(places) / 2
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.reader.parameters(), 1.0)
        self._optimizer.step()
        right = ((odds > 0) == answered)[there].float().mean()
        return float(loss.detach()), float(right)

    def judge(self) -> dict[str, float]:
        """By wording, AUROC of held-out questions that a paragraph answers over its near misses."""
        found = {name: self._auroc(name) for name in WORDINGS}
        return {name: value for name, value in found.items() if value is not None}

    def _auroc(self, wording: str) -> float | None:
        chance = random.Random(0)  # noqa: S311
        kinds: list[list[Window]] = [[], []]
        for one in self._judged:
            for asked in one.asked:
                if wording in asked.wordings:
                    put = Put(asked.wordings[wording], asked.answer)
                    kinds[asked.answer is None].append(Window(one.text, (put,)))
        if not all(kinds):
            return None
        answered, missed = (self._odds(chance.sample(one, min(JUDGED, len(one)))) for one in kinds)
        above = (answered[:, None] > missed).float() + (answered[:, None] == missed).float() / 2
        return float(above.mean())

    @torch.no_grad()
    def _odds(self, windows: Sequence[Window]) -> Tensor:
        found = [self.reader(batch(self._tokenizer, windows[at : at + 8]))[0][:, 0] for at in range(0, len(windows), 8)]
        return torch.cat(found)


def _order(odds: Tensor, answered: Tensor, missed: Tensor) -> Tensor:
    """How far questions that a window doesn't answer stand above those it does (RankNet: Burges et al. 2005)."""
    pairs = answered[:, :, None] & missed[:, None]
    return functional.softplus((odds[:, None] - odds[:, :, None])[pairs]).mean() if pairs.any() else odds.sum() * 0


def train(training: Training, minutes: float, out: Path) -> None:
    """Learn for so many minutes, at a rate that falls to nothing; the file is written on the way."""
    begun, step, told = time.monotonic(), 0, []
    while (done := (time.monotonic() - begun) / 60 / minutes) < 1:
        told.append(training.learn(RATE * min(1.0, (step + 1) / WARM_UP) * (1 - done)))
        step += 1
        if step % _REPORT_EVERY == 0:
            loss, right = np.mean(told[-_REPORT_EVERY:], axis=0)
            print(f"{step} ({done:.0%}): loss {loss:.3f} right {right:.3f}", flush=True)
        if step % (5 * _REPORT_EVERY) == 0:
            _tell(training, out)
    _tell(training, out)


def _tell(training: Training, out: Path) -> None:
    print("held out: " + " ".join(f"{name} {value:.3f}" for name, value in training.judge().items()), flush=True)
    np.savez(out, allow_pickle=False, **training.reader.learned())


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reading", type=Path, required=True, help="folder of the reading set (SQuAD 2.0 dev)")
    parser.add_argument("--statements", type=Path, help="a trial: folder of statements to learn from as well")
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    train(Training([*load(statements=options.statements), *load_squad(options.reading)]), options.minutes, options.out)


if __name__ == "__main__":
    main()
