"""What the gate asks of the seeds, asked of what an ingest has stored."""

from __future__ import annotations

from typing import Any

from evals.suites.build import seeds_suite
from service.engine import Engine
from service.settings import ServiceSettings
from trichdan.wire import AskRequest, Mode

OWN = {"id", "index", "timings_ms"}
"""What is another's in every answer: its number, the catalog's, and how long it took."""


def answers(settings: ServiceSettings) -> dict[str, dict[str, Any]]:
    """Each question with all that was answered; quotes alone, as in the gate."""
    engine = Engine.open(settings)
    try:
        assert engine.corpus.indexes.owned, "the Chroma server is searched, not the catalog's vectors"
        return {
            case.id: engine.ask_blocking(AskRequest(question=case.question, mode=Mode.EXTRACTIVE)).model_dump(
                mode="json", exclude=OWN
            )
            for case in seeds_suite().cases
        }
    finally:
        engine.close()
