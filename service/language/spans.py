"""The stretches of a text that may be what is asked for: names, numbers with their units, dates, reasons. Pure.

Grammar and typography alone, no names: candidates for a ranking, which decides between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from ingest.analysis import fold
from ingest.regex import regex
from service.language.answer_types import AnswerType, expected
from service.language.figure_reading import BOUNDS, MEASURES
from service.language.languages import Language
from service.language.lexicon import terms
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.text import UPPER

LONGEST = 20
"""Words of a stretch, at most."""


LEAST_LETTERS = 3
"""Of a name."""


LED_IN = 80
"""Code points before a name in which the titles of its bearer stand."""

REACH = 6
"""Code points behind a number in which a currency or its other meaning ("đồng hồ") is seen."""


class SpanKind(StrEnum):
    """What a stretch of a text is by its form."""

    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    PERSON = "person"
    NAME = "name"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A half-open stretch of a text, in code points."""

    start: int
    end: int
    kind: SpanKind


FITS: dict[AnswerType, dict[SpanKind, float]] = {
    AnswerType.NUMBER: {SpanKind.NUMBER: 1.0, SpanKind.MONEY: 1.0},
    AnswerType.MONEY: {SpanKind.MONEY: 1.0},
    AnswerType.DATE: {SpanKind.DATE: 1.0},
    AnswerType.PERSON: {SpanKind.PERSON: 1.0, SpanKind.NAME: 0.5},
    AnswerType.REASON: {SpanKind.REASON: 1.0},
}
"""How well a stretch of a kind is of the kind that is wanted; kinds that are left out don't come into question.

A question for something else gets no short answer: of places, things that are asked for by their kind ("which team")
and mottos six in ten were right at best, on the data that this was fitted on.
"""

_CLOCK = regex(r"\bmấy giờ\b|\bwhat time\b", re.IGNORECASE)
_ASKS = r"(?:bao nhiêu|mấy|ai|gì|nào|bao giờ|đâu|how|what|who|when|where|why|which)"
_SEVERAL = regex(
    rf"\b(?:những|các)\s(?:\S+\s){{0,3}}?(?:ai|gì|nào)\b|\b(?:kể tên|liệt kê)\b|^(?:hai|ba|bốn|năm|các|những)\s"
    rf"|\b{_ASKS}\b.*(?:,|\bvà|\band)\s(?:\S+\s){{0,2}}{_ASKS}\b",
    re.IGNORECASE,
)
"""Questions for more than one thing, of which a short answer would give one."""

_WHEN = regex(r"(?<=\S)\swhen\b.*", re.IGNORECASE)
"""Not at the beginning, it tells when, rather than asking."""


JOINT = regex(r"\s(?:và|cùng|với|and|with)\s", re.IGNORECASE)
"""What joins two things that are told of together ("A, giám đốc …, và B")."""


def asks_several(question: str) -> bool:
    """Whether a question asks for more than one thing, of which a short answer would give one."""
    return _SEVERAL.search(question) is not None


def wanted(question: str, language: Language) -> AnswerType | None:
    """The kind of thing that `question` asks for. `question` with its diacritics, as far as they were restored."""
    if asks_several(question):
        return None
    if _CLOCK.search(question):
        return AnswerType.DATE
    if language is Language.ENGLISH:
        question = _WHEN.sub("", question)
    kind = expected(question, language).kind
    return kind if kind in FITS else None


def _any(listed: str) -> str:
    return "|".join(sorted(map(re.escape, terms(listed)), key=len, reverse=True))


_TITLES = (
    "ông, bà, anh, chị, cô, chú, bác, cụ, em, đồng chí, thiếu tướng, trung tướng, thượng tướng, đại tướng, thiếu tá, "
    "trung tá, thượng tá, đại tá, thiếu úy, trung úy, thượng úy, đại úy, thiếu uý, trung uý, thượng uý, đại uý, "
    "giáo sư, phó giáo sư, tiến sĩ, thạc sĩ, bác sĩ, luật sư, kỹ sư, kiến trúc sư, nhạc sĩ, nhà văn, nhà báo, "
    "nghệ sĩ, ca sĩ, đạo diễn, cầu thủ, tiền đạo, tiền vệ, hậu vệ, thủ môn, trọng tài, huấn luyện viên, thẩm phán, "
    "bị cáo, nghi phạm, tài xế, chủ tịch, phó chủ tịch, giám đốc, phó giám đốc, tổng giám đốc, bộ trưởng, thứ trưởng, "
    "thủ tướng, tổng thống, chủ nhiệm, hiệu trưởng, trưởng phòng, trưởng ban, bí thư, đại sứ, tư lệnh, vua, nữ hoàng, "
    "hoàng đế, hoàng hậu, giáo hoàng, công chúa, hoàng tử"
)
_PLACES = (
    "tỉnh, thành phố, thị xã, thị trấn, huyện, quận, phường, xã, thôn, ấp, bản, làng, nước, sông, núi, đèo, đảo, hồ, "
    "biển, cầu, cảng, chợ, đường, phố, quốc lộ, cao tốc, khách sạn, bệnh viện, trường, sân vận động, sân bay, ga, "
    "nhà máy, vương quốc, cửa khẩu, vịnh, chùa, đền, bãi biển, khu công nghiệp, hội trường, nhà văn hóa, trụ sở, TP"
)
_DAYTIME = "rạng sáng, sáng sớm, sáng, trưa, chiều, tối, đêm, khuya"
_AT = "tại, ở, đến, từ, gần, qua, về, vào"
_REASONS = "bởi vì, vì, do, bởi, nhờ, để, nhằm, nguyên nhân là, lý do là"

