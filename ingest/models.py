"""What ingest produces: articles, their passages, and the report of a run.

Every offset is in Unicode code points of `Article.text`, half open: `text[start:end]` is the span, exactly.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


def normalise(text: str) -> str:
    """The one normalisation that an article's text gets: newlines as `\\n`, NFC, and nothing else.

    A file's byte order mark is no part of its text and is dropped where the bytes are decoded.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def text_sha256(text: str) -> str:
    """SHA-256 of `text` in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class SentenceKind(StrEnum):
    """What a sentence is to a reader. Only prose is a first choice for a quote."""

    PROSE = "prose"
    TITLE = "title"
    CAPTION = "caption"
    BYLINE = "byline"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line that is none (title, caption, byline), as a span of the article's text."""

    start: int
    end: int
    kind: SentenceKind = SentenceKind.PROSE

    def within(self, text: str) -> str:
        """The sentence as it stands in the text of its article."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Article:
    """One source document. `text` is NFC with `\\n` newlines and is never changed after parsing.

    Raises:
        ValueError: if `text` isn't normalised, since every offset would be wrong.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.text != normalise(self.text):
            raise ValueError(f"the text of article {self.id!r} is not normalised")

    @property
    def sha256(self) -> str:
        """Hash of the text: the version that a citation quotes."""
        return text_sha256(self.text)

    @property
    def content_key(self) -> str:
        """Hash of everything that is stored: what tells an unchanged article from an updated one."""
        parts = (self.id, self.text, self.title, self.published, self.url, self.source, self.language)
        joined = "\x1f".join("\x00" if part is None else part for part in parts)
        return hashlib.sha256(joined.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous span of an article, the unit of retrieval (also called a chunk).

    `id` is derived from the article, the span and the text that is embedded, so equal ids mean equal content.
    `context` is what is put before the text when it is embedded (title and date), and is never quoted.
    """

    id: str
    article_id: str
    ordinal: int
    start: int
    end: int
    text: str
    context: str
    sentences: tuple[Sentence, ...]

    @property
    def embedded_text(self) -> str:
        """What the embedder sees: the context line, if there is one, then the text."""
        return f"{self.context}\n{self.text}" if self.context else self.text


class Status(StrEnum):
    """What became of one article in a run."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or line that gave no article, with the reason in a sentence."""

    where: str
    reason: str
    code: str


@dataclass(slots=True)
class IngestReport:
    """What a run of ingest did, by article id.

    Attributes:
        kept: articles whose file is gone, but suspiciously many, so that they weren't removed.
        copies: of what was stored, the articles that have the words of others, with those others.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    copies: dict[str, list[str]] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)
    passages: int = 0
    seconds: float = 0.0

    def record(self, status: Status, article_ids: Iterable[str]) -> None:
        """Note that these articles ended with `status` (not for failures, which have a reason)."""
        getattr(self, status.value).extend(article_ids)


def passage_id(article_id: str, start: int, end: int, embedded: str) -> str:
    """A hash of the article, the span, and the text that is embedded: equal ids, equal content."""
    key = "\x1f".join((article_id, str(start), str(end), embedded))
    return "p_" + hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
