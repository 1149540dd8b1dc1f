"""Questions about the articles as a collection, answered from the catalog: which there are, how many, the latest.

Each article is cited by its title, or its first sentence. What an article is about is told by its words (`topics`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.analysis import fold, syllables
from ingest.catalog.reading import CatalogReader, Selection
from ingest.catalog.rows import ArticleInfo, StoredPassage
from ingest.models import SentenceKind
from service.answerability.assess import Assessment
from service.answering.choose import Composed
from service.answering.topics import about, naming
from service.answering.types import Near, Reply
from service.language.date_reading import as_written
from service.language.detection import detect_language
from service.language.intents import Intent
from service.language.languages import Language
from service.language.name_reading import read_text
from service.language.publication import Period, bounding, read_number, read_period
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.text import folded_words
from service.values import Draft, QuoteSpan, Statement
from trichdan.addresses import hostname
from trichdan.wire import Kind, Reason

LISTED = 20
"""Articles that are cited at most; a count counts them all."""

COUNTED, MATCHED = 1.0, 0.95
"""Confidence where only the catalog is read, and where a topic is looked for (right in 24 of 25 on evals/talk), if
the collection surely is asked about."""

ALL = 1_000_000
"""More articles than a catalog holds."""

_SAID = {
    "vi": {
        "many": "Có {count} bài báo{topic}:",
        "newest": "{count} bài mới nhất{topic}:",
        "oldest": "{count} bài cũ nhất{topic}:",
        "none": "Không có bài báo nào như vậy{topic}.",
        "when": "Không rõ “{period}” là khi nào.",
        "topic": " nhắc đến “{topic}”",
        "undated": "Chưa tính {count} bài không ghi ngày.",
    },
    "en": {
        "many": "Articles{topic}: {count}.",
        "newest": "The newest{topic}: {count}.",
        "oldest": "The oldest{topic}: {count}.",
        "none": "There is no such article{topic}.",
        "when": "It is not clear when “{period}” is.",
        "topic": " that mention “{topic}”",
        "undated": "Articles without a date, which aren't looked at: {count}.",
    },
}


ORDERS = {"newest_articles": "newest", "oldest_articles": "oldest"}
COUNT = "count_articles"
KINDS = frozenset((COUNT, "list_articles", *ORDERS))
"""Kinds of messages that ask for something of the collection."""


EVER = Period()


@dataclass(frozen=True, slots=True)
class CollectionQuestion:
    """What is asked of the collection.

    Attributes:
        counts: whether their number is asked for.
        order: "newest" or "oldest" if only the first so many in that order are wanted.
        number: how many are, where that is said.
        period: when they have to be from; None if it's said, and isn't understood.
        topic: what they have to be about, as it was typed; empty for all.
        source: whom they have to be from, as it was typed.
    """

    counts: bool = False
    order: str = ""
    number: int | None = None
    period: Period | None = EVER
    topic: str = ""
    source: str = ""


def asked_of_collection(intent: Intent, today: date) -> CollectionQuestion:
    """What a message of one of the `KINDS` asks."""
    start, _ = intent.slots.get("p", (0, 0))
    period = f"{bounding(intent.message[:start])} {intent.said('p')}".strip()
    return CollectionQuestion(
        intent.kind == COUNT,
        ORDERS.get(intent.kind, ""),
        read_number(intent.said("k")),
        read_period(period, today) if period else EVER,
        intent.said("t") or ("" if intent.slots.keys() & {"s", "p"} else _topic_of(intent)),
        intent.said("s"),
    )


def _topic_of(intent: Intent) -> str:
    """What a message without a slot ends in behind "về" or "about", or names: it hardly means all articles."""
    told = intent.behind_about()
    if folded_words(told) - QUESTION_STOPWORDS["vi"] - QUESTION_STOPWORDS["en"]:
        return told
    words = read_text(intent.message)
    named = [" ".join(words.forms[start:end]) for start, end in words.names if not words.first[start]]
    return max(named, key=len, default="")


def collect(intent: Intent, catalog: CatalogReader, selection: Selection, search: Near, today: date) -> Reply:
    """The answer to a message of one of the `KINDS`."""
    sequence = catalog.published
    language = detect_language(intent.message)
    say = _SAID[language.code]
    asked = asked_of_collection(intent, today)
    if asked.period is None:
        unclear = Assessment(0.0, Reason.NO_EVIDENCE, say["when"].format(period=intent.said("p")))
        return Reply(Composed(Draft(()), kind=Kind.COLLECTION), unclear, language)
    # The catalog lists all; only a topic has to be searched for, as what articles are about is stored nowhere.
    chosen, undated = _chosen(asked, language, catalog, sequence, selection, search)
    left_out = say["undated"].format(count=undated) if undated else ""
    topic = say["topic"].format(topic=asked.topic) if asked.topic else ""
    if not chosen:
        empty = Reason.NO_EVIDENCE if catalog.count(sequence)[0] else Reason.EMPTY_INDEX
        refused = Composed(Draft(()), kind=Kind.COLLECTION)
        explanation = f"{say['none'].format(topic=topic)} {left_out}".strip()
        return Reply(refused, Assessment(0.0, empty, explanation), language)
    lead = say[asked.order or "many"].format(count=len(chosen), topic=topic)
    firsts = first_quotes(catalog, sequence, [one.id for one in chosen[:LISTED]])
    shown = [(_entry(quote, language), quote) for quote in firsts]
    statements = [Statement(text, (quote,)) for text, quote in shown]
    # A single article that was asked for needs no sentence that there is one.
    if len(chosen) > 1 or asked.counts:
        statements.insert(0, Statement(lead, tuple(quote for _, quote in shown)))
    confidence = (MATCHED if asked.topic else COUNTED) * intent.chance
    draft = Draft(tuple(statements), missing=left_out)
    return Reply(Composed(draft, kind=Kind.COLLECTION), Assessment(confidence, None), language)


def _chosen(
    asked: CollectionQuestion,
    language: Language,
    catalog: CatalogReader,
    sequence: int,
    selection: Selection,
    search: Near,
) -> tuple[list[ArticleInfo], int]:
    """The articles that are meant, newest first, or oldest first if the oldest are asked for; undated ones last.

    And how many others may be meant, but have no date that tells whether they are of the period.
    """
    if asked.topic:  # then only what is about it is read of the catalog
        fitting = about(asked.topic, search(asked.topic, selection), language)
        selection = replace(selection, article_ids=tuple(sorted(fitting)))
    listed, _ = catalog.list_articles(sequence, selection, limit=ALL)
    within = [one for one in listed if _published(one, asked.period or EVER)]
    found = [one for one in within if _from(one, asked.source)]
    undated = sum(not one.published and _from(one, asked.source) for one in listed) if asked.period != EVER else 0
    if asked.source and not found:  # an agency whose reports others print stands in their texts
        citing = naming(asked.source, search(asked.source, selection), language)
        found = [one for one in within if one.id in citing]
    dated = sorted((one for one in found if one.published), key=lambda one: one.published or "")
    ordered = [*(dated if asked.order == "oldest" else reversed(dated)), *(one for one in found if not one.published)]
    return ordered[: asked.number or 1] if asked.order else ordered[: asked.number], undated


def _published(info: ArticleInfo, period: Period) -> bool:
    """Whether an article's date, which may be partial, can lie in the period."""
    if period == EVER:
        return True
    if not info.published:
        return False
    if period.yearly:
        return info.published[len("2024-") :].startswith(period.yearly)
    after = period.first is None or info.published >= period.first[: len(info.published)]
    return after and (period.last is None or info.published[: len(period.last)] <= period.last)


