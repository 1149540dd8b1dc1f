"""What a text that answers must hold: a fact of the kind asked for by name, a number of what is counted. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

from ingest.analysis import fold, syllables
from ingest.regex import regex
from service.language.answer_types import MONEY, AnswerType
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.language.name_reading import FULL_NAME
from service.language.text import UPPER

_OF_PERSONS = (
    (
        regex(
            r"sinh (?:năm|ngày) (?:nào|bao)|(?:bao nhiêu|mấy) tuổi|how old (?:is|was)|\bwhat .*\bage\b"
            r"|(?:when|what year) .*\bborn",
            re.IGNORECASE,
        ),
        regex(r"\bsinh (?:năm|ngày|ra)|\btuổi\b|\bsn\b|\bchào đời", re.IGNORECASE),
    ),
    (
        regex(r"\bquê\b.*\b(?:đâu|nào|gì)\b|quê (?:ở|quán|gốc)|\bhometown\b|\bwhere is .+ from\b", re.IGNORECASE),
        regex(
            r"(?i:\bquê\b|\bsinh (?:ra )?(?:tại|ở)|\bngười gốc|\btrú\b|\bở (?:tỉnh|thành|huyện|xã|phường|thôn|bản|ấp))"
            rf"|\b[Nn]gười [{UPPER}]|\([{UPPER}]"
        ),
    ),
)
"""Facts that stand beside somebody's name."""

_CAPITALS = regex(rf"[{UPPER}]\w*(?: [{UPPER}]\w*){{2,5}}")

BEFORE_NAME, BEHIND_NAME = 150, 220
"""Code points around somebody's name among which stands what is told of them: a sentence, and the next."""

_FACTS = (
    (
        regex(
            r"bao nhiêu (?:km|ki-?lô-?mét|cây số)|dài bao nhiêu(?! (?:ngày|tháng|năm|giờ|phút|tuần))|bao xa"
            r"|how (?:long is|far\b(?! (?:ahead|along|back|behind|in advance|into)\b))",
            re.IGNORECASE,
        ),
        regex(r"\d\s*(?:km|ki ?lô|m\b|mét|dặm|hải lý)|\b(?:km|mét|dặm)\b", re.IGNORECASE),
    ),
    (
        regex(r"khách sạn nào|\b(?:which|what) hotel", re.IGNORECASE),
        regex(r"khách sạn|\bhotel", re.IGNORECASE),
    ),
    (regex(r"phần trăm|\bpercent", re.IGNORECASE), regex(r"%|phần trăm", re.IGNORECASE)),
    (
        regex(r"số (?:điện thoại|máy|đường dây nóng)|\b(?:phone|telephone|hotline) number", re.IGNORECASE),
        regex(r"\d{3}[ .-]?\d{3}|\b\d{3,4}\b(?= *(?:\)|là số))"),
    ),
    (regex(r"\be-?mail\b|thư điện tử", re.IGNORECASE), regex(r"@|\be-?mail\b|thư điện tử", re.IGNORECASE)),
    (
        regex(
            r"(?:bổ nhiệm|nhậm chức|làm giám đốc|giữ chức)[^?]*(?:khi nào|bao giờ|(?:năm|ngày|tháng) nào)"
            r"|\b(?:when|what year)\b.*\bappointed",
            re.IGNORECASE,
        ),
        regex(r"bổ nhiệm|nhậm chức|tiếp nhận chức|giữ chức|từ (?:ngày|tháng|năm)", re.IGNORECASE),
    ),
    (
        regex(r"(?<!qua )(?<!bằng )(?:đường|phố) nào\b|địa chỉ|\b(?:which|what) street\b|\baddress\b", re.IGNORECASE),
        regex(rf"\b(?i:đường|phố|quốc lộ)\s+[{UPPER}\d]|\bsố \d+|(?i:địa chỉ)"),
    ),
    (
        regex(r"(?<!của )thành phố nào|\b(?:which|what) city\b", re.IGNORECASE),
        regex(rf"(?i:thành phố|thị xã|thủ đô|\bcity\b)|\bTP|\b(?:tại|ở|đến|từ|về) [{UPPER}]\w+[ -][{UPPER}]\w+"),
    ),
    (
        regex(r"(?:hãng|nhãn hiệu|thương hiệu) (?:nào|gì)|\b(?:which|what) (?:brand|make)\b", re.IGNORECASE),
        regex(r"\b(?:hãng|hiệu|thương hiệu|nhãn hiệu)\b", re.IGNORECASE),
    ),
)


_PRICED = regex(r"\b(?:giá|đồng)\b", re.IGNORECASE)
_NUMBER_IN_CELL = regex(r"[|\t] *\d[\d.,]* *(?=[|\t]|$)")
_WORD = regex(r"\w+")


