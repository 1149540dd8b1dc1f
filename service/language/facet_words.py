"""Words that tell which of two like things is meant: killed or injured, length or width, a part or all of it. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.analysis import fold, syllables
from ingest.regex import regex
from service.language.lexicon import terms

OPENING = 40
"""Characters of a phrase, up to its comma, that opens a sentence and holds for all of it."""

AHEAD = 40
"""Characters behind a word for a part in which what it is a part of begins."""


def _words(listed: str) -> re.Pattern[str]:
    forms = "|".join(sorted(map(re.escape, terms(listed)), key=len, reverse=True))
    return regex(rf"(?<!\w)(?:{forms})(?!\w)", re.IGNORECASE)


_STATES = (
    "chết, thiệt mạng, tử vong, tử nạn, tử thương, thi thể, sinh mạng, mạng người, qua đời, bỏ mạng, dead, die, died, "
    "deaths, killed, death toll, fatalities",
    "bị thương, thương vong, thương tích, trọng thương, injured, wounded, hurt, injuries",
    "mất tích, missing",
    "cứu sống, được cứu, cứu được, giải cứu, sống sót, rescued, saved, survived, survivors",
    "sơ tán, di dời, dời nhà, di tản, evacuated, relocated",
    "nhập viện, phẫu thuật, mổ, hospitalised, hospitalized",
    "bị bắt, bắt giữ, tạm giữ, arrested, detained",
)
_SIZES = (
    "dài, kéo dài, length, long",
    "rộng, diện tích, width, wide, area",
    "cao, height, high, tall",
    "sâu, depth, deep",
    "nặng, khối lượng, weight, weighs",
    "tốc độ, vận tốc, speed",
)
_SUMS = (
    "doanh thu, revenue",
    "lợi nhuận, lãi, profit",
    "lỗ, loss",
    "vốn, đầu tư, kinh phí, investment",
    "thiệt hại, damage",
    "hỗ trợ, bồi thường, đền bù, compensation",
    "lương, thu nhập, salary",
    "phạt, nộp phạt, fined",
    "thưởng, bonus",
    "ủng hộ, quyên góp, tài trợ, donated",
)
_OTHERS = (
    ("mua vào, thu mua, mua", "bán ra, bán"),
    (
        "thấp nhất, rẻ nhất, ít nhất, tối thiểu, lowest, cheapest, minimum",
        "cao nhất, đắt nhất, nhiều nhất, tối đa, sức chứa, highest, maximum",
    ),
    ("sơ thẩm", "phúc thẩm", "giám đốc thẩm"),
    ("một chiều, one-way, single", "khứ hồi, return, round-trip"),
    ("người lớn, adult, adults", "trẻ em, em nhỏ, học sinh, child, children"),
    ("xuất khẩu, exports, exported", "nhập khẩu, imports, imported"),
    ("khởi công, động thổ", "hoàn thành, khánh thành, thông xe, completed"),
    ("khai mạc, mở màn, mở cửa, khai trương, opened, opens", "bế mạc, kết thúc, đóng cửa, closed, ended"),
    ("bùng phát, bùng lên, phát ra, broke out", "dập tắt, khống chế, put out, extinguished"),
    ("ngày sinh, sinh năm, sinh ngày, born", "qua đời, mất năm"),
    ("ô tô, xe hơi, cars", "xe máy, mô tô, motorbikes", "xe tải, trucks"),
    ("nam, male, men", "nữ, female, women"),
)
_FAMILIES = tuple(tuple(map(_words, family)) for family in (_STATES, _SIZES, _SUMS, *_OTHERS))
"""In each what excludes each other: a number of one is no number of another."""

PART = _words(
    "riêng, trong đó, trong số đó, mỗi, từng, bình quân, trung bình, đoạn, nhịp, đợt, giai đoạn, quý, thêm, khác, nữa, "
    "còn lại, một phần, hạng mục, lẻ, số còn lại, mới chỉ, ban đầu, ngoài ra, cùng kỳ, năm ngoái, năm trước, trước đó, "
    "toàn ngành, sân nhà, sân khách, chợ đen, each, every, average, per, another, additional, more, other, remaining, "
    "rest, phase, stage, section, so far"
)
"""Words for a part of something, or for more than it: with one of them on one side two tell of two things."""

_SINGLES_OUT = _words("riêng, mỗi, từng, each, every")

ASKED_PART = _words("riêng, mỗi, nhịp, đoạn, đợt, quý")
"""Those of which a question that asks for a part has one."""

PLAN = _words(
    "dự kiến, dự định, dự tính, kế hoạch, mục tiêu, kỳ vọng, đề xuất, kiến nghị, đề nghị, phấn đấu, đặt mục tiêu, "
    "cam kết, hứa, hẹn, phương án, dự báo, would, will, expected, expects, planned, plans, target, goal, scheduled, "
    "proposed, forecast"
)
"""Words for what isn't so yet."""

