"""How a model's reply is read: as JSON, as lines of the plain-text protocol, or as plain sentences. Pure.

Every form is tried on any reply: whatever was asked for, a model may answer in another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ingest.sentences import split_sentences
from service.language.replies import NONE
from service.llm.protocol import (
    REASON_CHARS_MAX,
    STATEMENT_CHARS_MAX,
    STATEMENTS_MAX,
    Proposal,
    ProposedQuote,
    ProposedStatement,
    UnusableReplyError,
)
from service.values import Dropped
from trichdan.errors import LLMBadOutputError
from trichdan.wire import FaultKind

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)  # templates open it in the prompt
_BLANKS = re.compile(r"\s{80,}")  # what a model falls into when it is held to JSON; patterns take its square
# Trailing commas, told from what strings hold.
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_LINE = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])?\s*(?P<statement>[^|\n]+?)\s*\|\|(?P<rest>.+)$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+(?P<statement>\S.*)$", re.MULTILINE)
_OBJECT = re.compile(r'\{\s*"statement"')
_STATED = re.compile(r'"statement"\s*:\s*"((?:[^"\\]|\\.)*)')
_QUOTED = "\"'“”‘’«» "


def parse_reply(text: str, prose: bool = False, *, cut: bool = False) -> Proposal:
    """Read a reply in either form, whole or cut off: complete statements before the cut are kept.

    With `prose`, plain sentences are statements too; they come without quotes.

    Raises:
        UnusableReplyError: there's nothing of either form in it.
    """
    # Reasoning models draft statements there that they then reject.
    text = _BLANKS.sub("\n", _THOUGHT.sub("", _THINKING.sub("", text))).strip()
    lost: tuple[Dropped, ...] = ()
    for proposal in _readings(text, prose, cut):
        if proposal.usable:
            return proposal
        lost = lost or proposal.lost
    raise UnusableReplyError("The LLM's reply has no usable form." if text else "The LLM's reply is empty.", lost)


def _readings(text: str, prose: bool, cut: bool) -> Iterator[Proposal]:
    """A reply read in one form after the other: whatever was asked for, a model may answer in another."""
    yield _from_json(text)
    yield _from_lines(text, cut)
    if prose:
        yield _from_prose(text)


def said_so_far(text: str, prose: bool = False) -> tuple[ProposedStatement, ...]:
    """The statements of a reply that is still being written, but for the last one, which may grow."""
    try:
        return parse_reply(text, prose).statements[:-1]
    except LLMBadOutputError:
        return ()


def _from_json(text: str) -> Proposal:
    """The proposal in a reply's first JSON object, and whatever statements follow it."""
    text = text[max(text.find("{"), 0) :]
    try:
        value, rest = _decoded(text)
    except (ValueError, RecursionError):
        value, rest = {}, text
    # A statement by itself, or a call of a tool that holds them.
    if not isinstance(value, dict) or "statement" in value or not value.keys() & {"statements", "answerable"}:
        value, rest = {}, text
    listed = value.get("statements", [])
    more, broken = _objects(rest)
    statements, lost = _statements([*(listed if isinstance(listed, list) else [listed]), *more])
    # Statements speak for themselves, whatever a model says of them.
    answerable = bool(statements) or value.get("answerable") is not False
    reason = str(value.get("reason") or "")[:REASON_CHARS_MAX]
    return Proposal(statements, answerable, reason, _quotes(value.get("nearest")), (*lost, *broken))


def _decoded(text: str) -> tuple[Any, str]:
    """The JSON that a text begins with, and what follows it; line breaks may stand in strings.

    Trailing commas are left out.

    Raises:
        ValueError: it can't be read even so.
    """
    decoder = json.JSONDecoder(strict=False)
    try:
        value, end = decoder.raw_decode(text)
    except ValueError:
        text = _STRING_OR_COMMA.sub(lambda match: match[1] or "", text)
        value, end = decoder.raw_decode(text)
    return value, text[end:]


def _objects(text: str) -> tuple[list[object], list[Dropped]]:
    """The statements of JSON that breaks off, is wrong somewhere or comes in many objects: each read by itself."""
    starts = [match.start() for match in _OBJECT.finditer(text)]
    items: list[object] = []
    broken: list[Dropped] = []
    for start, end in pairwise([*starts, len(text)]):
        piece = text[start:end].rstrip("` \n")  # up to the next one only, so that a reply of thousands is read once
        try:
            items.append(_decoded(piece)[0])
        except (ValueError, RecursionError):
            whole = start != starts[-1] or piece.endswith("}")
            stated = _STATED.search(piece)
            told = stated[1] if stated else piece
            broken.append(_lost(told, FaultKind.MALFORMED if whole else FaultKind.CUT_OFF))
    return items, broken


