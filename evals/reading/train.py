"""Trains the reader, on a CPU thread or a GPU, for as long as it is let, and goes on from where it was stopped.

    python -m evals.reading.train shared/training/reading OUT --evaluation shared/evalsets --minutes 100
    python -m evals.reading.train shared/training/reading OUT --evaluation shared/evalsets --minutes 30 --decay

`OUT/last.pt` holds all that is needed to go on; `OUT/read-<examples>.pt` the averaged weights, to be judged.
The rate rises, then stays; with `--decay` it falls to nothing over the minutes, from wherever the training was.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from evals.reading.data import Example, Sampler, load_passages, question_ids
from evals.reading.model import Layout, Reader, Reading, load_image
from evals.reading.text import Window
from ingest.embedding.e5 import PASSAGE_PREFIX, QUERY_PREFIX
from ingest.embedding.tokenizer import BEGIN, END, Tokenizer, Vocabulary

_WARM_UP = 150
_HEAD_FASTER = 4.0
_SLOWEST_AVERAGE = 0.998
_MOST_CACHED = 120_000
_REPORT_EVERY = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. `lower` frozen layers of `depth`, `windows` a step with `questions` each, `rate` of learning.

    The embedder's last layer is left out: it makes all tokens of a text alike (cosine .84), for their mean.
    """

    lower: int = 6
    depth: int = 11
    windows: int = 4
    questions: int = 8
    rate: float = 2e-4
    seed: int = 0


class Batches:
    """Puts windows and questions into packed states; states of frozen layers are kept, in half precision."""

    def __init__(self, model: Reader, tokenizer: Tokenizer, device: torch.device) -> None:
        self.model, self.device = model, device
        self._tokenizer = tokenizer
        self._before = {True: tokenizer.tokenize(QUERY_PREFIX).ids, False: tokenizer.tokenize(PASSAGE_PREFIX).ids}
        self.margin = 1 + len(self._before[False])
        self._kept: dict[tuple[int, ...], Tensor] = {}

    def __call__(self, drawn: Sequence[tuple[Window, Sequence[str]]]) -> tuple[Tensor, Layout]:
        """Packed states and layout of windows, each with as many questions."""
        windows = [self._marked(window.ids, question=False) for window, _ in drawn]
        questions = [[self._marked(self._ids(text), question=True) for text in texts] for _, texts in drawn]
        layout = Layout.of([*map(len, windows)], [[*map(len, row)] for row in questions], self.device)
        return self._states(windows + [one for row in questions for one in row]), layout

    def _ids(self, text: str) -> list[int]:
        return question_ids(self._tokenizer, text)

    def _marked(self, ids: Sequence[int], *, question: bool) -> tuple[int, ...]:
        return (BEGIN, *self._before[question], *ids, END)

    def _states(self, sequences: list[tuple[int, ...]]) -> Tensor:
        if not self.model.lower:
            return self.model.embed(sequences)
        # Frozen layers give the same states each time, and they are half of the work.
        missing = [one for one in dict.fromkeys(sequences) if one not in self._kept]
        if len(self._kept) > _MOST_CACHED:
            self._kept = {one: self._kept[one] for one in sequences if one in self._kept}
        if missing:
            self._kept.update(zip(missing, (one.half() for one in self.model.apart(missing)), strict=True))
        return torch.cat([self._kept[one] for one in sequences]).float()


def loss_of(reading: Reading, drawn: Sequence[tuple[Window, Sequence[Example]]], margin: int) -> tuple[Tensor, Tensor]:
    """The loss of the spans where there is one, and of answerable or not."""
    device = reading.start.device
    rows = [example for _, examples in drawn for example in examples]
    right = torch.tensor([float(one.span is not None) for one in rows], device=device)
    answerable = functional.binary_cross_entropy_with_logits(reading.answerable.reshape(-1), right)
    has = right > 0
    places = torch.tensor([one.span for one in rows if one.span is not None], device=device) + margin
    start, end = reading.start.flatten(0, 1)[has], reading.end.flatten(0, 1)[has]
    span = functional.cross_entropy(start, places[:, 0]) + functional.cross_entropy(end, places[:, 1])
    return span / 2, answerable


