"""trichdan itself, with the LLM and by quotes alone: the engine over each corpus, as `trichdan eval` opens it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from evals.peers.replies import Cited, Reply
from evals.scorers.budget import MARKER
from service.engine import Engine
from trichdan.wire import Answer, AskRequest, Mode


class Ours:
    """The service's engine in one mode."""

    version = version("trichdan")

    def __init__(self, name: str, engines: Mapping[str, Engine], mode: Mode) -> None:
        self.name = name
        self._engines = engines
        self._mode = mode

    def ask(self, corpus: str, question: str) -> Reply:
        """The answer by the way that a request takes."""
        return reply_of(self._engines[corpus].ask_blocking(AskRequest(question=question, mode=self._mode)))


def reply_of(answer: Answer) -> Reply:
    """An answer of ours as it is compared."""
    quotes = tuple(Cited(article_id=one.article_id, text=one.quote) for one in answer.citations)
    way = answer.mode if answer.degraded is None else f"fallback: {answer.degraded.value}"
    if not answer.answered and answer.mode == "extractive" and answer.degraded is None:
        way = "refused without the LLM"
    text = MARKER.sub("", answer.answer)
    # A refusal quotes what comes nearest, which is no answer.
    return Reply(text=text, cited=quotes, quoted=quotes, refused=not answer.answered, way=way)
