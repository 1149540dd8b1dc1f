"""The hand-written correct answers with their articles and passages, for tests of checking and composing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.chunking import chunk
from ingest.models import Article
from ingest.sources.text import parse_text
from service.values import RetrievedPassage

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"


@dataclass(frozen=True)
class Case:
    """A correct statement, the quote that carries it, and the article that the quote is from."""

    statement: str
    quote: str
    article: Article

    @property
    def language(self) -> str:
        """The statement's language, by what only the one has."""
        words = set(self.statement.lower().replace(",", " ").split())
        english = words & {
            "the",
            "was",
            "were",
            "is",
            "a",
            "of",
            "and",
            "by",
            "on",
            "to",
            "for",
            "received",
            "in",
            "up",
            "while",
            "fell",
            "beat",
            "their",
        }
        return "en" if english and not words & {"và", "là", "của", "các", "được"} else "vi"


@cache
def seeds() -> tuple[Article, ...]:
    """The five seeds, as ingest reads them."""
    return tuple(parse_text(path.read_bytes(), path.stem) for path in sorted(SEEDS.glob("0*.txt")))


@cache
def cases() -> tuple[Case, ...]:
    """Every case over the seeds and over our own text."""
    return (*_read("correct_answers.txt"), *_read("own_answers.txt"))


def _read(name: str) -> list[Case]:
    blocks: list[tuple[str, list[tuple[str, list[str]]]]] = []
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith("@"):
            blocks.append((line[1:].strip(), []))
        elif line.startswith(">"):
            blocks[-1][1].append((line[1:].strip(), []))
        elif line and not line.startswith("#"):
            blocks[-1][1][-1][1].append(line)
    found = []
    for head, quotes in blocks:
        article = seeds()[int(head)] if head.isdigit() else _own(head, [quote for quote, _ in quotes])
        found += [Case(statement, quote, article) for quote, statements in quotes for statement in statements]
    return found


def _own(head: str, paragraphs: list[str]) -> Article:
    title, published = (part.strip() for part in head.split("|"))
    return Article(id="own", text="\n\n".join(paragraphs), title=title, published=published)


@cache
def passages(article: Article) -> tuple[RetrievedPassage, ...]:
    """An article's passages, as if retrieval had found them all."""
    return tuple(RetrievedPassage(one, article, 0.9 - 0.01 * one.ordinal) for one in chunk(article))


def key_of(quote: str, found: tuple[RetrievedPassage, ...]) -> str:
    """The key that composing issues for the passage that holds most of a quote."""
    article = found[0].article
    at = article.text.index(quote)
    return next(f"P{n}" for n, one in enumerate(found, 1) if one.passage.start <= at < one.passage.end)


def as_json(*items: tuple[str, str, str]) -> str:
    """A well-formed JSON reply of (statement, key, quote) items."""
    statements = [{"statement": text, "quotes": [{"key": key, "quote": quote}]} for text, key, quote in items]
    return json.dumps({"answerable": True, "statements": statements, "reason": ""}, ensure_ascii=False)


def as_lines(*items: tuple[str, str, str]) -> str:
    """A well-formed reply of the plain-text protocol."""
    return "\n".join(f'- {text} || {key} || "{quote}"' for text, key, quote in items)