FORMER = _words("nguyên, cựu, quyền, former, acting, ex")
"""Words before the title of who isn't in office, or not in full."""

RAISED = regex(
    r"(?<!\w)(?:tăng|giảm|điều chỉnh|đính chính|nâng|hạ)\s+(?:\w+\s+){0,2}?(?:lên|từ|còn|xuống|thành)(?!\w)"
    r"|(?<!\w)(?:rose|increased|fell|dropped|revised|down|up) (?:to|from)(?!\w)",
    re.IGNORECASE,
)
"""What says itself that a number was another before."""

PERIOD = regex(
    r"(?<!\w)(quý|tháng|tuần|nửa đầu|nửa cuối|năm|học kỳ)\s+(?:\d+|[IVX]+|này|qua|đầu|nay)(?!\w)", re.IGNORECASE
)
_LEVELS = tuple(
    _words(level)
    for level in (
        "thôn, bản, ấp, xã, phường, thị trấn",
        "huyện, quận, thị xã",
        "tỉnh, thành phố",
        "cả nước, toàn quốc, nationwide, across the country",
    )
)
_SCOPE = regex(
    r"(?<!\w)(?:toàn|cả)\s+(?:xã|phường|huyện|quận|thị xã|tỉnh|thành phố|nước|quốc)(?!\w)"
    r"|across the country|nationwide",
    re.IGNORECASE,
)
_EACH = regex(
    r"(?<!\w)mỗi\s+(?:lượng|ký|kg|cân|tấn|lít|mét|m2|vé|lượt|chuyến|đêm|tháng|năm|ngày|giờ|chiếc|tờ|sáng|trưa|chiều|tối)(?!\w)",
    re.IGNORECASE,
)
"""What a price is for, and no part of anything."""

ELSEWHERE = frozenset(("km", "quan", "tang"))
"""What tells two places apart by its number, besides `NUMBERED`. Folded."""


@lru_cache(maxsize=256)
def members(text: str) -> tuple[frozenset[int], ...]:
    """For each family, persons' states first, which of its members a text has words for."""
    return tuple(members_of(family, text) for family in range(len(_FAMILIES)))


def members_of(family: int, text: str) -> frozenset[int]:
    """Which members of a family a text has words for."""
    return frozenset(at for at, form in enumerate(_FAMILIES[family]) if form.search(text))


def parts(text: str, asked: frozenset[str]) -> frozenset[str]:
    """The words for a part in a text, folded; none that singles out what is asked about ("riêng huyện …")."""
    found = set()
    for match in PART.finditer(_EACH.sub("", text)):
        behind = syllables(match.string[match.end() : match.end() + AHEAD])[:2]
        if not (_SINGLES_OUT.fullmatch(match.group()) and asked & set(map(fold, behind))):
            found.add(fold(match.group()))
    return frozenset(found)


def parts_around(text: str, clause: str, asked: frozenset[str]) -> frozenset[str]:
    """The words for a part in a clause of a text; what opens the text, up to a comma, holds for all of it."""
    opening, comma, _ = text.partition(",")
    opens = bool(comma) and len(opening) < OPENING
    return parts(clause, asked) | (parts(opening, asked) if opens else frozenset())


def is_wider(text: str, other: str) -> bool:
    """Whether a text is of all of a place and the other of a smaller one ("toàn tỉnh", "huyện …")."""
    scope = _SCOPE.search(text)
    if scope is None:
        return False
    level = next((at for at, form in enumerate(_LEVELS) if form.search(scope.group())), len(_LEVELS) - 1)
    return any(form.search(other) for form in _LEVELS[:level])
