"""The pages for people: ask, browse, read, and the last evaluation. Server-rendered, everything from this origin.

Where API keys are set, the pages hold no text of the articles: the scripts fetch it with the reader's key.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ingest.catalog.reading import Selection
from service.engine import Engine
from service.http.deps import NeedsKey, Settings, TheEngine, guarded, may_read
from service.page import marks, suggestions, view
from service.page.api_reference import reference
from service.page.frame import LANGUAGE_COOKIE, SECURITY, WEB, Asset, Pages
from service.wire.links import article_href, safe_url
from trichdan.errors import NotFoundError
from trichdan.ids import composed

PAGE_SIZE = 50
SOURCES = 100
"""Sources that the form offers, the most frequent ones."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
readings = APIRouter(
    include_in_schema=False, default_response_class=HTMLResponse, route_class=guarded(may_read), dependencies=[NeedsKey]
)


async def _pages(request: Request, settings: Settings) -> Pages:
    return Pages(request, settings)


ThePages = Annotated[Pages, Depends(_pages)]


def add_pages(app: FastAPI) -> None:
    """Give the application its pages."""
    app.state.templates = Environment(
        # Strict: a name that is missing is an error, and no blank on a page.
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    app.state.openers = suggestions.Openers()
    app.state.assets = {path.name: Asset.read(path) for path in sorted((WEB / "static").iterdir())}
    app.include_router(router)
    app.include_router(readings)
    app.include_router(suggestions.router)
    app.include_router(marks.router)


@router.get("/")
def ask(pages: ThePages, engine: TheEngine) -> HTMLResponse:
    """The page to ask on."""
    if pages.locked:
        return pages.render("ask.html", articles=None, sources=[])
    catalog = engine.corpus.catalog
    articles, _ = catalog.count(catalog.published)
    sources = catalog.sources(catalog.published)[:SOURCES]
    return pages.render("ask.html", articles=articles, sources=sources)


@router.get("/articles")
def articles(
    pages: ThePages,
    engine: TheEngine,
    cursor: str = "",
    published_from: str = "",
    published_to: str = "",
    source: str = "",
    q: str = "",
) -> HTMLResponse:
    """The articles, newest first, a page at a time; what a search finds is fetched by the script."""
    dates = {"published_from": _date(published_from), "published_to": _date(published_to)}
    chosen = dates | {"source": source or None, "q": q.strip() or None, "cursor": cursor or None}
    narrowed = any(chosen[name] for name in ("q", "source", "published_from", "published_to"))
    as_timeline = _address("/timeline", chosen | {"cursor": None}) if narrowed else None
    if pages.locked or chosen["q"]:
        nothing: dict[str, Any] = {"groups": [], "total": 0, "first": None, "following": None, "sources": []}
        return pages.render("articles.html", **nothing, chosen=chosen, as_timeline=as_timeline)
    catalog = engine.corpus.catalog
    selection = Selection(dates["published_from"], dates["published_to"], source=chosen["source"])
    found, total = catalog.list_articles(catalog.published, selection, cursor, PAGE_SIZE + 1, newest=True)
    months = groupby(found[:PAGE_SIZE], lambda info: view.month(info.published, pages.t))
    groups = [(month, [_row(pages, engine, info.id) for info in infos]) for month, infos in months]
    following = _address("/articles", chosen | {"cursor": found[PAGE_SIZE - 1].id}) if len(found) > PAGE_SIZE else None
    first = _address("/articles", chosen | {"cursor": None})
    return pages.render(
        "articles.html",
        groups=groups,
        total=total,
        chosen=chosen,
        as_timeline=as_timeline,
        first=first,
        following=following,
        sources=catalog.sources(catalog.published)[:SOURCES],
    )


@router.get("/timeline")
def timeline(
    pages: ThePages, engine: TheEngine, q: str = "", published_from: str = "", published_to: str = "", source: str = ""
) -> HTMLResponse:
    """A subject, a source or a period in order of time, which the script fetches."""
    dates = {"published_from": _date(published_from), "published_to": _date(published_to)}
    chosen = dates | {"source": source or None, "q": q.strip() or None}
    catalog = engine.corpus.catalog
    sources = [] if pages.locked else catalog.sources(catalog.published)[:SOURCES]
    return pages.render("timeline.html", chosen=chosen, sources=sources)


@router.get("/articles/{article_id:path}")
def article(article_id: str, pages: ThePages, engine: TheEngine) -> HTMLResponse:
    """An article to read; the script highlights the span that the fragment names."""
    if pages.locked:
        empty: dict[str, Any] = {"title": "…", "about": "", "url": None, "text": "", "sha256": "", "language": "vi"}
        return pages.render("article.html", id=article_id, **empty)
    return _reading(article_id, pages, engine) or pages.missing(pages.t("not_found_article", id=article_id))


@readings.get("/reading/{article_id:path}")
def reading(article_id: str, pages: ThePages, engine: TheEngine) -> HTMLResponse:
    """The same for those with keys: the script fetches it and puts it in the place of the page without the article."""
    found = _reading(article_id, pages, engine)
    if found is None:
        raise NotFoundError(pages.t("not_found_article", id=article_id))
    return found


def _reading(article_id: str, pages: Pages, engine: Engine) -> HTMLResponse | None:
    found = engine.corpus.catalog.article(composed(article_id), engine.corpus.catalog.published)
    if found is None:
        return None
    stored, info = found
    return pages.render(
        "article.html",
        id=stored.id,
        title=stored.title or _title(pages, stored.published),
        about=_about(pages, stored.published if stored.title else None, stored.source),
        url=safe_url(stored.url),
        text=view.article_html(stored.text, info.origin),
        sha256=info.sha256,
        language=stored.language or "vi",
    )


@router.get("/static/{name}")
async def static(name: str, request: Request) -> Response:
    """A style sheet, a script or the icon."""
    asset: Asset | None = request.app.state.assets.get(name)
    if asset is None:
        raise NotFoundError(f"There is no file {name!r}.")
    headers = SECURITY | {"ETag": asset.etag}
    if request.headers.get("if-none-match") == asset.etag:
        return Response(status_code=304, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)


@router.get("/language")
def language(to: str, next: str = "/") -> Response:
    """Remember the language of the interface, and go back."""
    # Only paths of our own: "//elsewhere" is another host's address.
    target = next if re.match(r"/(?![/\\])", next) else "/"
    response = RedirectResponse(target, 303, headers=SECURITY)
    response.set_cookie(LANGUAGE_COOKIE, "en" if to == "en" else "vi", 31_536_000, samesite="lax", httponly=True)
    return response


@router.get("/evals")
def evals(pages: ThePages) -> HTMLResponse:
    """The last evaluation report, if there is one."""
    if pages.report is None:
        return pages.render("message.html", heading=pages.t("evals_title"), message=pages.t("evals_none"))
    return pages.render("evals.html")


@router.get("/evals/report")
def report(pages: ThePages) -> HTMLResponse:
    """The report itself, framed by the page; its own styles are allowed by their hashes, scripts never."""
    if pages.report is None:
        return pages.missing(pages.t("evals_none"))
    text = pages.report.read_text("utf-8")
    found = re.findall(r"(?s)<style>(.*?)</style>", text)
    # The report brings its styles inline; by hash they are allowed and nothing else of its kind is.
    styles = " ".join(f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in found) or "'none'"
    policy = f"default-src 'none'; style-src {styles}; img-src data:; frame-ancestors 'self'; base-uri 'none'; sandbox"
    return HTMLResponse(text, headers=SECURITY | {"Content-Security-Policy": policy})


@router.get("/docs")
def docs(pages: ThePages) -> HTMLResponse:
    """The API, from its OpenAPI document."""
    return pages.render("docs.html", api=reference(pages.request.app.openapi()))


def _date(value: str) -> str | None:
    """A date of the form, or None where it isn't one."""
    return value if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value, re.ASCII) else None


def _address(path: str, chosen: dict[str, str | None]) -> str:
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{path}?{query}" if query else path


def _about(pages: Pages, published: str | None, source: str | None) -> str:
    return view.about({"source": source, "date": view.readable_date(published, pages.lang)})


def _title(pages: Pages, published: str | None) -> str:
    """What an article without a title is called; the scripts say the same."""
    date = view.readable_date(published, pages.lang)
    return pages.t("article_of", date=date) if date else pages.t("article_plain")


def _row(pages: Pages, engine: Engine, article_id: str) -> dict[str, str]:
    """One line of the list."""
    found = engine.corpus.catalog.article(article_id, engine.corpus.catalog.published)
    if found is None:  # removed since the list was read
        return {"id": article_id, "href": article_href(article_id), "title": article_id, "about": ""}
    one, _ = found
    return {
        "id": one.id,
        "href": article_href(one.id),
        "title": view.heading(one.title, one.text),
        "about": _about(pages, one.published or pages.t("undated"), one.source),
    }
