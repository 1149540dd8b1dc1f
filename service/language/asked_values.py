"""The value that a question asks for, of which kind and counted in what, and which of a text's may be it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.analysis import fold, syllables
from ingest.regex import regex
from service.language.answer_types import AnswerType
from service.language.fact_words import FOLDED_SURNAMES
from service.language.facts import counts
from service.language.figure_reading import LABEL, Figure, figures_and_days
from service.language.languages import Language
from service.language.part_words import CLAUSE_ENDS
from service.language.question import Question
from service.language.shade_words import TITLE
from service.language.spans import Candidate, SpanKind, wanted

PERSON, AGE = "person", "age"
BEFORE, BEHIND = 60, 40
"""Characters before a number, and from it on, among which stands what it counts."""

NAMED, RENDERED, UNTOLD = 0.7, 0.7, 0.5
"""How surely a number counts what is asked: where that stands before it, where it's a rendering, where none is told."""

_SEVERAL = regex(r"(?<!\w)mấy(?!\w)(?!\s+(?:giờ|gì|nào))", re.IGNORECASE)
_SETTLED = regex(
    r"(?<!\w)(?:cuối cùng|mới nhất|hiện|hiện nay|hiện tại|hiện giờ|bây giờ|đến nay|tới nay|đến giờ|tới giờ|sau cùng|"
    r"chốt|chính thức|final|latest|current|currently|now|nowadays|today|so far|to date|still|eventually|"
    r"in the end)(?!\w)"
    r"|^giờ\b",
    re.IGNORECASE,
)
"""Words by which a question chooses between an earlier and a later number itself."""

_PERSONS = "bác sĩ|thẩm phán|luật sư|cầu thủ|nghệ sĩ|giáo viên|thủ môn|tiền đạo|đạo diễn|vị"
_WHICH_PERSON = regex(
    rf"(?<!\w)(?:{_PERSONS}) nào|\bwhich (?:doctor|judge|lawyer|player|surgeon|coach)\b", re.IGNORECASE
)
_COUNTED = regex(
    r"(?:bao nhiêu|mấy|\bhow many)\s+(?!(?:một|tiền|phần trăm|trong|của|ở|tại|là|vào|cho|khi|vậy|thế)\b)"
    r"((?:[^\W\d_]+\s?){1,3})",
    re.IGNORECASE,
)
_SCALED = regex(r"(?:tỷ|tỉ|triệu|nghìn|ngàn|đồng|billion|million)(?!\w)", re.IGNORECASE)
_CLOCK = regex(r"\bmấy giờ\b|\bgiờ nào\b|\blúc nào\b|\bwhat time\b", re.IGNORECASE)
_SIZES, _MONEY = frozenset(("m", "m2", "ha", "cm")), frozenset(("dong", "dollar", "euro"))
_OF_UNITS = (
    (regex(r"\bphần trăm|\bpercent|%", re.IGNORECASE), frozenset(("%",))),
    (
        regex(r"\bbao lâu\b|\bhow long (?!is\b|are\b|was\b)", re.IGNORECASE),
        frozenset(("minute", "hour", "day", "week", "month", "second")),
    ),
)
_OF_NOUNS = (
    (
        regex(
            r"\b(?:dài|cao|sâu|xa|rộng)\b.*\bbao nhiêu|\bbao xa|\bdiện tích\b"
            r"|\bhow (?:long|far|high|tall|deep|wide)\b|\b(?:length|width|height|area)\b",
            re.IGNORECASE,
        ),
        _SIZES,
    ),
    (
        regex(
            r"\b(?:giá|tiền|vốn|phí|lương|lãi|lợi nhuận|doanh thu|ngân sách|tài sản|nợ|thu nhập|kinh phí|trị giá|quỹ)\b"
            r"|\b(?:price|cost|money|profit|revenue|budget|salary|fee|funds?|investment|debt|assets|paid|pay|spent|spend)\b",
            re.IGNORECASE,
        ),
        _MONEY,
    ),
)
"""What is measured so where no unit is asked for, in the order in which they're tried; "tỷ lệ nợ" is a share."""

_SHARE = regex(r"\b(?:tỷ|tỉ) (?:lệ|suất)\b|\b(?:rate|share|ratio)\b", re.IGNORECASE)
_ALIKE = tuple(
    regex(rf"(?:{forms})(?!\w)", re.IGNORECASE)
    for forms in (
        "người|hành khách|khách|khán giả|công nhân|lao động|học sinh|sinh viên|em|cháu|cụ|thợ|thí sinh|nạn nhân|"
        "ngư dân|bệnh nhân|cán bộ|chiến sĩ|thuyền viên|đại biểu|nhân viên|bác sĩ|tài xế|mạng|thi thể|passengers|people",
        "hộ|gia đình|households|families",
        "nhà|ngôi nhà|căn nhà|nóc nhà|houses",
    )
)
"""What is counted by several words: persons first, households, houses."""

_ONCE = regex(r"(?:^|(?<!\w))(?:năm|hồi|lúc|khi|từ|từ năm|ở tuổi)\s+$", re.IGNORECASE)
"""Before an age: that of another time."""

_AGED = regex(r"(?<!\w)ở tuổi\s+$", re.IGNORECASE)
_NEXT_NUMBER = regex(r"\d")
_LASTED = regex(r"(?<!\w)(?:suốt|trong|kéo dài|mất|sau|hết|hơn|gần|tới|for|after)\s+$", re.IGNORECASE)
_LATER = regex(r"\s+(?:sau|trước|liền|đồng hồ|later|after)(?!\w)", re.IGNORECASE)
"""Before and behind "5 giờ" where that is how long, not when."""

