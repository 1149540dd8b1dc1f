"""Trains what is added to the encoder where it reads questions.

    python -m evals.adapter.train

Writes ingest/embedding/adapter.npz. Each question is drawn in one of its wordings, and is to find what its full
Vietnamese wording finds: its passage among others of the same story, and in it the sentence that answers. Passages are
read without it, so nothing that is stored changes. On one core with bfloat16 (AMX) it takes 20 minutes, elsewhere some
hours. Its name in `ingest/embedding/adapter.py` has to change with it, and what is fitted on vectors of questions is to
be fitted anew (docs/decisions/0016-questions.md).
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from evals.adapter.data import ENGLISH, VIETNAMESE, WORDINGS, Asked, Data, load
from evals.adapter.targets import Questions, Targets, score, score_sentences
from evals.encoder import Encoder, padded
from ingest.analysis import fold
from ingest.embedding.adapter import FILE
from ingest.embedding.bundled import find_image
from ingest.embedding.e5 import QUERY_PREFIX
from ingest.embedding.factory import load_embedder
from ingest.embedding.image import parse_image
from ingest.embedding.tokenizer import BEGIN, END, Tokenizer, Vocabulary
from ingest.settings import IngestSettings, load_settings
from ingest.token_mean import document_mean, english_question_mean

RANK = 16
PASSAGES, OF_STORY, OF_PASSAGE = 16, 3, 3
"""Passages of a step, further ones of a story, and questions of each."""

LONGEST = 64
TEMPERATURE = 0.03
RATE, WARM_UP = 5e-4, 30
LOWER_CASE, FOLDED = 0.25, 0.3
"""How often English is typed in small letters without its question mark, and Vietnamese without diacritics."""

_REPORT_EVERY = 25


@dataclass(frozen=True, slots=True)
class Losses:
    """What is summed up, and how many of the questions found their passage; tensors while it is learned from.

    Attributes:
        passage: cross-entropy of its passage among all of the step.
        teacher: divergence from what the full wording finds.
        vector: 1 - cosine to the full wording's vector.
        sentence: cross-entropy of the sentence that answers within the passage.
        tokens: 1 - cosine of each token of a full wording to what it was.
        height: squared difference from the full wording's score of the passage.
        right: share of questions whose passage is first.
    """

    passage: Tensor
    teacher: Tensor
    vector: Tensor
    sentence: Tensor
    tokens: Tensor
    height: Tensor
    right: Tensor

    def total(self) -> Tensor:
        """The weighted sum."""
        return sum((weight * getattr(self, name) for name, weight in WEIGHTS.items()), torch.zeros(()))


WEIGHTS = {"passage": 1.0, "teacher": 1.0, "vector": 5.0, "sentence": 1.0, "tokens": 2.0, "height": 5.0}


class Draw:
    """Draws passages, some of one story, with questions in one wording each."""

    def __init__(self, data: Data, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._of: dict[str, list[Asked]] = defaultdict(list)
        stories: dict[str, set[str]] = defaultdict(set)
        for one in data.questions:
            self._of[one.passage].append(one)
            stories[one.story].add(one.passage)
        self._stories = {story: sorted(of) for story, of in stories.items()}
        self._passages = list(self._of)

    def step(self) -> tuple[list[str], list[tuple[str, str, Asked]]]:
        """Passages, and language, text and question of what is asked about them."""
        chosen: list[str] = []
        while len(chosen) < PASSAGES:
            one = self._chance.choice(self._passages)
            story = self._stories[self._of[one][0].story]
            others = self._chance.sample(story, min(OF_STORY, len(story)))
            chosen += [each for each in dict.fromkeys([one, *others]) if each not in chosen]
        asked = [
            (*self._typed(one), one)
            for passage in chosen
            for one in self._chance.sample(self._of[passage], min(OF_PASSAGE, len(self._of[passage])))
        ]
        return chosen, asked

    def _typed(self, asked: Asked) -> tuple[str, str]:
        language, text = self._chance.choice(asked.wordings)
        if language == ENGLISH:
            return language, text.lower().rstrip("?") if self._chance.random() < LOWER_CASE else text
        return language, fold(text) if text != asked.full and self._chance.random() < FOLDED else text


class Training:
    """The encoder that learns, and what it is held against."""

    def __init__(self, data: Data, seed: int = 0) -> None:
        torch.manual_seed(seed)
        settings = load_settings(IngestSettings)
        embedder = load_embedder(settings.embedding, settings.models_dir)
        self._targets, self._draw = Targets(data, embedder), Draw(data, seed)
        image = parse_image(find_image().read_bytes())
        self._tokenizer = Tokenizer(Vocabulary.of(image.pieces, image.scores))
        self._head = self._tokenizer.tokenize(QUERY_PREFIX).ids
        name, size = embedder.identity.model, embedder.identity.dimension
        means = (document_mean(name, size), english_question_mean(name, size))
        self._vietnamese, self._english = map(torch.from_numpy, means)
        self.encoder = Encoder(image, RANK, torch.bfloat16)
        with torch.no_grad():  # as it is read while nothing is added yet
            self._targets.keep(
                lambda texts: self._read([(VIETNAMESE, text) for text in texts]), {one.full for one in data.questions}
            )
        self._optimizer = torch.optim.AdamW(self.encoder.parameters(), lr=RATE, weight_decay=0.01)

    def learn(self, rate: float) -> Losses:
        """One step at a rate of learning."""
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        losses = self.losses(*self._draw.step())
        self._optimizer.zero_grad()
        losses.total().backward()
        nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
        self._optimizer.step()
        return losses

    def losses(self, ids: Sequence[str], asked: Sequence[tuple[str, str, Asked]]) -> Losses:
        """Of questions about these passages, each in some wording."""
        questions = [one for _, _, one in asked]
        read = self._read([(language, text) for language, text, _ in asked])
        full, passages = self._targets.full(questions), self._targets.passages(ids)
        found = score(read, passages)
        with torch.no_grad():
            wanted = score(full, passages).passages
        home = torch.tensor([ids.index(one.passage) for one in questions])
        same = torch.tensor([text == one.full for _, text, one in asked])
        sentences = score_sentences(found, read.real, passages, home)
        return Losses(
            passage=_entropy(found.passages, home).mean(),
            teacher=functional.kl_div(
                functional.log_softmax(found.passages / TEMPERATURE, -1),
                functional.softmax(wanted / TEMPERATURE, -1),
                reduction="batchmean",
            ),
            vector=(1 - (read.vectors * full.vectors).sum(-1)).mean(),
            sentence=_entropy(sentences / 2, torch.tensor([self._targets.sentence(one) for one in questions])).mean(),
            tokens=_tokens(read, full, same),
            height=(_at(found.passages, home) - _at(wanted, home)).square().mean(),
            right=(found.passages.argmax(-1) == home).float().mean(),
        )

    def _read(self, texts: Sequence[tuple[str, str]]) -> Questions:
        """These questions, as the encoder reads them now."""
        cuts = [[*self._head, *self._tokenizer.tokenize(text).ids][: LONGEST - 2] for _, text in texts]
        ids, real = padded([[BEGIN, *cut, END] for cut in cuts])
        states = self.encoder(ids, real).float()
        share = real.float()[..., None]
        vectors = functional.normalize((states * share).sum(1) / share.sum(1), dim=-1)
        first = 1 + len(self._head)
        own = real[:, first + 1 :]  # without the end's, which stands behind the last
        english = torch.tensor([language == ENGLISH for language, _ in texts])[:, None, None]
        tokens = functional.normalize(states[:, first:-1], dim=-1) - torch.where(
            english, self._english, self._vietnamese
        )
        return Questions(vectors, functional.normalize(tokens, dim=-1), own.float())


def _entropy(scores: Tensor, right: Tensor) -> Tensor:
    return functional.cross_entropy(scores / TEMPERATURE, right, reduction="none")


def _at(scores: Tensor, home: Tensor) -> Tensor:
    return scores[torch.arange(len(home)), home]


def _tokens(read: Questions, full: Questions, same: Tensor) -> Tensor:
    """How far the tokens of full wordings are from what they were."""
    size = min(read.tokens.shape[1], full.tokens.shape[1])
    cosines = (read.tokens[:, :size] * full.tokens[:, :size]).sum(-1)
    which = read.real[:, :size] * full.real[:, :size] * same[:, None]
    return ((1 - cosines) * which).sum() / which.sum().clamp(min=1)


def train(training: Training, minutes: float, out: Path) -> None:
    """Learn for so many minutes of the processor, at a rate that falls to nothing; the file is written on the way."""
    begun, step, told = time.process_time(), 0, []
    while (done := (time.process_time() - begun) / 60 / minutes) < 1:
        losses = training.learn(RATE * min(1.0, (step + 1) / WARM_UP) * (1 - done))
        told.append([float(getattr(losses, one.name).detach()) for one in fields(Losses)])
        step += 1
        if step % _REPORT_EVERY == 0:
            means = np.mean(told[-_REPORT_EVERY:], axis=0)
            said = " ".join(f"{one.name} {mean:.4f}" for one, mean in zip(fields(Losses), means, strict=True))
            print(f"{step} ({done:.0%}): {said}", flush=True)
            np.savez(out, allow_pickle=False, **training.encoder.adapter())
    np.savez(out, allow_pickle=False, **training.encoder.adapter())


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wordings", type=Path, default=WORDINGS)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    train(Training(load(options.wordings)), options.minutes, options.out)


if __name__ == "__main__":
    main()
