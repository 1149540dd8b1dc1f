"""Which embedder to use, as settings."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

BUNDLED = "bundled"
HUGGING_FACE = "hf:"
OPENAI = "openai:"


class EmbeddingSettings(BaseModel):
    """The choice of an embedder. Changing `model`, `precision` or a prefix needs the index to be rebuilt."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(
        default=BUNDLED,
        description="`bundled` (multilingual-e5-small, offline), `hf:<name>` (Hugging Face; extra `hf`) "
        "or `openai:<name>` (OpenAI or a compatible endpoint; extra `openai-embeddings`).",
    )
    base_url: str | None = Field(
        default=None, description="Address of an OpenAI-compatible endpoint, for `openai:` models."
    )
    api_key: SecretStr | None = Field(
        default=None,
        description="Key of that endpoint; without a base_url, OPENAI_API_KEY is used where it is empty.",
    )
    precision: Literal["auto", "int8s", "fp32"] = Field(
        default="auto",
        description="Arithmetic of the bundled model; `auto` is int8s where the CPU has VNNI, else fp32.",
    )
    query_prefix: str | None = Field(
        default=None, description="Text before every question; empty means the model's own."
    )
    passage_prefix: str | None = Field(
        default=None, description="Text before every passage; empty means the model's own."
    )
    threads: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="Texts the bundled model encodes at once; empty: one per core.",
    )

    @field_validator("model")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        """Refuse a name that no loader understands."""
        value = value.strip()
        named = any(value.startswith(kind) and value != kind for kind in (HUGGING_FACE, OPENAI))
        if value != BUNDLED and not named:
            raise ValueError(
                f"The embedding model {value!r} is not known: use 'bundled', 'hf:<name>' or 'openai:<name>'."
            )
        return value
