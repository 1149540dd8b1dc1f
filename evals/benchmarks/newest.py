"""What it does to ordinary questions that what holds now is quoted first: `python -m evals.benchmarks.newest`.

Asks the questions about the news corpora that may be fitted with, over those whose articles have dates
(`evals/talk/dates.yaml`). Printed is how many are answered from a newer article than they would be, and how many first
quotes that turns right and wrong. Not all that turns wrong is: gold is what the question was written for, and a newer
article may answer it as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evals.running.talk_sets import Corpora, articles, corpora
from evals.suites.build import Suite, news_suites
from evals.suites.cases import Case
from ingest.catalog.reading import Selection
from service.answering.follow_ups import Asked
from service.engine import Engine
from service.language.currency import without_latest
from service.values import QuoteSpan

PREFIX = "news-"
TOP_K = 8


def dated(suite: Suite) -> bool:
    """Whether articles of a suite's corpus differ in when they were published."""
    return len({one.published for one in articles((suite.name.removeprefix(PREFIX),)) if one.published}) > 1


def right(case: Case, quote: QuoteSpan) -> bool:
    """Whether a quote holds a piece of what answers."""
    return any(
        one.article_id == quote.article.id and one.quote is not None and one.quote in quote.text
        for piece in case.pieces
        for one in piece
    )


def outcomes(opened: Corpora, suite: Suite) -> Iterator[str]:
    """For each question that is answered what becomes of its first quote."""
    engine: Engine = opened.engine((suite.name.removeprefix(PREFIX),))
    for case in suite.cases:
        if case.answerable:
            looked = engine.lookup(Asked(case.question), case.question, TOP_K, Selection())
            plain = engine.retrieve(without_latest(case.question), TOP_K)
            if looked.assessment.reason is None and plain.quotes:
                yield outcome(case, plain.quotes[0], looked.found.quotes[0])


def outcome(case: Case, before: QuoteSpan, after: QuoteSpan) -> str:
    """What becomes of a first quote that would have been `before`."""
    if (after.article.published or "") <= (before.article.published or ""):
        return "as before"
    was, became = right(case, before), right(case, after)
    return "newer, no better" if was == became else "newer, turned right" if became else "newer, turned wrong"


def main() -> None:
    """Print how many of what came of them."""
    found: Counter[str] = Counter()
    with corpora() as opened:
        for suite in news_suites():
            if dated(suite):
                found.update(outcomes(opened, suite))
    print(f"{found.total()} answered")
    for name, count in sorted(found.items()):
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
