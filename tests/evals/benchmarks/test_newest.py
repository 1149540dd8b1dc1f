"""What becomes of first quotes where a newer article is preferred."""

from __future__ import annotations

import pytest

from evals.benchmarks.newest import outcome
from evals.suites.cases import Case, Evidence, Typing
from ingest.models import Article
from service.values import QuoteSpan

CASE = Case(
    id="a.vi", base="a", group="old", question="Vé bao nhiêu?", language=Typing.VI,
    gold=(Evidence(article_id="old", quote="40.000"),),
)  # fmt: skip


def quote(key: str, text: str, published: str | None) -> QuoteSpan:
    return QuoteSpan(Article(key, text, published=published), f"{key}-0", 0, len(text), 1.0)


OLD, NEW = quote("old", "Vé 40.000 đồng.", "2024-05-18"), quote("new", "Vé 50.000 đồng.", "2025-06-20")


@pytest.mark.parametrize(
    ("before", "after", "came"),
    [
        (OLD, OLD, "as before"),
        (OLD, NEW, "newer, turned wrong"),
        (quote("other", "Vé xe.", None), OLD, "newer, turned right"),
        (quote("other", "Vé xe.", None), NEW, "newer, no better"),
    ],
)
def test_what_becomes_of_a_first_quote(before: QuoteSpan, after: QuoteSpan, came: str) -> None:
    assert outcome(CASE, before, after) == came
