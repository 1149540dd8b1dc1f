"""What is said to a chat model and how its reply is read: the seam, the reply's schema, the plain-text protocol. Pure.

The plain-text protocol has one statement a line, `- statement || P1 || "quote"`, further `|| P2 || "quote"` pairs
being allowed, and `NONE || P1 || "nearest quote" || reason` for a question that the passages don't answer. Both forms
are tried on any reply.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, Protocol, runtime_checkable

from ingest.sentences import split_sentences
from service.language.replies import NONE
from service.values import Dropped
from trichdan.errors import LLMBadOutputError
from trichdan.wire import FaultKind

STATEMENTS_MAX = 8
STATEMENT_CHARS_MAX = 700
REASON_CHARS_MAX = 300

Schema = dict[str, Any]

Heard = Callable[[str], None]
"""Called in the event loop with all that a model has written so far, whenever a line or an object may be complete."""


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One message to a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's reply. `usage`: prompt and completion tokens, where the endpoint reports them.

    `cut`: whether the endpoint says that it broke off, as there was no room for more.
    """

    text: str
    usage: tuple[int, int] | None = None
    cut: bool = False


class ChatModel(Protocol):
    """The seam to any chat model. `context_window` and `max_output_tokens` are in tokens."""

    @property
    def name(self) -> str:
        """The model's name, for the answer's `model` field."""

    @property
    def context_window(self) -> int:
        """Tokens that prompt and reply share."""

    @property
    def max_output_tokens(self) -> int:
        """Longest reply."""

    @property
    def passages(self) -> int:
        """Most passages that it is to read; 0: as many as the window takes."""

    @property
    def structured(self) -> bool:
        """Whether a schema will be sent; false once the endpoint has refused one."""

    @property
    def prose(self) -> bool:
        """Whether it's asked for plain sentences: too weak to quote, so the service finds what each stands on."""

    async def complete(self, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float) -> Reply:
        """The reply, before `deadline` (a `time.monotonic()` value).

        Raises:
            SchemaRefusedError: the endpoint can't take a schema; ask again without one.
            LLMError: one of its subclasses, for anything else that goes wrong.
        """

    async def aclose(self) -> None:
        """Close this event loop's connections."""


@runtime_checkable
class ListenedModel(Protocol):
    """A chat model that can be listened to while it writes. One behind an address is waited for instead."""

    def warm(self) -> None:
        """Make it ready, so that the first question doesn't wait."""

    async def listen(self, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float, heard: Heard) -> Reply:
        """As `complete`, and tells `heard` what is written, as it is."""


class SchemaRefusedError(LLMBadOutputError):
    """The endpoint doesn't take a JSON schema."""


class UnusableReplyError(LLMBadOutputError):
    """A reply of which nothing can be shown; `dropped` are its statements."""

    def __init__(self, message: str, dropped: tuple[Dropped, ...] = ()) -> None:
        super().__init__(message)
        self.dropped = dropped


@dataclass(frozen=True, slots=True)
class ProposedQuote:
    """What a model says a passage says."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ProposedStatement:
    """A statement that a model proposes; nothing of it is verified. `cut`: the reply broke off behind it."""

    text: str
    quotes: tuple[ProposedQuote, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply as it was meant. `answerable` is false if the model says that the passages don't answer.

    `nearest` is what it then quotes as coming nearest to an answer: a refusal has to be shown, like an answer. `lost`
    are the statements that can't be read, or are too many.
    """

    statements: tuple[ProposedStatement, ...]
    answerable: bool
    reason: str = ""
    nearest: tuple[ProposedQuote, ...] = ()
    lost: tuple[Dropped, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it says something: an answer, or that there is none."""
        return bool(self.statements) or not self.answerable


def answer_schema(keys: Sequence[str]) -> Schema:
    """The JSON schema of a reply; only the issued `keys` can be named."""
    quote = _object(key={"type": "string", "enum": list(keys)}, quote={"type": "string"})
    quotes = {"type": "array", "items": quote}
    return _object(
        answerable={"type": "boolean"},
        statements={"type": "array", "items": _object(statement={"type": "string"}, quotes=quotes)},
        nearest=quotes,
        reason={"type": "string"},
    )


def _object(**properties: Schema) -> Schema:
    """A closed object whose properties are all required, as strict schemas want it."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_FORMATS = {
    ("vi", True): 'Trả lời bằng JSON: {"answerable": true, "statements": [{"statement": "...", "quotes": '
    '[{"key": "P1", "quote": "..."}]}], "nearest": [], "reason": ""}. Không trả lời được: {"answerable": false, '
    '"statements": [], "nearest": [{"key": "P1", "quote": "..."}], "reason": "..."}.',
    ("en", True): 'Reply in JSON: {"answerable": true, "statements": [{"statement": "...", "quotes": '
    '[{"key": "P1", "quote": "..."}]}], "nearest": [], "reason": ""}. If it can\'t be answered: {"answerable": false, '
    '"statements": [], "nearest": [{"key": "P1", "quote": "..."}], "reason": "..."}.',
    ("vi", False): 'Mỗi ý một dòng, đúng mẫu:\n- câu trả lời || P1 || "trích dẫn nguyên văn"\n'
    'Không trả lời được thì chỉ viết một dòng:\nNONE || P1 || "câu gần nhất, nguyên văn" || lý do',
    ("en", False): 'One statement a line, in this form:\n- statement || P1 || "verbatim quote"\n'
    'If it can\'t be answered, write this line only:\nNONE || P1 || "nearest sentence, verbatim" || reason',
}


PROSE = {
    "vi": "Không trả lời được thì chỉ viết: NONE.",
    "en": "If they don't answer it, write only: NONE.",
}
"""All that a model is told of the form that writes plain sentences."""


def format_rules(language: str, structured: bool) -> str:
    """How the prompt tells a model to form its reply."""
    return _FORMATS["vi" if language == "vi" else "en", structured]


_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
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
    text = _THINKING.sub("", text).strip()
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
    start = max(text.find("{"), 0)
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        value, end = {}, start
    if not isinstance(value, dict) or "statement" in value:
        value, end = {}, start
    listed = value.get("statements", [])
    more, broken = _objects(text[end:])
    statements, lost = _statements([*(listed if isinstance(listed, list) else [listed]), *more])
    # Statements speak for themselves, whatever a model says of them.
    answerable = bool(statements) or value.get("answerable") is not False
    reason = str(value.get("reason") or "")[:REASON_CHARS_MAX]
    return Proposal(statements, answerable, reason, _quotes(value.get("nearest")), (*lost, *broken))


def _objects(text: str) -> tuple[list[object], list[Dropped]]:
    """The statements of JSON that breaks off, is wrong somewhere or comes in many objects: each read by itself."""
    starts = [match.start() for match in _OBJECT.finditer(text)]
    items: list[object] = []
    broken: list[Dropped] = []
    for start, end in pairwise([*starts, len(text)]):
        piece = text[start:end].rstrip("` \n")  # up to the next one only, so that a reply of thousands is read once
        try:
            items.append(json.JSONDecoder().raw_decode(piece)[0])
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