_BOUND = rf"(?:(?:{'|'.join(_any(forms) for forms in BOUNDS.values())})\s+)?"
_IN_WORDS = (
    r"(?!một\s)(?:(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|mươi|mốt|tư|lăm|trăm|nghìn|ngàn|linh|lẻ|nửa)"
    r"(?:\s+|\b))+(?!\d)"
)
_DIGITS = r"(?<![\w.,/\-])\d+(?:[.,]\d+)*(?:\s*[-–]\s*\d+(?:[.,]\d+)*)?(?![\w/])"
_MEASURE = rf"(?:\s*(?:{'|'.join(sorted(map(re.escape, MEASURES), key=len, reverse=True))})(?!\w))"
_NUMBER = regex(rf"(?<!\w){_BOUND}(?P<number>{_DIGITS}|{_IN_WORDS})(?P<unit>{_MEASURE}*)", re.IGNORECASE)
_COUNTED = regex(r"\s*([^\W\d_]+)")
_SYLLABLE = regex(r"[^\W\d_]+")
_MONEY = regex(
    r"(?:đồng(?! hồ| chí| bào)|VND|VNĐ|USD|đô la|euro|bảng|kíp|riel|baht|nhân dân tệ|yên|won)\b|[$€£]", re.IGNORECASE
)
_Y = r"(?:1\d{3}|20\d\d|21\d\d)"
_DATE = regex(
    rf"(?<![\w.,/\-])(?:(?:{_any(_DAYTIME)})\s+)?(?:"
    rf"(?:ngày\s+|mùng\s+|mồng\s+|hôm\s+)?\d{{1,2}}\s*[/\-]\s*\d{{1,2}}(?:\s*[/\-]\s*{_Y})?(?![\d%/])"
    rf"|(?:ngày|mùng|mồng)\s+\d{{1,2}}(?:\s+tháng\s+\d{{1,2}}(?:,?\s*(?:năm\s+)?{_Y})?)?"
    rf"|\d{{1,2}}\s+tháng\s+\d{{1,2}}(?:,?\s*(?:năm\s+)?{_Y})?"
    rf"|(?:đầu |giữa |cuối )?tháng\s+\d{{1,2}}(?:(?:\s*[/\-]\s*|,?\s+năm\s+|\s+){_Y})?(?!\d)"
    rf"|(?:đầu |giữa |cuối )?(?:mùa\s+(?:xuân|hè|thu|đông)|(?:thế kỷ|thập niên|thập kỷ|những năm|quý)(?:\s+thứ)?\s+\w+)"
    rf"(?:(?:,?\s*năm)?\s*{_Y})?"
    rf"|(?:đầu |giữa |cuối )?năm\s+{_Y}(?:\s*[-–]\s*{_Y})?"
    rf"|{_Y}(?:\s*[-–]\s*{_Y})?(?![\w%]|[.,]\d)"
    rf"|\d{{1,2}}\s*(?:h|giờ)(?:\s*\d{{2}}(?:\s*phút)?)?(?!\w)"
    rf"|\d{{1,2}}:\d\d"
    rf"|(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)(?!\w)"
    rf")",
    re.IGNORECASE,
)
_JOINS_DATES = regex(r"\s*,?\s*(?:ngày\s+|của\s+)?|\s*\(\s*|\s*(?:đến|tới|-|–)\s*", re.IGNORECASE)
_CAP = rf"[{UPPER}](?:\.(?=\s[{UPPER}])|[\w'’]*(?:[\-.][\w'’]+)*)"
_NAME = regex(
    rf"(?<![\w\-]){_CAP}(?:\s+(?:(?:de|da|von|van|of|the|du|la|al|el)\s+(?=[{UPPER}]))?(?:{_CAP}|\d+\b(?![%.,/-])))*"
)
_LEAD_TITLE = regex(rf"(?:(?<!\w)(?:{_any(_TITLES)})\s+)+$", re.IGNORECASE)
_TITLE = regex(rf"(?:{_any(_TITLES)})(?!\w)", re.IGNORECASE)
_LEAD_PLACE = regex(rf"(?<!\w)(?:{_any(_PLACES)}|{_any(_AT)})\s+$", re.IGNORECASE)
_GOES_ON = regex(r"\s([a-zà-ỹđ]\w*)")
_REASON = regex(rf"(?<!\w)(?:{_any(_REASONS)})\s+(?!vậy|thế|đó|đấy|này|chuyện|sao)[^.;:()?!\n]+", re.IGNORECASE)
_INITIAL = regex(rf"(?<!\w)[{UPPER}]\Z")
CLAUSE_BREAK = regex(r"[,;:.?!…()–](?!\d)|\s(?:nhưng|còn|trong khi|trong đó|đồng thời|và)\s")
"""Where one clause ends and the next begins, roughly."""
_FIRST = regex(r"(?:^|[.!?:…\n“\"\-–]\s*)$")


