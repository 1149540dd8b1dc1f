"""A language model in this process: a GGUF file, run by llama.cpp through xllamacpp, which no other module knows.

No key and no address: xllamacpp's own listener stays on loopback, behind a secret that nobody is told. One question
is worked on at a time; it stops when its deadline has passed or nobody waits any longer, at the next step.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service.llm.bundled import NAME, bundled_model, bundled_parts, missing
from service.llm.configured import ConfiguredModel
from service.llm.memory import available, needed
from service.llm.protocol import ChatTurn, Heard, Reply, Schema
from service.settings import BUNDLED_LLM, LLMSettings
from trichdan.errors import LLMBadOutputError, LLMModelError, LLMTimeoutError

log = logging.getLogger(__name__)

STEP = 128
"""Tokens of a prompt that are read between two looks at the clock: about two seconds of one core."""


_ENDS = "\n.!?}"
"""Behind one of these a statement may be complete."""


class LocalChatModel(ConfiguredModel):
    """A chat model in this process. Loaded by `warm`, or by the first question; usable from several event loops."""

    def __init__(self, settings: LLMSettings, models_dir: Path) -> None:
        """Nothing is loaded yet.

        Raises:
            LLMModelError: the extra isn't installed, or there's no such file.
        """
        super().__init__(settings)
        self._models_dir = models_dir
        self._server: Any = None
        self._loading = threading.Lock()
        if find_spec("xllamacpp") is None:
            raise missing("xllamacpp")
        if settings.base_url == BUNDLED_LLM:
            bundled_parts()
        elif not Path(settings.base_url).is_file():
            raise LLMModelError(f"TRICHDAN_LLM_BASE_URL names {settings.base_url}, and there is no such file.")

    @property
    def name(self) -> str:
        """The model's name."""
        return NAME if self._settings.base_url == BUNDLED_LLM else self._settings.model

    @property
    def structured(self) -> bool:
        """Whether a schema will be sent; lines are shorter to write."""
        return self._settings.structured == "json_schema"

    def warm(self) -> None:
        """Load the model, so that the first question doesn't wait. Says before what memory it takes.

        Raises:
            LLMError: it can't be loaded; the message says why.
        """
        with self._loading:
            if self._server is None:
                bundled = self._settings.base_url == BUNDLED_LLM
                self._server = _load(
                    bundled_model(self._models_dir) if bundled else Path(self._settings.base_url), self._settings
                )

    async def aclose(self) -> None:
        """Nothing to close: the model stays loaded for other event loops."""

    async def complete(self, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float) -> Reply:
        """The reply before `deadline` (a `time.monotonic()` value); waiting for a turn counts.

        Raises:
            LLMError: one of its subclasses.
        """
        return await self.listen(turns, schema, deadline, None)

    async def listen(
        self, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float, heard: Heard | None
    ) -> Reply:
        """As `complete`, and tells `heard` what is written, as it is."""
        asking = _Asking(asyncio.get_running_loop(), deadline, heard)
        body = self._body(turns, schema)
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                await asyncio.to_thread(self._run, body, asking)
        except TimeoutError:
            raise LLMTimeoutError("The LLM gave no complete reply in time.") from None
        finally:
            asking.given_up = True
        return asking.reply()

    def _run(self, body: dict[str, Any], asking: _Asking) -> None:
        """Ask, in a thread of its own; the pieces go to `asking`."""
        self.warm()
        try:
            self._server.handle_chat_completions(body, asking.hear)
        except Exception as error:  # the one seam: whatever the foreign library raises ends here
            raise LLMBadOutputError(f"The local LLM failed ({type(error).__name__}).") from None

    def _body(self, turns: Sequence[ChatTurn], schema: Schema | None) -> dict[str, Any]:
        chosen = self._settings
        body: dict[str, Any] = {
            "messages": [{"role": turn.role, "content": turn.content} for turn in turns],
            "max_tokens": chosen.max_output_tokens,
            "temperature": chosen.temperature,
            "stream": True,
            "return_progress": True,
            "stream_options": {"include_usage": True},
        }
        if chosen.seed is not None:
            body["seed"] = chosen.seed
        if schema is not None:
            body["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        return body


class _Asking:
    """One question to the model: what came of it so far, and whether anybody still waits."""

    def __init__(self, loop: asyncio.AbstractEventLoop, deadline: float, heard: Heard | None) -> None:
        self.given_up = False
        self._loop = loop
        self._deadline = deadline
        self._heard = heard
        self._pieces: list[str] = []
        self._usage: tuple[int, int] | None = None
        self._fault = ""

    def hear(self, chunk: dict[str, Any]) -> bool:
        """Take a chunk of the stream, in the model's thread; true to stop."""
        if "error" in chunk:
            self._fault = str(chunk["error"].get("message", ""))[:200]
            return True
        if usage := chunk.get("usage"):
            self._usage = usage["prompt_tokens"], usage["completion_tokens"]
        said = [(one.get("delta") or {}).get("content") for one in chunk.get("choices") or ()]
        pieces = [one for one in said if one]
        if pieces and not self.given_up:
            self._pieces += pieces
            if self._heard is not None and not set(_ENDS).isdisjoint("".join(pieces)):
                self._loop.call_soon_threadsafe(self._heard, "".join(self._pieces))
        return self.given_up or time.monotonic() >= self._deadline

    def reply(self) -> Reply:
        """The whole reply.

        Raises:
            LLMError: there's none.
        """
        text = "".join(self._pieces)
        if self._fault:
            raise LLMBadOutputError(f"The local LLM refused the request: {self._fault}")
        if not text.strip():
            raise LLMBadOutputError("The LLM's reply is empty.")
        return Reply(text, self._usage)


def _load(path: Path, settings: LLMSettings) -> Any:  # noqa: ANN401 - the class is imported late
    """The model, loaded; what memory that takes is said before."""
    need, free = needed(path), available()
    told = "" if free is None else f"; {free / 1e9:.1f} GB are free"
    log.warning("Loading the LLM %s: it needs about %.1f GB of memory%s.", path.name, need / 1e9, told)
    if free is not None and free < need:
        raise LLMModelError(
            f"The LLM {path.name} needs about {need / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free.",
            help="Free some, or take a smaller model or an LLM behind an address.",
        )
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel = settings.context_window, 1
    params.n_batch = params.n_ubatch = STEP
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings.threads
    params.cache_ram_mib = 0  # the slot itself keeps the prompt's common beginning
    params.port, params.ui, params.verbosity, params.warmup = 0, False, 0, False
    params.api_keys = [secrets.token_hex(32)]
    try:
        return xllamacpp.Server(params)
    except Exception as error:
        raise LLMModelError(f"{path} can't be loaded as a model ({type(error).__name__}).") from error
