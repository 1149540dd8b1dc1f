"""The invented news of `evals/news/`: as many as said, every quote in its article."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import pytest

from evals.suites.build import NEWS_FOLDER, NEWS_HELD, Suite, news_suites
from evals.suites.cases import UnanswerableKind, check_ids
from evals.suites.places import resolve
from tests.evals.fakes import articles_of


@cache
def suites() -> dict[str, Suite]:
    return {suite.name: suite for suite in (*news_suites(), *news_suites(held=True))}


def test_a_third_is_held_out_by_whole_corpora() -> None:
    assert len(suites()) == 33
    assert {name.removeprefix("news-") for name, suite in suites().items() if suite.dataset == "news-held"} == NEWS_HELD
    assert {len(suite.paths) for suite in suites().values()} == {8}


def test_there_are_as_many_of_each_kind_as_the_brief_asks_for() -> None:
    counts = Counter(case.unanswerable_kind for suite in suites().values() for case in suite.cases)
    assert counts == {None: 1_536, UnanswerableKind.NEAR_MISS: 720, UnanswerableKind.FOREIGN: 330}
    for name, suite in suites().items():
        own = Counter(case.unanswerable_kind for case in suite.cases)
        assert own[None] >= 40, name
        assert own[UnanswerableKind.NEAR_MISS] >= 20, name
        assert own[UnanswerableKind.FOREIGN] >= 10, name
    check_ids([case for suite in suites().values() for case in suite.cases], "the news")


@pytest.mark.parametrize("name", sorted(suites()))
def test_every_gold_quote_stands_in_its_article(name: str) -> None:
    suite = suites()[name]
    resolved = resolve(suite.cases, articles_of(suite.paths).__getitem__)
    assert all(evidence.start is not None for case in resolved for piece in case.pieces for evidence in piece)


@pytest.mark.parametrize("name", sorted(suites()))
def test_every_claim_has_quotes_that_stand_in_their_articles(name: str) -> None:
    texts = articles_of(suites()[name].paths)
    lines = (NEWS_FOLDER / f"{name.removeprefix('news-')}.claims.jsonl").read_text("utf-8").splitlines()
    claims = [json.loads(line) for line in lines]
    assert len(claims) >= 60
    assert {one["label"] for one in claims} == {"supported", "refuted", "not_stated"}
    for claim in claims:
        assert all(quote["quote"] in texts[quote["article"]] for quote in claim["quotes"]), claim["id"]
