"""Finding, repairing, numbering and checking quotes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.models import Article, normalise
from service.language.text import canon
from service.values import QuoteSpan, Statement
from service.verifying.find import find_quote, repair_quote
from service.verifying.render import neutralise_markers, render, verify_citations

TEXT = (
    "Chiều 27-6, hội nghị khai mạc. Giá gạo giảm 50% so với năm 2023, còn 5,3 triệu đồng.\n\n"
    "Ông nói: “Hoà bình là quý – và cần giữ gìn…”. Sản lượng tăng 20% trong quý I.\n\n"
    "Hai bên thống nhất tăng cường phối hợp tuần tra chung trên tuyến biên giới. Hội nghị khai mạc."
)


def found(quote: str, near: tuple[int, int] | None = None) -> str | None:
    span = find_quote(TEXT, quote, near)
    return None if span is None else TEXT[slice(*span)]


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("Giá gạo giảm 50%", "Giá gạo giảm 50%"),
        (unicodedata.normalize("NFD", "Giá gạo giảm 50%"), "Giá gạo giảm 50%"),
        ("  giá   GẠO\ngiảm 50% ", "Giá gạo giảm 50%"),
        ("“Giá gạo giảm 50%”", "Giá gạo giảm 50%"),
        ("...Giá gạo giảm 50%…", "Giá gạo giảm 50%"),
        ('"Hòa bình là quý - và cần giữ gìn..."', "Hoà bình là quý – và cần giữ gìn"),
        ("Hòa bình là quý-và cần", "Hoà bình là quý – và cần"),
        ("Chiều 27–6, hội nghị", "Chiều 27-6, hội nghị"),
        ("so với năm 2023 ... 5,3 triệu đồng", "so với năm 2023, còn 5,3 triệu đồng"),
    ],
)
def test_what_typing_changes_is_forgiven(quote: str, source: str) -> None:
    assert (found(quote) or "").strip("“”….") == source.strip("“”….")


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "…",
        "“”",
        "Giá gạo giảm 20%",
        "Giá gạo tăng 50%",
        "Giá gạo giảm 5",
        "Gia gao giam 50%",
        "Giá gạo đã giảm 50%",
        "iá gạo giảm 50%",
        "còn 5",
        "3 triệu đồng",
        "giảm 50",
        "Giá gạo giảm 50% trong quý I",
        "khai mạc ... Sản lượng tăng 99%",
        "Giá gạo giảm ... tăng 20%",
    ],
)
def test_words_digits_and_diacritics_are_not(quote: str) -> None:
    assert found(quote) is None


def test_an_occurrence_in_the_cited_passage_is_preferred() -> None:
    last = TEXT.rindex("Hội nghị khai mạc")
    assert find_quote(TEXT, "hội nghị khai mạc", None) == (TEXT.index("hội nghị"), TEXT.index("hội nghị") + 17)
    assert find_quote(TEXT, "hội nghị khai mạc", (last - 90, len(TEXT))) == (last, last + 17)


def test_a_misquote_is_repaired_to_the_sources_own_words() -> None:
    span = repair_quote(TEXT, "Hai bên đã thống nhất tăng cường phối hợp tuần tra chung trên tuyến biên giới.")
    assert span is not None
    assert TEXT[slice(*span)] == "Hai bên thống nhất tăng cường phối hợp tuần tra chung trên tuyến biên giới"
    bare = repair_quote(TEXT, "Hai ben thong nhat tang cuong phoi hop tuan tra chung")
    assert bare is not None
    assert TEXT[slice(*bare)] == "Hai bên thống nhất tăng cường phối hợp tuần tra chung"


@pytest.mark.parametrize(
    "quote",
    [
        "Hai bên không thống nhất tăng cường phối hợp tuần tra chung trên tuyến biên giới",
        "Ba bên thống nhất giảm phối hợp tuần tra chung trên tuyến biên giới",
        "Hai bên thống nhất tăng cường phối hợp tuần tra chung trên 12 tuyến biên giới",
        "Hai bên Lào thống nhất tăng cường phối hợp tuần tra chung trên tuyến biên giới",
        "Hai bên thống nhất tăng",
        "Một câu khác hẳn không có trong bài báo nào ở đây cả",
    ],
)
def test_a_misquote_that_turns_the_meaning_is_not(quote: str) -> None:
    assert repair_quote(TEXT, quote) is None


def test_a_name_with_other_tone_marks_is_not_repaired() -> None:
    text = "Phía công đoàn, người ký là anh Nguyễn Khắc Dĩnh."
    assert repair_quote(text, "Phía công đoàn, người ký là anh Nguyễn Khắc Dình.") is None
    assert repair_quote(text, "Phía công đòan, người ký là anh Nguyễn Khắc Dĩnh.") is not None
    assert repair_quote(text, "Phia cong doan, nguoi ky la anh Nguyen Khac Dinh.") is not None


def test_a_misquote_with_a_rival_is_not_repaired() -> None:
    text = "Công an xã tuần tra ban đêm trên đường này. Công an xã tuần tra ban đêm trên đường kia."
    assert repair_quote(text, "Công an xã tuần tra ban đêm trên đường nọ") is None


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='aáàbđĐ “”"-–.,…5% \n\u0301\u200b', max_size=60), st.data())
def test_a_found_quote_is_always_a_span_that_says_the_same(raw: str, data: st.DataObject) -> None:
    text = normalise(raw)
    start = data.draw(st.integers(0, len(text)))
    quote = unicodedata.normalize("NFD", text[start : data.draw(st.integers(start, len(text)))])
    span = find_quote(text, quote, None)
    if span is not None:
        wanted = canon(unicodedata.normalize("NFC", quote)).text.strip()  # white space around it says nothing
        assert 0 <= span[0] < span[1] <= len(text)
        assert set(wanted) - set(canon(text[slice(*span)]).text) <= set(' "-.,;:()[]')


ARTICLE = Article("a", TEXT, "Tiêu đề", "2024-06-27", "https://example.org/a")


def quote(words: str, score: float = 0.5) -> QuoteSpan:
    start = TEXT.index(words)
    return QuoteSpan(ARTICLE, "p1", start, start + len(words), score)


def test_render_numbers_in_order_of_first_use() -> None:
    rice, talk = quote("Giá gạo giảm 50%"), quote("hội nghị khai mạc", 0.9)
    done = render(
        [Statement("Một.", (talk,)), Statement("Hai\n  [7] và [1, 2].", (rice, talk)), Statement("Ba.", (rice,))]
    )
    assert done.text == "Một. [1] Hai (7) và (1, 2). [2][1] Ba. [2]"
    assert [(one.marker, one.quote, one.answer_spans) for one in done.citations] == [
        (1, "hội nghị khai mạc", [(0, 4), (9, 27)]),
        (2, "Giá gạo giảm 50%", [(9, 27), (35, 38)]),
    ]
    assert [done.text[slice(*span)] for one in done.citations for span in one.answer_spans] == [
        "Một.",
        "Hai (7) và (1, 2).",
        "Hai (7) và (1, 2).",
        "Ba.",
    ]
    assert done.citations[0].article_sha256 == ARTICLE.sha256
    assert verify_citations(done.text, done.citations, {"a": ARTICLE}) == ()


@pytest.mark.parametrize("text", ["[1]", "[ 12 ]", "[1,2]", "[1-3]", "[^1]", "[\u200b1]", "[[1]]", "[１]"])
def test_nothing_in_a_statement_looks_like_a_marker(text: str) -> None:
    assert "[1" not in neutralise_markers(f"a {text} b").replace("\u200b", "").replace(" ", "")


@pytest.mark.parametrize(
    "bad",
    [
        Statement("", ()),
        Statement("a", ()),
        Statement(" ", (quote("Giá gạo"),)),
        Statement("a", (QuoteSpan(ARTICLE, "p", 5, 5, 0),)),
        Statement("a", (QuoteSpan(ARTICLE, "p", 0, 9999, 0),)),
    ],
)
def test_render_refuses_what_is_not_cited(bad: Statement) -> None:
    with pytest.raises(ValueError, match=r"quote|span"):
        render([bad])


def test_the_last_check_finds_every_fault() -> None:
    done = render([Statement("Một.", (quote("Giá gạo giảm 50%"),))])
    (one,) = done.citations
    articles = {"a": ARTICLE}

    def faults(text: str = done.text, **changes: object) -> int:
        return len(verify_citations(text, [one.model_copy(update=changes)], articles))

    assert faults() == 0
    wrong: tuple[dict[str, object], ...] = (
        {"quote": "x"},
        {"start": 0},
        {"end": 10_000},
        {"marker": 2},
        {"article_sha256": "0"},
        {"article_id": "b"},
        {"answer_spans": []},
        {"answer_spans": [(0, 999)]},
        {"answer_spans": [(0, len(done.text))]},
    )
    for changes in wrong:
        assert faults(**changes) > 0, changes
    assert faults("Một.") > 0
    assert faults("Một. [1] [2]") > 0
