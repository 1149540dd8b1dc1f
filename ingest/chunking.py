"""Article in, passages out: contiguous spans of whole sentences, near a target length. Pure.

Passages hold every sentence exactly once and never overlap. Where the cuts fall is chosen for the whole article at
once (least total cost), so that there are no leftovers of a few words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ingest.chunk_settings import ChunkSettings
from ingest.models import Article, Passage, Sentence, SentenceKind, passage_id
from ingest.sentence_tables import header
from ingest.sentences import split_blocks

CONTEXT_WORDS = 40
"""Longest context line, in words, without the date and the columns of a table."""

_CUT_IN_PARAGRAPH = 0.3
_CUT_AFTER_TITLE = 1.0
_CHARACTERS_PER_WORD = 8


def chunk(article: Article, settings: ChunkSettings | None = None) -> list[Passage]:
    """Passages of the article in order; none for an article without a visible character."""
    settings = settings or ChunkSettings()
    blocks = split_blocks(article.text, article.title)
    sentences = [sentence for block in blocks for sentence in block]
    ends_block = {block[-1].end for block in blocks}
    cuts = _best_cuts(
        [_words(article.text, sentence) for sentence in sentences],
        [_cut_cost(sentence, ends_block) for sentence in sentences],
        settings,
    )
    groups = [tuple(sentences[first:last]) for first, last in zip([0, *cuts], cuts, strict=False)]
    lead = next((one for one in sentences if one.kind is SentenceKind.PROSE), None)
    headers = _headers(article.text, blocks)
    return [_passage(article, ordinal, group, lead, headers) for ordinal, group in enumerate(groups)]


def _headers(text: str, blocks: Sequence[Sequence[Sentence]]) -> dict[int, str]:
    """Where rows of a table begin that stand apart from its header -> the header."""
    found: dict[int, str] = {}
    for block in blocks:
        named = header(text[block[0].start : block[-1].end]) if len(block) > 1 else None
        if named:
            found |= {row.start: named for row in block[1:]}
    return found


def _words(text: str, sentence: Sentence) -> int:
    piece = text[sentence.start : sentence.end]
    return max(len(piece.split()), math.ceil(len(piece) / _CHARACTERS_PER_WORD))


def _cut_cost(sentence: Sentence, ends_block: set[int]) -> float:
    """What it costs to end a passage after this sentence."""
    if sentence.kind is SentenceKind.TITLE:
        return _CUT_AFTER_TITLE
    return 0.0 if sentence.end in ends_block else _CUT_IN_PARAGRAPH


def _best_cuts(words: Sequence[int], cut_costs: Sequence[float], settings: ChunkSettings) -> list[int]:
    """Sentence indexes at which passages end, exclusive, in order; the last is the number of sentences."""
    best = [0.0] + [math.inf] * len(words)
    previous = [0] * (len(words) + 1)
    for last in range(1, len(words) + 1):
        length = 0
        cut_cost = 0.0 if last == len(words) else cut_costs[last - 1]
        for first in range(last - 1, -1, -1):
            length += words[first]
            if length > settings.max_words and first < last - 1:
                break
            cost = best[first] + cut_cost + (length / settings.target_words - 1) ** 2
            if cost < best[last]:
                best[last], previous[last] = cost, first
    cuts: list[int] = []
    position = len(words)
    while position > 0:
        cuts.append(position)
        position = previous[position]
    return cuts[::-1]


def _passage(
    article: Article, ordinal: int, sentences: tuple[Sentence, ...], lead: Sentence | None, headers: Mapping[int, str]
) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    text = article.text[start:end]
    context = _context(article, start, end, lead)
    if start in headers:
        context = ": ".join(filter(None, (context, " ".join(headers[start].split()[:CONTEXT_WORDS]))))
    return Passage(
        id=passage_id(article.id, start, end, f"{context}\n{text}"),
        article_id=article.id,
        ordinal=ordinal,
        start=start,
        end=end,
        text=text,
        context=context,
        sentences=sentences,
    )


def _context(article: Article, start: int, end: int, lead: Sentence | None) -> str:
    """One line that says where the passage comes from, for the embedder: "Title (2024-06-27)".

    News often comes without a title, and then only its first sentence says who and where; it stands in. A passage that
    begins amid a table also names its columns there.
    """
    title = article.title or ""
    inside = bool(title) and article.text.startswith(title, start)
    if not title and lead:
        title = article.text[lead.start : lead.end]
        inside = start <= lead.start and lead.end <= end
    title = "" if inside else " ".join(title.split()[:CONTEXT_WORDS])
    if title and article.published:
        return f"{title} ({article.published})"
    return title or article.published or ""
