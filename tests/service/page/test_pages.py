"""The pages without a browser: headers, escaping, offsets, languages, links."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.embedding.base import Embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.page import view
from service.page.examples import Example, follow_ups, openers
from service.page.suggestions import FollowUpsRequest, _near, _openers, _tells_more
from service.settings import ServiceSettings
from service.wire.links import safe_url
from tests.conftest import ROOT
from tests.evals.fakes import answer_of, citation_of
from tests.servers import InProcess, in_process
from trichdan.wire import FaultKind

WEB = ROOT / "service" / "page" / "web"
PAGES = [
    "/",
    "/articles",
    "/timeline",
    "/articles/000_544130b2d21242ad",
    "/articles/none",
    "/docs",
    "/evals",
    "/static/page.css",
]


@pytest.fixture(scope="module")
def api(seeds_settings: ServiceSettings, embedder: Embedder) -> Iterator[InProcess]:
    with in_process(create_app(seeds_settings)) as call:
        yield call


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_strict_policy(api: InProcess, path: str) -> None:
    headers = api("GET", path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "img-src", "connect-src", "form-action")} == {"'self'"}
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-request-id"]


@pytest.mark.parametrize("path", PAGES[:-1])
def test_no_page_has_inline_scripts_styles_or_outside_addresses(api: InProcess, path: str) -> None:
    text = api("GET", path).text
    assert not re.search(r"<script(?![^>]* src=\"/static/)[^>]*>|<style| style=| on\w+=", text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


def test_the_static_files_name_no_outside_address() -> None:
    for path in (WEB / "static").iterdir():
        found = re.findall(r"https?://[^\s\"'`)]+", path.read_text("utf-8"))
        assert set(found) <= {"http://www.w3.org/2000/svg"}, path.name
        assert "innerHTML" not in path.read_text("utf-8")


def test_static_files_are_revalidated(api: InProcess) -> None:
    first = api("GET", "/static/ask.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert api("GET", "/static/ask.js", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    for path in ("/static/none.js", "/static/..%2Fstrings.json", "/static/%2e%2e/strings.json"):
        assert api("GET", path).status_code == 404


def test_every_string_is_in_both_languages_and_used() -> None:
    sources = [path for path in WEB.rglob("*") if path.suffix in (".js", ".html")]
    sources += [ROOT / "service" / name for name in ("page/routes.py", "page/frame.py", "page/examples.py")]
    text = "".join(path.read_text("utf-8") for path in sources)
    prefixes = tuple(re.findall(r"\bt\(`(\w+_)\$\{", text))
    assert set(prefixes) == {"reason_", "degraded_", "dropped_", "rate_", "unread_", "add_"}
    for key, texts in view.catalogue().items():
        assert set(texts) == {"vi", "en"}
        assert re.findall(r"\{\w+}", texts["vi"]) == re.findall(r"\{\w+}", texts["en"]), key
        assert key.startswith(prefixes) or f'"{key}"' in text or f"'{key}'" in text, f"{key} is unused"
    assert {f"dropped_{kind}" for kind in FaultKind} <= set(view.catalogue())
    used = re.findall(r"""\bt\(["'](\w+)["']""", text)
    assert set(used) <= set(view.catalogue())


def test_the_language_is_chosen_and_remembered(api: InProcess) -> None:
    assert '<html lang="vi">' in api("GET", "/").text
    assert '<html lang="en">' in api("GET", "/", headers={"Accept-Language": "fr, en-GB;q=0.8"}).text
    chosen = api("GET", "/language?to=en&next=/articles%3Fcursor%3Dx", follow_redirects=False)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/articles?cursor=x")
    assert "trichdan_language=en" in chosen.headers["set-cookie"]
    for outside in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"):
        assert api("GET", "/language", params={"to": "en", "next": outside}).headers["location"] == "/"
    api("GET", "/language?to=vi")


@pytest.mark.parametrize(
    "text", ["a", "a\nb", "\n\na\n \n\nb\n", " a\n\tb ", "<b>&amp;</b>\n\"'", "\u2028a\x0bb\x85c\n", "😀\n\n👩‍👩‍👧"]
)
def test_an_article_on_the_page_has_its_text_to_the_last_character(text: str) -> None:
    shown = str(view.text_html(text))
    assert html.unescape(re.sub(r"</?p>", "", shown)) == text
    assert re.findall(r"<(?!/?p>)", shown) == []


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.vn/b?c=d", True),
        ("HTTP://a.vn", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.vn", False),
        ("https:", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, safe: bool) -> None:
    assert safe_url(url) == (url if safe else None)


def test_where_keys_are_needed_the_pages_hold_no_article(
    seeds_settings: ServiceSettings, embedder: Embedder, tmp_path: Path
) -> None:
    settings = ServiceSettings(_env_file=None, data=tmp_path, models=seeds_settings.models, api_keys="k")
    Ingestor(settings, embedder).put(Article("a", "Bí mật ở đây.", "Tiêu đề kín"))
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").write_text("Bí mật")
    with in_process(create_app(settings)) as api:
        for path in (
            "/",
            "/articles",
            "/articles/a",
            "/articles/none",
            "/timeline",
            "/docs",
            "/evals",
            "/evals/report",
        ):
            text = api("GET", path).text
            assert "Bí mật" not in text
            assert "Tiêu đề kín" not in text
        assert api("GET", "/articles/a").status_code == api("GET", "/articles/none").status_code


def test_articles_stand_under_their_months() -> None:
    say = view.translator("vi")
    found = [view.month(published, say) for published in ("2024-06-27", "2024-06", "2023", None)]
    assert found == ["Tháng 06 năm 2024", "Tháng 06 năm 2024", "2023", "Không rõ ngày"]


def test_examples_are_in_the_language_of_the_page() -> None:
    articles = [Article("a", "Ông An, Giám đốc Công an tỉnh Bình Minh khẳng định điều đó.", None)]
    assert [one.question for one in openers(articles, view.strings("en"))] == [
        "Who is Giám đốc Công an tỉnh Bình Minh?"
    ]


def test_examples_are_about_what_is_new(embedder: Embedder, settings: ServiceSettings) -> None:
    ingestor = Ingestor(settings, embedder)
    for key, date in (("a", "2021"), ("b", "2024-05"), ("c", "2023-01-02"), ("d", "2025"), ("e", "2022")):
        ingestor.put(Article(key, f"Chuyện năm {date}.", f"Bài {key}", date))
    app = create_app(settings)
    with in_process(app):
        found = [one.article_id for one in _openers(app.state.engine, "vi")]
    assert found == ["d", "b", "c", "e", "a"]


def test_what_is_offered_to_ask_first_is_answered(api: InProcess) -> None:
    for lang in ("vi", "en"):
        offered = api("GET", f"/suggestions?lang={lang}").json()["questions"]
        assert 0 < len(offered) <= 4
        for one in offered:
            assert api("POST", "/v1/ask", json={"question": one}).json()["answered"], one
    assert api("GET", "/suggestions?lang=fr").status_code == 422


def test_a_question_that_is_refused_is_not_offered(embedder: Embedder, settings: ServiceSettings) -> None:
    ingestor = Ingestor(settings, embedder)
    ingestor.put(Article("a", "Trời mưa. Đường ngập.", "Xyzzy plugh foobar qux", "2024"))
    ingestor.put(Article("b", "Ông Trần Văn An, Giám đốc Công an tỉnh Bình Minh khẳng định điều đó.", None, "2023"))
    app = create_app(settings)
    with in_process(app) as api:
        asked = {one.question for one in _openers(app.state.engine, "vi")}
        offered = api("GET", "/suggestions").json()["questions"]
        assert offered == ["Ai là Giám đốc Công an tỉnh Bình Minh?"]
        assert len(asked) > len(offered)


def test_follow_ups_ask_for_what_was_not_quoted() -> None:
    said = "Cầu Rạch Dừa dài 120 mét và thông xe ngày 27-6-2024."
    text = f"{said} Cầu có 14 trụ và nối xã Bình Minh với huyện Tân Lâm. Bộ Công an dự lễ."
    article = Article("a", text, "Cầu Rạch Dừa")
    vi = [one.question for one in follow_ups([article], [], view.strings("vi"), vietnamese=True)]
    assert vi[-1] == "“Cầu Rạch Dừa” nói về điều gì?"
    assert "Cầu Rạch Dừa dài bao nhiêu mét và thông xe ngày 27-6-2024?" in vi
    left = follow_ups([article], [("a", 0, len(said))], view.strings("vi"), vietnamese=True)
    assert [one.question for one in left] == [
        "Cầu có bao nhiêu trụ và nối xã Bình Minh với huyện Tân Lâm?",
        "Bài báo nói gì về Bình Minh?",
        "Bài báo nói gì về Tân Lâm?",
        "“Cầu Rạch Dừa” nói về điều gì?",
    ]
    assert text[left[0].start : left[0].end].startswith("Cầu có 14")
    en = follow_ups([article], [], view.strings("en"), vietnamese=False)
    assert [one.question for one in en][0::3] == ["What is said about Cầu Rạch Dừa?", "What is “Cầu Rạch Dừa” about?"]


def test_what_stands_beside_a_quote_is_offered_though_both_are_one_quote_then() -> None:
    example = Example("Cầu có bao nhiêu trụ?", "a", 30, 50)
    told = answer_of([citation_of("." * 60, "a", 10, 50)])
    assert _tells_more(told, example, [("a", 10, 29)])
    assert not _tells_more(told, replace(example, start=0, end=60), [("a", 10, 29)]), "all of the article"
    assert not _tells_more(told, replace(example, article_id="b"), [("a", 10, 29)])


def test_a_sentence_is_asked_for_its_first_clause_alone() -> None:
    text = "Hợp đồng trị giá 4.350 tỉ đồng tại xã Tân Lâm, ký ngày 8-3-2023, hạn xong ngày 30-6-2026."
    made = [one.question for one in follow_ups([Article("a", text)], [], view.strings("vi"), vietnamese=True)]
    assert "Hợp đồng trị giá bao nhiêu tỉ đồng tại xã Tân Lâm?" in made
    assert not any(", ký" in one for one in made)


def test_where_the_cited_article_has_no_more_to_say_others_near_it_are_asked(
    embedder: Embedder, settings: ServiceSettings
) -> None:
    ingestor = Ingestor(settings, embedder)
    said = "Cầu Rạch Dừa dài 120 mét."
    ingestor.put(Article("a", said, "Cầu Rạch Dừa"))
    ingestor.put(Article("b", "Cầu Rạch Dừa thông xe sáng 27-6-2024 tại xã Tân Lâm.", "Thông xe cầu Rạch Dừa"))
    ingestor.put(Article("c", "Đèo Gió dài 12 km, ông Lò Văn Páo làm đèo tại xã Nà Ngần.", "Đèo Gió dài bao nhiêu"))
    body = {"question": "Cầu Rạch Dừa dài bao nhiêu?", "citations": [{"article_id": "a", "start": 0, "end": len(said)}]}
    app = create_app(settings)
    with in_process(app) as api:
        offered = api("POST", "/follow-ups", json=body).json()["questions"]
        near = list(_near(FollowUpsRequest.model_validate(body), app.state.engine))
    assert any("27-6-2024" in one or "Tân Lâm" in one or "Thông xe" in one for one in offered)
    assert [one.id for one in near] == ["b"], "the other one speaks of something else"


def test_what_is_offered_to_ask_next_is_answered_by_something_new(api: InProcess) -> None:
    for question in (
        "Ai đồng chủ trì hội nghị giữa Lâm Đồng và Mondulkiri?",
        "Who co-chaired the Lâm Đồng–Mondulkiri meeting?",
        "Công an TPHCM tặng Công an Svay Riêng bao nhiêu xe?",
        "Công an Gia Lai ký gì với Ratanakiri?",
    ):
        answer = api("POST", "/v1/ask", json={"question": question}).json()
        cited = [{key: one[key] for key in ("article_id", "start", "end")} for one in answer["citations"]]
        history = [{"role": "user", "content": question}, {"role": "assistant", "content": answer["answer"]}]
        body = {"question": question, "citations": cited, "history": history}
        offered = api("POST", "/follow-ups", json=body).json()["questions"]
        assert offered, question
        assert question not in offered
        for one in offered:
            told = api("POST", "/v1/ask", json={"question": one, "history": history}).json()
            assert told["answered"], one
            places = [(place["article_id"], place["start"], place["end"]) for place in cited]
            assert any((new["article_id"], new["start"], new["end"]) not in places for new in told["citations"]), one
    assert api("POST", "/follow-ups", json=body | {"citations": []}).json() == {"questions": []}


def test_examples_ask_for_offices_that_the_articles_name() -> None:
    text = "Phát biểu tại đây, Đại tá Trần Văn An, Giám đốc Công an tỉnh Bình Minh khẳng định điều đó."
    articles = [Article("a", text), Article("b", text), Article("c", "Trời mưa.", "Mưa lớn ở miền Trung")]
    assert [one.question for one in openers(articles, view.strings("vi"))] == [
        "Ai là Giám đốc Công an tỉnh Bình Minh?",
        "“Mưa lớn ở miền Trung” nói về điều gì?",
    ]


def test_an_article_without_a_title_is_called_by_its_first_words_in_every_list(api: InProcess) -> None:
    listed = api("GET", "/v1/articles").json()["articles"]
    assert {one["title"] is None for one in listed} == {True, False}
    for one in listed:
        whole = api("GET", f"/v1/articles/{one['id']}").json()
        assert one.get("opening") == whole.get("opening")
        assert ("opening" in one) is (one["title"] is None)
        if "opening" in one:
            assert " ".join(whole["text"].split()).startswith(one["opening"].removesuffix("…"))
            assert html.escape(one["opening"]) in api("GET", "/articles").text
