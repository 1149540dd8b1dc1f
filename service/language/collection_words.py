"""Questions about the articles as a collection: count, list, latest; by period, topic or source. Pure.

A question is one only if each of its words has a part in that ("liệt kê các bài tháng 9 về …"); whatever else has "bài"
in it ("bài hát", "theo bài báo") has other words, and isn't. It is read without diacritics, so all typings are one.
Of 2,891 questions that others asked of what articles say, none is taken for one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ingest.analysis import fold

_LISTS = {
    "months": "january february march april may june july august september october november december",
    "two": "two three four five six seven eight nine ten",
    "hai": "hai ba bon nam sau bay tam chin muoi",
}
MONTHS = _LISTS["months"].split()
_IN_WORDS = {word: at for name in ("two", "hai") for at, word in enumerate(_LISTS[name].split(), 2)}


@dataclass(frozen=True, slots=True)
class Period:
    """When articles were published: partial ISO dates, both inclusive, either may be open; or a `month` of any year."""

    first: str | None = None
    last: str | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class CollectionQuestion:
    """What is asked of the collection.

    Attributes:
        counts: whether their number is asked for.
        order: "newest" or "oldest" if only the first so many in that order are wanted.
        number: how many are, where that is said.
        topic: what they have to be about, as it was typed; empty for all.
        source: whom they have to be from, as it was typed.
    """

    counts: bool = False
    order: str = ""
    number: int | None = None
    period: Period = Period()
    topic: str = ""
    source: str = ""


_Y, _M, _D = r"(?:19|20)\d\d", r"1[0-2]|0?[1-9]", r"3[01]|[12]\d|0?[1-9]"
_NAMED = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
_DATES = (
    rf"(?:ngay )?(?P<d>{_D})\s*[-/.]\s*(?P<m>{_M})\s*[-/.]\s*(?P<y>{_Y})",
    rf"(?:ngay )?(?P<d>{_D}) thang (?P<m>{_M})(?: nam |[-/ ])(?P<y>{_Y})",
    rf"(?P<d>{_D})(?:st|nd|rd|th)? (?:of )?(?P<n>{_NAMED})\.?,? (?P<y>{_Y})",
    rf"(?P<n>{_NAMED})\.? (?P<d>{_D})(?:st|nd|rd|th)?,? (?P<y>{_Y})",
    rf"(?:thang )?(?P<m>{_M})\s*[-/.]\s*(?P<y>{_Y})",
    rf"thang (?P<m>{_M})(?: nam |,? )(?P<y>{_Y})",
    rf"(?P<n>{_NAMED})\.?,?(?: of)? (?P<y>{_Y})",
    rf"(?:nam )?(?P<y>{_Y})",
    rf"thang (?P<m>{_M})(?!\d)",
    rf"(?P<n>{'|'.join(name for name in MONTHS if name != 'may')}|(?<=from )may|(?<=in )may)\b",
)
_DATE = [re.compile(form) for form in _DATES]
_OPENS = {
    "before": r"truoc|before|until",
    "after": r"sau|after",
    "since": r"ke tu|tu|since",
    "in": r"trong|vao|hoi|cua|in|on|from|dated|between",
}
_OPEN = {name: re.compile(rf"(?:{forms}) (?:khoang |dau |early )?") for name, forms in _OPENS.items()}
_TO = re.compile(r"\s*(?:den|toi|until|to|and|va|-|–)\s*(?:het )?")

_NOUN = r"(?:bai(?: bao| viet)?|tin(?: tuc| bai)?|(?:news )?(?:articles?|items?|stories|story|reports?)|news)"
_ROLES = {
    "counts": r"co bao nhieu|bao nhieu|co (?:may|nhiu)|may|nhiu|(?:tong )?so(?: luong)?|dem(?: so)?|how many|count"
    r"|(?:total )?number of",
    "lists": r"liet ke|danh sach|nhung|cac|nao|gi|lists?(?: of)?|show|(?:is|are) there|give|which|what|any|all"
    r"|tat ca|ca",
    "newest": r"(?:moi|gan day|gan|moi day) nhat|latest|newest|most recent",
    "oldest": r"(?:cu|som|xua) nhat|dau tien|oldest|earliest|first",
    "noun": _NOUN,
    "filler": r"(?:noi|viet|ke) ve (?:cai |dieu |chuyen )?gi|(?:is )?about what|co|la|da|duoc|dang(?: tai)?|xuat ban"
    r"|khong|ban|toi|minh|em|cho|xem|biet|hay|giup|tim|dua ra|o day|trong do|nhi|a|vay|the|voi|di|hien|tong cong"
    r"|the|are|is|were|was|do|you|have|does|me|us|there|tell|find|please|published|of|in total|in all|total|about(?=$)",
}
_ROLE = {name: re.compile(rf"(?:{forms})(?= |$)") for name, forms in _ROLES.items()}
_NUMBER = re.compile(rf"(\d{{1,2}}|{'|'.join(_IN_WORDS)})(?= (?:{_NOUN}|latest|newest|most|oldest|first|earliest)\b)")
_TOPIC = re.compile(
    r"(?:(?:co )?(?:noi|viet|dua tin|ban) ve|ve|lien quan (?:den|toi)|(?:co )?nhac (?:den|toi)|de cap(?: den| toi)?"
    r"|about|(?:that )?mention(?:s|ing)?|regarding|covering|on) (?=\S)"
)
_SOURCE = re.compile(r"(?:cua|tu)(?: (?:bao|trang|nguon))? |(?:from|by) ")
_TAIL = re.compile(r"(?: (?:khong|nhi|a|vay|the|nao|gi|please))+$")
_PUNCTUATION = re.compile(r"[?!,;:“”\"]+|\.(?=\s|$)")


def read_collection(question: str) -> CollectionQuestion | None:
    """What `question` asks of the collection; None for any other question."""
    typed = " ".join(_PUNCTUATION.sub(" ", question).split())
    text = fold(typed)
    # Topics and sources are cut from what was typed by places in the folded text; a few letters of other scripts fold
    # to two.
    if len(text) != len(typed):
        return None
    seen: set[str] = set()
    asked, at = CollectionQuestion(), 0
    while at < len(text):
        step = _step(text, typed, at, asked, seen)
        if step is None:
            return None
        end, asked = step
        at = end + (end < len(text) and text[end] == " ")
    dated = asked.period != Period()
    # "Bài báo" alone, or with a topic alone, may ask for what an article says.
    if "noun" not in seen or not (dated or seen & {"counts", "lists", "newest", "oldest"}):
        return None
    return asked


def _step(
    text: str, typed: str, at: int, asked: CollectionQuestion, seen: set[str]
) -> tuple[int, CollectionQuestion] | None:
    """Where the part at `at` ends, and the question with it; None if what stands there has no part in it."""
    if found := _period(text, at):
        return found[0], replace(asked, period=found[1])
    if number := _NUMBER.match(text, at):
        word = number.group(1)
        return number.end(), replace(asked, number=int(word) if word.isdigit() else _IN_WORDS[word])
    if "noun" in seen and (begin := _TOPIC.match(text, at)) and not _ROLE["filler"].fullmatch(text, at):
        return _about(text, typed, begin.end(), asked)
    # The longest: "co bao nhieu" is a count, where "co" alone only fills.
    role = max(((match.end(), name) for name, form in _ROLE.items() if (match := form.match(text, at))), default=None)
    if role is not None:
        seen.add(role[1])
        if role[1] in ("newest", "oldest"):
            asked = replace(asked, order=role[1])
        return role[0], replace(asked, counts=asked.counts or role[1] == "counts")
    if "noun" in seen and (begin := _SOURCE.match(text, at)):
        end = len(_TAIL.sub("", text))
        return len(text), replace(asked, source=typed[begin.end() : end])
    return None


def _about(text: str, typed: str, start: int, asked: CollectionQuestion) -> tuple[int, CollectionQuestion]:
    """The question with the topic that begins at `start`, and with the period that it may end in."""
    end = len(_TAIL.sub("", text))
    for space in re.finditer(" ", text[start:end]):
        found = _period(text, start + space.end(), bare=False)
        if found and found[0] == end:
            return len(text), replace(asked, topic=typed[start : start + space.start()], period=found[1])
    return len(text), replace(asked, topic=typed[start:end])


def _period(text: str, at: int, bare: bool = True) -> tuple[int, Period] | None:
    """Where the period that begins at `at` ends, and the period; a lone date only if `bare`."""
    for name, form in _OPEN.items():
        opened = form.match(text, at)
        first = _date(text, opened.end()) if opened else None
        if first is None:
            continue
        to = _TO.match(text, first[0])
        second = _date(text, to.end()) if to and name in ("since", "in") else None
        if second is not None:
            return second[0], Period(first[1].first, second[1].last)
        return first[0], _bounded(name, first[1])
    if not bare and not re.compile(r"(?:nam|thang|ngay) ").match(text, at):
        return None
    return _date(text, at)


def _bounded(name: str, one: Period) -> Period:
    """The days before, after, or since a date; the date itself where it can't bound anything."""
    if one.first is None or one.last is None:
        return one
    if name == "before":
        return Period(None, _shifted(one.first, -1))
    if name == "after":
        return Period(_shifted(one.last, 1), None)
    return Period(one.first, None) if name == "since" and len(one.first) > len("2024") else one


def _shifted(day: str, by: int) -> str:
    """The date one period of the same length earlier or later."""
    match [int(part) for part in day.split("-")]:
        case [year]:
            return f"{year + by:04}"
        case [year, month]:
            year, month = divmod(year * 12 + month - 1 + by, 12)
            return f"{year:04}-{month + 1:02}"
        case parts:
            return (date(*parts) + timedelta(days=by)).isoformat()


def _date(text: str, at: int) -> tuple[int, Period] | None:
    """Where the date at `at` ends, and the date."""
    for form in _DATE:
        match = form.match(text, at)
        if not match or (match.end() < len(text) and text[match.end()].isalnum()):
            continue
        parts = match.groupdict()
        named = parts.get("n")
        month = next(k for k, name in enumerate(MONTHS, 1) if name[:3] == named[:3]) if named else parts.get("m")
        year, day = parts.get("y"), parts.get("d")
        if year is None:
            return match.end(), Period(month=int(month or 0))
        # There is no 31 April: such a date is a mistake, and no period is guessed from it.
        if day and int(day) > monthrange(int(year), int(month or 1))[1]:
            return None
        written = "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])
        return match.end(), Period(written, written)
    return None
