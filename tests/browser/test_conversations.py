"""Conversations in a list: opened, renamed, deleted and had back, exported; questions edited, and linked to."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from service.page.view import catalogue
from tests.browser.steps import QUESTION, Open, ask, ready, violations

pytestmark = pytest.mark.browser

OTHER = "Ai là Giám đốc Công an tỉnh Gia Lai?"


def said(key: str) -> str:
    return catalogue()[key]["vi"]


def test_conversations_are_listed_opened_and_renamed(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    assert not page.locator("#side").is_visible()
    ask(page, QUESTION)
    page.click("#fresh")
    ask(page, OTHER)
    names = page.locator("#conversations .go")
    assert names.all_inner_texts() == [OTHER, QUESTION]
    names.nth(1).click()
    assert page.locator(".question").all_text_contents() == [f"Bạn hỏi: {QUESTION}"]
    page.click(".now .menu summary")
    page.click(f".now >> text={said('rename')}")
    page.wait_for_selector("#conversations input:focus")
    page.keyboard.type("Lâm Đồng")
    page.keyboard.press("Enter")
    page.wait_for_selector("#conversations .go")
    page.reload()
    ready(page)
    assert names.all_inner_texts() == [OTHER, "Lâm Đồng"]
    assert page.locator(".now .go").inner_text() == "Lâm Đồng"


def test_a_deleted_conversation_can_be_had_back(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    ask(page, QUESTION)
    page.click(".menu summary")
    page.click(f"text={said('delete')}")
    assert page.locator(".turn").count() == 0
    page.wait_for_selector("#examples button")
    assert page.inner_text("#status") == said("conversation_deleted")
    page.click(".notice button")
    assert page.locator(".turn .card").count() > 0
    assert page.locator("#conversations .go").all_inner_texts() == [QUESTION]


def test_a_conversation_is_exported_as_text_and_as_json(site: str, open_page: Open, tmp_path: Path) -> None:
    page = ready(open_page(site))
    ask(page, QUESTION)
    answer = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()
    for kind in ("text", "json"):
        page.click(".menu summary")
        with page.expect_download() as started:
            page.click(f"text={said('export_' + kind)}")
        started.value.save_as(tmp_path / kind)
        assert started.value.suggested_filename.startswith("Ai-là-Giám-đốc")
    text = (tmp_path / "text").read_text("utf-8")
    assert all(one["quote"] in text for one in answer["citations"])
    turns = json.loads((tmp_path / "json").read_text("utf-8"))["turns"]
    assert [(one["question"], one["answer"]["answer"]) for one in turns] == [(QUESTION, answer["answer"])]


def test_a_question_is_edited_and_asked_again_in_its_place(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    ask(page, QUESTION)
    ask(page, "Còn tỉnh Gia Lai thì sao?", 2)
    page.click(f".turn:nth-of-type(1) [aria-label='{said('edit')}']")
    page.fill(".editor textarea", OTHER)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn:nth-of-type(1) .details")
    assert page.locator(".question").all_text_contents() == [f"Bạn hỏi: {OTHER}"]
    page.click(".notice button")
    assert page.locator(".question").all_text_contents() == [
        f"Bạn hỏi: {QUESTION}",
        "Bạn hỏi: Còn tỉnh Gia Lai thì sao?",
    ]


def test_a_question_that_failed_leaves_no_gap(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    page.route("**/v1/ask", lambda route: route.abort())
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.wait_for_selector(".failure")
    page.unroute("**/v1/ask")
    page.noted.clear()
    ask(page, OTHER, 2)
    page.click(f".turn:nth-of-type(2) [aria-label='{said('edit')}']")
    page.fill(".editor textarea", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn:nth-of-type(2) .details")
    page.reload()
    ready(page)
    assert page.locator(".question").all_text_contents() == [f"Bạn hỏi: {QUESTION}"]


def test_a_link_asks_again_with_its_options_and_tells_of_changes(site: str, open_page: Open) -> None:
    page = ready(open_page(site, permissions=["clipboard-read", "clipboard-write"]))
    page.click("#filters summary")
    page.fill("#from", "2025-01-01")
    ask(page, QUESTION)
    page.click(f"text={said('copy_link')}")
    page.wait_for_function("() => document.querySelector('.told').textContent")
    link = page.evaluate("navigator.clipboard.readText()")
    index = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()["index"]
    named = parse_qs(urlsplit(link).fragment)
    assert named == {"q": [QUESTION], "published_from": ["2025-01-01"], "index": [index]}
    for address, changed in ((link, 0), (link.replace(index, "another"), 1)):
        other = ready(open_page(address))
        other.wait_for_selector(".details")
        assert other.locator(".question").inner_text().endswith(QUESTION)
        assert "01-01-2025" in other.inner_text(".details")
        assert other.locator(".note", has_text=said("index_changed")).count() == changed
        assert other.url == f"{site}/"


def test_a_conversation_of_the_version_before_is_kept(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    answer = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()
    page.evaluate(
        "turns => localStorage.setItem('trichdan.conversation', turns)",
        json.dumps([{"question": QUESTION, "answer": answer}]),
    )
    page.reload()
    ready(page)
    page.click("#conversations .go")
    assert page.locator(".card blockquote").first.inner_text() == answer["citations"][0]["quote"]


def test_what_to_ask_next_is_offered_below_the_last_answer_and_asked_by_a_click(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    ask(page, "Ai đồng chủ trì hội nghị giữa Lâm Đồng và Mondulkiri?")
    first = page.wait_for_selector(".follow-ups button").inner_text()
    assert violations(page) == []
    page.reload()
    assert ready(page).inner_text(".follow-ups button >> nth=0") == first
    page.click(".follow-ups button >> nth=0")
    page.wait_for_selector(".turn:nth-of-type(2) .details")
    assert page.locator(".turn:nth-of-type(2) .question").inner_text().endswith(first)
    assert page.locator(".turn:nth-of-type(2) .answer-box.refusal").count() == 0
    assert not page.locator(".turn:nth-of-type(1) .follow-ups").is_visible()
