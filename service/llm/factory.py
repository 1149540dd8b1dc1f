"""From settings to a chat model. Nothing heavy is imported before it is known to be needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from service.settings import LLMSettings, is_local

if TYPE_CHECKING:
    from service.llm.client import OpenAIChatModel
    from service.llm.local import LocalChatModel


def load_chat_model(settings: LLMSettings, models_dir: Path) -> OpenAIChatModel | LocalChatModel:
    """The model that `settings` ask for, behind an address or in this process; it's neither connected nor loaded.

    Raises:
        LLMModelError: it is to run in this process, and isn't installed.
    """
    if is_local(settings.base_url):
        from service.llm.local import LocalChatModel

        return LocalChatModel(settings, models_dir)
    from service.llm.client import OpenAIChatModel

    return OpenAIChatModel(settings)
