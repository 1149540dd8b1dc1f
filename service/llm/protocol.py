"""What is said to a chat model: the seam, the reply's schema, the plain-text protocol. Pure.

The plain-text protocol has one statement a line, `- statement || P1 || "quote"`, further `|| P2 || "quote"` pairs
being allowed, and `NONE || P1 || "nearest quote" || reason` for a question that the passages don't answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from service.values import Dropped
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
