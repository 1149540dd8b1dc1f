"""The reader as it learns: the encoder with low-rank additions over a text and questions that look at it, and a head.

A question's tokens see each other and the text; the text's see the text alone, so that many questions share one
reading of it. Positions begin anew with each question. The head tells from a question's states and from the place in
the text that they point to whether the text answers, and where.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from evals.encoder import Encoder
from evals.reading.data import Put, Span, Window
from ingest.embedding.base import Floats
from ingest.embedding.image import WeightImage
from ingest.embedding.reader import Ints, layout
from ingest.embedding.tokenizer import Tokenizer

_MISSED = -1e4
_NOWHERE = (-1, -1)


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows in rows of one length, and at most q questions of each.

    Attributes:
        ids, places: of the tokens (b, t).
        seen: which tokens each looks at (b, t, t).
        text: which tokens are the window's (b, t).
        member: which tokens are each question's (b, q, t).
        there: which questions there are (b, q).
        answers: the first and the last token of what answers each (b, q, 2); -1 where nothing does.
    """

    ids: Tensor
    places: Tensor
    seen: Tensor
    text: Tensor
    member: Tensor
    there: Tensor
    answers: Tensor


def batch(tokenizer: Tokenizer, windows: Sequence[Window]) -> Batch:
    """These windows with their questions, tokenized."""
    laid = [layout(tokenizer, one.text, [put.question for put in one.put]) for one in windows]
    length, most = max(len(one.ids) for one in laid), max(len(one.put) for one in windows)
    ids, places = (torch.zeros(len(laid), length, dtype=torch.long) for _ in range(2))
    owner = torch.full((len(laid), length), -1)
    answers = torch.full((len(laid), most, 2), -1)
    for row, (one, window) in enumerate(zip(laid, windows, strict=True)):
        for tensor, values in ((ids, one.ids), (places, one.places), (owner, one.owner)):
            tensor[row, : len(values)] = torch.from_numpy(values)
        found = [_tokens(put, one.starts, one.ends, one.first) for put in window.put]
        answers[row, : len(found)] = torch.tensor(found)
    own = owner[:, :, None] == owner[:, None]
    member = owner[:, None] == torch.arange(1, most + 1)[:, None]
    seen = own | (owner == 0)[:, None] & (owner >= 0)[:, :, None]
    return Batch(ids, places, seen, owner == 0, member, member.any(-1), answers)


def _tokens(put: Put, starts: Ints, ends: Ints, first: int) -> Span:
    """The first and the last token of the answer, counted in the row."""
    if put.answer is None:
        return _NOWHERE
    within = [at for at in range(len(starts)) if starts[at] < put.answer[1] and ends[at] > put.answer[0]]
    return (first + within[0], first + within[-1]) if within else _NOWHERE


class Reader(nn.Module):
    """Encoder and head."""

    def __init__(self, image: WeightImage, rank: int, inner: int, dtype: torch.dtype = torch.bfloat16) -> None:
        super().__init__()
        width = image.hidden
        self.encoder = Encoder(image, rank, dtype)
        self.start, self.end = nn.Linear(width, width), nn.Linear(width, width)
        for one in (self.start, self.end):
            nn.init.normal_(one.weight, std=0.02)
        self.inner, self.out = nn.Linear(3 * width + 2, inner), nn.Linear(inner, 1)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """The log-odds that the window answers each question (b, q), and scores of the answer's start and end at each
        token (b, q, t)."""
        states = self.encoder(batch.ids, batch.text, batch.seen, batch.places)
        states = functional.layer_norm(states.float(), states.shape[-1:])
        member = batch.member.float()
        question = member @ states / member.sum(-1, keepdim=True).clamp(min=1)
        begin = states[torch.arange(len(states))[:, None], batch.member.int().argmax(-1)]
        outside = (~batch.text)[:, None] * _MISSED
        root = math.sqrt(states.shape[-1])
        start, end = (one(question) @ states.transpose(1, 2) / root + outside for one in (self.start, self.end))
        place = torch.softmax((start + end) / 2, -1) @ states
        heights = [one.amax(-1, keepdim=True) / 4 for one in (start, end)]
        inner = torch.tanh(self.inner(torch.cat([question, begin, place, *heights], -1)))
        return self.out(inner)[..., 0], start, end

    def learned(self) -> dict[str, Floats]:
        """What was learned, as `ingest.embedding.reader` reads it."""
        heads = {
            f"{name}.{kind}": getattr(getattr(self, name), kind).detach().half().numpy()
            for name in ("start", "end", "inner", "out")
            for kind in ("weight", "bias")
        }
        return self.encoder.adapter() | heads
