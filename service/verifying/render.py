"""Citations: statements and quote spans in, answer text with `[n]` markers out, and the final check. Pure.

Finding a model's quote in the article is the business of `service.verifying.find`; here a quote is already a place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from ingest.models import Article
from ingest.sentence_tables import fold_lines
from service.language.relative import Resolved, resolve
from service.values import QuoteSpan, Statement
from trichdan.wire import Citation, TableHeader, TellsDay

OPENING_WORDS = 14
_HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_MARKERLIKE = re.compile(rf"\[([\s\^,;–—\-{_HIDDEN}]*\d[\d\s,;–—\-{_HIDDEN}]*)\]")
_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer's text and its citations, in order of first use: `citations[i].marker == i + 1`."""

    text: str
    citations: list[Citation]


def without_markers(text: str) -> str:
    """`text` with what a reader could take for a marker ("[7]") in parentheses."""
    return _MARKERLIKE.sub(r"(\1)", text)


def neutralise_markers(text: str) -> str:
    """The same on one line, but for rows of tables."""
    return without_markers(fold_lines(text))


def render(statements: Sequence[Statement]) -> Rendered:
    """Join the statements, and number their quotes: "Câu một. [1] Câu hai. [1][2]".

    The same span of the same article gets one marker, however often it is cited. `answer_spans` are the
    statements' own text, without markers, in code points of the answer.

    Raises:
        ValueError: if a statement is empty or has no quote, or a quote is no span of its article.
    """
    # By place and not by text: the same words elsewhere are another citation.
    citations: dict[tuple[str, int, int], Citation] = {}
    parts: list[str] = []
    position = 0
    for statement in statements:
        # A statement may quote "[3]" of an article, which would lead to a citation that isn't meant.
        text = neutralise_markers(statement.text)
        if not text or not statement.quotes:
            raise ValueError("a statement needs text and at least one quote")
        span = (position, position + len(text))
        markers = [_cite(citations, quote, span) for quote in statement.quotes]
        part = f"{text} " + "".join(f"[{marker}]" for marker in dict.fromkeys(markers))
        # Rows stand apart from what is before and behind them, or a line would be read as of the first or last one.
        joint = "\n" if "\n" in text or (parts and "\n" in parts[-1]) else " "
        parts += [joint, part]
        position += len(part) + 1
    return Rendered("".join(parts[1:]), list(citations.values()))


def _cite(citations: dict[tuple[str, int, int], Citation], quote: QuoteSpan, span: tuple[int, int]) -> int:
    """Number a quote (a new one gets the next marker), note what it supports, and return its marker."""
    key = (quote.article.id, quote.start, quote.end)
    if key not in citations:
        citations[key] = citation_of(quote, len(citations) + 1)
    citation = citations[key]
    if span not in citation.answer_spans:
        citation.answer_spans.append(span)
    citation.score = max(citation.score, quote.score)
    citation.title_span = citation.title_span or _title_span(quote)
    return citation.marker


def citation_of(quote: QuoteSpan, marker: int) -> Citation:
    """A citation of one quote that supports nothing yet.

    Raises:
        ValueError: if the quote is empty or not inside its article.
    """
    article = quote.article
    if not 0 <= quote.start < quote.end <= len(article.text) or not quote.text.strip():
        raise ValueError(f"{quote.start}-{quote.end} is no span of article {article.id!r}")
    return Citation(
        marker=marker,
        **source_of(article),
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        article_sha256=article.sha256,
        passage_id=quote.passage_id,
        score=quote.score,
        answer_spans=[],
        title_span=_title_span(quote),
        table_header=_table_header(quote),
        dates=[_tells_day(quote, one) for one in resolve(quote.text, article.published)],
    )


def _tells_day(quote: QuoteSpan, one: Resolved) -> TellsDay:
    return TellsDay(
        start=quote.start + one.start,
        end=quote.start + one.end,
        text=quote.text[one.start : one.end],
        date=one.written,
        until=one.last.isoformat() if one.unit == "week" else None,
    )


class Source(TypedDict):
    """Which article something stands in, as the wire names it."""

    article_id: str
    title: str | None
    opening: str | None
    published: str | None
    url: str | None
    source: str | None


def source_of(article: Article) -> Source:
    """What a citation, a hit and a moment of a timeline say of their article."""
    return Source(
        article_id=article.id,
        title=article.title,
        opening=None if article.title else opening(article.text),
        published=article.published,
        url=article.url,
        source=article.source,
    )


def opening(text: str) -> str:
    """The first words of an article: what it is called where it has no title."""
    words = text[:400].split()
    return " ".join(words[:OPENING_WORDS]).rstrip(",;:.–-") + ("…" if len(words) > OPENING_WORDS else "")


def _title_span(quote: QuoteSpan) -> tuple[int, int] | None:
    return (0, len(quote.article.title)) if quote.titled and quote.article.title else None


def _table_header(quote: QuoteSpan) -> TableHeader | None:
    if quote.header is None:
        return None
    start, end = quote.header
    return TableHeader(start=start, end=end, text=quote.article.text[start:end])


def verify_citations(answer: str, citations: Sequence[Citation], articles: Mapping[str, Article]) -> tuple[str, ...]:
    """The last check before an answer leaves: each fault in a sentence, nothing if all is right.

    Every quote is read again from its article by its offsets, hashes are compared, and markers and citations
    must match one to one, in order of first use.
    """
    faults = [fault for citation in citations for fault in _faults(answer, citation, articles)]
    used = [int(number) for number in dict.fromkeys(_MARKER.findall(answer))]
    numbers = [citation.marker for citation in citations]
    if used != numbers or numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"the markers in the answer are {used}, those of the citations {numbers}")
    return tuple(faults)


def _faults(answer: str, citation: Citation, articles: Mapping[str, Article]) -> list[str]:
    """What is wrong with one citation."""
    article = articles.get(citation.article_id)
    if article is None:
        return [f"citation {citation.marker} names the unknown article {citation.article_id!r}"]
    faults = []
    if citation.article_sha256 != article.sha256:
        faults.append(f"citation {citation.marker} quotes another version of article {article.id!r}")
    inside = 0 <= citation.start < citation.end <= len(article.text)
    if not inside or article.text[citation.start : citation.end] != citation.quote:
        faults.append(f"the quote of citation {citation.marker} is not at its place in article {article.id!r}")
    if citation.title_span is not None and not _is_of_title(citation.title_span, citation.title, article):
        faults.append(f"citation {citation.marker} quotes another title than that of article {article.id!r}")
    header = citation.table_header
    if header is not None and (not header.text or article.text[header.start : header.end] != header.text):
        faults.append(f"the table header of citation {citation.marker} is not at its place in article {article.id!r}")
    spans = citation.answer_spans
    if not spans or any(not 0 <= start < end <= len(answer) for start, end in spans):
        faults.append(f"citation {citation.marker} supports no part of the answer")
    elif any(_MARKER.search(answer[start:end]) for start, end in spans):
        faults.append(f"an answer span of citation {citation.marker} contains a marker")
    return faults


def _is_of_title(span: tuple[int, int], title: str | None, article: Article) -> bool:
    return title is not None and title == article.title and 0 <= span[0] < span[1] <= len(title)
