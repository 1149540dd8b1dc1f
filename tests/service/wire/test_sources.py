"""How replies show their sources: links, a list, spans of what is shown, and nothing that articles smuggle in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.models import Article
from service.values import QuoteSpan, Statement
from service.verifying.render import render
from service.wire.sources import Addresses, show, unlinked
from trichdan.wire import Answer, ArticleSpan, Kind

URL = "https://news.example/gạo (1)"
FIRST = Article("bài/1", "Giá gạo giảm 50%. Giá vàng tăng 3%.", "Giá [mới]", "2024-06-27", URL, "Báo Mẫu")
SECOND = Article("2", "Lúa được mùa.")
OWN, PUBLIC = Addresses("http://127.0.0.1:8000", ""), Addresses("https://ask.example", "https://ask.example")
PAGE = "https://ask.example/articles"


def answer(*statements: Statement, language: str = "vi") -> Answer:
    rendered = render(statements)
    return Answer(
        id="ans_1", question="q", answered=True, reason=None, answer=rendered.text, mode="llm", model="m",
        language=language, confidence=0.9, degraded=None, citations=rendered.citations, index="i", timings_ms={},
    )  # fmt: skip


RICE = QuoteSpan(FIRST, "p", 0, 17, 0.5)
GOLD = QuoteSpan(FIRST, "p", 18, 35, 0.5)
HARVEST = QuoteSpan(SECOND, "p", 0, 13, 0.5)
ANSWER = answer(Statement("Gạo giảm một nửa.", (RICE, HARVEST)), Statement("Vàng tăng.", (GOLD,)))


def test_numbers_lead_to_the_public_address_and_a_list_names_the_articles() -> None:
    first, second, third = f"{PAGE}/b%C3%A0i/1#span=0-17", f"{PAGE}/2#span=0-13", f"{PAGE}/b%C3%A0i/1#span=18-35"
    assert show(ANSWER, PUBLIC, "links").text == (
        f"Gạo giảm một nửa. [[1]]({first})[[2]]({second}) Vàng tăng. [[3]]({third})\n\nNguồn:\n"
        f"- 1, 3: [Giá \\[mới\\], Báo Mẫu, 2024-06-27]({first})\n- 2: [Lúa được mùa]({second})"
    )


def test_without_a_public_address_they_lead_to_the_article_where_it_has_one() -> None:
    link = "https://news.example/gạo%20%281%29"
    assert show(ANSWER, OWN, "links").text == (
        f"Gạo giảm một nửa. [[1]]({link})[2] Vàng tăng. [[3]]({link})\n\nNguồn:\n"
        f"- 1, 3: [Giá \\[mới\\], Báo Mẫu, 2024-06-27]({link})\n- 2: Lúa được mùa"
    )
    english = answer(Statement("Rice fell.", (HARVEST,)), language="en")
    assert show(english, OWN, "links").text == "Rice fell. [1]\n\nSources:\n- 1: Lúa được mùa"


@pytest.mark.parametrize("sources", ["links", "none"])
def test_annotations_span_the_text_that_is_shown(sources: str) -> None:
    shown = show(ANSWER, OWN, sources)
    assert [(shown.text[note.start : note.end], note.url) for note in shown.notes] == [
        ("Gạo giảm một nửa.", URL),
        ("Gạo giảm một nửa.", "http://127.0.0.1:8000/articles/2#span=0-13"),
        ("Vàng tăng.", URL),
    ]
    assert (shown.text == ANSWER.answer) is (sources == "none")


def test_articles_that_begin_alike_are_two_in_the_list_and_notes_are_named_by_first_words_too() -> None:
    twin = QuoteSpan(Article("4", SECOND.text), "p", 0, 13, 0.5)
    shown = show(answer(Statement("Được mùa.", (HARVEST, twin))), OWN, "links")
    assert shown.text.endswith("Nguồn:\n- 1: Lúa được mùa\n- 2: Lúa được mùa")
    assert {note.title for note in shown.notes} == {"Lúa được mùa"}


def test_a_refusal_has_no_list() -> None:
    refused = ANSWER.model_copy(update={"citations": [], "answer": "Không có."})
    assert show(refused, PUBLIC, "links").text == "Không có."


def test_what_articles_say_makes_no_link_no_image_and_no_html() -> None:
    text = "Xem ![ảnh](https://evil.example/1.png) <img src=x> [a]: b `c`."
    article = Article("3", text, "![x](https://evil.example) <b>", url="javascript:alert(1)")
    told = answer(Statement(text, (QuoteSpan(article, "p", 0, len(text), 0.5),)))
    shown = show(told, Addresses("http://own", ""), "links")
    assert shown.text == (
        "Xem !\\[ảnh\\](https://evil.example/1.png) \\<img src=x> \\[a\\]: b \\`c\\`. [1]\n\nNguồn:\n"
        "- 1: !\\[x\\](https://evil.example) \\<b>"
    )
    assert [note.url for note in shown.notes] == ["http://own/articles/3#span=0-" + str(len(text))]


def test_an_address_cannot_end_its_link() -> None:
    article = Article("3", "Một.", "T", url="https://a.example/x) ![y](https://evil.example)\nz")
    shown = show(answer(Statement("Một.", (QuoteSpan(article, "p", 0, 4, 0.5),))), OWN, "links")
    assert "[T](https://a.example/x%29%20![y]" not in shown.text
    assert "evil.example%29%0Az)" in shown.text
    assert "![" not in shown.text


def quoted(*texts: str, short: str = "", deciding: str = "", kind: Kind = Kind.QUESTION, rest: str = "") -> Answer:
    """An answer without an LLM: each text an article, and quoted whole."""
    articles = [Article(f"a{number}", text, None, "2024-06-27") for number, text in enumerate(texts, start=1)]
    told = answer(*(Statement(one.text, (QuoteSpan(one, "p", 0, len(one.text), 0.5),)) for one in articles))

    def place(words: str) -> ArticleSpan | None:
        at = texts[0].find(words)
        return ArticleSpan(article_id="a1", start=at, end=at + len(words)) if words else None

    of_it = {"short_answer": short or None, "short_answer_span": place(short), "deciding_span": place(deciding)}
    return told.model_copy(update={"mode": "extractive", "kind": kind, "answer": told.answer + rest, **of_it})


def body(told: Answer) -> str:
    """What is shown, without the list of sources, and numbers without their links."""
    shown = show(told, OWN, "links").text
    return shown.partition("\n\nNguồn:")[0]


def test_the_short_answer_is_a_line_of_its_own_above_the_quotes() -> None:
    told = quoted("Giá gạo giảm 50% hôm qua.", "Giá vàng tăng.", short="50%", rest=" Còn bạc thì không.")
    assert body(told) == (
        "__50%__ [1]\n\n> Giá gạo giảm 50% hôm qua. [1]\n\n> Giá vàng tăng. [2]\n\nCòn bạc thì không."
    )


def test_without_one_the_first_quote_leads_and_each_other_is_a_quotation() -> None:
    told = quoted("Trời mưa. Giá gạo giảm\n50%.", "Giá vàng tăng.", deciding="Giá gạo giảm\n50%.")
    assert body(told) == "Trời mưa. __Giá gạo giảm 50%.__ [1]\n\n> Giá vàng tăng. [2]"
    assert body(quoted("Giá gạo giảm.", "Giá vàng tăng.")) == "Giá gạo giảm. [1]\n\n> Giá vàng tăng. [2]"


def test_lists_have_items_and_summaries_are_one_text() -> None:
    assert body(quoted("Một.", "Hai.", "Ba.", kind=Kind.LIST)) == "- Một. [1]\n- Hai. [2]\n- Ba. [3]"
    assert body(quoted("Có 2:", "Hai.", "Ba.", kind=Kind.COLLECTION)) == "Có 2: [1]\n\n- Hai. [2]\n- Ba. [3]"
    assert body(quoted("Một.", "Hai.", kind=Kind.SUMMARY)) == "Một. [1] Hai. [2]"


def test_what_an_article_says_opens_no_heading_item_or_quotation() -> None:
    told = quoted("# Giá gạo", "1. Gạo", "- Vàng", "** Bạc", "> Đồng", "1.200 tấn", "+ Chì")
    assert body(told).split("\n\n") == [
        "\\# Giá gạo [1]", "> 1\\. Gạo [2]", "> \\- Vàng [3]", "> \\** Bạc [4]", "> \\> Đồng [5]", "> 1.200 tấn [6]",
        "> \\+ Chì [7]",
    ]  # fmt: skip


def test_rows_stay_on_lines_of_their_own_within_their_paragraph() -> None:
    told = quoted("Tàu | Giá\nSE24 | 412.000", "Tàu | Giá\n- SNT6 | 9", "Hết vé.")
    assert told.answer == "Tàu | Giá\nSE24 | 412.000 [1]\nTàu | Giá\n- SNT6 | 9 [2]\nHết vé. [3]"
    assert body(told) == "Tàu | Giá  \nSE24 | 412.000 [1]\n\n> Tàu | Giá  \n> \\- SNT6 | 9 [2]\n\n> Hết vé. [3]"


@given(
    st.lists(st.text(alphabet="ab []()\\<`1\n![_*>-#.+|", min_size=1, max_size=30), min_size=1, max_size=4),
    st.sampled_from([one for one in Kind if one is not Kind.SIDE_TASK]),
    st.booleans(),
    st.sampled_from([OWN, PUBLIC]),
)
def test_quotes_that_were_shown_give_the_answer_back(
    texts: list[str], kind: Kind, has_short: bool, addresses: Addresses
) -> None:
    words = [text.strip() or "a" for text in texts]
    told = quoted(*words, short=words[0][:3].strip() if has_short else "", deciding=words[0][1:], kind=kind)
    shown = show(told, addresses, "links")
    # White space apart: rows of tables have lines of their own.
    assert unlinked(shown.text).split() == told.answer.split()
    # Behind a letter, since what begins a text may be set.
    assert [unlinked(f"a{shown.text[note.start : note.end]}").split() for note in shown.notes] == [
        f"a{told.answer[start:end]}".split() for one in told.citations for start, end in one.answer_spans
    ]


@given(st.text(alphabet="ab []()\\<`1\n![_*>-", max_size=40), st.sampled_from([OWN, PUBLIC]))
def test_what_was_shown_gives_the_answer_back(text: str, addresses: Addresses) -> None:
    words = text.strip() or "a"
    told = answer(Statement(words, (RICE, HARVEST)), Statement("Hết.", (GOLD,)))
    shown = show(told, addresses, "links")
    assert unlinked(shown.text) == told.answer
    spans = sorted(span for one in told.citations for span in one.answer_spans)
    assert [unlinked(f"a{shown.text[note.start : note.end]}") for note in shown.notes] == [
        f"a{told.answer[start:end]}" for start, end in spans
    ]
