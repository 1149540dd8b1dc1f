"""An answer as people read it: the direct line, each quote once, its surroundings, contradictions, refusals."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from service.page.view import catalogue
from tests.browser.steps import QUESTION, Open, answer_with, ask, marker_of, ready

pytestmark = pytest.mark.browser

SHORT = "Trương Minh Đương"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}


def answer_of(site: str) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()
    return answer


def with_short_answer(answer: dict[str, Any]) -> dict[str, Any]:
    first = answer["citations"][0]
    start = first["start"] + first["quote"].index(SHORT)
    span = {"article_id": first["article_id"], "start": start, "end": start + len(SHORT)}
    return answer | {"short_answer": SHORT, "short_answer_span": span}


def test_the_direct_answer_comes_first_and_is_marked_in_its_quote(site: str, open_page: Open) -> None:
    answer = with_short_answer(answer_of(site))
    page = ready(open_page(site))
    answer_with(page, answer)
    ask(page, QUESTION)
    assert page.inner_text(".answer-box > :first-child") == f"{SHORT} [1]"
    assert page.locator(".card mark").all_inner_texts() == [SHORT]
    assert page.locator(".card blockquote").first.inner_text() == answer["citations"][0]["quote"]
    folded = page.locator(".folded blockquote")
    assert folded.count() == len(answer["citations"]) - 1
    assert not folded.first.is_visible()
    page.click(".folded summary")
    assert folded.first.is_visible()


def test_without_a_short_answer_the_sentence_that_decides_is_marked(site: str, open_page: Open) -> None:
    answer = answer_of(site)
    first = answer["citations"][0]
    words = first["quote"].split(", ")[1]
    start = first["start"] + first["quote"].index(words)
    span = {"article_id": first["article_id"], "start": start, "end": start + len(words)}
    page = ready(open_page(site))
    answer_with(page, answer | {"short_answer": None, "short_answer_span": None, "deciding_span": span})
    ask(page, QUESTION)
    assert page.locator(".card mark").all_inner_texts() == [words]
    assert page.locator(".card blockquote").first.inner_text() == first["quote"]


def test_what_a_model_writes_comes_before_folded_quotes(site: str, open_page: Open) -> None:
    answer = answer_of(site)
    said = "Đó là ông Trương Minh Đương."
    one = answer["citations"][0] | {"answer_spans": [[0, len(said)]]}
    page = ready(open_page(site))
    dropped = [{"text": "Ông nhậm chức năm 2020.", "reason": "figure"}]
    written = {"mode": "llm", "model": "m", "answer": f"{said} [1]", "citations": [one], "dropped_statements": dropped}
    answer_with(page, answer | written)
    ask(page, QUESTION)
    assert page.inner_text(".answer") == f"{said} [1]"
    assert not page.locator(".card blockquote").is_visible()
    page.click(".folded summary")
    assert page.inner_text(".card blockquote") == one["quote"]
    page.click(f"text={catalogue()['dropped_statements']['vi'].format(count=1)}")
    assert catalogue()["dropped_figure"]["vi"] in page.inner_text(".nearest li")


def test_a_source_without_a_title_is_called_by_its_first_words(site: str, open_page: Open) -> None:
    answer = answer_of(site)
    page = ready(open_page(site))
    ask(page, QUESTION)
    assert page.inner_text(".from a").startswith("Thiếu tướng Trương Minh Đương, Giám đốc")
    assert "17-10-2025" in page.inner_text(".from")
    assert answer["citations"][0]["article_id"] not in page.inner_text("main")


def test_the_surroundings_are_shown_with_the_quote_marked(site: str, open_page: Open) -> None:
    # One that has surroundings on both sides.
    place, amid = next((at, one) for at, one in enumerate(answer_of(site)["citations"]) if one["start"])
    text = httpx.get(f"{site}/v1/articles/{amid['article_id']}").json()["text"]
    page = ready(open_page(site))
    ask(page, QUESTION)
    page.focus(marker_of(page, place))
    page.wait_for_function("() => document.querySelector('#quote-card .around').textContent")
    assert page.text_content("#quote-card blockquote mark") == amid["quote"]
    before, after = page.locator("#quote-card .around").all_text_contents()
    assert text[: amid["start"]].endswith(before.removeprefix("…"))
    assert text[amid["end"] :].startswith(after.removesuffix("…"))


def test_on_a_phone_a_tap_shows_them_and_stays_on_the_page(site: str, open_page: Open) -> None:
    page = ready(open_page(site, **PHONE))
    ask(page, QUESTION)
    first = answer_of(site)["citations"][0]
    page.tap(".marker >> nth=0")
    page.wait_for_selector("#sheet[open] mark")
    assert page.text_content("#sheet blockquote mark") == first["quote"]
    page.wait_for_function("() => document.querySelector('#sheet .around').textContent")
    assert page.url == f"{site}/"
    assert f"#span={first['start']}-{first['end']}" in page.get_attribute("#sheet a", "href")
    page.tap("#sheet button")
    assert not page.locator("#sheet").is_visible()


def test_a_newer_article_that_says_otherwise_stands_beside(site: str, open_page: Open) -> None:
    answer = answer_of(site)
    remark = "Các bài báo nêu khác nhau: 15 đợt (2025-10-17) và 12 đợt (2023)."
    at = len(answer["answer"]) + 1
    conflict = {"markers": [2, 1], "numbers": ["15 đợt", "12 đợt"], "span": [at, at + len(remark)]}
    page = ready(open_page(site))
    answer_with(page, answer | {"answer": f"{answer['answer']} {remark} Còn một phần.", "conflicts": [conflict]})
    ask(page, QUESTION)
    assert page.locator(".said").all_inner_texts() == ["15 đợt [2]", "12 đợt [1]"]
    assert page.inner_text(".sides > :first-child .about >> nth=0").startswith(catalogue()["newer"]["vi"])
    assert remark not in page.inner_text(".answer-box")
    assert page.inner_text(".answer.open") == "Còn một phần."
    assert page.locator('.card blockquote[data-by="2"]').is_visible(), "what differs isn't folded away"


@pytest.mark.parametrize("uncertain", [True, False])
def test_doubt_is_read_before_the_quotes(site: str, open_page: Open, *, uncertain: bool) -> None:
    answer = answer_of(site)
    remark = "Những gì được trích chưa chắc là câu trả lời."
    page = ready(open_page(site))
    answer_with(page, answer | {"answer": f"{answer['answer']} {remark}"} | ({"uncertain": True} if uncertain else {}))
    ask(page, QUESTION)
    note, quote = (page.locator(one).first.bounding_box() for one in (".answer.open", ".card blockquote"))
    assert note
    assert quote
    assert (note["y"] < quote["y"]) is uncertain
    assert page.inner_text(".answer.open") == remark


def test_a_refusal_names_the_filter_and_can_be_asked_without(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    page.click("#filters summary")
    page.fill("#from", "1999-01-01")
    page.fill("#to", "1999-12-31")
    ask(page, QUESTION)
    assert "01-01-1999 – 31-12-1999" in page.inner_text(".filtered")
    page.click(".filtered button")
    page.wait_for_selector(".card")
    assert page.locator(".turn").count() == 1


def test_every_answer_is_brought_to_the_top(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    for nth, question in enumerate(
        (QUESTION, "Ai là Giám đốc Công an tỉnh Gia Lai?", "Ai là Bộ trưởng Bộ Công an?"), 1
    ):
        ask(page, question, nth)
        top = page.locator(f".turn:nth-of-type({nth})").bounding_box()["y"]
        assert 0 <= top < 150, (nth, top)
        if nth == 1:
            assert page.locator(".top").bounding_box()["y"] == 0, "the frame above the first is whole"