def _statements(items: Sequence[object]) -> tuple[tuple[ProposedStatement, ...], tuple[Dropped, ...]]:
    """Statements from JSON, and what isn't of the form. Key and quote may stand beside the statement."""
    found: list[ProposedStatement] = []
    lost: list[Dropped] = []
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("statement"), str):
            told = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
            lost.append(_lost(told, FaultKind.MALFORMED))
            continue
        listed = item.get("quotes")
        quotes = _quotes(listed if isinstance(listed, list) else [item])
        found.append(ProposedStatement(_clean(item["statement"]), quotes))
    return _limited(found, lost)


def _limited(
    found: Sequence[ProposedStatement], lost: Sequence[Dropped]
) -> tuple[tuple[ProposedStatement, ...], tuple[Dropped, ...]]:
    """As many statements as an answer may have; the others join what is lost."""
    beyond = [_lost(one.text, FaultKind.BEYOND_LIMIT) for one in found[STATEMENTS_MAX:]]
    return tuple(found[:STATEMENTS_MAX]), (*lost, *beyond)


def _lost(text: str, reason: FaultKind) -> Dropped:
    return Dropped(" ".join(text.split())[:STATEMENT_CHARS_MAX], reason)


def _quotes(items: object) -> tuple[ProposedQuote, ...]:
    """Quotes from JSON, leaving out what isn't of the form."""
    pairs = [pair for pair in (items if isinstance(items, list) else []) if isinstance(pair, dict)]
    return tuple(
        ProposedQuote(_key(pair.get("key")), pair["quote"]) for pair in pairs if isinstance(pair.get("quote"), str)
    )


def _from_lines(text: str, cut: bool) -> Proposal:
    """The proposal in lines of the plain-text protocol; what else is in a list isn't of the form."""
    found: list[ProposedStatement] = []
    for match in _LINE.finditer(text):
        # Weak models copy the line of the refusal beside their answer.
        if NONE.match(match.group()):
            continue
        fields = [field.strip() for field in match["rest"].split("||")]
        pairs = zip(fields[::2], fields[1::2], strict=False)
        quotes = tuple(ProposedQuote(_key(key), quote.strip(_QUOTED)) for key, quote in pairs)
        found.append(ProposedStatement(_clean(match["statement"]), quotes, cut=cut and match.end() == len(text)))
    rest = _LINE.sub("", text)
    lost = [
        _lost(match["statement"], FaultKind.CUT_OFF if cut and match.end() == len(rest) else FaultKind.MALFORMED)
        for match in _BULLET.finditer(rest)
        if not NONE.match(match.group())
    ]
    none = NONE.search(text)
    if none and not found:
        return replace(_refusal(none["reason"]), lost=tuple(lost))
    statements, dropped = _limited(found, lost)
    return Proposal(statements, answerable=True, lost=dropped)


def _from_prose(text: str) -> Proposal:
    """The proposal in plain sentences."""
    said = [text[one.start : one.end] for one in split_sentences(text)]
    found = [ProposedStatement(_clean(one), ()) for one in said if any(map(str.isalpha, one))]
    statements, lost = _limited(found, ())
    return Proposal(statements, answerable=True, lost=lost)


def _refusal(rest: str) -> Proposal:
    """What follows `NONE ||`: the nearest quote with its key, and the reason; either may be missing."""
    fields = [field.strip() for field in rest.split("||")]
    quoted = len(fields) > 1 and re.fullmatch(r"P\d+", _key(fields[0])) is not None
    nearest = (ProposedQuote(_key(fields[0]), fields[1].strip(_QUOTED)),) if quoted else ()
    reason = " ".join(fields[2:] if quoted else fields)
    return Proposal((), answerable=False, reason=reason[:REASON_CHARS_MAX], nearest=nearest)


def _key(value: object) -> str:
    """A passage key as it was issued: "[p2]" → "P2"."""
    return str(value or "").strip(" []()<>\"'.:").upper()


def _clean(statement: str) -> str:
    """A statement on one line, without the key or marker that a model puts at its end."""
    # One more than allowed, so that a longer one is still known for too long.
    folded = " ".join(statement.split())[: STATEMENT_CHARS_MAX + 1]
    return re.sub(r"(?:\s*[\[(]\s*P?\d+(?:\s*,\s*P?\d+)*\s*[\])])+(?=[.!?]?$)", "", folded).strip(" *_`")
