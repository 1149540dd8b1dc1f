"""An LLM that writes an answer, and what it's bound by. Light: nothing that checks is loaded where none writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.llm.protocol import ChatModel
    from service.verifying.similarity import Similarity


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes an answer, until when, and what its statements are held against beside words.

    Attributes:
        model: the LLM.
        deadline: a `time.monotonic()` value.
        similarity: of texts in two languages; None where none was measured.
    """

    model: ChatModel
    deadline: float
    similarity: Similarity | None = None
