"""Text in, sentences out: exact spans, right for Vietnamese news, in linear time. Pure.

A *block* is what a reader sees as one paragraph, line or table (`sentence_blocks`). Sentences never cross blocks.
Spans are half open, in code points of the text that was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ingest.models import Sentence, SentenceKind
from ingest.sentence_blocks import Block, Span, after_space, blocks_of, trim
from ingest.sentence_ends import END, is_end
from ingest.sentence_kinds import classify_blocks, credit_in_text
from ingest.sentence_tables import table_sentences

MAX_WORDS = 120
PIECE_WORDS = 60
_CHARACTERS_PER_WORD = 10  # also bounds text without spaces: 120 words or 1,200 characters
_KEEP_TOGETHER = 200  # characters of a quotation or parenthesis that is never cut inside

_PAIRS = {"“": "”", "«": "»", "(": ")", "[": "]", '"': '"'}
_OPENING = re.compile(r"[“«(\[]|(?<!\S)\"(?=\S)")
_TOKEN = re.compile(r"\S{1,100}")


def split_sentences(text: str, title: str | None = None) -> list[Sentence]:
    """All sentences of `text` in order.

    Spans don't overlap, are never empty, begin and end with a character that isn't white space, and leave out
    nothing else than white space. `title`, where it is known, makes an equal first line a title line.
    """
    return [sentence for block in split_blocks(text, title) for sentence in block]


def split_blocks(text: str, title: str | None = None) -> list[list[Sentence]]:
    """The same sentences, grouped by the paragraph or line that they stand in. No group is empty."""
    blocks = blocks_of(text, title)
    kinds = classify_blocks([text[one.start : one.end] for one in blocks], title)
    return [_sentences_of(text, block, kind) for block, kind in zip(blocks, kinds, strict=True)]


def _sentences_of(text: str, block: Block, kind: SentenceKind) -> list[Sentence]:
    if block.rows:
        spans, kind = list(table_sentences(text, block.rows)), SentenceKind.PROSE
    elif block.label_end > block.start and kind is not SentenceKind.CAPTION:
        spans, kind = _labelled(text, block), SentenceKind.PROSE
    elif kind is SentenceKind.PROSE:
        spans = _split_block(text, block.start, block.end)
    else:  # a caption and its credit ("Toàn cảnh hội nghị. Ảnh: Ngọc Lân") are one thing to quote
        spans = [(block.start, block.end)]
    kinds = [credit_in_text(text[start:end]) or kind for start, end in spans] if len(spans) > 1 else [kind]
    pieces = zip(spans, kinds, strict=True)
    return [Sentence(*piece, own) for span, own in pieces for piece in _cut_long(text, *span)]


def _labelled(text: str, block: Block) -> list[Span]:
    """The sentences behind a label line, of which the first takes the label in."""
    first, *others = _split_block(text, after_space(text, block.label_end, block.end), block.end)
    return [(block.start, first[1]), *others]


# Sentence ends inside a block


def _split_block(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    kept = _kept_together(text, start, end)
    kept_index = 0
    for match in END.finditer(text, start, end):
        stop = match.end()
        while kept_index < len(kept) and kept[kept_index][1] <= stop:
            kept_index += 1
        inside = kept_index < len(kept) and kept[kept_index][0] < stop
        if stop < end and not inside and is_end(text, start, end, match):
            spans.append(trim(text, start, stop))
            start = after_space(text, stop, end)
    if start < end:
        spans.append((start, end))
    return spans


def _kept_together(text: str, start: int, end: int) -> list[Span]:
    """Short quotations and parentheses, as spans from after the opening to the closing character."""
    spans: list[Span] = []
    position = start
    while match := _OPENING.search(text, position, end):
        opening = match.start()
        closing = text.find(_PAIRS[text[opening]], opening + 1, min(end, opening + _KEEP_TOGETHER))
        if closing >= 0:
            spans.append((opening + 1, closing))
        position = max(opening, closing) + 1
    return spans


# Over-long sentences


def _cut_long(text: str, start: int, end: int) -> Iterator[Span]:
    """The span itself, or pieces of at most about PIECE_WORDS words, cut at `;`, else `,` or `:`, else anywhere."""
    words = [match.span() for match in _TOKEN.finditer(text, start, end)]
    if len(words) <= MAX_WORDS and end - start <= MAX_WORDS * _CHARACTERS_PER_WORD:
        yield start, end
        return
    first = 0
    while first < len(words):
        last = _cut_at(text, words, first)
        yield words[first][0], words[last - 1][1]
        first = last


def _cut_at(text: str, words: list[Span], first: int) -> int:
    """Index after the last word of the piece that begins with word `first`."""
    begin = words[first][0]
    limit = first + 1
    while (
        limit < min(len(words), first + PIECE_WORDS) and words[limit][1] - begin <= PIECE_WORDS * _CHARACTERS_PER_WORD
    ):
        limit += 1
    if limit >= len(words):
        return len(words)
    for marks in (";", ",:)", ""):
        for index in range(limit, first + (limit - first) // 3, -1):
            if text[words[index - 1][1] - 1] in marks and words[index - 1][1] < words[index][0]:
                return index
    for index in range(limit, first, -1):
        if not _joins(text, words[index][0]):
            return index
    return limit


def _joins(text: str, position: int) -> bool:
    """Whether the character at `position` belongs to the one before it (an accent, or part of an emoji)."""
    return unicodedata.category(text[position])[0] == "M" or "\u200d" in text[position - 1 : position + 1]
