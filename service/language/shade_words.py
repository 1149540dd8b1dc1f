"""Words that shade a fact without naming another: planned, all, only; deputies and their heads' titles; who speaks.

A statement that drops or adds one tells another fact: what is "dự kiến" isn't done, a "Phó giám đốc" isn't the
"giám đốc". Each list has the forms of both languages.
"""

from __future__ import annotations

import re

from ingest.regex import regex
from service.language.lexicon import terms


def _any(listed: str) -> str:
    return "|".join(sorted(map(re.escape, terms(listed)), key=len, reverse=True))


def _words(listed: str) -> re.Pattern[str]:
    return regex(rf"(?<!\w)(?:{_any(listed)})(?!\w)", re.IGNORECASE)


PLANNED = _words("dự kiến, dự định, dự tính, đề xuất, kiến nghị, cam kết")
"""Vietnamese words that say that something isn't done yet."""

PENDING = _words("hứa, sẽ, đang, chờ, nếu, có thể, muốn, xin, mục tiêu, kế hoạch, phương án, dự thảo, chưa")
"""Vietnamese words that leave open whether something is done: what is told as `DONE` needs others."""

DONE = regex(r"(?<!\w)(?:đã|has|have|had|was|were|[a-z]+ed)(?!\w)", re.IGNORECASE)

DENIED = regex(r"(?<!\w)(?:bác(?!\s+sĩ)|bác bỏ|phủ nhận)(?!\w)", re.IGNORECASE)
"""Vietnamese words that say that what follows isn't so."""

OPEN = _words(
    "dự kiến, dự định, dự tính, kế hoạch, mục tiêu, kỳ vọng, đề xuất, kiến nghị, đề nghị, xin, muốn, cam kết, hứa, "
    "sẽ, sắp, có thể, nếu, cần, phải, hẹn, chỉ tiêu, phương án, yêu cầu, chưa, ước, khả năng, will, would, may, "
    "might, could, can, if, plan, plans, planned, planning, expected, expects, scheduled, due, intends, aims, target, "
    "targets, hopes, proposed, proposes, proposal, suggested, suggests, asked, asks, requested, recommended, promised, "
    "promises, pledged, pledges, committed, is to, are to, should, must, estimated, wants, want, not, yet, to be, "
    "under, set, goal"
)
"""Words with which a statement leaves open whether something is done."""

_ALL = _any("toàn bộ, tất cả, mọi, hoàn toàn, all, entire, entirely, every, everyone, fully, completely")
_SUM = r"(?<=\bin )all\s*(?:[,.;:)]|$)|all told\b|every (?:\d|two|three|four|five|six|ten)\b"
"""What only adds up or gives a rate: "in all", "all told", "two of every three"."""

_EACH_OF = r"cả(?=\s+(?:\d|(?:ba|bốn|sáu|bảy|tám|chín|mười)(?!\w)))"
"""Before how many there are in all: "cả 26 cống". "Cả năm" is a year, and of two "cả" says no more than "hai"."""

ALL = regex(rf"(?<!\w)(?!{_SUM})(?:{_ALL}|{_EACH_OF})(?!\w)", re.IGNORECASE)
WHOLE = _words(
    "toàn bộ, tất cả, mọi, hoàn toàn, cả, toàn, hết, đều, mỗi, từng, các, những, 100%, không còn, duy nhất, "
    "all, entire, entirely, every, everyone, fully, completely, whole, each"
)
"""Words of which the evidence needs one where the statement says `ALL`."""

SOME = _words("một phần, một số, vài, part of, some of, a part, one of many, several")
ONLY_ALL = _words("toàn bộ, tất cả, duy nhất, không ai, cả hai, entire, only one, nobody")
"""Words of the evidence that a statement with `SOME` contradicts, if it has no such word itself."""

CAUSE = _words("vì, do, bởi, nhờ, because of, because, due to, owing to, caused by, thanks to")
"""Words before a cause."""

