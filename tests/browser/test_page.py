"""Ask, stream, hover, click through, reload, refuse; by keyboard, on a phone, in the dark."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from service.page.view import catalogue
from tests.browser.conftest import HOSTILE_ID, TRICKY_TEXT, XSS, _nfc
from tests.browser.steps import QUESTION, Open, answer_with, ask, in_view, marked, marker_of, ready, violations

pytestmark = pytest.mark.browser


def test_the_way_from_load_to_a_streamed_answer_is_short(site: str, open_page: Open) -> None:
    ready(open_page(site))  # the first load warms the server up
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
    started = time.perf_counter()
    page.goto(site)
    ready(page)
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.wait_for_selector(".marker")
    print(f"load to streamed answer: {(time.perf_counter() - started) * 1000:.0f} ms")  # to read, not to pass
    page.noted.clear()  # about:blank isn't of the origin
    assert len(asked) <= 20, asked
    assert [path for path in asked if path.startswith("/v1/ask")] == ["/v1/ask"]


def test_the_answer_is_that_of_the_api(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    ask(page, QUESTION)
    answer = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()
    assert page.locator(".marker").count() >= len(answer["citations"]) > 0
    assert str(round(answer["confidence"] * 100)) in page.inner_text(".confidence")
    assert "Trích nguyên văn" in page.inner_text(".details")
    quotes = [one["quote"] for one in answer["citations"]]
    assert page.locator(".sources blockquote").all_text_contents() == quotes
    shown = page.text_content(".answer-box")
    assert [shown.count(one) for one in quotes] == [1] * len(quotes), "each quote once"


def test_it_streams_before_it_answers(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    page.evaluate(
        """() => {
            window.seen = [];
            const note = () => seen.push(document.querySelector('.answer-box').innerText);
            const all = {childList: true, subtree: true, characterData: true};
            new MutationObserver(note).observe(document.getElementById('conversation'), all);
        }"""
    )
    ask(page, QUESTION)
    seen = "\n".join(page.evaluate("window.seen"))
    assert catalogue()["searching"]["vi"] in seen
    assert "đoạn…" in seen


def test_a_marker_shows_its_quote_on_hover_and_on_focus(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    ask(page, QUESTION)
    quote = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()["citations"][0]["quote"]
    card = page.locator("#quote-card")
    assert card.is_hidden()
    page.hover(".marker >> nth=0")
    assert quote in card.inner_text()
    assert page.locator(".supported").count() > 0
    page.hover("#quote-card")
    page.wait_for_timeout(300)
    assert card.is_visible(), "the quote can be hovered itself"
    page.mouse.move(0, 0)
    card.wait_for(state="hidden")
    page.focus(".marker >> nth=0")
    assert quote in card.inner_text()
    assert page.get_attribute(".marker >> nth=0", "aria-describedby") == "quote-card"
    page.keyboard.press("Escape")
    assert card.is_hidden()


def test_a_click_puts_exactly_the_quote_under_the_highlight(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    ask(page, QUESTION)
    citations = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()["citations"]
    for number, citation in enumerate(citations):
        page.click(marker_of(page, number))
        page.wait_for_selector("#quoted")
        assert marked(page) == citation["quote"]
        assert in_view(page)
        assert catalogue()["span_shown"]["vi"] in page.inner_text("#span-note")
        page.click("#back")
        page.wait_for_selector(".marker")


def test_any_span_is_highlighted_to_the_code_point(hostile_site: str, open_page: Open) -> None:
    text = _nfc(TRICKY_TEXT)
    stored = httpx.get(f"{hostile_site}/v1/articles/tricky").json()["text"]
    assert stored == text
    page = ready(open_page(f"{hostile_site}/articles/tricky"))
    assert page.evaluate("document.getElementById('text').textContent") == text
    pieces = [
        "😀",
        "😀 Mở",
        "tổ hợp dấu.\n\nDòng",
        "𝒜𝓑",
        "👩‍👩‍👧 kể tiếp,\ndòng",
        "thế.\n \n\u3000Kết",
        "🇻🇳",
        text,
        "\u0331n 𝒜",
        "sao chổi biến mất 🇻🇳",
    ]
    for piece in pieces:
        start = text.index(piece)
        page.evaluate("hash => { location.hash = hash }", f"span={start}-{start + len(piece)}")
        page.wait_for_function(
            "wanted => [...document.querySelectorAll('#text mark')].map(m => m.textContent).join('') === wanted",
            arg=piece,
        )
        assert in_view(page)
        assert page.evaluate("document.getElementById('text').textContent") == text
    page.evaluate(f"location.hash = 'span=5-{len(text) + 1}'")
    page.wait_for_function("() => !document.querySelector('mark')")
    assert catalogue()["span_outside"]["vi"] in page.inner_text("#span-note")


def test_every_sentence_of_the_seeds_can_be_highlighted(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    for summary in httpx.get(f"{site}/v1/articles").json()["articles"]:
        text = httpx.get(f"{site}/v1/articles/{summary['id']}").json()["text"]
        page.goto(f"{site}/articles/{summary['id']}")
        ready(page)
        for start, end in [
            (0, 1),
            (0, 40),
            (len(text) - 30, len(text)),
            (len(text) // 2, len(text) // 2 + 200),
            (0, len(text)),
        ]:
            page.evaluate(f"location.hash = 'span={start}-{end}'")
            page.wait_for_function(
                "wanted => [...document.querySelectorAll('#text mark')].map(m => m.textContent).join('') === wanted",
                arg=text[start:end],
            )


def test_a_changed_article_is_told(site: str, open_page: Open) -> None:
    page = ready(open_page(f"{site}/articles/000_544130b2d21242ad#span=0-9&version=000000000000"))
    assert catalogue()["span_changed"]["vi"] in page.inner_text("#span-note")


def test_a_conversation_survives_a_reload_and_is_sent_as_history(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    ask(page, QUESTION)
    answer = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()["answer"]
    quoted = page.locator(".turn:nth-of-type(1) blockquote").all_inner_texts()
    sent: list[dict[str, Any]] = []
    page.on("request", lambda request: request.url.endswith("/v1/ask") and sent.append(request.post_data_json))
    ask(page, "Còn tỉnh Gia Lai thì sao?", 2)
    assert sent[0]["history"] == [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": answer}]
    page.reload()
    ready(page)
    assert page.locator(".question").all_text_contents() == [
        f"Bạn hỏi: {QUESTION}",
        "Bạn hỏi: Còn tỉnh Gia Lai thì sao?",
    ]
    assert page.locator(".turn:nth-of-type(1) blockquote").all_inner_texts() == quoted
    page.hover(".marker >> nth=0")
    assert page.locator("#quote-card").is_visible()
    page.click("#fresh")
    page.reload()
    ready(page)
    assert page.locator(".turn").count() == 0
    page.wait_for_selector("#examples button")


def test_a_refusal_says_why_and_shows_the_nearest(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    page.click("#filters summary")
    page.fill("#from", "1999-01-01")
    page.fill("#to", "1999-12-31")
    ask(page, QUESTION)
    assert catalogue()["refused"]["vi"] in page.inner_text(".answer-box")
    assert page.locator(".refusal .reason").inner_text()
    assert page.locator(".marker").count() == 0
    assert "1999" in page.inner_text("#filters-summary")


def test_nearest_passages_open_in_their_article(site: str, open_page: Open) -> None:
    hit = httpx.post(f"{site}/v1/search", json={"query": QUESTION}).json()["hits"][0]
    refusal = httpx.post(f"{site}/v1/ask", json={"question": QUESTION, "filters": {"source": "x"}}).json()
    page = ready(open_page(site))
    answer_with(
        page,
        refusal
        | {
            "question": "?",
            "reason": "insufficient_evidence",
            "reason_text": None,
            "nearest": [hit],
            "confidence": 0.21,
        },
    )
    ask(page, "Có hay không?")
    assert catalogue()["reason_insufficient_evidence"]["vi"] in page.inner_text(".reason")
    assert "21 %" in page.inner_text(".confidence")
    page.click(".nearest summary")
    page.click(".nearest a")
    page.wait_for_selector("#quoted")
    assert marked(page) == hit["text"]


def test_a_degraded_answer_says_so(site: str, open_page: Open) -> None:
    answer = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()
    page = ready(open_page(site))
    answer_with(page, answer | {"degraded": "llm_unreachable"}, 'event: token\ndata: {"text": "Nháp"}\n\n')
    ask(page, QUESTION)
    assert catalogue()["degraded_llm_unreachable"]["vi"] in page.inner_text(".answer-box")
    assert "Nháp" not in page.inner_text(".answer-box")


def test_with_the_llm_down_the_page_answers_and_says_so(llm_down_site: str, open_page: Open) -> None:
    page = ready(open_page(llm_down_site))
    page.set_default_timeout(40_000)
    ask(page, QUESTION)
    assert catalogue()["degraded_llm_unreachable"]["vi"] in page.inner_text(".answer-box")
    assert page.locator(".marker").count() > 0


def test_a_failure_can_be_tried_again(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    page.route("**/v1/ask", lambda route: route.abort())
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.wait_for_selector(".failure")
    assert catalogue()["unreachable"]["vi"] in page.inner_text(".failure")
    page.unroute("**/v1/ask")
    page.noted.clear()
    page.click(".failure button")
    page.wait_for_selector(".marker")
    assert page.locator(".turn").count() == 1


def test_attacks_in_articles_questions_and_answers_stay_text(hostile_site: str, open_page: Open) -> None:
    page = ready(open_page(hostile_site))
    ask(page, f"Thành phố Quy Nhơn đón bao nhiêu khách? {XSS}")
    assert XSS in page.inner_text(".question")
    page.reload()
    ready(page)
    attack = quote(XSS)
    for path in (
        "/articles",
        f"/articles/{quote(HOSTILE_ID, safe='')}",
        f"/articles/{quote(XSS, safe='')}",
        f"/?q={attack}",
        f"/articles?published_from={attack}&cursor={attack}",
        f"/language?to=vi&next={quote('//evil.example/')}",
    ):
        response = page.goto(hostile_site + path)
        assert response.status < 500
        assert page.evaluate("document.title") != "pwned"
        assert page.locator("main img, main script, a[href^='javascript']").count() == 0
        assert page.url.startswith(hostile_site)
        page.noted[:] = [note for note in page.noted if "404" not in note]
    page.goto(f"{hostile_site}/articles/{quote(HOSTILE_ID, safe='')}#span=0-9")
    page.wait_for_selector("#quoted")
    assert XSS in page.inner_text("#text")
    assert page.inner_text("h1") == XSS
    assert "{{ 7*7 }}" in page.inner_text("#text")


def test_hostile_links_in_answers_go_nowhere(hostile_site: str, open_page: Open) -> None:
    page = ready(open_page(hostile_site))
    answer = httpx.post(f"{hostile_site}/v1/ask", json={"question": "Quy Nhơn đón bao nhiêu khách?"}).json()
    for citation in answer["citations"]:
        citation.update(url="javascript:alert(1)", title=XSS, article_id='"><img src=x>/../..//evil')
    answer_with(page, answer | {"answer": answer["answer"] + XSS, "reason_text": XSS, "model": XSS, "mode": "llm"})
    ask(page, XSS)
    for link in page.locator("main a").all():
        assert link.evaluate("a => a.protocol + '//' + a.host") == hostile_site
    assert page.locator("main img, main script").count() == 0


def test_by_keyboard_alone(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    page.keyboard.type(QUESTION)  # the field has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector(".marker")
    assert page.evaluate("document.activeElement.id") == "question"
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.classList.contains('marker')"):
            break
    assert page.locator("#quote-card").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_selector("#quoted")
    assert page.evaluate("document.activeElement.id") == "quoted"
    assert "Đã trả lời" not in page.inner_text("main")


def test_screen_readers_are_told_once(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 2  # the status, the key dialog
    ask(page, QUESTION)
    assert page.inner_text("#status").startswith("Đã trả lời")
    assert page.locator(".answer-box[aria-busy]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site: str, open_page: Open, scheme: str) -> None:
    page = ready(open_page(site, color_scheme=scheme))
    assert violations(page) == [], "welcome"
    ask(page, QUESTION)
    page.focus(".marker >> nth=0")
    assert violations(page) == [], "answer"
    page.click("#filters summary")
    page.click(f"[aria-label='{catalogue()['rate_down']['vi']}']")
    page.click(".menu summary")
    assert violations(page) == [], "filters, rating, menu"
    page.click(f"[aria-label='{catalogue()['edit']['vi']}']")
    assert violations(page) == [], "editor"
    for path in (
        "/articles",
        "/articles/000_544130b2d21242ad#span=0-50",
        "/timeline",
        "/docs",
        "/evals",
        "/articles/none",
    ):
        page.goto(site + path)
        assert violations(page) == [], path
        page.noted[:] = [note for note in page.noted if "404" not in note]


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_nothing_is_wider_than_the_screen(site: str, open_page: Open, width: int) -> None:
    page = ready(open_page(site, viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True))
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    ask(page, QUESTION)
    page.click("#filters summary")
    assert page.evaluate(fits)
    page.click("#filters summary")
    page.tap(".marker >> nth=0")
    box = page.locator("#sheet").bounding_box()
    assert (box["x"], box["width"]) == (0, width)
    page.keyboard.press("Escape")
    page.tap("#side-open")
    assert page.locator("#side").is_visible()
    assert page.evaluate(fits)
    for path in ("/articles", "/articles/004_c73600a27f5e9e5f#span=0-50", "/timeline", "/docs"):
        page.goto(site + path)
        assert page.evaluate(fits), path


def test_light_and_dark_follow_the_system_and_the_switch(site: str, open_page: Open) -> None:
    page = ready(open_page(site, color_scheme="dark"))
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    page.click("#theme")
    light = page.evaluate(paper)
    assert light != dark
    page.reload()
    assert page.evaluate(paper) == light
    page.emulate_media(color_scheme="light")
    page.click("#theme")
    assert page.evaluate(paper) == dark


def test_the_interface_speaks_two_languages(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    assert (page.get_attribute("html", "lang"), page.inner_text("h1")) == ("vi", "Hỏi các bài báo")
    page.click("text=English")
    ready(page)
    assert (page.get_attribute("html", "lang"), page.inner_text("h1")) == ("en", "Ask the articles")
    english = open_page(site, locale="en-GB")
    assert english.inner_text("h1") == "Ask the articles"


def test_examples_come_from_the_articles_and_are_answered(site: str, open_page: Open) -> None:
    page = ready(open_page(site))
    page.wait_for_selector("#examples button")
    examples = page.locator("#examples button").all_inner_texts()
    assert len(examples) >= 3
    texts = "".join(
        httpx.get(f"{site}/v1/articles/{one['id']}").json()["text"]
        for one in httpx.get(f"{site}/v1/articles").json()["articles"]
    )
    for example in examples:
        assert example.removeprefix("Ai là ").removesuffix("?") in texts
    page.click("#examples button >> nth=1")
    page.wait_for_selector(".marker")


def test_copy_takes_the_citations_along(site: str, open_page: Open) -> None:
    page = ready(open_page(site, permissions=["clipboard-read", "clipboard-write"]))
    ask(page, QUESTION)
    citation = httpx.post(f"{site}/v1/ask", json={"question": QUESTION}).json()["citations"][0]
    page.click("text=Chép Markdown")
    page.wait_for_function("() => document.querySelector('.told').textContent")
    markdown = page.evaluate("navigator.clipboard.readText()")
    assert f"/articles/{citation['article_id']}#span={citation['start']}-{citation['end']}" in markdown
    assert "[1]" in markdown
    page.click("text=Chép văn bản")
    page.wait_for_timeout(100)
    assert citation["quote"] in page.evaluate("navigator.clipboard.readText()")


def test_where_a_key_is_needed_it_is_asked_for_and_kept_in_the_tab(locked_site: str, open_page: Open) -> None:
    page = ready(open_page(locked_site))
    assert page.locator("#examples").count() == 0
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    for key in ("sai", "khóa-đúng"):
        page.wait_for_selector("#key[open]")
        page.fill("#key-value", key)
        page.press("#key-value", "Enter")
    page.wait_for_selector(".marker")
    citation = httpx.post(
        f"{locked_site}/v1/ask", json={"question": QUESTION}, headers={"Authorization": "Bearer khóa-đúng".encode()}
    ).json()["citations"][0]
    page.click(".marker >> nth=0")
    page.wait_for_selector("#quoted")
    assert marked(page) == citation["quote"]
    page.goto(f"{locked_site}/articles")
    ready(page)
    assert page.locator("#articles li").count() == 5
    stranger = open_page(f"{locked_site}/articles/{citation['article_id']}")
    stranger.wait_for_load_state("networkidle")  # its refusal may come late on a busy machine
    assert citation["quote"] not in stranger.content()
    assert citation["quote"] not in httpx.get(f"{locked_site}/").text
    page.noted[:] = [note for note in page.noted if "401" not in note]


def test_the_evaluation_is_shown_without_scripts(report_site: str, open_page: Open) -> None:
    page = open_page(report_site)
    page.click(f"text={catalogue()['nav_evals']['vi']}")
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Report"
    assert frame.locator("h1").evaluate("h => getComputedStyle(h).color") == "rgb(1, 2, 3)"
    assert frame.locator("p").evaluate("p => getComputedStyle(p).color") != "rgb(9, 9, 9)", (
        "a style attribute is not allowed"
    )
    assert page.evaluate("document.title") != "pwned"
    page.noted[:] = [note for note in page.noted if "Content Security Policy" not in note and "sandboxed" not in note]
