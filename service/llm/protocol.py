"""What is said to a chat model and how its reply is read: the seam, the reply's schema, the plain-text protocol. Pure.

The plain-text protocol has one statement a line, `- statement || P1 || "quote"`, further `|| P2 || "quote"` pairs
being allowed, and `NONE || P1 || "nearest quote" || reason` for a question that the passages don't answer. Both forms
are tried on any reply.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from ingest.sentences import split_sentences
from service.language.replies import NONE
from trichdan.errors import LLMBadOutputError

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
    """A model's whole reply. `usage`: prompt and completion tokens, where the endpoint reports them."""

    text: str
    usage: tuple[int, int] | None = None


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


@dataclass(frozen=True, slots=True)
class ProposedQuote:
    """What a model says a passage says."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ProposedStatement:
    """A statement that a model proposes; nothing of it is verified."""

    text: str
    quotes: tuple[ProposedQuote, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply as it was meant. `answerable` is false if the model says that the passages don't answer.

    `nearest` is what it then quotes as coming nearest to an answer: a refusal has to be shown, like an answer.
    """

    statements: tuple[ProposedStatement, ...]
    answerable: bool
    reason: str = ""
    nearest: tuple[ProposedQuote, ...] = ()


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
_QUOTED = "\"'“”‘’«» "


def parse_reply(text: str, prose: bool = False) -> Proposal:
    """Read a reply in either form, whole or cut off: complete statements before the cut are kept.

    With `prose`, plain sentences are statements too; they come without quotes.

    Raises:
        LLMBadOutputError: there's nothing of either form in it.
    """
    text = _THINKING.sub("", text).strip()
    proposal = _from_json(text) or _from_lines(text) or (_from_prose(text) if prose else None)
    if proposal is None:
        raise LLMBadOutputError("The LLM's reply is empty." if not text else "The LLM's reply has no usable form.")
    return proposal


def said_so_far(text: str, prose: bool = False) -> tuple[ProposedStatement, ...]:
    """The statements of a reply that is still being written, but for the last one, which may grow."""
    try:
        return parse_reply(text, prose).statements[:-1]
    except LLMBadOutputError:
        return ()


def _from_json(text: str) -> Proposal | None:
    """The proposal in the first JSON object of a reply, or None."""
    at = text.find("{")
    if at < 0:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(text, at)
    except (ValueError, RecursionError):
        return _from_cut_json(text)
    if not isinstance(value, dict) or not isinstance(value.get("statements", []), list):
        return None
    statements = _statements(value.get("statements", []))
    if not statements and value.get("answerable") is not False:
        return None
    reason = str(value.get("reason") or "")[:REASON_CHARS_MAX]
    return Proposal(statements, bool(statements), reason, _quotes(value.get("nearest")))


def _from_cut_json(text: str) -> Proposal | None:
    """The complete statements of a JSON reply that breaks off."""
    decoder = json.JSONDecoder()
    found = []
    for match in re.finditer(r'\{\s*"statement"', text):
        try:
            found.append(decoder.raw_decode(text, match.start())[0])
        except (ValueError, RecursionError):
            break
        if len(found) == STATEMENTS_MAX:
            break
    statements = _statements(found)
    return Proposal(statements, answerable=True) if statements else None


def _statements(items: Sequence[object]) -> tuple[ProposedStatement, ...]:
    """Statements from JSON, leaving out what isn't of the form. Key and quote may stand beside the statement."""
    found = []
    for item in items[:STATEMENTS_MAX]:
        if not isinstance(item, dict) or not isinstance(item.get("statement"), str):
            continue
        listed = item.get("quotes")
        quotes = _quotes(listed if isinstance(listed, list) else [item])
        found.append(ProposedStatement(_clean(item["statement"]), quotes))
    return tuple(found)


def _quotes(items: object) -> tuple[ProposedQuote, ...]:
    """Quotes from JSON, leaving out what isn't of the form."""
    pairs = [pair for pair in (items if isinstance(items, list) else []) if isinstance(pair, dict)]
    return tuple(
        ProposedQuote(_key(pair.get("key")), pair["quote"]) for pair in pairs if isinstance(pair.get("quote"), str)
    )


def _from_lines(text: str) -> Proposal | None:
    """The proposal in lines of the plain-text protocol, or None."""
    found = []
    for match in _LINE.finditer(text):
        if NONE.match(match.group()):
            continue
        fields = [field.strip() for field in match["rest"].split("||")]
        pairs = zip(fields[::2], fields[1::2], strict=False)
        quotes = tuple(ProposedQuote(_key(key), quote.strip(_QUOTED)) for key, quote in pairs)
        found.append(ProposedStatement(_clean(match["statement"]), quotes))
        if len(found) == STATEMENTS_MAX:
            break
    if found:
        return Proposal(tuple(found), answerable=True)
    none = NONE.search(text)
    return _refusal(none["reason"]) if none else None


def _from_prose(text: str) -> Proposal | None:
    """The proposal in plain sentences, or None."""
    said = [text[one.start : one.end] for one in split_sentences(text)]
    statements = [ProposedStatement(_clean(one), ()) for one in said if any(map(str.isalpha, one))]
    return Proposal(tuple(statements[:STATEMENTS_MAX]), answerable=True) if statements else None


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
    folded = " ".join(statement.split())[: STATEMENT_CHARS_MAX + 1]
    return re.sub(r"(?:\s*[\[(]\s*P?\d+(?:\s*,\s*P?\d+)*\s*[\])])+(?=[.!?]?$)", "", folded).strip(" *_`")
