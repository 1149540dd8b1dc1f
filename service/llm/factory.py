"""From settings to a chat model. Nothing heavy is imported before it is known to be needed."""

from __future__ import annotations

from pathlib import Path

from service.llm.client import OpenAIChatModel
from service.llm.local import LocalChatModel
from service.settings import LLMSettings, is_local


def load_chat_model(settings: LLMSettings, models_dir: Path) -> OpenAIChatModel | LocalChatModel:
    """The model that `settings` ask for, behind an address or in this process; it's neither connected nor loaded.

    Raises:
        LLMModelError: it is to run in this process, and isn't installed.
    """
    return LocalChatModel(settings, models_dir) if is_local(settings.base_url) else OpenAIChatModel(settings)
