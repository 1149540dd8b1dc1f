"""The LLM, through LlamaIndex's OpenAI-compatible class: the only module that knows it, or the client beneath it.

Nothing is imported or connected before the first call. Foreign errors are translated in `_translate`, and nowhere
else. Messages never hold the key, the base URL or the prompt.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import random
import re
import time
from collections.abc import AsyncIterator, Sequence
from http import HTTPStatus
from typing import Any
from weakref import WeakKeyDictionary

import httpx

from service.llm.configured import ConfiguredModel
from service.llm.protocol import ChatTurn, Reply, Schema, SchemaRefusedError
from service.settings import LLMSettings
from trichdan.errors import LLMBadOutputError, LLMError, LLMTimeoutError, LLMUnreachableError

BACKOFF_S = 0.5
"""Wait before the second attempt; doubled for each further one, with up to half of it more at random."""

_SPARED = ("max_tokens", "temperature", "seed")
"""Parameters that some endpoints refuse by name, and that can be left out."""

_REFUSING = (400, 404, 415, 422, 501)
"""Statuses that may mean a parameter the endpoint does not take; it has no standard."""


class _ReplyTooLargeError(Exception):
    """More bytes than a reply may have."""


class _Limited(httpx.AsyncByteStream):
    """A response body that breaks off at a limit, while it's still coming in."""

    def __init__(self, stream: httpx.AsyncByteStream, limit: int) -> None:
        self._stream = stream
        self._left = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise _ReplyTooLargeError
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class OpenAIChatModel(ConfiguredModel):
    """A chat model behind any OpenAI-compatible endpoint. Usable from several event loops; `aclose` each."""

    def __init__(self, settings: LLMSettings) -> None:
        super().__init__(settings)
        self._left_out: set[str] = set()
        self._structured = settings.structured not in ("text", "prose")
        # Connections and semaphores belong to the event loop that made them; tests and one-shot commands have several.
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[Any, asyncio.Semaphore]] = WeakKeyDictionary()

    def __repr__(self) -> str:
        return f"OpenAIChatModel(model={self.name!r})"

    @property
    def name(self) -> str:
        """The model's name."""
        return self._settings.model

    @property
    def structured(self) -> bool:
        """Whether a schema will be sent; false once the endpoint has refused one."""
        return self._structured

    @property
    def deadline_s(self) -> float:
        """Longest wait for an answer with all attempts, in seconds."""
        return self._settings.deadline_s

    def warm(self) -> None:
        """Import the libraries (one to three seconds), so that the first question doesn't wait. No network."""
        importlib.import_module("llama_index.llms.openai_like")

    async def aclose(self) -> None:
        """Close this event loop's connections."""
        state = self._loops.pop(asyncio.get_running_loop(), None)
        if state is not None:
            await state[0]._async_http_client.aclose()

    async def complete(self, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float) -> Reply:
        """The reply, with retries, before `deadline` (a `time.monotonic()` value); waiting for a turn counts.

        Raises:
            SchemaRefusedError: the endpoint can't take a schema; this is remembered.
            LLMError: one of its subclasses; `degraded` says which kind.
        """
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                client, slots = await self._state()
                async with slots:
                    return await self._attempts(client, turns, schema, deadline)
        except TimeoutError:
            raise LLMTimeoutError("The LLM gave no complete reply in time.") from None

    async def _state(self) -> tuple[Any, asyncio.Semaphore]:
        """This event loop's client and slots."""
        # Importing LlamaIndex takes one to three seconds, in which other questions have to go on.
        await asyncio.to_thread(self.warm)
        loop = asyncio.get_running_loop()
        if loop not in self._loops:
            self._loops[loop] = (_client(self._settings), asyncio.Semaphore(self._settings.concurrency))
        return self._loops[loop]

    async def _attempts(self, client: Any, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float) -> Reply:  # noqa: ANN401
        """Ask until there's a reply, a failure that won't pass, or no time for another attempt."""
        failures = 0
        while True:
            try:
                async with asyncio.timeout(self._settings.timeout_s):
                    return await self._ask(client, turns, schema)
            except Exception as error:  # the one seam: whatever a foreign library raises ends here
                if self._adapts(error, schema):
                    continue
                failures += 1
                wait = _wait(error, failures)
                if wait is None or failures > self._settings.max_retries or time.monotonic() + wait >= deadline:
                    raise _translate(error) from None
            await asyncio.sleep(wait)

    async def _ask(self, client: Any, turns: Sequence[ChatTurn], schema: Schema | None) -> Reply:  # noqa: ANN401
        """One request."""
        from llama_index.core.base.llms.types import ChatMessage

        messages = [ChatMessage(role=turn.role, content=turn.content) for turn in turns]
        response = await client.achat(messages, **self._parameters(schema))
        choice = response.raw.choices[0]
        text = choice.message.content
        # OpenAI's refusals come beside an empty content.
        if getattr(choice.message, "refusal", None) or not isinstance(text, str) or not text.strip():
            raise LLMBadOutputError("The LLM's reply is empty or a refusal.")
        usage = getattr(response.raw, "usage", None)
        sent, received = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
        counted = (sent, received) if isinstance(sent, int) and isinstance(received, int) else None
        return Reply(text, counted, cut=getattr(choice, "finish_reason", None) == "length")

    def _parameters(self, schema: Schema | None) -> dict[str, Any]:
        """What goes into the request beside model and messages."""
        wanted: dict[str, Any] = {"temperature": self._settings.temperature, "seed": self._settings.seed}
        wanted["max_tokens"] = self._settings.max_output_tokens
        sent = {name: value for name, value in wanted.items() if value is not None and name not in self._left_out}
        if "max_tokens" in self._left_out:
            sent["max_completion_tokens"] = self._settings.max_output_tokens
        if "temperature" in self._left_out:
            sent["temperature"] = 1.0
        if schema is not None:
            sent["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            }
        return sent

    def _adapts(self, error: Exception, schema: Schema | None) -> bool:
        """Whether the endpoint refused a parameter that the next attempt can do without; remembers it.

        A refusal that doesn't name its reason may be of the schema too: then it's left out once, not for good.

        Raises:
            SchemaRefusedError: what it refused is the schema.
        """
        status = getattr(error, "status_code", None)
        if status not in _REFUSING:
            return False
        said = str(getattr(error, "message", error))[:2_000]
        named = next((name for name in _SPARED if name in said and name not in self._left_out), None)
        if named is not None:
            self._left_out.add(named)
            return True
        if schema is not None and status != HTTPStatus.NOT_FOUND and self._settings.structured == "auto":
            if re.search(r"response_format|schema|grammar|structured|guided", said, re.IGNORECASE):
                self._structured = False
            raise SchemaRefusedError("The LLM's endpoint takes no JSON schema.") from None
        return False


def _client(settings: LLMSettings) -> Any:  # noqa: ANN401 - the class is imported late
    """LlamaIndex's client. Its own retries are off: they'd know neither the deadline nor `Retry-After`."""
    from llama_index.llms.openai_like import OpenAILike

    async def limit(response: httpx.Response) -> None:
        # A packed body would be counted packed, and could unfold to any size.
        if response.headers.get("content-encoding", "identity") != "identity":
            raise _ReplyTooLargeError
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Limited(response.stream, settings.max_reply_bytes)

    http = httpx.AsyncClient(
        timeout=settings.timeout_s,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [limit]},
        # A redirect would carry key and prompt to an address that nobody configured.
        follow_redirects=False,
    )
    return OpenAILike(
        model=settings.model,
        api_base=settings.base_url,
        api_key=settings.key(),
        # Without these LlamaIndex asks the completions route, and may offer tools.
        is_chat_model=True,
        is_function_calling_model=False,
        context_window=settings.context_window,
        max_retries=0,
        timeout=settings.timeout_s,
        async_http_client=http,
    )


