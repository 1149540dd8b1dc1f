"""What a passage keeps beside its vector for late interaction (MaxSim: Khattab & Zaharia 2020, ColBERT), as bytes.

Sentence vectors, each embedded alone, as float16; and the passage's own token vectors, less the mean document
token (they all lean the same way: its length is .79), as 4-bit numbers with one float16 factor a token. The
context line is embedded with the passage, but its tokens are left out: only what can be quoted can match.

    header 25 bytes | sentence vectors | first token of each sentence, uint32 | where each token starts, uint32 |
    token factors | token codes

28 KB for a passage of 110 words, of which the tokens are 85 %. Damage is told by a checksum; a reader then has
to do with the passage's vector.
"""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.base import Embedder, Floats, Spans, TextEncoding, unit_rows
from ingest.models import Passage
from ingest.token_mean import digest, document_mean

MAX_TOKENS = 1_024
"""Tokens kept of a passage. Only a single endless sentence has more."""

MAX_SENTENCE_CHARACTERS = 2_000
"""What is embedded of a sentence; more says little more, and costs."""

_MAGIC = b"tdLI\x02"
_HEADER = struct.Struct("<5sIIIII")  # magic and version, dimension, sentences, tokens, checksum, bytes of payload
_F2, _U4 = np.dtype("<f2"), np.dtype("<u4")
AT_ONCE = 64
"""Passages whose token states (270 kB each) are held in floats at a time: a whole book's would take gigabytes."""

_LEVELS = 7
_CLIP = 2.7
"""Standard deviations at which 4-bit numbers end; what lies beyond is set to the end."""


@dataclass(frozen=True, slots=True, eq=False)
class LateVectors:
    """The inverse of `pack`.

    Attributes:
        sentences: (s, d) unit vectors, or zeros.
        first_tokens: (s,) index of each sentence's first token, growing; a sentence may have no tokens.
        places: (t,) where each token starts, in code points of the passage's text, as stored.
        nibbles: (t, ceil(d / 2)) bytes, two whole numbers each, as stored.
        factors: (t,); a row of `codes` times its factor is the unit vector of a centred token.
    """

    sentences: Floats
    first_tokens: NDArray[np.int64]
    places: NDArray[np.uint32]
    nibbles: NDArray[np.uint8]
    factors: Floats

    @property
    def starts(self) -> NDArray[np.int64]:
        """The same, to be reckoned with."""
        return self.places.astype(np.int64)

    @property
    def codes(self) -> Floats:
        """The whole numbers (t, d); (0, d) if there are no tokens."""
        halves = _halves(self.nibbles)
        low, high = np.split(halves, 2, axis=1)
        return np.stack([low, high], axis=2).reshape(halves.shape)[:, : self.sentences.shape[1]]

    def similarities(self, question: Floats) -> Floats:
        """Cosines (t, q) of the passage's tokens and those of a question that is `laid_out`.

        A passage at a time, and all in the same place: its codes as floats fit into the cache, those of 40 don't.
        """
        found = _halves(self.nibbles) @ question
        found *= self.factors[:, None]
        return np.asarray(found, dtype=np.float32)


def laid_out(question: Floats) -> Floats:
    """The rows (q, d) of a question's tokens as columns (2 * ceil(d / 2), q), in the order of codes in `_halves`."""
    even, odd = question[:, 0::2], question[:, 1::2]
    odd = np.pad(odd, ((0, 0), (0, even.shape[1] - odd.shape[1])))
    return np.ascontiguousarray(np.concatenate([even, odd], axis=1).T)


def recipe(embedder: Embedder, *, tokens: bool) -> dict[str, object]:
    """What decides the bytes, besides the embedder: to be bound to the catalog."""
    with_tokens = tokens and embedder.supports_tokens
    return {
        "recipe": "sentences-f16.1" + ("+tokens-i4.2" if with_tokens else ""),
        "token_mean": digest(embedder.identity.model) if with_tokens else "",
    }


def encode(embedder: Embedder, passages: Sequence[Passage], *, tokens: bool) -> list[tuple[Floats, bytes]]:
    """The vector and the packed late vectors of each passage. Sentences that occur twice are embedded once."""
    texts = [_sentence_texts(passage) for passage in passages]
    distinct = list(dict.fromkeys(text for of_passage in texts for text in of_passage))
    vectors = dict(zip(distinct, (one.vector for one in embedder.encode_passages(distinct)), strict=True))
    mean = document_mean(embedder.identity.model, embedder.identity.dimension)
    made = []
    for start in range(0, len(passages), AT_ONCE):
        some, sentences = passages[start : start + AT_ONCE], texts[start : start + AT_ONCE]
        encodings = embedder.encode_passages(
            [passage.embedded_text for passage in some], tokens=tokens and embedder.supports_tokens
        )
        for passage, encoding, of_passage in zip(some, encodings, sentences, strict=True):
            made.append((encoding.vector, pack(passage, [vectors[text] for text in of_passage], encoding, mean)))
    return made


def centre(tokens: Floats, mean: Floats) -> Floats:
    """Unit token vectors without what all tokens have in common, unit again."""
    return unit_rows(tokens - mean)


