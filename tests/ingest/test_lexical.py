"""The lexical index: scores, filters, spellings; empty and deleted rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.analysis import accented, accented_terms, folded_terms
from ingest.catalog.rows import StoredPassage
from ingest.chunking import chunk
from ingest.lexical import LexicalIndex
from ingest.lexical_reading import Terms
from ingest.models import Article

TEXTS = {
    "a": "Công an tỉnh Lâm Đồng họp tại Hoà Bình.",
    "b": "Ông Hoa Binh bán hoa ở chợ.",
    "c": "Bộ đội biên phòng tuần tra ở tỉnh Đắk Lắk.",
}


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    made = LexicalIndex("catalog", tmp_path / "lexical")
    made.open()
    return made


def stored(article_id: str) -> StoredPassage:
    article = Article(article_id, TEXTS[article_id])
    return StoredPassage(chunk(article)[0], article, None, None)


def ids(*names: str) -> list[str]:
    return [stored(name).passage.id for name in names]


def terms(text: str, accented: float = 0.0) -> Terms:
    found: Terms = {"folded": dict.fromkeys(folded_terms(text), 1.0)}
    return found if not accented else {**found, "accented": dict.fromkeys(accented_terms(text), accented)}


def test_an_empty_index_finds_nothing(index: LexicalIndex) -> None:
    assert index.search(terms("công an"), 5) == []
    assert index.forms([("cong",)]) == [{}]
    assert index.words("co") == {}
    assert not index.holds("cong")
    assert index.ceiling(terms("cong")) > 0


def test_folded_terms_find_both_and_accents_decide(index: LexicalIndex) -> None:
    index.add([stored(name) for name in TEXTS])
    folded = index.search(terms("hoà bình"), 5)
    assert sorted(key for key, _ in folded) == sorted(ids("a", "b"))
    assert [key for key, _ in index.search(terms("hòa bình", 0.5), 5)] == ids("a", "b")
    assert index.search(terms("hoà bình", 0.5), 5) == index.search(terms("ho\u0300a bi\u0300nh", 0.5), 5)


def test_a_filter_narrows_and_leaves_scores_alone(index: LexicalIndex) -> None:
    index.add([stored(name) for name in TEXTS])
    everywhere = dict(index.search(terms("tỉnh"), 5))
    assert index.search(terms("tỉnh"), 5, ids("c")) == [(ids("c")[0], pytest.approx(everywhere[ids("c")[0]]))]
    assert index.search(terms("tỉnh"), 5, []) == []
    assert index.search({}, 5) == []


def test_a_word_counts_as_its_best_rendering(index: LexicalIndex) -> None:
    index.add([stored(name) for name in TEXTS])
    police = [["cảnh", "sát"], ["công", "an"]]
    patrol = [["tuần", "tra"], ["tuần", "tra", "chung"], ["đi", "tuần"]]
    keyed = [[[accented(key) for key in run] for run in word] for word in (police, patrol)]
    assert [key for key, _ in index.search_renderings(keyed[:1], 5)] == ids("a")
    assert sorted(key for key, _ in index.search_renderings(keyed, 5)) == sorted(ids("a", "c"))
    assert index.search_renderings(keyed, 5, only=ids("a")) == index.search_renderings(keyed[:1], 5)
    assert index.search_renderings(keyed[1:], 5) == index.search_renderings([keyed[1][:1]], 5)
    assert index.search_renderings([], 5) == []


def test_the_ceiling_is_what_a_question_could_reach(index: LexicalIndex) -> None:
    index.add([stored(name) for name in TEXTS])
    for question in ("công an tỉnh", "đắk lắk", "tuần tra biên phòng"):
        best = index.search(terms(question), 1)[0][1]
        assert 0.5 < best / index.ceiling(terms(question)) < 1.6
    known, unknown = index.ceiling(terms("tinh")), index.ceiling(terms("zebra"))
    assert unknown > known > 0


def test_spellings_with_counts(index: LexicalIndex) -> None:
    index.add([stored(name) for name in TEXTS])
    assert index.forms([("hoa",), ("lam", "dong"), ("cong", "an", "tinh"), ("nothing",)]) == [
        {("hoà",): 1, ("hoa",): 1},
        {("lâm", "đồng"): 1},
        {("công", "an", "tỉnh"): 1},
        {},
    ]
    assert index.words("la") == {"lam": 1, "lak": 1}
    assert index.holds("dak")


def test_adding_twice_and_removing(index: LexicalIndex) -> None:
    index.add([stored(name) for name in TEXTS])
    index.add([stored("a")])
    assert index.count() == 3
    index.remove([*ids("a"), "unknown"])
    assert index.search(terms("công an"), 5) == []
    assert index.count() == 2


def test_an_index_of_another_schema_is_made_anew(index: LexicalIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add([stored("a")])
    index.mark(7)
    monkeypatch.setattr("ingest.lexical_reading.SCHEMA_NAME", "other")
    again = LexicalIndex("catalog", index.folder)
    assert again.open() is not None
    assert (again.count(), again.reached) == (0, 0)
