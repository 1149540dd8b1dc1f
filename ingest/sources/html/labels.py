"""What the authors of pages call their parts: class names, ids and roles, and the lines that head a box of links.

The only word lists of this room. They name kinds of parts, as content systems do in English and in Vietnamese
without diacritics (`box-tin-lien-quan`, `relatedNews`); no site is named. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class Label(StrEnum):
    """What a part of a page is called."""

    LEAD = "lead"
    CAPTION = "caption"
    BYLINE = "byline"
    DATE = "date"
    TITLE = "title"
    LOGO = "logo"
    CLOCK = "clock"
    LINKS = "links"
    TAGS = "tags"
    COMMENTS = "comments"
    ADVERTISING = "advertising"
    CONTROLS = "controls"
    ERROR = "error"
    CHECK = "check"


FURNITURE = frozenset({Label.LINKS, Label.TAGS, Label.COMMENTS, Label.ADVERTISING, Label.CONTROLS})
"""Parts that are never the article's, wherever they stand."""

_ATTRIBUTES = ("class", "id", "role", "itemprop", "rel", "type", "data-type", "data-role")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR = re.compile(r"[^a-z0-9]+")


def _names(*patterns: str) -> re.Pattern[str]:
    """Whole names among those of an element, which are joined by single hyphens."""
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(patterns) + r")(?![a-z0-9])")


_PATTERNS = {
    Label.LEAD: _names(
        "sapo", "lead", "summary", "description", "desc", "intro", "introtext", "chapeau", "chappeau", "standfirst",
        "dek", "deck", "sub-?title", "sub-?head(?:ing|line)?", "excerpt", "abstract", "tom-?tat", "mo-?ta", "dan-?nhap",
        "doan-?dan",
    ),
    Label.CAPTION: _names(
        "(?:fig|img|image|photo|pic|media|video)?-?captions?", "p-?caption", "chu-?thich", "ghi-?chu-?anh",
        "(?:img|image|photo|pic|picture)-(?:desc|description|note|title|text|legend)", "desc-?cation", "cutline",
    ),
    Label.BYLINE: _names(
        "authors?", "author-(?:name|info|box|bio)", "by-?line", "tac-?gia", "phong-?vien", "writers?", "reporters?",
        "contributors?", "but-?danh", "nguoi-?viet", "creator", "credits?", "nguon(?:-?tin)?", "source",
    ),
    Label.DATE: _names(
        "(?:pub(?:lish(?:ed)?)?|post(?:ed)?|article|news|detail)?-?date-?(?:time|published|line)?", "time", "pubdate",
        "time-?(?:stamp|ago)", "published", "publish", "ngay(?:-?dang)?", "thoi-?gian", "meta-?(?:info|data)?",
    ),
    Label.TITLE: _names("(?:article|detail|news|post|entry|page|content)?-?(?:title|headline)", "headline", "tieu-?de"),
    Label.LOGO: _names("logo", "brand", "branding", "site-?(?:name|title|logo)", "masthead", "banner"),
    Label.CLOCK: _names("clock", "today", "(?:current|now|header|top|server|system)-?(?:date|time|day)", "dong-?ho"),
    Label.LINKS: _names(
        "related?(?:s|-?news|-?posts?|-?articles?|-?one-?news)?", "relation", "lien-?quan", "tin-?lien-?quan",
        "xem-?them", "doc-?them", "read-?more", "see-?(?:also|more)", "more-?(?:news|stories|on)",
        "recommend(?:ed|ation|ations)?",
        "suggest(?:ed|ion|ions)?", "cung-?(?:chuyen-?muc|chu-?de|tac-?gia)",
        "tin-?(?:khac|moi|cung|nong|doc-?nhieu|bai)", "most-?(?:read|viewed|popular)", "popular", "trending",
        "(?:other|hot|latest|newest)-?news", "teasers?",
        "outbrain", "taboola", "breadcrumbs?", "bread-?crumbs?", "pagination", "pager", "side-?bar", "menu", "nav",
        "navigation", "nav-?bar", "topbar", "footer", "contentinfo", "doc-?nhieu", "tin-?xem-?nhieu",
        "next-?(?:post|article)",
    ),
    Label.TAGS: _names("tags?(?:-?(?:list|box|cloud|links|item))?", "keywords?", "tu-?khoa", "chu-?de", "topics"),
    Label.COMMENTS: _names(
        "comments?", "(?:box|list|user|fb|facebook)-?comments?", "cmt", "binh-?luan", "y-?kien(?:-?ban-?doc)?",
        "disqus", "reply", "replies", "discussion",
    ),
    Label.ADVERTISING: _names(
        "ads?", "adv", "advert(?:s|isement|isements|ising)?",
        "(?:box|zone|banner|inline|native|google|mobile|pc)-?ads?",
        "ads-?(?:by-?google|box|zone|wrapper|inline|native)", "quang-?cao", "qc", "sponsor(?:ed|s)?", "promo(?:tion)?",
        "dfp", "adsense", "admzone", "adm",
    ),
    Label.CONTROLS: _names(
        "shar(?:e|ing)(?:-?(?:bar|box|buttons?|icons?|tools?))?", "socials?(?:-?(?:share|icons?|bar|links|tools?))?",
        "tool-?(?:bar|box)s?", "print", "bookmark", "follow", "subscri(?:be|ption)", "newsletter", "rat(?:e|ing)",
        "vote", "likes?",
        "feedback", "(?:audio-?|video-?)?player", "tts", "text-to-speech", "cookies?", "consent", "pop-?up",
        "modal", "login",
        "signup", "paywall", "skip-?link", "sr-only", "screen-reader-text", "visually-hidden", "form",
        "search", "font-?size",
        "google-?news", "donate", "emoji-?bar", "reactions?",
    ),
    Label.ERROR: _names("(?:page-?|error-?)?40[34]", "error-?(?:500|page)", "(?:page-?)?not-?found"),
    Label.CHECK: _names(
        "cookies?-?(?:consent|wall|notice|policy|banner|dialog)?", "consent", "gdpr", "captcha", "challenge", "paywall",
    ),
}  # fmt: skip

