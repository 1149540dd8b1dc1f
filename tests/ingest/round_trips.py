"""The same article in five formats: do the same sentences come out?

    python -m tests.ingest.round_trips --articles 500

Articles are put together at random from the sentences of the invented news in `evals/beats`, with a title, captions,
lists and subheads; then written as .txt, .md, .html, .docx and .pdf (one or two columns, indented or spaced, with page
heads), and read again.
"""

from __future__ import annotations

import argparse
import html
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.models import SentenceKind
from ingest.sentences import split_sentences
from ingest.sources.files import ArticleFile, read_path
from ingest.sources.html import parse_html
from ingest.sources.office import parse_docx, parse_pdf
from ingest.sources.text import parse_text

BEATS = Path(__file__).parents[2] / "evals" / "beats"
_SENTENCE_WORDS = range(6, 61)
TABLE = "table"


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up article: what stands in it, by kind, in order."""

    title: str
    date: str
    parts: Sequence[tuple[str, str]]

    @property
    def lines(self) -> list[str]:
        """Its paragraphs as text files have them."""
        return [self.title, *(text for _, text in self.parts)]


def made(number: int) -> Made:
    """Article number `number`; always the same."""
    chance = random.Random(number)
    sentences = _sentences()
    parts: list[tuple[str, str]] = []
    for _ in range(chance.randint(4, 12)):
        parts.append(("p", " ".join(chance.sample(sentences, chance.randint(1, 5)))))
        if chance.random() < 0.2:
            parts.append(("p", f"Quang cảnh buổi lễ số {chance.randint(1, 99)}. Ảnh: Ngọc Lân"))
        if chance.random() < 0.15:
            goods = chance.sample(["gạo", "muối", "đường", "chăn", "sách vở", "thuốc men"], 3)
            parts += [("li", f"- {chance.randint(2, 900)} suất {one};") for one in goods]
    parts.append(("p", " ".join(chance.sample(sentences, 2))))
    title = f"Lâm Đồng – Mondulkiri: hợp tác lần thứ {number + 2} về phòng, chống tội phạm"
    return Made(title, f"2024-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}", parts)


def _sentences(known: list[str] = []) -> list[str]:  # noqa: B006 (read once)
    if not known:
        for item in read_path(BEATS):
            if isinstance(item, ArticleFile):
                text = item.article.text
                found = [text[one.start : one.end] for one in split_sentences(text) if one.kind is SentenceKind.PROSE]
                known += [one for one in found if len(one.split()) in _SENTENCE_WORDS and one.endswith(".")]
    return known


def as_txt(article: Made) -> bytes:
    return f"date {article.date}\n{chr(10).join(article.lines)}\n".encode()


def as_md(article: Made) -> bytes:
    front = f"---\ntitle: '{article.title}'\ndate: {article.date}\n---\n"
    return (front + "\n\n".join(["# " + article.title, *article.lines[1:]])).encode()


def as_html(article: Made) -> bytes:
    body = "".join(f"<p>{html.escape(text)}</p>" for text in article.lines[1:])
    meta = f'<meta property="article:published_time" content="{article.date}T08:00:00+07:00">'
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{article.title}</title>{meta}</head>'
        f"<body><article><h1>{article.title}</h1>{body}</article></body></html>"
    ).encode()


def as_docx(article: Made) -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph(f"date {article.date}")
    document.add_heading(article.title, 0)
    for kind, text in article.parts:
        if kind == "li":
            document.add_paragraph(text.removeprefix("- "), style="List Bullet")
        else:
            halves = text.split(" ", 3)  # several runs, as editing leaves them
            paragraph = document.add_paragraph()
            for number, half in enumerate(halves):
                paragraph.add_run((" " if number else "") + half).bold = number == 1
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_pdf(article: Made) -> bytes:
    from tests.ingest.pdf_files import BODY, HEIGHT, laid_out, styled

    chance = random.Random(article.title)
    look = chance.choice([{"space": 8.0}, {"space": 0.0, "indent": 14.0, "align": "justified"}])
    story = [styled(f"date {article.date}"), styled(article.title, size=17, bold=True)]
    story += [styled(html.escape(text), **({"space": 8.0} if kind == "li" else look)) for kind, text in article.parts]

    def head(canvas: object, document: object) -> None:
        canvas.setFont(BODY, 8)  # type: ignore[attr-defined]
        canvas.drawString(72, HEIGHT - 40, "Bản tin nội bộ")  # type: ignore[attr-defined]
        canvas.drawString(300, 40, f"Trang {document.page}")  # type: ignore[attr-defined]

    return laid_out(story, columns=chance.choice([1, 2]), on_page=head)


FORMATS: dict[str, tuple[Callable[[Made], bytes], Callable[[bytes], object]]] = {
    "txt": (as_txt, lambda data: parse_text(data, "a")),
    "md": (as_md, lambda data: parse_text(data, "a", markdown=True)),
    "html": (as_html, lambda data: parse_html(data, "a")),
    "docx": (as_docx, lambda data: parse_docx(data, "a")),
    "pdf": (as_pdf, lambda data: parse_pdf(data, "a")),
}


def read_again(article: Made, ending: str) -> tuple[str | None, str | None, list[str]]:
    """Title, date and sentences (without title lines) of the article written and read in a format."""
    write, read = FORMATS[ending]
    found = read(write(article))
    text: str = found.text  # type: ignore[attr-defined]
    title: str | None = found.title  # type: ignore[attr-defined]
    sentences = [
        " ".join(text[one.start : one.end].split())
        for one in split_sentences(text, title)
        if one.kind is not SentenceKind.TITLE
    ]
    return title, found.published, sentences  # type: ignore[attr-defined]


def differences(article: Made, endings: Sequence[str]) -> Iterator[str]:
    """Where a format gives something else than the text file does."""
    expected = read_again(article, "txt")
    for ending in endings:
        got = read_again(article, ending)
        for name, one, other in zip(("title", "date", "sentences"), expected, got, strict=True):
            if one != other:
                yield f".{ending}: {name}: {_first(one, other)}"


def _first(one: object, other: object) -> str:
    if isinstance(one, list) and isinstance(other, list):
        pairs = [(a, b) for a, b in zip([*one, None], [*other, None], strict=False) if a != b]
        return f"{len(one)} and {len(other)}; {pairs[0][0]!r} became {pairs[0][1]!r}" if pairs else "length"
    return f"{one!r} became {other!r}"


def main() -> None:
    """Count the articles that differ, and show how."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--formats", nargs="*", default=list(FORMATS)[1:])
    options = parser.parse_args()
    failed = 0
    for number in range(options.articles):
        found = list(differences(made(number), options.formats))
        failed += bool(found)
        for line in found:
            print(number, line)
    print(f"{options.articles} articles, {failed} of them with a difference ({', '.join(options.formats)})")


if __name__ == "__main__":
    main()
