"""Settings of the service, on top of those of ingest."""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from ingest.settings import IngestSettings
from service.llm_settings import LLMSettings

Keys = Annotated[tuple[SecretStr, ...], NoDecode]


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

    @field_validator("api_keys", "admin_keys", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the environment holds
        if isinstance(value, str):
            return tuple(key.strip() for key in value.split(",") if key.strip())
        return value
