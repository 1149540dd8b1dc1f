"""The peers and the table of them, over the seeds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evals.benchmarks.peers.lexical import BM25, ReciprocalRanks
from evals.benchmarks.peers.units import Peer, Unit, split
from evals.benchmarks.table import OURS, Row, measure, to_markdown
from evals.reports.summary import Mean
from evals.scorers.records import HitPlace
from evals.suites.build import limited, seed_paths, seeds_suite
from evals.suites.own import read_articles
from tests.evals.fakes import open_fake

UNITS = [
    Unit("a#0", "a", 0, 18, "giám đốc công an"),
    Unit("b#0", "b", 0, 9, "giá vàng"),
    Unit("c#0", "c", 0, 22, "công an công an công an"),
]


def found(peer: Peer, question: str, top_k: int = 3) -> list[str]:
    return [place.passage_id for place in peer.search(question, top_k)]


def test_bm25_weighs_rare_words_and_finds_nothing_without_accents() -> None:
    peer = BM25(UNITS)
    assert found(peer, "Giám đốc công an?") == ["a#0", "c#0"]
    assert found(peer, "giá vàng", 1) == ["b#0"]
    assert found(peer, "giam doc cong") == []


def test_bm25_of_a_known_case() -> None:
    # One word in one of two equal units: idf = ln(1 + 1.5 / 1.5), tf part = 2.2 / 2.2.
    peer = BM25([Unit("a#0", "a", 0, 3, "một"), Unit("b#0", "b", 0, 3, "hai")])
    assert [place.score for place in peer.search("hai", 5)] == [pytest.approx(0.693147, abs=1e-6)]


def test_fusion_sums_reciprocal_ranks() -> None:
    class Fixed:
        name = "fixed"

        def __init__(self, order: Sequence[int]) -> None:
            self.order = order

        def search(self, question: str, top_k: int) -> list[HitPlace]:
            return [UNITS[number].place(0.0) for number in self.order][:top_k]

    peer = ReciprocalRanks([Fixed([0, 1]), Fixed([1, 2])])
    assert [(place.passage_id, place.score) for place in peer.search("?", 3)] == [
        ("b#0", pytest.approx(1 / 62 + 1 / 61)),
        ("a#0", pytest.approx(1 / 61)),
        ("c#0", pytest.approx(1 / 62)),
    ]


def test_chunks_are_verbatim_spans() -> None:
    articles = read_articles(seed_paths())
    texts = {article.id: article.text for article in articles}
    units = split(articles)
    assert {unit.article_id for unit in units} == set(texts)
    assert [unit.id for unit in units if texts[unit.article_id][unit.start : unit.end] != unit.text] == []


def test_the_table_has_a_row_for_every_way_and_typing() -> None:
    suite = limited(seeds_suite(), 40)
    rows = measure([suite], open_fake, lambda units: [BM25(units)])
    assert [(row.engine, row.language) for row in rows] == [
        (engine, language) for engine in ("BM25", OURS) for language in ("vi", "vi-unaccented", "en")
    ]
    lines = to_markdown(rows).splitlines()
    assert lines[0] == "| R@1 | seeds vi | seeds vi-unaccented | seeds en |"
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| BM25", "| trichdan"]
    assert len(lines) == 9


def test_what_was_not_measured_is_a_dash() -> None:
    means = {name: Mean(value=0.5, n=2) for name in ("article_r@1", "article_r@5")}
    row = Row(engine="x", suite="s", language="vi", means=means, search_ms_p50=None)
    other = row.model_copy(update={"engine": "y", "language": "en"})
    assert to_markdown([row, other]).splitlines()[:4] == [
        "| R@1 | s vi | s en |",
        "|---|---|---|",
        "| x | 50.0 % | – |",
        "| y | – | 50.0 % |",
    ]
