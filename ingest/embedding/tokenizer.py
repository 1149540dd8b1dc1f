"""XLM-R's Unigram tokenizer, in plain Python over a hash table that is read, not built.

The `tokenizers` package gives the same ids (a test compares them), but takes over a second and 280 MB to load
these 250,002 pieces, and a dictionary of them 137 ms and 40 MB; the table takes 6 and 8, and a cache of words makes
it fast enough not to be noticed beside the model. It also gives exact offsets, and reads `</s>` in an article as text,
not as a command.

Method: SentencePiece's nmt_nfkc rules, a split at spaces, then for each word the cut into pieces with the
highest sum of log probabilities (Kudo 2018, "Subword Regularization", section 3.2; Viterbi).
Differences: control characters and NUL are left out, and no lone piece is made of a trailing space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from ingest.embedding.base import Floats

BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
CONTROL_PIECES = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
WORD_MARK = "▁"
LONGEST_PIECE = 16
UNKNOWN_PENALTY = 10.0

SLOTS = 1 << 19
"""Places of the hash table, a power of two: half of them are taken by 250,002 pieces."""

_SPACES = " \t\n\f\r\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd"
_WORD = re.compile(f"[^{_SPACES}]+")
_LEFT_OUT = dict.fromkeys([*range(9), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F])
_CACHED_WORDS = 50_000
_CACHED_LENGTH = 48

Piece = tuple[int, int, int]
"""A piece of a word: id, start and end (code points from the start of the word; empty for a lone mark)."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's pieces: ids, and half-open code point offsets into its NFC form (some may be empty)."""

    ids: list[int]
    starts: list[int]
    ends: list[int]


class Vocabulary:
    """Pieces by their text: a hash table with open addressing (linear probing) over the bytes of all pieces.

    A slot holds the id of a piece, plus one; 0 ends a search. Control pieces have no slot: in a text they are text.
    """

    def __init__(self, pieces: bytes, scores: Floats, slots: bytes) -> None:
        """Take what `save` wrote: pieces by id, one a line; (n,) log probabilities; the table, as uint32."""
        breaks = np.flatnonzero(np.frombuffer(pieces, np.uint8) == ord("\n"))
        self._pieces = pieces
        self._slots = slots
        self.least = float(scores.min())
        # Memory views give plain numbers, several times sooner than arrays do.
        self.scores = scores.data
        self._starts = np.concatenate([[0], breaks + 1, [len(pieces) + 1]]).data
        self._table = memoryview(slots).cast("I")

    @classmethod
    def of(cls, pieces: Sequence[str], scores: Floats) -> Vocabulary:
        """The vocabulary of pieces by id and their (n,) log probabilities; of equal pieces the last one is found.

        Raises:
            ValueError: a piece holds a line break or is longer than the tokenizer looks.
        """
        if any("\n" in piece or len(piece) > LONGEST_PIECE for piece in pieces):
            raise ValueError("A piece of the vocabulary holds a line break or is too long.")
        slots = np.zeros(SLOTS, "<u4")
        for key in range(len(pieces), 0, -1):
            if pieces[key - 1] not in CONTROL_PIECES:
                at = crc32(pieces[key - 1].encode()) % SLOTS
                while slots[at]:
                    at = (at + 1) % SLOTS
                slots[at] = key
        return cls("\n".join(pieces).encode(), scores.astype("<f4"), slots.tobytes())

    @classmethod
    def load(cls, pieces_file: Path, scores_file: Path, slots_file: Path) -> Vocabulary:
        """Read what `save` wrote."""
        return cls(pieces_file.read_bytes(), np.fromfile(scores_file, "<f4"), slots_file.read_bytes())

    def save(self, pieces_file: Path, scores_file: Path, slots_file: Path) -> None:
        """Write the vocabulary for `load`."""
        pieces_file.write_bytes(self._pieces)
        scores_file.write_bytes(self.scores)
        slots_file.write_bytes(self._slots)

    def find(self, text: str) -> int | None:
        """The id of the piece `text`; None where there is none."""
        piece = text.encode("utf-8", "surrogatepass")
        at = crc32(piece) % SLOTS
        while entry := self._table[at]:
            if self._pieces[self._starts[entry - 1] : self._starts[entry] - 1] == piece:
                return entry - 1
            at = (at + 1) % SLOTS
        return None


