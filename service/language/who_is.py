"""Questions for who somebody is, however they are put, and what texts say of that. Pure.

"X giữ chức vụ gì?" is answered by what answers "X là ai?": words for an office in general stand in no such sentence,
and draw the question to others that have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ingest.analysis import fold
from ingest.regex import regex
from service.language.languages import Language
from service.language.lexicon import Concept, concepts, ranks, terms
from service.language.text import UPPER

LEAST_WORDS = 2
"""Of a person's name."""

MOST_WORDS = 5
"""Of a name."""

BEFORE = 90
"""Code points before a name in which its bearer's office stands."""

LONGEST = 20
"""Words of an office with all that it is of, at most."""

_OFFICE = r"(?:chức vụ|chuc vu|chức danh|chuc danh|chức|chuc|cương vị|cuong vi|nghề nghiệp|nghe nghiep|nghề|nghe)"
_NOW = r"(?:(?:hiện|hien|đang|dang)(?:\s(?:nay|tại|tai|giờ|gio))?\s){0,2}"
_WHICH = r"(?:gì|gi|nào|nao)"
_END = r"(?:\s(?:vậy|vay|thế|the|ạ|a|nhỉ|nhi|hả|ha))?\s*[?.!]*"
_JOB = r"(?:position|post|office|job|job title|title|occupation|profession)"

_FORMS = {
    "vi": (
        rf"(?P<who>.+?)\s{_NOW}(?:giữ|giu|làm|lam|nắm|nam|có|co|đảm nhiệm|dam nhiem|đảm nhận|dam nhan|mang)\s"
        rf"{_OFFICE}\s(?:là\s|la\s)?{_WHICH}{_END}",
        rf"(?P<who>.+?)\s{_NOW}(?:là|la)\s{_OFFICE}\s{_WHICH}{_END}",
        rf"{_OFFICE}\s{_NOW}(?:của|cua)\s(?P<who>.+?)(?:\s(?:là|la)(?:\s{_WHICH})?)?{_END}",
    ),
    "en": (
        rf"what(?:\s?['’]s|\sis|\swas)\s(?P<who>.+?)['’]s\s(?:current\s|official\s)?{_JOB}\s*[?.!]*",
        rf"(?:what|which)\s{_JOB}\s(?:does|did|do)\s(?P<who>.+?)\s(?:currently\s)?(?:hold|have|occupy|do)\s*[?.!]*",
    ),
}
_PUT = {"vi": "{} là ai?", "en": "Who is {}?"}
_PATTERNS = {code: tuple(regex(form, re.IGNORECASE) for form in forms) for code, forms in _FORMS.items()}

_WHO = {
    "vi": (
        regex(rf"(?P<who>.+?)\s{_NOW}(?:là|la)\sai{_END}", re.IGNORECASE),
        regex(rf"ai\s(?:là|la)\s(?P<who>.+?){_END}", re.IGNORECASE),
    ),
    "en": (regex(r"who(?:\s?['’]s|\sis|\swas)\s(?P<who>.+?)\s*[?.!]*", re.IGNORECASE),),
}
_CALLED = "ông, bà, anh, chị, cô, chú, bác, cụ, em, đồng chí, mr, mrs, ms, dr, mr., mrs., ms., dr."
_ROLES = (
    "đại diện, người phát ngôn, chuyên gia, giáo viên, giảng viên, luật sư, kỹ sư, huấn luyện viên, hiệu trưởng, "
    "chủ nhiệm, chánh án, thành viên, ủy viên, uỷ viên, nhân viên, cán bộ, điều phối viên, phóng viên, kiến trúc sư, "
    "y tá, điều dưỡng, thẩm phán, kiểm sát viên, nhạc sĩ, ca sĩ, nghệ sĩ, nghệ nhân, họa sĩ, đạo diễn, diễn viên, "
    "người mẫu, cầu thủ, thủ môn, tiền đạo, tiền vệ, hậu vệ, trọng tài, vận động viên, nông dân, ngư dân, công nhân, "
    "tài xế, lái xe, sinh viên, học sinh, tiểu thương, doanh nhân, linh mục, nhà báo, nhà văn, nhà thơ, nhà giáo, "
    "nhà khoa học, nhà nghiên cứu, nhà kinh tế, nhà sử học, nhà thiết kế, nhà đầu tư, nhà sáng lập, nhà ngoại giao, "
    "nhà hoạt động, nhà vật lý, nhà toán học, nhà sinh vật học, nhà triết học, nhà lãnh đạo"
)
"""What somebody may be, besides the titles of the table of concepts."""

_NO_OFFICES = frozenset(("chủ trì", "chủ tọa", "trưởng"))
"""What that table lists for translations."""