def _sentence_texts(passage: Passage) -> list[str]:
    return [
        passage.text[one.start - passage.start : one.end - passage.start][:MAX_SENTENCE_CHARACTERS]
        for one in passage.sentences
    ]


def pack(passage: Passage, sentences: Sequence[Floats], encoding: TextEncoding, mean: Floats) -> bytes:
    """The bytes for the catalog. Without token vectors in `encoding`, those of the sentences alone."""
    vectors = np.array(sentences, dtype=np.float32)
    tokens, spans = _own_tokens(passage, encoding)
    starts = np.array([one.start - passage.start for one in passage.sentences])
    first = np.searchsorted(spans.mean(axis=1), starts)
    if len(first):
        first[0] = 0  # what stands before the first sentence is white space
    codes, factors = _quantise(centre(tokens, mean))
    parts = (vectors.astype("<f2"), first.astype("<u4"), spans[:, 0].astype("<u4"), factors.astype("<f2"))
    payload = b"".join([*(part.tobytes() for part in parts), _nibbles(codes)])
    header = (_MAGIC, vectors.shape[-1], len(vectors), len(codes), zlib.crc32(payload), len(payload))
    return _HEADER.pack(*header) + payload


def _own_tokens(passage: Passage, encoding: TextEncoding) -> tuple[Floats, Spans]:
    """Token vectors of the passage's text without its context line, and their places in that text."""
    if encoding.tokens is None or encoding.spans is None:
        return np.empty((0, len(encoding.vector)), np.float32), np.empty((0, 2), np.int32)
    shift = len(passage.embedded_text) - len(passage.text)
    own = np.flatnonzero(encoding.spans[:, 0] >= shift)[:MAX_TOKENS]
    return encoding.tokens[own], encoding.spans[own] - shift


def _quantise(rows: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Rows as whole numbers from -7 to 7, and what each has to be multiplied with to have unit length."""
    step = _CLIP * np.sqrt(np.square(rows).mean(axis=1, keepdims=True)) / _LEVELS
    codes = np.clip(np.rint(rows / np.where(step == 0, 1, step)), -_LEVELS, _LEVELS).astype(np.int8)
    lengths = np.linalg.norm(codes.astype(np.float32), axis=1)
    return codes, np.where(lengths == 0, 0, 1 / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def _nibbles(codes: NDArray[np.int8]) -> bytes:
    """Two numbers a byte, the first in the low half; a row of odd length gets a zero at its end."""
    shifted = (codes + 8).astype(np.uint8)
    if shifted.shape[1] % 2:
        shifted = np.pad(shifted, ((0, 0), (0, 1)), constant_values=8)
    return (shifted[:, 0::2] | (shifted[:, 1::2] << 4)).tobytes()


_own = threading.local()


def _halves(nibbles: NDArray[np.uint8]) -> Floats:
    """The codes (t, 2 * w) of bytes (t, w): first those of all low halves, then of all high ones.

    In memory of this thread, which the next call uses again: fresh pages cost as much as the sums do. Half the time of
    looking pairs up in a table, which gives them in their order.
    """
    tokens, width = nibbles.shape
    kept: tuple[NDArray[np.int8], Floats] | None = getattr(_own, "room", None)
    if kept is None or len(kept[0]) < nibbles.size:
        kept = _own.room = np.empty(nibbles.size, np.int8), np.empty(2 * nibbles.size, np.float32)
    whole = kept[0][: nibbles.size].reshape(nibbles.shape)
    codes = kept[1][: 2 * nibbles.size].reshape(tokens, 2 * width)
    for half, of in ((codes[:, :width], (np.bitwise_and, 15)), (codes[:, width:], (np.right_shift, 4))):
        of[0](nibbles, of[1], out=whole.view(np.uint8))
        whole -= 8
        half[...] = whole
    return codes


def unpack(blob: bytes | None, sentences: int, dimension: int) -> LateVectors | None:
    """The vectors of a passage with that many sentences; None where nothing usable was stored."""
    if blob is None or len(blob) < _HEADER.size:
        return None
    magic, d, s, t, checksum, size = _HEADER.unpack_from(blob)
    width = (d + 1) // 2
    expected = (2 * d + 4) * s + (6 + width) * t
    if (magic, d, s) != (_MAGIC, dimension, sentences) or not len(blob) - _HEADER.size == size == expected:
        return None
    if zlib.crc32(memoryview(blob)[_HEADER.size :]) != checksum:
        return None
    at = _HEADER.size
    vectors = np.frombuffer(blob, _F2, s * d, at).reshape(s, d).astype(np.float32)
    first = np.frombuffer(blob, _U4, s, at := at + 2 * s * d).astype(np.int64)
    places = np.frombuffer(blob, _U4, t, at := at + 4 * s)
    factors = np.frombuffer(blob, _F2, t, at := at + 4 * t).astype(np.float32)
    nibbles = np.frombuffer(blob, np.uint8, t * width, at + 2 * t).reshape(t, width)
    return LateVectors(vectors, first, places, nibbles, factors)
