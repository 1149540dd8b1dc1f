"""Articles searched, filtered, added and taken out in the page, and asked one by one; feedback sent from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest

from service.feedback import FeedbackFile
from service.page.view import catalogue
from service.settings import ServiceSettings
from tests.browser.conftest import MARKDOWN, PARAGRAPHS
from tests.browser.steps import QUESTION, Open, ask, in_view, marked, ready, violations

pytestmark = pytest.mark.browser

Site = tuple[str, ServiceSettings]


def said(key: str, **values: object) -> str:
    return catalogue()[key]["vi"].format(**values)


def give_key(page: Any) -> None:
    page.wait_for_selector("#key[open]")
    assert page.inner_text("#key-title") == said("admin_title")
    page.fill("#key-value", "quản-trị")
    page.press("#key-value", "Enter")


def titles(page: Any) -> list[str]:
    found: list[str] = page.locator("#articles .title").all_inner_texts()
    return found


def forgive(page: Any) -> None:
    """The first call has no key yet, which the browser notes."""
    page.noted[:] = [note for note in page.noted if "401" not in note]


def test_files_are_added_with_what_went_wrong_by_file_and_taken_back(
    open_corpus: Site, open_page: Open, tmp_path: Path
) -> None:
    url, _ = open_corpus
    (tmp_path / "a.txt").write_text("Cảng Vĩnh Tân\n\nCảng Vĩnh Tân đón 12 tàu trong ngày đầu.\n", "utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "đèo", "text": "Đèo Cả dài 12 km."}\n{"id": }\n', "utf-8")
    (tmp_path / "c.xls").write_bytes(b"x")
    page = ready(open_page(f"{url}/articles"))
    page.click("#add > summary")
    page.set_input_files("#files", [str(tmp_path / name) for name in ("a.txt", "b.jsonl", "c.xls")])
    give_key(page)
    page.wait_for_selector(".notice")
    rows = page.locator("#added li").all_inner_texts()
    assert rows[0].startswith("a.txt")
    assert said("add_added", count=1) in rows[0]
    assert said("add_added", count=1) in rows[1]
    assert "b.jsonl:2" in rows[1]
    assert said("unread_unsupported") in rows[2]
    assert len(titles(page)) == 4
    page.click(".notice button")
    page.wait_for_function("() => document.querySelectorAll('#articles li').length === 2")
    assert httpx.get(f"{url}/v1/articles").json()["total"] == 2
    forgive(page)


def test_a_file_dropped_over_another_article_asks_before_it_replaces(open_corpus: Site, open_page: Open) -> None:
    url, _ = open_corpus
    page = ready(open_page(f"{url}/articles"))
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["Cầu Rạch Dừa dài 130 mét."], "cầu.txt"));
            document.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    give_key(page)
    page.click(f"text={said('add_replace')}")
    page.wait_for_selector(f"text={said('add_updated', count=1)}")
    assert "130" in httpx.get(f"{url}/v1/articles/cầu").json()["text"]
    forgive(page)


def test_an_article_is_pasted_and_another_deleted_and_had_back(open_corpus: Site, open_page: Open) -> None:
    url, _ = open_corpus
    page = ready(open_page(f"{url}/articles"))
    page.click("#add > summary")
    page.click("#paste > summary")
    page.fill("[name=title]", "Đèo Cả")
    page.fill("#paste-form [name=published]", "2025-02-03")
    page.fill("[name=text]", "Đèo Cả dài 12 km.")
    page.click(f"text={said('add_save')}")
    give_key(page)
    page.wait_for_selector("#articles li:nth-of-type(1) >> text=Đèo Cả")
    assert titles(page) == ["Đèo Cả", "Cầu Rạch Dừa", "Chợ Rạch Sỏi"]
    before = httpx.get(f"{url}/v1/articles/chợ").json()
    page.click(f"[aria-label='{said('delete')}: Chợ Rạch Sỏi']")
    page.wait_for_function("() => document.querySelectorAll('#articles li').length === 2")
    assert page.inner_text("#status") == said("article_deleted", title="Chợ Rạch Sỏi")
    page.click(".notice button")
    page.wait_for_function("() => document.querySelectorAll('#articles li').length === 3")
    assert httpx.get(f"{url}/v1/articles/chợ").json() == before
    forgive(page)


def test_axe_finds_nothing_where_articles_are_added(open_corpus: Site, open_page: Open) -> None:
    page = ready(open_page(f"{open_corpus[0]}/articles#add"))
    page.click("#paste > summary")
    assert violations(page) == []
    phone = ready(open_page(open_corpus[0], viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True))
    ask(phone, "Cầu Rạch Dừa dài bao nhiêu mét?")
    phone.tap("#side-open")
    assert violations(phone) == []
    phone.keyboard.press("Escape")
    phone.tap(".marker >> nth=0")
    assert violations(phone) == []


def test_the_list_is_by_date_filtered_and_searched(open_corpus: Site, open_page: Open) -> None:
    page = ready(open_page(f"{open_corpus[0]}/articles"))
    assert titles(page) == ["Cầu Rạch Dừa", "Chợ Rạch Sỏi"]
    assert page.locator(".month").all_inner_texts() == ["Tháng 06 năm 2024", "Tháng 08 năm 2023"]
    page.fill("#source", "Báo Kiên Giang")
    page.press("#source", "Enter")
    page.wait_for_url("**source=**")
    assert titles(ready(page)) == ["Chợ Rạch Sỏi"]
    page.goto(f"{open_corpus[0]}/articles")
    page.fill("[type=search]", "chợ bao nhiêu quầy hàng")
    page.press("[type=search]", "Enter")
    page.wait_for_url("**q=**")
    assert titles(ready(page))[0] == "Chợ Rạch Sỏi"
    assert "300 quầy" in page.inner_text("#articles li >> nth=0")


def test_one_article_is_asked_until_it_is_left(site: str, open_page: Open) -> None:
    page = ready(open_page(f"{site}/articles/004_c73600a27f5e9e5f"))
    page.click(f"text={said('within_ask')}")
    page.wait_for_selector("#within strong")
    sent: list[dict[str, Any]] = []
    page.on("request", lambda request: request.url.endswith("/v1/ask") and sent.append(request.post_data_json))
    ask(page, QUESTION)
    assert sent[0]["filters"] == {"article_ids": ["004_c73600a27f5e9e5f"]}
    page.click(f"[aria-label='{said('within_leave')}']")
    ask(page, QUESTION, 2)
    assert "filters" not in sent[1]


def test_a_rating_is_sent_with_the_question_only_when_it_is_sent(open_corpus: Site, open_page: Open) -> None:
    url, settings = open_corpus
    page = ready(open_page(url))
    ask(page, "Cầu Rạch Dừa dài bao nhiêu mét?")
    page.click(f"[aria-label='{said('rate_down')}']")
    page.select_option(".rating select", "incomplete")
    page.fill(".rating textarea", "Thiếu năm")
    file = FeedbackFile(settings.data)
    assert file.read() == []
    page.click(f"text={said('rate_send')}")
    page.wait_for_selector(f"text={said('rated')}")
    (kept,) = file.read()
    assert (kept.verdict, kept.reason, kept.comment) == ("down", "incomplete", "Thiếu năm")
    assert kept.question == "Cầu Rạch Dừa dài bao nhiêu mét?"
    assert [one.article_id for one in kept.citations] == ["cầu"]


def test_a_subject_is_told_by_date_and_each_quote_leads_to_its_place(site: str, open_page: Open) -> None:
    page = ready(open_page(f"{site}/articles?q=t%E1%BB%99i+ph%E1%BA%A1m+xuy%C3%AAn+bi%C3%AAn+gi%E1%BB%9Bi"))
    page.click(f"text={said('timeline_of')}")
    page.wait_for_url("**/timeline?q=**")
    ready(page)
    body = {"query": "tội phạm xuyên biên giới"}
    told = httpx.post(f"{site}/v1/timeline", json=body).json()["moments"]
    dates = [one["published"] for one in told if one["published"]]
    assert dates == sorted(dates)
    assert len(dates) > 2
    times = page.locator("#moments time")
    assert times.evaluate_all("all => all.map(one => one.dateTime)") == dates
    assert page.locator("#moments blockquote").all_text_contents() == [one["quote"] for one in told]
    assert page.inner_text("#total") == said("timeline_total", total=len(told))
    assert violations(page) == []
    page.focus("#moments a >> nth=1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#quoted")
    assert (
        page.locator("#text mark").evaluate_all("all => all.map(one => one.textContent).join('')") == told[1]["quote"]
    )


def test_a_timeline_of_a_source_and_of_nothing(open_corpus: Site, open_page: Open) -> None:
    page = ready(open_page(f"{open_corpus[0]}/timeline"))
    assert page.locator("#moments time").all_inner_texts() == ["08-2023", "27-06-2024"]
    page.fill("#source", "Báo Kiên Giang")
    page.press("#source", "Enter")
    page.wait_for_url("**source=**")
    assert ready(page).locator("#moments blockquote").all_inner_texts() == ["Chợ Rạch Sỏi có 300 quầy hàng."]
    page.fill("[type=search]", "giá vàng")
    page.press("[type=search]", "Enter")
    page.wait_for_url("**q=gi**")
    assert ready(page).inner_text("#total") == said("timeline_none")


def open_article(site: str, open_page: Open, path: str) -> Any:
    page = open_page(f"{site}{path}")
    if page.locator("body[data-locked=yes]").count():
        page.wait_for_selector("#key[open]")
        page.fill("#key-value", "khóa-đúng")
        page.press("#key-value", "Enter")
    page.noted[:] = [note for note in page.noted if "401" not in note]
    return ready(page)


def test_an_article_in_markdown_has_its_structure_and_its_quotes(files_site: str, open_page: Open) -> None:
    page = open_article(files_site, open_page, "/articles/cầu")
    assert page.text_content("#text").rstrip() == MARKDOWN.rstrip()
    assert page.locator("#text h2").inner_text() == "Cầu Rạch Dừa"
    assert page.locator("#text strong").all_inner_texts() == ["Rạch Dừa", "2024"]
    assert page.locator("#text li").all_inner_texts() == ["Khởi công: 2023", "Thông xe: 2024"]
    assert page.locator("#text td").all_inner_texts() == ["Cầu chính", "90 mét", "Đường dẫn", "30 mét"]
    assert page.locator("#text a").evaluate_all("all => all.map(a => a.href)") == ["https://example.vn/a"]
    assert "<script>" in page.inner_text("#text blockquote")
    assert page.evaluate("document.title") != "pwned"
    assert violations(page) == []
    quote = "Cầu **Rạch Dừa** dài *120 mét*, nối hai xã\ncủa huyện"
    for words in (quote, "**2024**", "| Cầu chính | 90 mét |", "# Cầu", "Người dân rất vui."):
        start = MARKDOWN.index(words)
        page.goto(f"{files_site}/articles/cầu#span={start}-{start + len(words)}")
        page.wait_for_selector("#quoted")
        assert marked(page) == words
        assert in_view(page)
        page.evaluate("document.getElementById('quoted').removeAttribute('id')")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_paragraph_of_a_pdf_is_one_paragraph(files_site: str, open_page: Open) -> None:
    page = open_article(files_site, open_page, "/articles/chợ")
    assert page.locator("#text p").all_inner_texts() == PARAGRAPHS


def with_key(page: Any) -> None:
    """Give the key where the page asks for it."""
    if page.locator("body[data-locked=yes]").count():
        page.wait_for_selector("#key[open]")
        page.fill("#key-value", "khóa-đúng")
        page.press("#key-value", "Enter")


@pytest.mark.parametrize("phone", [False, True])
def test_a_quote_from_markdown_is_read_without_its_marks(files_site: str, open_page: Open, phone: bool) -> None:
    touch: dict[str, Any] = {"has_touch": True, "is_mobile": True} if phone else {}
    page = ready(open_page(files_site, **touch))
    page.fill("#question", "Cầu Rạch Dừa dài bao nhiêu mét?")
    page.press("#question", "Enter")
    with_key(page)
    page.wait_for_selector(".card blockquote .mark-up", state="attached")
    quote = page.locator(".card blockquote", has=page.locator(".mark-up")).first
    assert "**Rạch Dừa**" in quote.text_content()
    assert "**" not in quote.inner_text()
    assert "Rạch Dừa dài 120 mét" in quote.inner_text()
    number = page.locator(".card .quoted", has=page.locator(".mark-up")).locator(".marker").first
    around = "#sheet blockquote" if phone else "#quote-card blockquote"
    if phone:
        number.tap()
    else:
        number.hover()
    page.wait_for_selector(f"{around} mark .mark-up", state="attached")
    page.wait_for_selector(f"{around} .around .mark-up", state="attached")
    assert all(mark not in page.inner_text(around) for mark in ("**", "# ", "](https"))
    assert page.text_content(f"{around} mark") == quote.text_content()
    forgive(page)


def test_a_timeline_is_read_without_marks(files_site: str, open_page: Open) -> None:
    page = open_page(f"{files_site}/timeline?q={quote_plus('cầu Rạch Dừa dài bao nhiêu mét')}")
    with_key(page)
    page.wait_for_selector("#moments .mark-up", state="attached")
    told = page.locator("#moments blockquote", has=page.locator(".mark-up")).first
    assert "**" in told.text_content()
    assert "**" not in told.inner_text()
    forgive(page)