class Training:
    """A model in training, with all that a later session needs to go on."""

    def __init__(self, plan: Plan, reading: Path, evaluation: Path | None, out: Path) -> None:
        torch.manual_seed(plan.seed)
        image = load_image()
        tokenizer = Tokenizer(Vocabulary.of(image.pieces, image.scores))
        self.plan, self.out = plan, out
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = Reader(image, plan.lower, plan.depth).to(self.device)
        self.sampler = Sampler(load_passages(reading, evaluation), tokenizer, plan.questions, plan.seed)
        self.batches = Batches(self.model, tokenizer, self.device)
        self.trained = {name: one for name, one in self.model.named_parameters() if one.requires_grad}
        self.average = {name: one.detach().clone() for name, one in self.trained.items()}
        self.optimizer = _optimizer(self.trained, plan.rate)
        self.step = self.seen = 0
        self.cpu = 0.0
        out.mkdir(parents=True, exist_ok=True)

    def learn(self, rate: float) -> tuple[float, float, float]:
        """One step: loss of spans, loss of answerable, share of these that are right."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["faster"]
        drawn = [self.sampler.draw() for _ in range(self.plan.windows)]
        states, layout = self.batches([(window, [one.question for one in examples]) for window, examples in drawn])
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            reading = self.model(states, layout)
        span, answerable = loss_of(reading, drawn, self.batches.margin)
        self.optimizer.zero_grad(set_to_none=True)
        (span + 1.5 * answerable).backward()
        nn.utils.clip_grad_norm_(self.trained.values(), 1.0)
        self.optimizer.step()
        self.step += 1
        self.seen += self.plan.windows * self.plan.questions
        self._average()
        right = torch.tensor([[one.span is not None for one in examples] for _, examples in drawn], device=self.device)
        return span.item(), answerable.item(), float(((reading.answerable > 0) == right).float().mean())

    @torch.no_grad()
    def _average(self) -> None:
        # The first steps are far from where it goes: a slow average would carry them along for long.
        keep = min(_SLOWEST_AVERAGE, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(list(self.average.values()), list(self.trained.values()), 1 - keep)

    def save(self) -> None:
        """Write both files, each whole or not at all."""
        weights = {name: one.half().cpu() for name, one in self.average.items()}
        about = {**asdict(self.plan), "step": self.step, "seen": self.seen, "cpu_seconds": round(self.cpu)}
        _write({"about": about, "weights": weights}, self.out / f"read-{self.seen:07d}.pt")
        state: dict[str, Any] = {"about": about, "model": {name: one.detach() for name, one in self.trained.items()}}
        state |= {"average": self.average, "optimizer": self.optimizer.state_dict()}
        # So that a session that goes on doesn't draw again what was seen.
        state["chance"] = self.sampler.chance.getstate()
        _write(state, self.out / "last.pt")

    def resume(self) -> bool:
        """Go on from `last.pt`, if there is one."""
        path = self.out / "last.pt"
        if not path.exists():
            return False
        state = torch.load(path, map_location=self.device, weights_only=False)
        self.model.load_state_dict(state["model"], strict=False)
        for name, one in self.average.items():
            one.copy_(state["average"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        self.sampler.chance.setstate(state["chance"])
        self.step, self.seen, self.cpu = (state["about"][name] for name in ("step", "seen", "cpu_seconds"))
        return True


def _optimizer(trained: dict[str, nn.Parameter], rate: float) -> torch.optim.AdamW:
    head = [one for name, one in trained.items() if not name.startswith(("layers.", "eln."))]
    body = [one for name, one in trained.items() if name.startswith(("layers.", "eln."))]
    groups: list[dict[str, Any]] = [{"params": body, "faster": 1.0}, {"params": head, "faster": _HEAD_FASTER}]
    return torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)


def _write(state: dict[str, Any], path: Path) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    # A stop in the middle leaves the old file whole.
    os.replace(temporary, path)


def train(training: Training, minutes: float, save_every: float, *, decay: bool) -> None:
    """Train for some minutes, telling how it goes in `OUT/log.jsonl`."""
    begun = saved = time.monotonic()
    processor, cpu_before, seen_before = time.process_time(), training.cpu, training.seen
    sums, count = [0.0, 0.0, 0.0], 0
    while (past := (time.monotonic() - begun) / 60) < minutes:
        # The new head's first gradients would undo what the encoder knows.
        rate = training.plan.rate * min(1.0, (training.step + 1) / _WARM_UP)
        told = training.learn(rate * (1 - past / minutes) if decay else rate)
        training.cpu = cpu_before + time.process_time() - processor
        sums, count = [old + new for old, new in zip(sums, told, strict=True)], count + 1
        if training.step % _REPORT_EVERY == 0:
            means = dict(zip(("span", "answerable", "right"), (round(one / count, 4) for one in sums), strict=True))
            speed = (training.seen - seen_before) / (training.cpu - cpu_before)
            _tell(training, {"minutes": round(past, 1), **means, "a_cpu_second": round(speed, 1)})
            sums, count = [0.0, 0.0, 0.0], 0
        if time.monotonic() - saved > 60 * save_every:
            training.save()
            saved = time.monotonic()
    training.save()


def _tell(training: Training, line: dict[str, Any]) -> None:
    about = {"step": training.step, "seen": training.seen, "cpu": round(training.cpu), **line}
    with (training.out / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(about) + "\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reading", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--evaluation", type=Path)
    parser.add_argument("--minutes", type=float, default=100)
    parser.add_argument("--save-every", type=float, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--decay", action="store_true")
    for name, default in asdict(Plan()).items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    plan = Plan(**{name: getattr(options, name) for name in asdict(Plan())})
    training = Training(plan, options.reading, options.evaluation, options.out)
    training.resume()
    training.model.train()
    train(training, options.minutes, options.save_every, decay=options.decay)


if __name__ == "__main__":
    main()
