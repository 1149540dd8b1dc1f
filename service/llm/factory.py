"""From settings to a chat model. Nothing heavy is imported before it is known to be needed."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from service.settings import LLMSettings, is_local
from trichdan.errors import LLMError

if TYPE_CHECKING:
    from service.llm.client import OpenAIChatModel
    from service.llm.local import LocalChatModel

log = logging.getLogger(__name__)


def warm_beside(model: OpenAIChatModel | LocalChatModel) -> None:
    """Make a model ready in a thread: what it imports takes one to three seconds, which no question need wait for."""
    threading.Thread(target=_warm, args=(model,), name="llm-imports", daemon=True).start()


def _warm(model: OpenAIChatModel | LocalChatModel) -> None:
    try:
        model.warm()
    except LLMError as error:  # answers are quotes then
        log.error("%s", error)


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
