"""Settings of the service, on top of those of ingest. Nothing here connects to anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_validator, model_validator
from pydantic_settings import NoDecode

from ingest.settings import IngestSettings

Origin = Annotated[str, StringConstraints(pattern=r"^(\*|https?://[^/\s?#@*]+)$")]
Origins = Annotated[tuple[Origin, ...], NoDecode]
Keys = Annotated[tuple[SecretStr, ...], NoDecode]


_RATE = r"\s*\d+\s*/\s*(\d+\s*)?(second|minute|hour|day)s?\s*"
RATES = rf"^({_RATE}(;{_RATE})*)?$"
"""How rates are written; no more than the library `limits` understands."""


BUNDLED_LLM = "local"
"""The base URL that means: in this process, the model that the extra `local-llm` brings."""

LOCAL = {
    "timeout_s": 300.0,
    "deadline_s": 300.0,
    "concurrency": 1,
    "context_window": 4_096,
    "max_output_tokens": 320,
    "structured": "prose",
    "passages": 2,
}
"""What is usual for a model in this process, on two cores: little to read, and time to do it."""


def is_local(base_url: str) -> bool:
    """Whether this stands for a model in this process: the bundled one, or a GGUF file."""
    return base_url == BUNDLED_LLM or base_url.lower().endswith(".gguf")


class LLMSettings(BaseModel):
    """An OpenAI-compatible endpoint, or a model in this process, and how it's used. The key is masked in print."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field(
        default="https://api.openai.com/v1",
        description="Base URL, with `/v1` where the endpoint has it; `local`: the model of the extra `local-llm`, in "
        "this process; or the path of a GGUF file.",
    )
    model: str = Field(
        min_length=1, description="Name of the model, as the endpoint knows it; not needed for one in this process."
    )
    api_key: SecretStr | None = Field(default=None, description="Sent as a bearer token; none: a placeholder is.")
    timeout_s: float = Field(default=30.0, gt=0, le=600, description="Longest wait for one attempt, in seconds.")
    deadline_s: float = Field(
        default=45.0, gt=0, le=900, description="Longest wait for an answer with all attempts, in seconds."
    )
    max_retries: int = Field(default=2, ge=0, le=10, description="Further attempts after a failure that may pass.")
    concurrency: int = Field(default=4, ge=1, le=256, description="Requests at once from this process.")
    context_window: int = Field(default=8_192, ge=1_024, description="Tokens that prompt and reply share.")
    max_output_tokens: int = Field(default=800, ge=32, le=32_768, description="Longest reply, in tokens.")
    temperature: float = Field(default=0.0, ge=0, le=2, description="0 gives the likeliest reply.")
    seed: int | None = Field(default=7, description="Fixes sampling where the endpoint supports it.")
    structured: Literal["auto", "json_schema", "text", "prose"] = Field(
        default="auto",
        description="How replies are formed; `auto` asks for JSON and remembers a refusal, `prose` for plain "
        "sentences, whose quotes the service finds: for small models (usual in this process).",
    )
    passages: int = Field(
        default=0, ge=0, description="Most passages that it reads; 0: as many as the window takes (in this process: 2)."
    )
    threads: int = Field(
        default=1,
        ge=1,
        le=256,
        description="Threads of a model in this process; more help only where as many cores are idle.",
    )
    max_reply_bytes: int = Field(default=400_000, ge=1_000, description="A longer reply is cut off and not used.")

    @field_validator("base_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if is_local(value):
            return value
        # Else it fails with the first question, and in the words of a library.
        if not value.startswith(("http://", "https://")):
            raise ValueError("base_url must start with http:// or https://, be `local`, or name a .gguf file")
        return value.rstrip("/")

    @model_validator(mode="before")
    @classmethod
    def _usual_for_local(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the environment holds
        """A model in this process needs no name, and has defaults of its own."""
        if not isinstance(given, dict) or not is_local(str(given.get("base_url", ""))):
            return given
        return LOCAL | {"model": Path(given["base_url"]).stem} | given

    def key(self) -> str:
        """The key to send. A placeholder where there's none, so that no other variable's key is picked up."""
        return self.api_key.get_secret_value() if self.api_key else "none"


class ServiceSettings(IngestSettings):
    """How questions are answered, and who may ask."""

    host: str = Field(default="127.0.0.1", description="Address that `trichdan serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `trichdan serve` listens on.")
    api_keys: Keys = Field(default=(), description="Keys for reading, separated by commas; none: open.")
    admin_keys: Keys = Field(default=(), description="Keys for writing articles, separated by commas; none: no writes.")
    caution: Literal["low", "normal", "high"] = Field(
        default="normal", description="How sure an answer must be: `low` answers more, `high` refuses more."
    )
    max_body_bytes: int = Field(default=8_000_000, ge=1_000, description="Largest request body.")
    queue_s: float = Field(
        default=10.0, gt=0, le=600, description="Longest wait for a turn, in seconds; beyond it: 503 with Retry-After."
    )
    rate_per_key: str = Field(
        default="",
        pattern=RATES,
        description="Calls that one key may make, such as `60/minute` or `5/second;1000/day`; empty: any. Needs the "
        "extra `limits`, as the next one does.",
    )
    rate_per_address: str = Field(
        default="", pattern=RATES, description="Calls that may come from one address (of IPv6, one /64); empty: any."
    )
    rate_store: str = Field(
        default="memory://",
        description="Where calls are counted: in each worker for itself, or in a store for all, such "
        "as `redis://HOST` (any that `limits` knows).",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses and networks of proxies whose word on the client's address and scheme counts, separated "
        "by commas; `*`: any; empty: none.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Lines of the log: `text`, or a `json` object each."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="From which level on the service logs."
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://.*)?$",
        description="Address under which readers reach this service, for links in replies on the OpenAI-compatible "
        "routes; empty: numbers lead to the articles' own addresses, annotations to the address that it listens on.",
    )
    chat_sources: Literal["auto", "links", "none"] = Field(
        default="auto",
        description="How replies on the OpenAI-compatible routes show their sources: `links` makes links of the "
        "numbers and lists the sources below, `none` sends the answer as it is, `auto` is `links` where "
        "`TRICHDAN_PUBLIC_URL` is set.",
    )
    cors_origins: Origins = Field(
        default=(),
        description="Origins whose pages may call the API from a browser, separated by commas, such as "
        "`https://chat.example`; `*`: all; none: no other than this service's own.",
    )
    exact_below: int = Field(
        default=10_000,
        ge=0,
        description="One-shot commands search a corpus of fewer passages exactly, without opening Chroma.",
    )
    rerank: str = Field(
        default="",
        description="Cross-encoder that reorders the best passages, by its Hugging Face name; empty: none. Needs "
        "the extra `rerank`; slow on CPUs.",
    )
    llm: LLMSettings | None = Field(default=None, description="The LLM that writes answers; none: answers are quotes.")

    @field_validator("llm")
    @classmethod
    def _openai_key(cls, llm: LLMSettings | None) -> LLMSettings | None:
        """The LLM's key may also come from `OPENAI_API_KEY`."""
        key = os.environ.get("OPENAI_API_KEY")
        return llm.model_copy(update={"api_key": SecretStr(key)}) if llm and not llm.api_key and key else llm

    @field_validator("api_keys", "admin_keys", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the environment holds
        if isinstance(value, str):
            return tuple(one.strip() for one in value.split(",") if one.strip())
        return value