def asked_facts(question: str, kind: AnswerType | None, named: Iterable[str]) -> tuple[Callable[[str], object], ...]:
    """For each fact that a question asks for by name, what tells whether a text holds one.

    Args:
        question: its text.
        kind: that of its answer.
        named: words of it that tell what it is about.
    """
    asked = tuple(held.search for asked, held in (*_FACTS, *_OF_PERSONS) if asked.search(question))
    return (partial(_holds_price, set(map(str.lower, named))), *asked) if kind is AnswerType.MONEY else asked


def _holds_price(named: Collection[str], text: str) -> bool:
    """Whether a text holds money, or speaks of prices and has a cell that is a number in the row of what is named.

    What a table counts in stands in its head, or below it.
    """
    if MONEY.search(text):
        return True
    rows = (row for row in text.split("\n") if _NUMBER_IN_CELL.search(row))
    in_row = any(word in named for row in rows for word in _WORD.findall(row.lower()))
    return in_row and _PRICED.search(text) is not None


def is_told_of_bearer(question: str, texts: Iterable[str]) -> bool:
    """Whether each fact that a question asks of somebody by a full name stands beside that name in one of the texts.

    True as well of a question that asks none, or of nobody whom the texts name in full.
    """
    wanted = [held for asked, held in _OF_PERSONS if asked.search(question)]
    if not wanted:
        return True
    words = f" {' '.join(map(fold, syllables(question)))} "
    beside = [one for text in texts for one in _beside_names(words, text)]
    return not beside or all(any(map(held.search, beside)) for held in wanted)


def _beside_names(words: str, text: str) -> Iterator[str]:
    """What stands around each mention of a person whose full name is among the words of a question, folded."""
    runs = {match.group() for match in _CAPITALS.finditer(text)}
    names = {run.split()[-1] for run in runs if any(f" {fold(one)} " in words for one in _ends_of(run.split()))}
    for name in names:
        for mention in re.finditer(rf"\b{name}\b", text):
            yield text[max(0, mention.start() - BEFORE_NAME) : mention.end() + BEHIND_NAME]


def _ends_of(words: Sequence[str]) -> Iterator[str]:
    """As many of the last words as a full name has: a title may stand before it."""
    return (" ".join(words[-size:]) for size in FULL_NAME if size <= len(words))


_COUNTED_IN_WORDS = "mot hai ba bon nam sau bay tam chin muoi tram nghin ngan trieu ty ti"
_COUNTING = frozenset(_COUNTED_IN_WORDS.split())

_COUNTERS = {"people": "người", "persons": "người", "men": "người", "times": "lần", "cases": "vụ"}
"""What numbers are said of and the dictionary leaves out, since it stands everywhere."""

_AUXILIARY = regex(r"\s*\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|may|in|of|on|at)\b.*")

BEHIND, AHEAD = 3, 6
"""Words before and from a number on among which stands what it counts."""


def counts(counted: str, text: str, language: Language) -> bool:
    """Whether a number in a Vietnamese text is of what a question, typed so, asks the number of."""
    keys = spelt(text).split()
    if language is Language.ENGLISH:
        return _counts_rendered(counted, keys)
    # Typed without diacritics, "đối" of "đối tượng" may be "đội".
    known = list(map(fold, keys)) if language is Language.UNACCENTED else keys
    # Two syllables are a Vietnamese word, most often; what follows says which.
    heads = spelt(counted).split()[:2]
    wanted = set(map(fold, heads) if language is Language.UNACCENTED else heads)
    return any(wanted & set(known[at + 1 : at + 4]) for at in _numbers(keys))


def _counts_rendered(counted: str, keys: Sequence[str]) -> bool:
    """Whether a number stands near a rendering of the thing that an English question counts; true if none is known."""
    # "How many boats did …": the verb isn't counted.
    thing = _AUXILIARY.split(counted, maxsplit=1)[0]
    wanted = [rendering for one in render(thing) for rendering in one.renderings]
    wanted += [spelt(_COUNTERS[word]) for word in thing.lower().split() if word in _COUNTERS]
    around = [f" {' '.join(keys[max(0, at - BEHIND) : at + AHEAD])} " for at in _numbers(keys)]
    # What the dictionary doesn't know can't be missed in a Vietnamese text.
    return not wanted or any(rendering in near for near in around for rendering in wanted)


def _numbers(keys: Sequence[str]) -> list[int]:
    """Where numbers stand, in figures or in words."""
    return [at for at, word in enumerate(keys) if word[0].isdigit() or fold(word) in _COUNTING]
