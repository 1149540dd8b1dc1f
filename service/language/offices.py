"""What texts say that somebody is: where the office beside a name begins and ends. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ingest.analysis import fold
from ingest.regex import regex
from service.language.lexicon import Concept, concepts, ranks, terms
from service.language.text import UPPER, side_by_side

BEFORE = 90
"""Code points before a name in which its bearer's office stands."""

LONGEST = 20
"""Words of an office with all that it is of, at most."""

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

_WORD = regex(r"\w+")
_APPOSED = regex(rf"(?:[{UPPER}]\w+[ -]){{1,4}}[{UPPER}]\w+(?=, [{UPPER}])")
_OWN = r"[^,.;:()\n“”\"–]*"
_LINK = r"(?:(?:nay|hiện|hiện nay|vốn|từng|là|làm|giữ|chức|chức vụ|vừa|mới|đang|được|bầu|bổ nhiệm|giao)\s)*"
_OTHERS = (
    r"đã|cho|cũng|nói|từ|khi|sẽ|vào|hồi|thay|là|với|sau|trước|trong|theo|tại|gặp|để|nhưng|nêu|chúc|cùng"
    r"|khẳng định|phát biểu|đồng chủ trì|chủ trì|đánh giá|nhấn mạnh|đề nghị|đề xuất|thông báo|báo cáo|bày tỏ|trao"
    r"|chia sẻ|mong|cảm ơn|ghi nhận|tin tưởng|tin rằng|hy vọng|kêu gọi|yêu cầu|tham dự|ký kết|tiếp đón|thăm|trả lời"
    r"|đón|gửi|đến"
)
"""Words beside an office that aren't its own: of clauses, and of what its bearer does."""


def office_of(name: str, text: str) -> tuple[int, int] | None:
    """The half-open stretch of `text` that says what the bearer of a name is; None if none does."""
    for start, end in places_of(name, text):
        if behind := office_behind(text, end):
            return behind
        before = text[max(0, start - BEFORE) : start]
        if found := _patterns().before.search(before):
            at = start - len(before) + found.start("office")
            return at, at + len(found["office"])
    return None


def office_behind(text: str, end: int) -> tuple[int, int] | None:
    """The half-open stretch behind a name, which ends there, that says what its bearer is; None if none does."""
    found = _patterns().behind.match(text, end)
    return None if found is None else (found.start("office"), found.start("office") + len(own(found["office"])))


def apposed(text: str) -> Iterator[tuple[int, int, int]]:
    """Offices behind a name and a comma: where the name begins, and where the office does and ends."""
    for name in _APPOSED.finditer(text):
        if found := office_behind(text, name.end()):
            yield name.start(), *found


def own(office: str) -> str:
    """An office with what it is of, but without what else its clause says."""
    stop = _patterns().stop.search(office)
    words = list(_WORD.finditer(office, 0, stop.start() if stop else len(office)))[:LONGEST]
    return office[: words[-1].end()]


def places_of(name: str, text: str) -> list[tuple[int, int]]:
    """Where a text has these words, whatever their marks, as a name."""
    words, wanted = list(_WORD.finditer(text)), [fold(word) for word in _WORD.findall(name)]
    starts = side_by_side(wanted, [fold(word.group()) for word in words])
    runs = ((words[at], words[at + len(wanted) - 1]) for at in starts)
    return [(one.start(), two.end()) for one, two in runs if one.group()[0].isupper() and two.group()[0].isupper()]


def begins_office(words: str) -> bool:
    """Whether words begin with an office, or with what somebody may be."""
    return _patterns().office.match(words) is not None


def without_address(name: str) -> str:
    """A name without what its bearer is called by: "ông", a rank."""
    return _patterns().address.sub("", name)


class _Patterns(NamedTuple):
    """For how an office begins, for one behind a name and one before it, what ends one, and what somebody is called."""

    office: re.Pattern[str]
    behind: re.Pattern[str]
    before: re.Pattern[str]
    stop: re.Pattern[str]
    address: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    titles = [one for one in concepts() if one.kind == "title"]
    # A man is a general of nothing in particular: ranks are no offices.
    ranked = _forms(one for one in titles if one.opposition == ranks())
    # "Thuyền trưởng" is a rank, and no "trưởng".
    listed = _any({*_forms(titles), *terms(_ROLES)} - ranked - {"trưởng"})
    called = _any({*ranked, *terms(_CALLED)})
    office = rf"(?:(?:phó|quyền|nguyên|cựu|tân)\s)*(?:{listed}|(?:tổng|trưởng|phó|chánh|chủ)\s[^\W\d_]+)(?!\w)"
    middle = rf"(?:\s(?!(?:và|của|tặng|người|{_OTHERS})\s)[^\s,.;:()\n“”\"–]+){{0,8}}?"
    forms = (
        office,
        rf"\s?[,(–-]?\s?{_LINK}(?P<office>{office}{_OWN}(?:, {office}{_OWN})*)",
        rf"(?<!\w)(?P<office>{office}{middle})\s(?:(?:{_any(terms(_CALLED))})\s)?$",
        rf"\s(?:(?-i:{_OTHERS}|và\s(?![{UPPER}]{{2}})[{UPPER}]\w+\s[{UPPER}]\w*)|và\s(?:{called}|{office}))(?=\s|$)",
        rf"^(?:(?:{called})\s)+",
    )
    return _Patterns(*(regex(form, re.IGNORECASE) for form in forms))


def _forms(titles: Iterable[Concept]) -> set[str]:
    return {form for one in titles for _, forms in one.forms for form in forms}


def _any(forms: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
