"""Settings of the LLM. Nothing here connects to anything."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator


class LLMSettings(BaseModel):
    """An OpenAI-compatible endpoint and how it's used. The key is masked wherever settings are printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field(
        default="https://api.openai.com/v1", description="Base URL, with `/v1` where the endpoint has it."
    )
    model: str = Field(min_length=1, description="Name of the model, as the endpoint knows it.")
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
    structured: Literal["auto", "json_schema", "text"] = Field(
        default="auto", description="How replies are formed; `auto` asks for JSON and remembers a refusal."
    )
    max_reply_bytes: int = Field(default=400_000, ge=1_000, description="A longer reply is cut off and not used.")

    @field_validator("base_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("base_url must start with http:// or https://")
        return value.rstrip("/")

    def key(self) -> str:
        """The key to send. A placeholder where there's none, so that no other variable's key is picked up."""
        return self.api_key.get_secret_value() if self.api_key else "none"
