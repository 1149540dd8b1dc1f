"""What chat programs have a model write on the side, about a conversation: a title, tags, follow-ups, a summary. Pure.

Such a request has a shape that no question has: an order to write one of these things, and the conversation quoted
below it between tags or by its speakers; or, without a quotation, an order about the conversation that it stands in.
In English, as those programs word it. Of the questions of all evals it takes none (tests/service/language).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.regex import regex

READ_MAX = 50_000
"""Code points of a message that are looked at, from its start."""

ORDER_MAX = 400
"""Code points of an order about a conversation that isn't quoted: longer messages bring their own matter. By hand."""


class Wanted(StrEnum):
    """What is to be written."""

    TITLE = "title"
    SUMMARY = "summary"
    STANDALONE = "standalone"
    """The last question so that it can be understood alone."""
    LIST = "list"
    """Tags, follow-ups, search queries: all that may be none."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of a conversation."""

    by_user: bool
    text: str


@dataclass(frozen=True, slots=True)
class SideTask:
    """A request on the side.

    Attributes:
        form: the JSON object that is asked for, its lists and strings empty; empty where plain text is.
        talk: the conversation that it's about; empty where other text is to be summarised.
    """

    wanted: Wanted
    form: dict[str, str | list[str]]
    talk: tuple[Said, ...]


_VERBS = (
    r"\b(?:generate|create|provide|write|suggest|produce|make|give|come up with|propose|craft|summari[sz]e|reflect"
    r"|analy[sz]e|rephrase|rewrite|extend|extract)\b"
)
_WANTED = (
    (Wanted.STANDALONE, r"\b(?:rephrase|rewrite)\b[^?]{0,120}?\bstandalone (?:question|query)\b"),
    (Wanted.TITLE, rf"{_VERBS}[^?]{{0,160}}?\b(?:title|headline)\b"),
    (Wanted.SUMMARY, rf"{_VERBS}[^?]{{0,120}}?\b(?:summary|context)\b|\bsummari[sz]e\b"),
    (Wanted.LIST, rf"{_VERBS}[^?]{{0,160}}?\b(?:tags|keywords|follow[- ]ups?|quer(?:y|ies)|emoji|prompt)\b"),
)
_ORDERS = tuple((wanted, regex(pattern, re.IGNORECASE)) for wanted, pattern in _WANTED)

_TAGGED = regex(r"<(?P<tag>chat[_ ]history|conversation|messages|transcript)>(?P<talk>.*?)(?:</(?P=tag)>|\Z)",
                     re.DOTALL | re.IGNORECASE)  # fmt: skip
_HEADING = regex(
    r"^[#* \t]{0,8}(?:new lines of conversation|chat history|conversation(?: to analyze)?|messages?(?: to summarize)?)"
    r"[* ]{0,4}:",
    re.IGNORECASE | re.MULTILINE,
)
_SPEAKER = regex(
    r"^(?:\|\|>|[*#\- ]{0,4}|<message (?:type|role)=\")(?:(?P<user>user|human)|assistant|ai|bot|model|response|system)"
    r"(?:[* ]{0,3}:\*{0,2}|\"[^<>\n]{0,80}>)",
    re.IGNORECASE | re.MULTILINE,
)
_ABOUT_TALK = regex(
    r"\b(?:the|this|our)(?: \w+)? (?:conversation|chat)\b(?=\s*(?:[.,:;!]|\Z|(?:above|so far|to date|history)\b))"
    r"|\bmessages above\b",
    re.IGNORECASE,
)
_SUMMARY_OF_TEXT = regex(
    r"\s*(?:please )?(?:write|give|provide|create|generate|produce)\b[^.?\n]{0,60}\bsummary of the following\b"
    r"[^?\n]{0,80}:\s*\n|\s*(?:please )?summari[sz]e the following\b[^?\n]{0,80}:\s*\n",
    re.IGNORECASE,
)
_FOLLOW_UP = regex(r"(?:follow[- ]up (?:input|question|message)\s*[:>])(?P<asked>.+?)(?=\n|\Z)",
                        re.IGNORECASE | re.DOTALL)  # fmt: skip