def _from(info: ArticleInfo, source: str) -> bool:
    """Whether an article is of the source that is named: by its outlet, or the host of its address."""
    outlet = f"{info.source or ''} {hostname(info.url or '')}"
    named, outlets = ("".join(syllables(fold(one))) for one in (source, outlet))
    return named in outlets


def first_quotes(catalog: CatalogReader, sequence: int, ids: Sequence[str]) -> list[QuoteSpan]:
    """The title of each article, where its text has one, or its first sentence, in the order of `ids`."""
    keys = catalog.passage_ids(sequence, Selection(article_ids=tuple(ids)))
    stored: dict[str, StoredPassage] = {}
    for one in catalog.passages(keys, sequence).values():
        before = stored.get(one.article.id)
        if before is None or one.passage.ordinal < before.passage.ordinal:
            stored[one.article.id] = one
    return [_first(stored[key]) for key in ids if key in stored]


def _first(stored: StoredPassage) -> QuoteSpan:
    sentences = stored.passage.sentences
    wanted = [one for one in sentences if one.kind in (SentenceKind.TITLE, SentenceKind.PROSE)] or list(sentences)
    return QuoteSpan(stored.article, stored.passage.id, wanted[0].start, wanted[0].end, 1.0)


def _entry(quote: QuoteSpan, language: Language) -> str:
    """An article in a list: its title, or else the quote, and its date as people write it."""
    date = quote.article.published
    written = f" ({as_written(date, language.code)})" if date else ""
    return " ".join(f"{quote.article.title or quote.text}{written}".split())
