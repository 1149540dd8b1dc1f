"""The words of the wire: what a field may say where it says one of a few things."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """Who writes the answer."""

    AUTO = "auto"
    EXTRACTIVE = "extractive"
    LLM = "llm"


class Reason(StrEnum):
    """Why a question was not answered."""

    EMPTY_INDEX = "empty_index"
    NO_EVIDENCE = "no_evidence"
    LOW_CONFIDENCE = "low_confidence"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    CITATION_FAILED = "citation_failed"


class Degraded(StrEnum):
    """Why the LLM's answer was not used, and the answer is extractive instead."""

    LLM_UNREACHABLE = "llm_unreachable"
    LLM_TIMEOUT = "llm_timeout"
    LLM_BAD_OUTPUT = "llm_bad_output"


class Kind(StrEnum):
    """What a message was taken for."""

    QUESTION = "question"
    SMALL_TALK = "small_talk"
    """A greeting, thanks, a goodbye, a reaction, or a question about the service: a reply that cites nothing."""
    COLLECTION = "collection"
    COMPARISON = "comparison"
    """Answered with one quote a side."""
    SUMMARY = "summary"
    """Answered with whole sentences of one article, in its order."""
    LIST = "list"
    """Answered with items of several articles."""
    SIDE_TASK = "side_task"
    """What a chat program has written besides: a title, tags, a summary. Never by `/v1/ask`."""


class Stage(StrEnum):
    """What decided whether and how a message was answered."""

    SMALL_TALK = "small_talk"
    """Nothing was asked."""
    COLLECTION = "collection"
    """The catalog of the articles, without reading them."""
    RETRIEVAL = "retrieval"
    """Nothing was found that could be judged."""
    ANSWERABILITY = "answerability"
    """The confidence, against the threshold."""
    LLM = "llm"
    """What the LLM wrote or refused, once it was verified."""
    VERIFICATION = "verification"
    """Nothing of what the LLM wrote, or no citation, could be verified."""


class FaultKind(StrEnum):
    """Why a statement of the LLM isn't shown: what its quotes don't carry, or why that wasn't even looked at."""

    FIGURE = "figure"
    """A number, a unit or a date."""
    NAME = "name"
    """A name, or a title of its bearer."""
    ROLE = "role"
    """Who did it to whom, or what is whose."""
    DIRECTION = "direction"
    """Up for down, before for after."""
    NEGATION = "negation"
    """A negation added or lost."""
    QUANTIFIER = "quantifier"
    """All for some."""
    MODALITY = "modality"
    """A plan told as done."""
    CAUSE = "cause"
    """Another cause than the quotes give."""
    NOT_STATED = "not_stated"
    """Too little of it, or of a part, is in the quotes."""
    FORM = "form"
    """Markup, a link, an order to the reader or to a model."""
    UNQUOTED = "unquoted"
    """It quotes nothing, or nothing that may be quoted: what stands in no passage, or gives orders."""
    LANGUAGE = "language"
    """Another language than the answer's."""
    TOO_LONG = "too_long"
    """More code points than a statement may have."""
    MALFORMED = "malformed"
    """Not in the form that the LLM was asked for; the text is what can be made out."""
    DUPLICATE = "duplicate"
    """The answer says the same already, word for word."""
    BEYOND_LIMIT = "beyond_limit"
    """More statements than an answer may have."""
    CUT_OFF = "cut_off"
    """The reply broke off in it."""