_WORD = regex(r"\w+")
_OWN = r"[^,.;:()\n“”\"–]*"
_LINK = r"(?:(?:nay|hiện|hiện nay|vốn|từng|là|làm|giữ|chức|chức vụ|vừa|mới|đang|được|bầu|bổ nhiệm|giao)\s)*"
_OTHERS = (
    r"đã|cho|cũng|nói|từ|khi|sẽ|vào|hồi|thay|là|với|sau|trước|trong|theo|tại|gặp|để|nhưng|nêu|chúc|cùng"
    r"|khẳng định|phát biểu|đồng chủ trì|chủ trì|đánh giá|nhấn mạnh|đề nghị|đề xuất|thông báo|báo cáo|bày tỏ|trao"
    r"|chia sẻ|mong|cảm ơn|ghi nhận|tin tưởng|tin rằng|hy vọng|kêu gọi|yêu cầu|tham dự|ký kết|tiếp đón|thăm|trả lời"
    r"|đón|gửi|đến"
)
"""Words beside an office that aren't its own: of clauses, and of what its bearer does."""

_STOP = regex(
    rf"\s(?:{_OTHERS}"
    rf"|và\s(?:ông|bà|anh|chị|đồng chí|(?:thiếu|trung|thượng|đại)\s(?:tướng|tá|úy)|[{UPPER}]\w+\s[{UPPER}]))(?=\s|$)"
)


def put_as_who_is(question: str, language: Language) -> str:
    """The question as "… là ai?" or "Who is …?" where it asks for somebody's office or job; else as it is."""
    for pattern in _PATTERNS[language.code]:
        if found := pattern.fullmatch(question):
            return _PUT[language.code].format(found["who"])
    return question


def asked_who(question: str, language: Language) -> str | None:
    """The name, as it is typed, of whom a question asks who that is; None if it asks something else.

    What is typed in small letters may be something else yet ("người đứng đầu").
    """
    found = next(filter(None, (pattern.fullmatch(question.strip()) for pattern in _WHO[language.code])), None)
    if found is None:
        return None
    name = _lead().sub("", found["who"])
    # Behind an office stands what it is an office of, most often.
    return name if LEAST_WORDS <= len(name.split()) <= MOST_WORDS and not _begins_office().match(name) else None


def is_capitalised(name: str) -> bool:
    """Whether each of its words is written with a capital."""
    return all(word[0].isupper() for word in name.split())


def office_of(name: str, text: str) -> tuple[int, int] | None:
    """The half-open stretch of `text` that says what the bearer of a name is; None if none does."""
    for start, end in places_of(name, text):
        if found := _behind().match(text, end):
            return _trimmed(text, *found.span("office"))
        before = text[max(0, start - BEFORE) : start]
        if found := _before().search(before):
            at = start - len(before) + found.start("office")
            return at, at + len(found["office"])
    return None


def places_of(name: str, text: str) -> list[tuple[int, int]]:
    """Where a text has these words, whatever their marks, as a name."""
    words, wanted = list(_WORD.finditer(text)), [fold(word) for word in _WORD.findall(name)]
    runs = (words[at : at + len(wanted)] for at in range(len(words) - len(wanted) + 1))
    return [
        (run[0].start(), run[-1].end())
        for run in runs
        if run[0].group()[0].isupper() and run[-1].group()[0].isupper() and [fold(one.group()) for one in run] == wanted
    ]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """An office without what follows it."""
    stop = _STOP.search(text, start, end)
    words = list(_WORD.finditer(text, start, stop.start() if stop else end))[:LONGEST]
    return start, words[-1].end()


@lru_cache(maxsize=1)
def _ranks() -> frozenset[str]:
    """A man is a general of nothing in particular: ranks are no offices."""
    return frozenset(_forms(one for one in concepts() if one.opposition == ranks()))


def _forms(titles: Iterable[Concept]) -> Iterator[str]:
    return (form for one in titles for forms in dict(one.forms).values() for form in forms)


def _any(forms: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _office() -> str:
    """A pattern for how an office begins."""
    titles = set(_forms(one for one in concepts() if one.kind == "title")) - _ranks() - _NO_OFFICES
    listed = _any({*titles, *terms(_ROLES)})
    return rf"(?:(?:phó|quyền|nguyên|cựu|tân)\s)*(?:{listed}|(?:tổng|trưởng|phó|chánh|chủ)\s[^\W\d_]+)(?!\w)"


@lru_cache(maxsize=1)
def _begins_office() -> re.Pattern[str]:
    return re.compile(_office(), re.IGNORECASE)


@lru_cache(maxsize=1)
def _behind() -> re.Pattern[str]:
    return re.compile(rf"\s?[,(–-]?\s?{_LINK}(?P<office>{_office()}{_OWN}(?:, {_office()}{_OWN})*)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    middle = rf"(?:\s(?!(?:và|của|tặng|người|{_OTHERS})\s)[^\s,.;:()\n“”\"–]+){{0,8}}?"
    return re.compile(rf"(?<!\w)(?P<office>{_office()}{middle})\s(?:(?:{_any(terms(_CALLED))})\s)?$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    """What somebody is called by before a name."""
    return re.compile(rf"^(?:(?:{_any({*_ranks(), *terms(_CALLED)})})\s)+", re.IGNORECASE)