_NOUN = regex(r"\s+(?!(?:người|thì|và|là|khi|trong|ở|tại|sau)\b)[^\W\d_]+")
_ADDRESSES = frozenset(("ong", "ba", "anh", "chi", "co"))


def is_settled(question: str) -> bool:
    """Whether a question says itself which of an earlier and a later value it asks for."""
    return _SETTLED.search(question) is not None


def asked_kind(question: Question) -> AnswerType | None:
    """The kind of the one value that a question asks for; None where it asks for none, or says itself which of two."""
    if is_settled(question.text):
        return None
    kind = wanted(question.text, question.language)
    if kind is None and _SEVERAL.search(question.text):
        return AnswerType.NUMBER
    return AnswerType.PERSON if kind is None and _WHICH_PERSON.search(question.text) else kind


def figure_of(question: Question, want: AnswerType, span: Candidate, text: str) -> tuple[Figure, float] | None:
    """The number at a place of a text, and how surely it counts what is asked; None if it doesn't."""
    figures = figures_and_days(text)[0]
    figure = next((one for one in figures if span.start <= one.start < span.end and one.unit != LABEL), None)
    sure = _counts(question, want, figure, text) if figure else 0.0
    if figure is None or not sure:
        return None
    persons = figure.unit == "" and _ALIKE[0].match(text[figure.end :].lstrip())
    return (_as_persons(figure) if persons else figure), sure


def _as_persons(figure: Figure) -> Figure:
    return Figure(figure.value, PERSON, figure.start, figure.end, figure.bound, figure.turn, figure.text, figure.per)


def asks_clock(question: Question) -> bool:
    """Whether it asks for a time of day."""
    return _CLOCK.search(question.text) is not None


def clock_of(span: Candidate, text: str) -> Figure | None:
    """The time of day at a place of a text; None if it's how long something takes, or the head of an entry."""
    if not span.start and text[span.end : span.end + 1] in {":", "\n"}:
        return None
    if _LASTED.search(text, 0, span.start) or _LATER.match(text, span.end):
        return None
    clocks = figures_and_days(text[span.start : span.end])[0]
    return next((one for one in clocks if one.unit == "minute"), None)


def name_of(span: Candidate, text: str) -> tuple[str, ...]:
    """The words of the person's name that a stretch of a text ends with, folded; none if it's no full one."""
    words: list[str] = []
    for word in reversed(text[span.start : span.end].split()):
        if not word[:1].isupper() or word.isupper():
            break
        words.insert(0, fold(word))
    name = tuple(words[1:] if words and words[0] in _ADDRESSES else words)
    surnamed = bool(name) and name[0] in FOLDED_SURNAMES
    full = (len(name) > 1 and surnamed) or (len(name) > len(("surname", "name")) and span.kind is SpanKind.PERSON)
    return name if full else ()


def of_same_rank(question: str, text: str) -> bool:
    """Whether no title of a question stands in a text only as a deputy's, or only as a head's."""
    told = _titles(text)
    return all((title, deputy) in told or (title, not deputy) not in told for title, deputy in _titles(question))


def _titles(text: str) -> frozenset[tuple[str, bool]]:
    found = (match for form in TITLE.values() for match in form.finditer(text))
    return frozenset((match["title"].lower(), bool(match["deputy"])) for match in found)


def _counts(question: Question, want: AnswerType, figure: Figure, text: str) -> float:
    """How surely a number of a text counts what is asked, from 0 to 1."""
    match = _COUNTED.search(question.text)
    counted = match.group(1).strip() if match else ""
    if want is AnswerType.MONEY or _SCALED.match(counted):
        return float(figure.unit in _MONEY)
    for form, units in _OF_UNITS:
        if form.search(question.text):
            return float(figure.unit in units)
    if counted:
        return _counts_noun(counted, figure, text, question.language)
    if _SHARE.search(question.text):
        return float(figure.unit == "%")
    for form, units in _OF_NOUNS:
        if form.search(question.text):
            return float(figure.unit in units)
    return UNTOLD


def _counts_noun(counted: str, figure: Figure, text: str, language: Language) -> float:
    """The same of what is counted by name."""
    unit = next((one.unit for one in figures_and_days(f"2 {counted}")[0]), "")
    if unit and unit != PERSON:
        once = unit == AGE and _ONCE.search(text, 0, figure.start)
        return float(
            (figure.unit == unit and not once) or (unit == AGE and _AGED.search(text, 0, figure.start) is not None)
        )
    for alike in _ALIKE:
        if alike.match(counted):
            return float(alike.match(text[figure.end :].lstrip()) is not None)
    behind = _NEXT_NUMBER.split(CLAUSE_ENDS.split(text[figure.end : figure.end + BEHIND])[0])[0]
    if counts(counted, f"2{behind}", language):
        return RENDERED if language is Language.ENGLISH else 1.0
    before = syllables(CLAUSE_ENDS.split(text[max(0, figure.start - BEFORE) : figure.start])[-1])
    return NAMED * (figure.unit == "" and _names(counted, before) and not _NOUN.match(text, figure.end))


def _names(counted: str, words: Sequence[str]) -> bool:
    return fold(counted.split(maxsplit=1)[0]) in map(fold, words)
