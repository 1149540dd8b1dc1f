"""`trichdan ask` and `trichdan search`: one question over the corpus, shown to a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import shorten

from pydantic import ValidationError
from rich.cells import cell_len
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from ingest.opening import has_catalog
from scripts.explain_view import show_explanation
from scripts.unmarked import unmarked, without_marks
from service.engine import Engine
from service.settings import ServiceSettings
from service.wire.answers import empty_answer
from trichdan.errors import InvalidRequestError
from trichdan.terminal import page_width, report_console
from trichdan.wire import Answer, AskRequest, Citation, Kind, Reason, SearchRequest, SearchResponse

NEAREST_SHOWN = 120
"""Characters shown of a passage that is near, but no answer."""

FRAME = 6
"""Columns that a panel's frame takes from what stands in it."""

NOT_UNICODE = "It isn't UTF-8, as typed or read here. Let the terminal speak it (LC_ALL=C.UTF-8)."

NO_ARTICLES = "There are no articles yet. Ingest some first: trichdan ingest PATH"


@contextmanager
def validated() -> Iterator[None]:
    """A request that can't be used as an error of ours, which says what is wrong with its first wrong field."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        said = NOT_UNICODE if first["type"] == "string_unicode" else f"{first['msg']}."
        raise InvalidRequestError(f"{'.'.join(map(str, first['loc']))}: {said}") from None


def ask_once(
    settings: ServiceSettings, question: str, top_k: int, mode: str, *, explain: bool = False, as_read: bool = False
) -> Answer:
    """The answer to one question; an empty corpus is an answer too. `as_read`: without marks of Markdown."""
    with validated():
        asked = {"question": question, "top_k": top_k, "mode": mode, "explain": explain}
        request = AskRequest.model_validate(asked)
    if not has_catalog(settings):
        return empty_answer(request)
    engine = Engine.open(settings)
    try:
        answer = engine.ask_blocking(request)
        return without_marks(answer, engine) if as_read else answer
    finally:
        engine.close()


def search_once(settings: ServiceSettings, query: str, top_k: int, *, as_read: bool = False) -> SearchResponse:
    """The best passages for one query. `as_read`: for people, without marks of Markdown."""
    with validated():
        request = SearchRequest(query=query, top_k=top_k)
    if not has_catalog(settings):
        return SearchResponse(query=query, hits=[], timings_ms={"total": 0.0})
    engine = Engine.open(settings)
    try:
        found = engine.search(request)
        if as_read:
            for hit in found.hits:
                hit.text = unmarked(hit.text, hit, engine)
        return found
    finally:
        engine.close()


def show_answer(answer: Answer) -> None:
    """The answer, then each citation with its place."""
    console = report_console()
    console.print()
    if answer.understood:
        lead = "Hiểu là" if answer.language == "vi" else "Understood as"
        console.print(Text(f"{lead}: {answer.understood}", style="dim"))
    talk = answer.kind is Kind.SMALL_TALK
    if answer.short_answer:
        console.print(Text(answer.short_answer, style="bold"))
    plain = "" if answer.short_answer else "bold"
    console.print(Text(answer.answer, style=plain if answer.answered or talk else "yellow"))
    if not talk:
        _show_evidence(answer, console)
    show_explanation(answer, console)


def _show_evidence(answer: Answer, console: Console) -> None:
    """What the answer stands on, what was dropped or comes near, and how it came to be."""
    if answer.reason_text and answer.reason_text.casefold() not in answer.answer.casefold():
        console.print(Text(answer.reason_text, style="dim"))
    if answer.reason is Reason.EMPTY_INDEX:
        console.print(NO_ARTICLES)
    for citation in answer.citations:
        console.print(_citation_panel(citation, answer, page_width(console)))
    for one in answer.dropped_statements:
        console.print(Text(f"  dropped, {one.reason.value}: {one.text}", style="dim"))
    for hit in answer.nearest:
        about = f"{hit.article_id} [{hit.start}:{hit.end}]"
        console.print(Text(f"  nearest: {about} {shorten(hit.text, NEAREST_SHOWN, placeholder='…')}", style="dim"))
    how = answer.mode if answer.model is None else f"{answer.mode} ({answer.model})"
    degraded = f", degraded: {answer.degraded.value}" if answer.degraded else ""
    total = answer.timings_ms.get("total", 0.0)
    console.print(Text(f"confidence {answer.confidence:.2f}, {how}{degraded}, {total:.0f} ms", style="dim"))


def _citation_panel(citation: Citation, answer: Answer, width: int) -> Panel:
    """A quote with its place and what is known of its article: below it where that doesn't fit into the frame."""
    days = [f"{one.text} = {one.date}{f' … {one.until}' if one.until else ''}" for one in citation.dates]
    about = [citation.title, citation.published, *days, citation.url, _also_in(citation)]
    where = f"{citation.article_id}, characters {citation.start} to {citation.end}"
    footer = " · ".join([where, *(part for part in about if part)])
    text = _quoted(citation, answer)
    fits = cell_len(footer) <= width - FRAME
    if not fits:
        text.append(f"\n{footer}", style="dim")
    # As texts, in which neither "[" nor ":100:" means anything.
    title, subtitle = Text(f"[{citation.marker}]"), Text(footer) if fits else None
    return Panel(text, title=title, title_align="left", subtitle=subtitle, width=width)


def _quoted(citation: Citation, answer: Answer) -> Text:
    """The quote, behind a title and below a header that come with it, the short answer in bold."""
    text, short = Text(citation.quote), answer.short_answer_span
    if short and short.article_id == citation.article_id and citation.start <= short.start < citation.end:
        # As many characters further to the front at most as marks were taken out of the quote.
        gone = citation.end - citation.start - len(citation.quote)
        words = answer.short_answer or ""
        at = citation.quote.find(words, max(0, short.start - citation.start - gone))
        text.stylize("bold", at, at + len(words))
    if citation.table_header is not None:
        text = Text(f"{citation.table_header.text}\n", style="dim") + text
    return Text(f"{citation.title}\n") + text if citation.title_span is not None else text


def _also_in(citation: Citation) -> str:
    """Where the same article stands too."""
    places = ", ".join(f"{one.article_id} ({one.source})" if one.source else one.article_id for one in citation.also_in)
    return f"also in {places}" if places else ""


def show_hits(found: SearchResponse) -> None:
    """The passages, best first."""
    console = report_console()
    for hit in found.hits:
        title = Text(f"{hit.score:.3f}  {hit.article_id} [{hit.start}:{hit.end}]  {hit.published or ''}")
        console.print(Panel(Text(hit.text), title=title, title_align="left", width=page_width(console)))
    if not found.hits:
        console.print("Nothing found.")