_HEADS_LINKS = re.compile(
    r"(?:[>»+*•\-]\s*)*(?:(?:các\s+)?(?:tin|bài(?: viết)?)(?:\s+tức)?\s+(?:liên quan|khác|cùng (?:chuyên mục|chủ đề)"
    r"|mới(?: nhất)?|nóng|đọc nhiều(?: nhất)?|nổi bật)|xem thêm|đọc thêm|mời (?:bạn|độc giả|quý vị)[^.!?]{0,30}"
    r"(?:xem|đọc)[^.!?]{0,20}|có thể bạn quan tâm|bạn có thể quan tâm|liên quan|cùng chuyên mục|đọc nhiều(?: nhất)?"
    r"|chủ đề|từ khóa|từ khoá|tags?|related(?: (?:news|articles|stories|posts))?|read more|see also"
    r"|more (?:news|stories))"
    r"\s*[:.…>»]*",
    re.IGNORECASE,
)
_SPEAKS_OF_LINKS = re.compile(
    r"\b(?:(?:xem|đọc|tìm hiểu) (?:thêm|tiếp|các|những)|liên quan|cùng (?:chuyên mục|chủ đề)|có thể (?:bạn )?quan tâm"
    r"|(?:tin|bài)(?: viết)? (?:khác|mới|nóng|hay|trước)|read more|see also|related|more (?:news|stories))\b",
    re.IGNORECASE,
)
_HEADS_COMMENTS = re.compile(
    r"(?:(?:gửi |viết |ý kiến |các )?bình luận(?: của (?:bạn|độc giả))?|ý kiến (?:bạn đọc|độc giả|của bạn)|phản hồi|"
    r"(?:reader )?comments?|leave a (?:reply|comment))\s*(?:\(\s*\d*\s*\)|\d*)\s*[:.]*",
    re.IGNORECASE,
)
_ADVERTISING_LINE = re.compile(
    r"[\[(–—-]*\s*(?:quảng cáo|advertisement|tin tài trợ|sponsored)\s*[\])–—:-]*", re.IGNORECASE
)
_CONTROL_LINE = re.compile(
    r"(?:chia sẻ(?: bài viết)?|lưu(?: bài)?|theo dõi(?: chúng tôi)?|sao chép(?: liên kết)?|in bài(?: viết)?"
    r"|nghe đọc bài|trở (?:lại|về)(?: chủ đề)?|đăng ký|đăng nhập|thích|copy link|share|print)"
    r"(?:\s*[:|/•]*\s*(?:facebook|zalo|twitter|email|copy link|\d+))*\s*[:.]*",
    re.IGNORECASE,
)
_SAYS_MISSING = re.compile(
    r"không tìm thấy (?:trang|nội dung|bài viết|đường dẫn)|(?:trang(?: (?:này|web|bạn|mà)[^.]{0,30}?)?"
    r"|bài viết(?: này)?|đường dẫn(?: này)?) (?:không tồn tại|không tìm thấy|đã bị (?:xóa|xoá|gỡ))"
    r"|page (?:was |is )?not found|page (?:can[’']t|cannot|could not) be found|access denied",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)


def names_of(attributes: Mapping[str, str]) -> str:
    """The names in an element's attributes, lower case, one hyphen between two: `box-tin-lien-quan`."""
    raw = " ".join(value for key in _ATTRIBUTES if (value := attributes.get(key)))
    return _SEPARATOR.sub("-", _CAMEL.sub("-", raw).lower())


def labels_of(attributes: Mapping[str, str]) -> frozenset[Label]:
    """Every kind of part that an element's names tell."""
    names = names_of(attributes)
    return frozenset(label for label, pattern in _PATTERNS.items() if pattern.search(names)) if names else frozenset()


def heads_links(line: str) -> bool:
    """Whether a line only announces links to other pages ("Tin liên quan:")."""
    return _HEADS_LINKS.fullmatch(line) is not None


def speaks_of_links(line: str) -> bool:
    """Whether a line speaks of other articles anywhere in it ("Mời bạn xem thêm các bài khác của chúng tôi:")."""
    return _SPEAKS_OF_LINKS.search(line) is not None


def heads_comments(line: str) -> bool:
    """Whether a line only announces what readers wrote ("Bình luận (12)")."""
    return _HEADS_COMMENTS.fullmatch(line) is not None


def is_furniture_line(line: str) -> bool:
    """Whether a line is a page's own talk: an advertisement's mark, a row of buttons."""
    return _ADVERTISING_LINE.fullmatch(line) is not None or _CONTROL_LINE.fullmatch(line) is not None


def says_missing(line: str) -> bool:
    """Whether a line says that a page isn't there, or isn't for its reader."""
    return _SAYS_MISSING.search(line) is not None


def speaks_of_cookies(line: str) -> bool:
    """Whether a line speaks of what a site stores in a browser."""
    return _COOKIES.search(line) is not None