_OBJECT = regex(r"\{[^{}]{1,2000}\}")
_KEY = regex(r"\"(?P<key>\w+)\"\s*:\s*(?P<list>\[)?")
_FOOT = regex(r"\n[ \t]{0,8}(?:[A-Z][\w ]{2,30}|\|\|>[A-Z]\w{1,30}):\Z")


def read_side_task(message: str, instructions: str = "", before: Sequence[Said] = ()) -> SideTask | None:
    """The request on the side that a message is, or None: then it's a question.

    `instructions` are those of the system, `before` the turns before the message.
    """
    text = message[:READ_MAX]
    if talk := _quoted(text):
        # Outside the quotation: what people said to each other is no order to write.
        order = instructions[:READ_MAX] + "\n" + text[: talk.start] + "\n" + text[talk.end :]
        wanted = _wanted(order)
        form = _form(order)
        # A conversation in tags with a JSON form below it is a program's; whatever it wants may be an empty list.
        if wanted is None and talk.tagged and form:
            wanted = Wanted.LIST
        if wanted is Wanted.STANDALONE:
            return SideTask(wanted, {}, _follow_up(text) or talk.said)
        return SideTask(wanted, form, talk.said) if wanted else None
    if _SUMMARY_OF_TEXT.match(text):
        return SideTask(Wanted.SUMMARY, {}, ())
    order = text.strip()
    # A question mark makes it a question about what was said.
    wanted = _wanted(order) if before and len(order) <= ORDER_MAX and "?" not in order else None
    return SideTask(wanted, _form(order), tuple(before)) if wanted and _ABOUT_TALK.search(order) else None


@dataclass(frozen=True, slots=True)
class _Talk:
    """A conversation that a message quotes, and where."""

    start: int
    end: int
    tagged: bool
    said: tuple[Said, ...]


def _quoted(text: str) -> _Talk | None:
    """The conversation that a message quotes: between tags, else from a heading or the first speaker on."""
    if tagged := _TAGGED.search(text):
        said = _turns(tagged["talk"]) or (Said(True, tagged["talk"].strip()),)
        return _Talk(tagged.start(), tagged.end(), True, said)
    headings = list(_HEADING.finditer(text))
    start = headings[-1].end() if headings else 0
    first = _SPEAKER.search(text, start)
    if first is None or not any(speaker["user"] for speaker in _SPEAKER.finditer(text, start)):
        return None
    return _Talk(first.start(), len(text), False, _turns(text[first.start() :]))


def _turns(talk: str) -> tuple[Said, ...]:
    """The turns of a conversation by the names of its speakers, without a heading for the reply below it."""
    speakers = list(_SPEAKER.finditer(talk))
    ends = [*(speaker.start() for speaker in speakers[1:]), len(talk)]
    said = []
    for speaker, end in zip(speakers, ends, strict=False):
        text = _FOOT.sub("", talk[speaker.end() : end].rstrip()).strip().strip('"').strip()
        text = text.removesuffix("</message>").strip()
        said.append(Said(bool(speaker["user"]), text))
    return tuple(one for one in said if one.text)


def _wanted(order: str) -> Wanted | None:
    """What an order asks to be written: what it names first."""
    found = [(match.end(), wanted) for wanted, pattern in _ORDERS if (match := pattern.search(order))]
    if any(wanted is Wanted.STANDALONE for _, wanted in found):
        return Wanted.STANDALONE
    return min(found, key=lambda one: one[0])[1] if found else None


def _form(order: str) -> dict[str, str | list[str]]:
    """The JSON object that an order shows, emptied."""
    for shown in _OBJECT.findall(order):
        if keys := list(_KEY.finditer(shown)):
            return {match["key"]: [] if match["list"] else "" for match in keys}
    return {}


def _follow_up(text: str) -> tuple[Said, ...]:
    """The question that is to stand alone."""
    found = _FOLLOW_UP.search(text)
    return (Said(True, found["asked"].strip()),) if found else ()
