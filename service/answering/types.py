"""What comes of looking a question up, and what it's looked up with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.catalog.reading import Selection
from service.answerability.assess import Assessment
from service.answering.choose import Composed
from service.language.languages import Language
from service.quoting.types import Retrieval
from service.values import RetrievedPassage
from trichdan.wire import Kind

Judge = Callable[[str, Selection], tuple[Retrieval, Assessment]]
"""What the selected articles hold on a question, and whether it answers."""

Near = Callable[[str, Selection], Sequence[RetrievedPassage]]
"""The passages nearest to a text."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found for a question, and whether it answers.

    Attributes:
        understood: the question as it was looked up, where that isn't as it was asked; else empty.
        missing: the sentence that says what stays open; empty if nothing does.
        absent: what is asked about and no article mentions, as it was typed.
        kind: what the question was taken for.
    """

    found: Retrieval
    assessment: Assessment
    understood: str = ""
    missing: str = ""
    absent: tuple[str, ...] = ()
    kind: Kind = Kind.QUESTION


@dataclass(frozen=True, slots=True)
class Reply:
    """What is replied to a message that needs no passages, and how surely."""

    composed: Composed
    assessment: Assessment
    language: Language