def candidates(text: str, want: AnswerType) -> list[Candidate]:
    """The stretches of `text` that may be what is wanted, in order."""
    dates, kinds = list(_dates(text)), FITS[want]
    # Dates first: their digits are no numbers, and their months no names.
    every = chain(
        dates,
        _numbers(text, dates) if SpanKind.MONEY in kinds else (),
        _names(text, dates) if SpanKind.NAME in kinds else (),
        _reasons(text) if SpanKind.REASON in kinds else (),
    )
    found: dict[tuple[int, int], Candidate] = {}
    for one in every:
        if one.kind in kinds and len(text[one.start : one.end].split()) <= LONGEST:
            found.setdefault((one.start, one.end), one)
    return sorted(found.values(), key=lambda one: (one.start, one.end))


def _dates(text: str) -> Iterator[Candidate]:
    runs: list[list[int]] = []
    for match in _DATE.finditer(text):
        # "8h ngày 5/8" is one answer to when.
        if runs and _JOINS_DATES.fullmatch(text, runs[-1][1], match.start()):
            runs[-1][1] = match.end()
        else:
            runs.append([match.start(), match.end()])
    yield from (Candidate(start, end, SpanKind.DATE) for start, end in runs)


def _inside(at: int, spans: list[Candidate]) -> bool:
    return any(one.start <= at < one.end for one in spans)


def _numbers(text: str, dates: list[Candidate]) -> Iterator[Candidate]:
    """Numbers with the bound before them and the unit behind, or else the next word, which tells what they count."""
    for match in _NUMBER.finditer(text):
        if _inside(match.start("number"), dates):
            continue
        end = len(text[: match.end()].rstrip())
        kind = SpanKind.MONEY if _MONEY.search(text[match.start("number") : end + REACH]) else SpanKind.NUMBER
        counted = None if match["unit"] else _COUNTED.match(text, end)
        takes = counted is not None and fold(counted[1]) not in QUESTION_STOPWORDS["vi"] and not counted[1][0].isupper()
        yield Candidate(match.start(), counted.end() if counted and takes else end, kind)


def _names(text: str, dates: list[Candidate]) -> Iterator[Candidate]:
    for match in _NAME.finditer(text):
        start, end = match.span()
        if _inside(start, dates) or end - start < LEAST_LETTERS or any(char.isdigit() for char in match.group()):
            continue  # an initial, a sign
        goes_on, alone = _GOES_ON.match(text, end), " " not in match.group()
        if alone and goes_on and fold(goes_on[1]) not in QUESTION_STOPWORDS["vi"]:
            continue  # the first syllable of an institution ("Tòa án"), or of a sentence
        office = _TITLE.match(text, start)
        if office and office.end() > end:
            continue  # the capitals of "Phó Chủ tịch"
        reach = max(0, start - LED_IN)
        title = _LEAD_TITLE.search(text, reach, start)
        if title:
            yield Candidate(title.start(), end, SpanKind.PERSON)
        elif not (_LEAD_PLACE.search(text, reach, start) or (alone and _FIRST.search(text[:start]))):
            yield Candidate(start, end, SpanKind.NAME)


def _reasons(text: str) -> Iterator[Candidate]:
    """From the word that gives a reason to the end of its clause, at a comma or further on; never cut at an initial."""
    for match in _REASON.finditer(text):
        ends = [at for at in (text.find(", ", match.start(), match.end()), match.end()) if at > 0]
        whole = (end for end in ends if not _INITIAL.search(text, match.start(), end) or text[end : end + 1] != ".")
        yield from (Candidate(match.start(), end, SpanKind.REASON) for end in whole)
