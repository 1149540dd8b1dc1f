"""What a chat model has of its settings, behind an address or in this process. Pure."""

from __future__ import annotations

from service.settings import LLMSettings


class ConfiguredModel:
    """The part of a `ChatModel` that the settings say."""

    def __init__(self, settings: LLMSettings) -> None:
        self._settings = settings

    @property
    def context_window(self) -> int:
        """Tokens that prompt and reply share."""
        return self._settings.context_window

    @property
    def max_output_tokens(self) -> int:
        """Longest reply in tokens."""
        return self._settings.max_output_tokens

    @property
    def passages(self) -> int:
        """Most passages that it is to read; 0: as many as the window takes."""
        return self._settings.passages

    @property
    def prose(self) -> bool:
        """Whether it's asked for plain sentences, without quotes."""
        return self._settings.structured == "prose"
