"""What must not be lost: over the seeds, with the real embedder, every fourth of our own answerable questions."""

from __future__ import annotations

from itertools import pairwise

import pytest

from evals.suites.build import seeds_suite
from service.engine import Engine
from service.quoting.windows import QUOTE_WORDS

CASES = [case for case in seeds_suite().cases if case.answerable][::4]


def test_the_right_article_is_quoted(seeds_engine: Engine) -> None:
    first = quoted = 0
    for case in CASES:
        found = seeds_engine.retrieve(case.question)
        gold = {evidence.article_id for piece in case.pieces for evidence in piece}
        first += found.passages[0].article.id in gold
        quoted += bool(gold & {quote.article.id for quote in found.quotes})
        for quote in found.quotes:
            assert quote.article.text[quote.start : quote.end] == quote.text
            assert quote.text == quote.text.strip()
            assert 0 < len(quote.text.split()) <= QUOTE_WORDS
        spans = sorted((quote.article.id, quote.start, quote.end) for quote in found.quotes)
        assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))
    assert len(CASES) > 30
    assert first >= 0.9 * len(CASES)
    assert quoted >= 0.9 * len(CASES)


@pytest.mark.parametrize(
    "question",
    [
        "When was the meeting between Lam Dong and Mondulkiri held?",
        "hoi dam giua lam dong va mondulkiri to chuc khi nao",
    ],
)
def test_a_meeting_of_two_is_told_by_an_article_on_both(seeds_engine: Engine, question: str) -> None:
    told = seeds_engine.retrieve(question).quotes[0].article.text
    assert "Lâm Đồng" in told
    assert "Mondulkiri" in told


def test_what_chats_abbreviate_is_searched_for_as_articles_write_it(seeds_engine: Engine) -> None:
    found = seeds_engine.retrieve("cong an tphcm tang cong an svay rieng bn chiec mo to z")
    assert found.question.text.endswith(" mô tô")
    assert "svay riêng bao nhiêu" in found.question.text
    assert "2 xe mô tô" in found.quotes[0].text


def test_numbers_for_the_next_stage(seeds_engine: Engine) -> None:
    found = seeds_engine.retrieve("ai dong chu tri hoi nghi giua cong an lam dong va cong an mondulkiri")
    assert found.question.text == "ai đồng chủ trì hội nghị giữa công an lâm đồng và công an mondulkiri"
    best = found.sentences[0]
    assert len(best.support) == len(found.question.token_spans)
    assert best.maxsim is not None
    assert abs(sum(best.support) / len(best.support) - best.maxsim) < 1e-5
    assert "đồng chủ trì" in found.quotes[0].text
    assert found == seeds_engine.retrieve(found.question.typed)