COMPUTED = _words(
    "tổng cộng, cả thảy, tính cả, kể cả, cùng với, in total, a total of, altogether, all told, in all, combined, "
    "hơn, kém, nhiều hơn, ít hơn, cao hơn, thấp hơn, còn lại, còn thiếu, cách biệt, chênh, chưa kể, so với, trước đó, "
    "more than, fewer than, less than, higher, lower, younger, older, remaining, left, still, tăng thêm, đắt thêm, "
    "gồm, chỉ còn, vượt, hụt, bớt, dôi, bình quân, trung bình, the rest, short of, ahead of, on average, each"
)
"""Words that announce a sum or a difference."""

CONNECTING = frozenset(
    terms(
        "tuy nhiên, tuy vậy, tuy thế, ngoài ra, bên cạnh đó, trong khi đó, trong khi, trong đó, trong số đó, cụ thể, "
        "chưa hết, ngược lại, do đó, vì vậy, vì thế, nhờ đó, song, riêng, tức, tức là, nghĩa là, bình quân, "
        "trung bình, tổng cộng, tổng số, cả thảy, khoảng, chừng, gần, so với, hơn, chỉ, mới, lần, gấp, mức, however, "
        "moreover, meanwhile, in addition, besides, instead, by contrast, in fact, partly, only partly, only, that is, "
        "which means, in total, in all, altogether, on average, average, about, around, nearly, roughly, almost, "
        "compared with, times"
    )
)
"""Phrases that tie facts together, or a number to another, and state none themselves."""

PERSONS = {"vi": ("tôi", "bạn", "hãy"), "en": ("i", "you", "your", "my", "please")}
"""Words with which who speaks tells of himself, or turns to who listens."""

SPEAKERS = frozenset(("tôi", "mình"))
"""Words by which who is quoted tells of himself."""

DEPUTY = "phó"
"""The Vietnamese word before a head's title that makes a deputy's of it."""

_TITLES = (
    "giám đốc, tổng giám đốc, chủ tịch, cục trưởng, vụ trưởng, chi cục trưởng, trưởng phòng, trưởng ban, trưởng khoa, "
    "trưởng, viện trưởng, hiệu trưởng, bí thư, tổng biên tập, chánh án, chánh thanh tra, đội trưởng, chủ nhiệm"
)
TITLE = {
    "vi": regex(rf"(?<!\w)(?P<deputy>{DEPUTY}\s+)?(?<!\w)(?P<title>{_any(_TITLES)})(?!\w)", re.IGNORECASE),
    "en": regex(
        r"(?<!\w)(?P<deputy>(?:deputy|vice|assistant)[\s-](?:\w+\s+){0,2}?)?(?<!\w)"
        r"(?P<title>director|chairman|chairwoman|chair|head|principal|president|secretary|rector|editor|chief)(?!\w)",
        re.IGNORECASE,
    ),
}
"""Titles of heads, each with what makes a deputy's of it."""

NO = regex(r"(?:không|chưa|no)\s*[,.:;]\s", re.IGNORECASE)
"""What a statement that denies what was asked begins with."""

_LEAD = regex(
    r"^(?:(?:có|không|chưa|đúng|phải|yes|no)\s*[,.:;]\s+|(?:theo (?:bài báo|bài viết|bài|tin)|according to the "
    r"(?:article|report|newspaper))(?: này| trên)?\s*,\s+)+",
    re.IGNORECASE,
)


def without_lead(statement: str) -> str:
    """A statement without what only answers or frames: "Có, …", "No, …", "Theo bài báo, …"."""
    rest = _LEAD.sub("", statement)
    return rest[:1].upper() + rest[1:]


FROM = regex(r"(?:\bfrom|(?<!\w)từ)\s+(?:\w+\s+)?$", re.IGNORECASE)
"""Before where something begins, or comes from."""
