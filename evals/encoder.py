"""The bundled encoder with low-rank additions to its linear layers (LoRA: Hu et al. 2021), which alone learn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.embedding.base import Floats
from ingest.embedding.image import WeightImage

PARTS = ("qkv", "ao", "fi", "fo")
_MASKED = -1e4


class _Adapted(nn.Module):
    """A linear layer of the encoder and what is added to it, which begins at nothing."""

    weight: Tensor
    bias: Tensor

    def __init__(self, weight: Floats, bias: Floats, rank: int, dtype: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("weight", torch.from_numpy(weight), persistent=False)
        self.register_buffer("bias", torch.from_numpy(bias).to(dtype), persistent=False)
        outputs, inputs = weight.shape
        self.a = nn.Parameter(torch.randn(rank, inputs) / math.sqrt(inputs))
        self.b = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, state: Tensor) -> Tensor:
        # Multiplied out: two products less for each token.
        return functional.linear(state, (self.weight + self.b @ self.a).to(state.dtype), self.bias)


class _Norm(nn.Module):
    weight: Tensor
    bias: Tensor

    def __init__(self, image: WeightImage, name: str, dtype: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("weight", torch.from_numpy(image.floats(name + ".w")).to(dtype), persistent=False)
        self.register_buffer("bias", torch.from_numpy(image.floats(name + ".b")).to(dtype), persistent=False)
        self.epsilon = image.epsilon

    def forward(self, state: Tensor) -> Tensor:
        normed: Tensor = functional.layer_norm(state, state.shape[-1:], self.weight, self.bias, self.epsilon)
        return normed


class _Layer(nn.Module):
    """A post-norm block of BERT."""

    def __init__(self, image: WeightImage, index: int, rank: int, dtype: torch.dtype) -> None:
        super().__init__()
        self.heads = image.heads
        for part in PARTS:
            names = [f"l{index}.{one}" for one in (part if part == "qkv" else [part])]
            inputs = image.feed_forward if part == "fo" else image.hidden
            weight = np.concatenate([image.matrix(name + ".w", inputs).reshape(-1, inputs) for name in names])
            bias = np.concatenate([image.floats(name + ".b") for name in names])
            setattr(self, part, _Adapted(weight, bias, rank, dtype))
        self.aln, self.oln = (_Norm(image, f"l{index}.{name}", dtype) for name in ("aln", "oln"))

    def forward(self, state: Tensor, blank: Tensor) -> Tensor:
        """`blank` (b, 1, 1 or t, t): what is added to attention, far below nothing where a token isn't seen."""
        texts, tokens, width = state.shape
        split = self.qkv(state).view(texts, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        query, key, value = split
        # Written out: the fused attention's backward pass takes four times as long on a CPU.
        weight = torch.softmax(query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + blank, -1)
        attended = (weight @ value).transpose(1, 2).reshape(texts, tokens, width)
        state = self.aln(state + self.ao(attended))
        inner: Tensor = functional.gelu(self.fi(state))
        out: Tensor = self.oln(state + self.fo(inner))
        return out


class Encoder(nn.Module):
    """Token ids (b, t) and which are real to states (b, t, d), reckoned in `dtype`; what learns are floats."""

    words: Tensor
    places: Tensor

    def __init__(self, image: WeightImage, rank: int, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        self._dtype = dtype
        self.register_buffer("words", torch.from_numpy(image.matrix("emb.word", image.hidden)), persistent=False)
        kind = image.floats("emb.type").reshape(-1, image.hidden)[0]
        places = torch.from_numpy(image.floats("emb.pos").reshape(-1, image.hidden) + kind)
        self.register_buffer("places", places, persistent=False)
        self.norm = _Norm(image, "emb.ln", dtype)
        self.layers = nn.ModuleList(_Layer(image, index, rank, dtype) for index in range(image.layers))

    def forward(self, ids: Tensor, real: Tensor, seen: Tensor | None = None, places: Tensor | None = None) -> Tensor:
        """The last layer's states.

        Args:
            ids: of the tokens (b, t).
            real: which of them are there (b, t).
            seen: which (last axis) each of them looks at (b, t, t); all that are there by default.
            places: where each stands (b, t); in order by default.
        """
        stands = self.places[: ids.shape[1]] if places is None else self.places[places]
        state: Tensor = self.norm((self.words[ids] + stands).to(self._dtype))
        blank = (~(real[:, None] if seen is None else seen)).to(state.dtype)[:, None] * _MASKED
        for layer in self.layers:
            state = layer(state, blank)
        return state

    def adapter(self) -> dict[str, Floats]:
        """What was learned, as `ingest.embedding.adapter` reads it."""
        found = {}
        for index, layer in enumerate(self.layers):
            for part in PARTS:
                for side in "ab":
                    learned: Tensor = getattr(getattr(layer, part), side)
                    found[f"l{index}.{part}.{side}"] = learned.detach().cpu().numpy().astype(np.float16)
        return found


def padded(sequences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Token ids in rows of one length, and which are real."""
    longest = max(map(len, sequences))
    ids = torch.tensor([[*one, *[0] * (longest - len(one))] for one in sequences])
    lengths = torch.tensor([len(one) for one in sequences])
    return ids, torch.arange(longest)[None] < lengths[:, None]
