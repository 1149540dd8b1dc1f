"""Between the catalog's rows and the types of `ingest.models`: encoding of vectors, sentences and dates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.copies import copy_key
from ingest.kept import kept
from ingest.models import Article, Passage, Sentence, SentenceKind, normalise

Floats = NDArray[np.float32]
_KINDS = {kind.value: kind for kind in SentenceKind}


@dataclass(frozen=True, slots=True)
class EncodedPassage:
    """A passage with what the embedder made of it: a unit vector (d,), and token vectors as opaque bytes."""

    passage: Passage
    vector: Floats
    tokens: bytes | None = None


class Known(NamedTuple):
    """What tells a stored article from what is read now: its hashes, and the file that it came from, if any."""

    content_key: str
    origin: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """A stored article without its text. `characters` are code points; `origin` is the file that it came from."""

    id: str
    title: str | None
    published: str | None
    url: str | None
    source: str | None
    language: str | None
    sha256: str
    characters: int
    passages: int
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as read back, with its article; `vector` and `tokens` only where they were asked for.

    Copies of an article have its `copy_key`.
    """

    passage: Passage
    article: Article
    vector: Floats | None
    tokens: bytes | None
    copy_key: str | None = None


def pack_vector(vector: Floats) -> bytes:
    """A vector as little-endian float32 bytes."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def unpack_vector(blob: bytes) -> Floats:
    """The inverse of `pack_vector`, shape (d,)."""
    return np.frombuffer(blob, dtype="<f4")


def pack_sentences(sentences: Sequence[Sentence]) -> str:
    """Sentences as compact JSON: [[start, end, kind], …]."""
    return json.dumps([[s.start, s.end, s.kind.value] for s in sentences], separators=(",", ":"))


@lru_cache(maxsize=4_096)
def unpack_sentences(packed: str) -> tuple[Sentence, ...]:
    """The inverse of `pack_sentences`."""
    return tuple(
        Sentence(start, end, _KINDS.get(kind) or SentenceKind(kind)) for start, end, kind in json.loads(packed)
    )


def date_bounds(published: str | None) -> tuple[int | None, int | None]:
    """First and last day that a partial date may mean, as numbers YYYYMMDD, so that they compare in any database.

    A month or year counts to its 31st, and December 31st: only order matters, not the calendar.
    """
    if not published:
        return None, None
    parts = published.split("-")
    first, last = ("".join(parts + rest[len(parts) - 1 :]) for rest in (["01", "01"], ["12", "31"]))
    return int(first), int(last)


def article_values(article: Article, origin: str | None, passages: int) -> dict[str, Any]:
    """The columns of an article's row, without its sequence numbers."""
    first, last = date_bounds(article.published)
    return {
        "id": article.id,
        "content_key": article.content_key,
        "sha256": article.sha256,
        "copy_key": copy_key(article.text),
        "title": article.title,
        "published": article.published,
        "published_first": first,
        "published_last": last,
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "origin": origin,
        "characters": len(article.text),
        "passage_count": passages,
        "text": article.text,
    }


def passage_values(encoded: EncodedPassage) -> dict[str, Any]:
    """The columns of a passage's row, without its article and sequence numbers."""
    passage = encoded.passage
    return {
        "id": passage.id,
        "ordinal": passage.ordinal,
        "start": passage.start,
        "end": passage.end,
        "context": passage.context,
        "sentences": pack_sentences(passage.sentences),
        "vector": pack_vector(encoded.vector),
        "tokens": encoded.tokens,
    }


ARTICLE_COLUMNS = ("content_key", "sha256", "id", "text", "title", "published", "url", "source", "language")
"""What `read_article` takes, in this order."""


@kept(12_000_000)
def read_article(content_key: str, sha256: str, key: str, text: str, *about: str | None) -> tuple[Article, bool]:
    """An article by its columns, and whether it is what was stored there: text and metadata, by their hashes.

    Its text is normalised again, as a damaged one may not be. Kept by all that was read, so that what was damaged
    since is another one.
    """
    article = Article(key, normalise(text), *about)
    return article, article.content_key == content_key and article.sha256 == sha256


def to_passage(row: Any, article: Article) -> Passage:  # noqa: ANN401
    """A `Passage` from a row of `passages` and its article."""
    text = article.text[row.start : row.end]
    sentences = unpack_sentences(row.sentences)
    return Passage(row.id, article.id, row.ordinal, row.start, row.end, text, row.context, sentences)
