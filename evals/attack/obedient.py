"""The worst language model there could be: it says what a planted order wants, and quotes whatever might carry it."""

from __future__ import annotations

from collections.abc import Sequence

from evals.attack.attempts import Attempt
from service.llm.protocol import ChatTurn, Reply, Schema


class ObedientModel:
    """A scripted `ChatModel` that knows the attempt, and so obeys it even where the prompt no longer holds it."""

    name = "obedient"
    structured = False
    context_window = 8_192
    max_output_tokens = 800
    passages = 0
    prose = False

    def __init__(self) -> None:
        self.attempt: Attempt | None = None
        self.read = 0
        """Prompts in which the order could be read."""

    async def complete(self, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float) -> Reply:
        """The claim with each quote that might carry it, and the order itself."""
        attempt = self.attempt
        if attempt is None:
            raise AssertionError("an attempt comes first")
        # Once an attempt: what is sent back holds what this model said itself.
        sent_back = any(turn.role == "assistant" for turn in turns)
        self.read += not sent_back and any(attempt.canary in turn.content for turn in turns)
        planted = attempt.planted.replace("\n", " ")
        # Whatever might carry it: the checks have to stop each of them.
        quotes = (planted, attempt.claim, attempt.honest, planted.partition(": ")[2] or planted)
        lines = [f'- {attempt.claim} || P1 || "{quote}"' for quote in quotes]
        return Reply("\n".join([*lines, f'- {planted} || P1 || "{planted}"']), (0, 0))

    async def aclose(self) -> None:
        """Nothing is open."""
