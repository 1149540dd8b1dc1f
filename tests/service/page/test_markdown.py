"""Markdown as HTML: every character is there once and in order, what is a mark is out of sight, nothing is run."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.page import view
from service.page.markdown import LONGEST, UnfollowedError, is_markdown, markdown_html, marks_in

HIDDEN = re.compile(r'(?s)<span class="mark-up">(.*?)</span>')

BLOCK = "(?:h[1-6]|p|[uo]l|li|blockquote|t[rhd]|t(?:able|head|body)|pre|hr)"


def content(shown: str) -> str:
    """What a browser's `textContent` gives."""
    return html.unescape(re.sub(r"<[^>]*>", "", shown))


def seen(shown: str) -> str:
    """The HTML without what is out of sight, and without white space at the edges of its blocks."""
    folded = re.sub(r"\s+", " ", HIDDEN.sub("", shown))
    return re.sub(rf" ?(</?{BLOCK}\b[^>]*>) ?", r"\1", folded)


CASES = [
    ("# Cầu **Rạch Dừa**\n\nDài *120* mét.", "<h2>Cầu <strong>Rạch Dừa</strong></h2><p>Dài <em>120</em> mét.</p>"),
    ("## A ##\n\n### B\n", "<h2>A</h2><h3>B</h3>"),
    ("Đầu đề\n=====\nThân.", "<h2>Đầu đề</h2><p>Thân.</p>"),
    ("a\nb  \nc\\\nd", "<p>a b <br> c<br> d</p>"),
    ("- a\n- b\n  c\n    - d\n\n1. x\n", "<ul><li>a</li><li>b c<ul><li>d</li></ul></li></ul><ol><li>x</li></ol>"),
    ("3. ba\n4. bốn", '<ol start="3"><li>ba</li><li>bốn</li></ol>'),
    ("> trích\n> tiếp\n>\n> nữa", "<blockquote><p>trích tiếp</p><p>nữa</p></blockquote>"),
    (
        "| Tỉnh | Vụ |\n|---|--:|\n| A | 1 |\n| B | **2** |\n\nSau.",
        "<table><thead><tr><th>Tỉnh</th><th>Vụ</th></tr></thead>"
        "<tbody><tr><td>A</td><td>1</td></tr><tr><td>B</td><td><strong>2</strong></td></tr></tbody></table><p>Sau.</p>",
    ),
    ("[báo](https://a.vn/b?c&d 'e') b", '<p><a href="https://a.vn/b?c&amp;d" rel="noopener…">báo</a> b</p>'),
    ("[b](b)b [b](//b.vn) [c](javascript:alert(1))", "<p>bb b [c](javascript:alert(1))</p>"),
    ("![ảnh *cầu*](x.png) sau", "<p>ảnh *cầu* sau</p>"),
    ("`` a`b `` và `c`", "<p><code>a`b</code> và <code>c</code></p>"),
    ("```py\n*k*\n  l\n```\nx", "<pre><code>*k* l </code></pre><p>x</p>"),
    ("a\n\n***\n\nb ~~c~~", "<p>a</p><hr><p>b <s>c</s></p>"),
    (r"2 \* 3 \_ a_b_c * d &amp; <b>", "<p>2 * 3 _ a_b_c * d &amp;amp; &lt;b&gt;</p>"),
    ("<script>x</script>\n<!-- y -->", "<p>&lt;script&gt;x&lt;/script&gt; &lt;!-- y --&gt;</p>"),
    ("    Thụt đầu dòng là một đoạn.", "<p>Thụt đầu dòng là một đoạn.</p>"),
    ("***cả hai*** 😀**d**", "<p><em><strong>cả hai</strong></em> 😀<strong>d</strong></p>"),
    ("**a*b*c**", "<p><strong>a<em>b</em>c</strong></p>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_seen_is_the_structure_and_what_is_there_the_text(text: str, expected: str) -> None:
    shown = str(markdown_html(text))
    assert content(shown) == text
    assert seen(shown).replace("noopener noreferrer nofollow", "noopener…") == expected


WRITTEN = r"""# /## b/- a/  - b/1. c/> d/| a | b |/|---|---|/| 1 | **2**/```/***//a *b* **c**/[x](http:y) `k`/a\*b/    e
/![i](j)/*/**/_a/é`/\|/---/===/<i>/* * */> - f"""


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(WRITTEN.split("/")), max_size=12).map("\n".join)
    | st.text("ab*_`[]()!|>#-\\ \n~1.<&", max_size=40)
)
def test_whatever_is_written_every_character_is_there_once(text: str) -> None:
    try:
        shown = str(markdown_html(text))
    except UnfollowedError:
        shown = str(view.text_html(text))
    assert content(shown) == text
    opened = re.findall(r"<(\w+)", re.sub(r"<(?:hr|br)>", "", shown))
    assert sorted(opened) == sorted(re.findall(r"</(\w+)", shown))
    assert not re.search(r"<(?:ul|ol|table|thead|tbody|tr|/li|/tr|/thead|/th|/td)[^>]*>\s*<span", shown)


@pytest.mark.parametrize(
    ("text", "origin", "expected"),
    [
        ("Thân.", "/a/b.md", True),
        ("# Thân.", "/a/b.txt", False),
        ("Mở.\n## Thân.", None, True),
        ("Giải # 1, #hashtag", None, False),
        ("#hashtag", None, False),
    ],
)
def test_what_is_markdown(text: str, origin: str | None, expected: bool) -> None:
    assert is_markdown(text, origin) is expected


def test_a_text_that_is_too_long_to_be_read_so_is_shown_as_it_is() -> None:
    with pytest.raises(UnfollowedError):
        markdown_html("# a\n" * LONGEST)
    assert content(str(view.article_html("# a\n" * LONGEST, "a.md"))) == "# a\n" * LONGEST


def test_marks_are_told_by_their_places() -> None:
    text = "# Cầu <Rạch> & 😀\n\nDài **120 mét**; xem [bản đồ](https://example.vn/a).\n"
    hidden = [text[start:end] for start, end in marks_in(text)]
    assert hidden == ["# ", "**", "**", "[", "](https://example.vn/a)"]


def test_what_is_struck_out_is_not_read() -> None:
    text = "# Phí\n\nGửi xe giá ~~5.000~~ 4.000 đồng, ~~cũ *lắm*~~ từ **1/7**."
    for start, end in reversed(marks_in(text)):
        text = text[:start] + text[end:]
    assert text == "Phí\n\nGửi xe giá  4.000 đồng,  từ 1/7."


def test_cells_and_rows_of_a_table_stay_apart() -> None:
    text = "Giá:\n\n| Khoản | Tiền |\n|---|--:|\n| Viện phí | **18** triệu |\n| Thuốc | 2 triệu |\n\nHết.\n"
    shown, at = "", 0
    for start, end in marks_in(text):
        shown, at = shown + text[at:start], end
    lines = [line for line in (shown + text[at:]).split("\n") if line]
    assert lines == ["Giá:", "Khoản | Tiền", "Viện phí | 18 triệu", "Thuốc | 2 triệu", "Hết."]
