"""What the pages show: strings in two languages, headings, safe links, and an article's text as HTML. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from typing import Literal

from markupsafe import Markup, escape

from service.language.date_reading import as_written
from service.page.markdown import UnfollowedError, is_markdown, markdown_html
from service.verifying.render import opening

Lang = Literal["vi", "en"]

_PARTS = re.compile(r"(?<=\n)")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """Every string of the page by key and language."""
    found: dict[str, dict[str, str]] = json.loads(
        resources.files("service.page").joinpath("web/strings.json").read_text("utf-8")
    )
    return found


def strings(lang: Lang) -> dict[str, str]:
    """The strings of one language, for the scripts."""
    return {key: texts[lang] for key, texts in catalogue().items()}


def translator(lang: Lang) -> Callable[..., str]:
    """A function from a key, and values for its `{names}`, to the text."""
    texts = strings(lang)

    def translate(key: str, **values: object) -> str:
        return texts[key].format(**values) if values else texts[key]

    return translate


def choose_language(accepted: str, cookie: str | None) -> Lang:
    """The language chosen before, else the first one of ours that the browser accepts, else Vietnamese."""
    wanted = [cookie or "", *(part.split(";")[0].strip().lower() for part in accepted.split(","))]
    for one in wanted:
        if one.startswith("vi"):
            return "vi"
        if one.startswith("en"):
            return "en"
    return "vi"


def heading(title: str | None, text: str) -> str:
    """The title, or the first words of the text."""
    return title or opening(text)


def about(facts: Mapping[str, str | None]) -> str:
    """Date, outlet and the like on one line."""
    return " · ".join(fact for fact in facts.values() if fact)


def readable_date(published: str | None, lang: Lang) -> str | None:
    """A partial ISO date as people write it: 17-10-2025 in Vietnamese, as it is in English."""
    return as_written(published, lang) if published and published[:4].isdecimal() else published


def month(published: str | None, say: Callable[..., str]) -> str:
    """The heading that an article of this partial date stands under: its month, or year, or that there is no date."""
    if not published:
        return say("undated_group")
    year, *rest = published.split("-")
    return say("month", month=rest[0], year=year) if rest else year


def article_html(text: str, origin: str | None) -> Markup:
    """An article's text, with its structure if it is in Markdown; `origin` is the file that it came from."""
    if is_markdown(text, origin):
        with suppress(UnfollowedError):
            return Markup('<div class="markdown">{}</div>').format(markdown_html(text))
    return text_html(text)


def text_html(text: str) -> Markup:
    """An article's text as paragraphs whose text content, taken together, is the text to the last character.

    Line ends stay between the paragraphs, so that the page can count code points over the whole element.
    """
    parts = []
    for line in _PARTS.split(text):
        body = line.removesuffix("\n")
        parts.append(Markup("<p>{}</p>").format(body) if body.strip() else escape(body))
        # Every character stays in the page, so that code points counted there are offsets of the article.
        parts.append(Markup("\n") if line.endswith("\n") else Markup(""))
    return Markup("").join(parts)