class Tokenizer:
    """Cuts texts into XLM-R pieces. Safe to use from several threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._unknown = vocabulary.least - UNKNOWN_PENALTY
        self._words: dict[str, tuple[Piece, ...]] = {}

    def tokenize(self, text: str) -> Tokens:
        """The pieces of `text`, without special tokens."""
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        tokens = Tokens([], [], [])
        for match in _WORD.finditer(text):
            base = match.start()
            for piece, start, end in self._word(match.group()):
                tokens.ids.append(piece)
                tokens.starts.append(base + start)
                tokens.ends.append(base + end)
        return tokens

    def _word(self, word: str) -> tuple[Piece, ...]:
        """The pieces of a text without spaces, remembered if it is short enough to come again."""
        known = self._words.get(word)
        if known is not None:
            return known
        pieces = tuple(self._cut(word))
        if len(word) <= _CACHED_LENGTH:
            if len(self._words) >= _CACHED_WORDS:
                self._words.clear()
            self._words[word] = pieces
        return pieces

    def _cut(self, word: str) -> Iterator[Piece]:
        """The pieces of a text without spaces, each with the part of it that no earlier piece has covered."""
        covered = 0
        for run, origins in _compatible(word):
            for piece, start, end in self._best_cut(WORD_MARK + run):
                # Character 0 is the mark, which stands for no character of the word.
                first, last = origins[max(start - 1, 0)][0], origins[end - 2][1] if end > 1 else covered
                begin = max(first, covered)
                covered = max(covered, last)
                yield piece, min(begin, covered), covered

    def _best_cut(self, word: str) -> list[Piece]:
        """The likeliest cut of `word` into pieces; neighbouring unknown characters are one piece."""
        size = len(word)
        find, scores = self._vocabulary.find, self._vocabulary.scores
        best = [0.0] + [-np.inf] * size
        back = [(UNKNOWN, 0)] * (size + 1)
        for start in range(size):
            known = False
            for end in range(start + 1, min(start + LONGEST_PIECE, size) + 1):
                piece = find(word[start:end])
                if piece is None:
                    continue
                known = known or end == start + 1
                score = best[start] + scores[piece]
                if score > best[end]:
                    best[end], back[end] = score, (piece, start)
            if not known and best[start] + self._unknown > best[start + 1]:
                best[start + 1], back[start + 1] = best[start] + self._unknown, (UNKNOWN, start)
        return _walk_back(back)


def _walk_back(back: Sequence[tuple[int, int]]) -> list[Piece]:
    """The pieces on the best path, first to last."""
    pieces: list[Piece] = []
    end = len(back) - 1
    while end > 0:
        piece, start = back[end]
        if pieces and piece == pieces[-1][0] == UNKNOWN:
            pieces[-1] = (UNKNOWN, start, pieces[-1][2])
        else:
            pieces.append((piece, start, end))
        end = start
    return pieces[::-1]


def _compatible(word: str) -> Iterator[tuple[str, Sequence[tuple[int, int]]]]:
    """The NFKC form of `word` without control characters, in runs without spaces.

    Yields each run with the (start, end) in `word` that each of its characters comes from.
    """
    if unicodedata.is_normalized("NFKC", word) and word.translate(_LEFT_OUT) == word:
        yield word, [(at, at + 1) for at in range(len(word))]
        return
    run, origins = "", list[tuple[int, int]]()
    for start, end in _clusters(word):
        for character in unicodedata.normalize("NFKC", word[start:end].translate(_LEFT_OUT)):
            if character != " ":
                run += character
                origins.append((start, end))
            elif run:
                yield run, origins
                run, origins = "", []
    if run:
        yield run, origins


def _clusters(word: str) -> Iterator[tuple[int, int]]:
    """Spans of `word` of a character and the combining marks after it: what NFKC may change as a whole."""
    start = 0
    for at in range(1, len(word)):
        # Looked at in NFKC: half-width kana have voice marks that only become combining there.
        if not unicodedata.combining(unicodedata.normalize("NFKC", word[at])[0]):
            yield start, at
            start = at
    yield start, len(word)
