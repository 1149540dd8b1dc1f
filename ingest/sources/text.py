"""`.txt` and `.md`: bytes to an article. The header is parsed out of the text; every other line stays in it. Pure."""

from __future__ import annotations

import re

import yaml

from ingest.models import Article
from ingest.sentence_kinds import is_title_line
from ingest.sources.checks import article_text, one_line
from ingest.sources.dates import complete_date, date_alone, date_of_head, read_date
from ingest.sources.encodings import decode
from trichdan.errors import SourceError

_HEADER = re.compile(
    r"\s*date[ \t]+(?P<date>[0-9]{4}(?:[-/.][0-9]+)*"
    r"|[0-9]{1,2}(?P<mark>[-/.])(?:[0-9]{1,2}(?P=mark))?[0-9]{4})(?:\s+|$)"
)
_SOURCE = re.compile(r"^[ \t]*Nguồn(?P<name>[^:\n]{0,80}):[ \t]*(?P<url>https?://\S+)[ \t]*$", re.MULTILINE)
# Bounded, as YAML takes seconds for what is longer; between two rules of a long text stands no front matter.
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.{0,20000}?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_MARKDOWN_TITLE = re.compile(r"#{1,6}[ \t]+")
_KEYS = {
    "title": "title",
    "date": "date",
    "published": "date",
    "url": "url",
    "link": "url",
    "source": "source",
    "language": "language",
    "lang": "language",
}


def parse_text(data: bytes, article_id: str, *, markdown: bool = False) -> Article:
    """The article in a file's bytes.

    A first line that begins with `date YYYY[-MM[-DD]]` (or `date DD/MM/YYYY`) loses that header and
    the white space on both sides of it; nothing else is taken out of the text (but the front
    matter of a Markdown file). Without one, a line of the head that is a date and nothing else tells it, or one
    below the title with the outlet before the date, which then is the source.

    Raises:
        SourceError: for bytes that aren't UTF-8 text, a header date that isn't one, or nothing to read.
    """
    text = article_text(decode(data))
    meta: dict[str, str] = {}
    if markdown:
        meta, text = _front_matter(text)
    header = _HEADER.match(text)
    if header:
        meta.setdefault("date", header["date"])
        text = text[header.end() :]
    text = article_text(text)
    title, opening = _title(text, markdown)
    link = _last_source(text)
    day, outlet = date_of_head(text)
    return Article(
        id=article_id,
        text=text,
        title=one_line(meta.get("title") or title),
        published=complete_date(_date(meta.get("date")), opening) or day,
        url=one_line(meta.get("url") or (link["url"] if link else None)),
        source=one_line(meta.get("source") or (link["name"] if link else None) or outlet),
        language=one_line(meta.get("language")),
    )


def is_date_header(line: str) -> bool:
    """Whether a line is nothing but the header that dates an article."""
    return _HEADER.fullmatch(line) is not None


def _date(value: str | None) -> str | None:
    try:
        return None if value is None else read_date(value)
    except ValueError as error:
        raise SourceError(f"The header's date can't be read: {error}") from error


def _title(text: str, markdown: bool) -> tuple[str | None, str]:
    """The title line, if the text begins with one, and the text from the first line of prose on.

    A line that only dates the article may stand above it.
    """
    body = text.lstrip()
    line, _, rest = body.partition("\n")
    if date_alone(line) and rest.strip():
        body = rest.lstrip()
        line, _, rest = body.partition("\n")
    heading = _MARKDOWN_TITLE.match(line) if markdown else None
    candidate = line[heading.end() :].rstrip("# \t") if heading else line.rstrip()
    if candidate and is_title_line(candidate, bool(rest.strip())):
        return candidate, rest.lstrip()
    return None, body


def _last_source(text: str) -> re.Match[str] | None:
    matches = list(_SOURCE.finditer(text))
    return matches[-1] if matches else None


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Known keys of YAML front matter, and the text after it; what isn't clearly front matter is text."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        loaded = yaml.load(match["yaml"], Loader=yaml.BaseLoader)  # noqa: S506 (it builds strings only)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, text
    if not isinstance(loaded, dict):
        return {}, text
    meta = {_KEYS[key]: value for key, value in loaded.items() if key in _KEYS and isinstance(value, str) and value}
    return (meta, text[match.end() :]) if meta else ({}, text)
