"""PDF files for tests, laid out by ReportLab in Roboto, which has all Vietnamese letters and comes from PyPI."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table

WIDTH, HEIGHT = A4
BODY, BOLD = "Roboto", "Roboto-Bold"


@cache
def fonts() -> None:
    """Make the fonts known to ReportLab."""
    import font_roboto

    folder = Path(font_roboto.__file__).parent / "files"
    pdfmetrics.registerFont(TTFont(BODY, folder / "Roboto-Regular.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, folder / "Roboto-Bold.ttf"))


def drawn(*pages: Callable[[Canvas], Any], title: str | None = None, encrypt: str | None = None) -> bytes:
    """A PDF whose pages are drawn by these functions."""
    fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, encrypt=encrypt)
    if title is not None:
        canvas.setTitle(title)
    for draw in pages:
        canvas.setFont(BODY, 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def lines(*texts: str, x: float = 72, y: float = 90, size: float = 11, leading: float = 15) -> Callable[[Canvas], Any]:
    """Draws lines below each other, from `y` points below the page's upper edge on."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(BODY, size)
        for number, text in enumerate(texts):
            canvas.drawString(x, HEIGHT - y - number * leading, text)

    return draw


def both(*draws: Callable[[Canvas], Any]) -> Callable[[Canvas], Any]:
    """Draws all of them on one page."""

    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def laid_out(
    story: Sequence[Flowable],
    *,
    columns: int = 1,
    on_page: Callable[[Canvas, Any], Any] = lambda canvas, document: None,
    title: str | None = None,
) -> bytes:
    """A PDF of a story that flows through columns and pages."""
    fonts()
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=A4, title=title, topMargin=72, bottomMargin=72)
    gap, width = 18, WIDTH - 144
    each = (width - gap * (columns - 1)) / columns
    frames = [
        Frame(72 + number * (each + gap), 90, each, HEIGHT - 190, 0, 0, 0, 0, id=str(number))
        for number in range(columns)
    ]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=on_page))
    document.build(list(story))
    return file.getvalue()


def styled(
    text: str, *, size: float = 11, bold: bool = False, indent: float = 0, space: float = 6, align: str = "left"
) -> Paragraph:
    """A paragraph for `laid_out`."""
    fonts()
    alignment = {"left": 0, "centre": TA_CENTER, "justified": TA_JUSTIFY}[align]
    style = ParagraphStyle(
        "own",
        fontName=BOLD if bold else BODY,
        fontSize=size,
        leading=size * 1.35,
        firstLineIndent=indent,
        spaceAfter=space,
        alignment=alignment,
    )
    return Paragraph(text, style)


def ruled(rows: Sequence[Sequence[str]], *, grid: bool = True, **style: Any) -> Table:
    """A table for `laid_out`, with or without rules."""
    commands: list[Any] = [("FONT", (0, 0), (-1, -1), BODY, 10)]
    commands += [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))] if grid else []
    return Table([list(row) for row in rows], style=commands, hAlign="LEFT", spaceBefore=8, spaceAfter=8, **style)
