"""How replies show their sources: links, a list, spans of what is shown, and nothing that articles smuggle in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.models import Article
from service.values import QuoteSpan, Statement
from service.verifying.render import render
from service.wire.sources import Addresses, show, unlinked
from trichdan.wire import Answer

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
        f"- [[1]]({first}) [[3]]({third}) Giá \\[mới\\], Báo Mẫu, 2024-06-27\n- [[2]]({second}) Lúa được mùa"
    )


def test_without_a_public_address_they_lead_to_the_article_where_it_has_one() -> None:
    link = "https://news.example/gạo%20%281%29"
    assert show(ANSWER, OWN, "links").text == (
        f"Gạo giảm một nửa. [[1]]({link})[2] Vàng tăng. [[3]]({link})\n\nNguồn:\n"
        f"- [[1]]({link}) [[3]]({link}) Giá \\[mới\\], Báo Mẫu, 2024-06-27\n- [2] Lúa được mùa"
    )
    english = answer(Statement("Rice fell.", (HARVEST,)), language="en")
    assert show(english, OWN, "links").text == "Rice fell. [1]\n\nSources:\n- [1] Lúa được mùa"


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
    assert shown.text.endswith("Nguồn:\n- [1] Lúa được mùa\n- [2] Lúa được mùa")
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
        "- [1] !\\[x\\](https://evil.example) \\<b>"
    )
    assert [note.url for note in shown.notes] == ["http://own/articles/3#span=0-" + str(len(text))]


def test_an_address_cannot_end_its_link() -> None:
    article = Article("3", "Một.", "T", url="https://a.example/x) ![y](https://evil.example)\nz")
    shown = show(answer(Statement("Một.", (QuoteSpan(article, "p", 0, 4, 0.5),))), OWN, "links")
    assert "evil.example%29%0Az) T" in shown.text
    assert "![" not in shown.text


@given(st.text(alphabet="ab []()\\<`1\n![", max_size=40), st.sampled_from([OWN, PUBLIC]))
def test_what_was_shown_gives_the_answer_back(text: str, addresses: Addresses) -> None:
    words = text.strip() or "a"
    told = answer(Statement(words, (RICE, HARVEST)), Statement("Hết.", (GOLD,)))
    shown = show(told, addresses, "links")
    assert unlinked(shown.text) == told.answer
    spans = sorted(span for one in told.citations for span in one.answer_spans)
    assert [unlinked(shown.text[note.start : note.end]) for note in shown.notes] == [
        told.answer[start:end] for start, end in spans
    ]