def _wait(error: Exception, failures: int) -> float | None:
    """Seconds to wait before the next attempt, or None if another attempt can't help."""
    status = getattr(error, "status_code", None)
    if isinstance(error, (LLMBadOutputError, _ReplyTooLargeError)) or _caused_by(error, _ReplyTooLargeError):
        return None
    if status is not None and status not in (408, 409, 425, 429, 500, 502, 503, 504, 529):
        return None
    if status is None and not _is_connection(error):
        return None
    asked = _retry_after(error)
    # At random, so that workers that failed together do not come back together.
    backoff: float = BACKOFF_S * 2 ** (failures - 1) * (1 + random.random() / 2)  # noqa: S311 - no secret
    return backoff if asked is None else max(asked, 0.0)


def _retry_after(error: Exception) -> float | None:
    """Seconds that the endpoint asks to wait, if it does."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    with contextlib.suppress(ValueError):
        if "retry-after-ms" in headers:
            return float(headers["retry-after-ms"]) / 1000
        if "retry-after" in headers:
            return float(headers["retry-after"])
    return None


def _is_connection(error: BaseException) -> bool:
    """Whether no usable connection was had, or it broke."""
    import openai

    kinds = (openai.APIConnectionError, httpx.TransportError, OSError)
    return isinstance(error, kinds)


def _caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    """Whether an error of `kind` is behind `error`."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, kind):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _translate(error: Exception) -> LLMError:
    """The error of ours for one of a foreign library: the only place where this is decided."""
    import openai

    if isinstance(error, LLMError):
        return error
    if _caused_by(error, _ReplyTooLargeError):
        return LLMBadOutputError("The LLM's reply is too large.")
    if isinstance(error, (openai.APITimeoutError, httpx.TimeoutException, TimeoutError)):
        return LLMTimeoutError("The LLM gave no complete reply in time.")
    if isinstance(error, openai.APIStatusError):
        return LLMUnreachableError(f"The LLM's endpoint answered with HTTP status {error.status_code}.")
    if _is_connection(error):
        return LLMUnreachableError("The LLM's endpoint can't be reached.")
    return LLMBadOutputError(f"The LLM's reply can't be read ({type(error).__name__}).")
