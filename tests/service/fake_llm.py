"""A chat model that says what the test wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from service.llm.protocol import ChatTurn, Reply, Schema

Script = str | Exception | Callable[[Sequence[ChatTurn]], str]


class FakeChatModel:
    """Gives its scripted replies in order (the last one again and again), and keeps what it was asked.

    `cut`: whether it says that they broke off.
    """

    def __init__(
        self, *replies: Script, structured: bool = False, context_window: int = 8_192, cut: bool = False
    ) -> None:
        self._replies = list(replies)
        self._cut = cut
        self.structured = structured
        self.context_window = context_window
        self.max_output_tokens = 512
        self.passages = 0
        self.prose = False
        self.name = "fake"
        self.closed = 0
        self.asked: list[tuple[Sequence[ChatTurn], Schema | None]] = []

    async def complete(self, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float) -> Reply:
        """The next reply of the script; an exception in it is raised."""
        self.asked.append((turns, schema))
        script = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(script, Exception):
            raise script
        return Reply(script if isinstance(script, str) else script(turns), (100, 20), self._cut)

    async def aclose(self) -> None:
        """Count it."""
        self.closed += 1
