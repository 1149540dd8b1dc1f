"""How articles are cut into passages, as settings: who only asks needs these, and not what cuts."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator

RECIPE_VERSION = 3


class ChunkSettings(BaseModel):
    """How long passages are, in words between spaces (in Vietnamese: syllables)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target_words: int = Field(110, ge=1, le=2000, description="Length that passages are drawn towards.")
    max_words: int = Field(180, ge=1, le=4000, description="Length that only a single long sentence may exceed.")

    @model_validator(mode="after")
    def _ordered(self) -> ChunkSettings:
        if self.max_words < self.target_words:
            raise ValueError("max_words must not be less than target_words")
        return self

    @property
    def recipe(self) -> str:
        """Identity of the chunker: passages of equal recipes and equal articles are equal."""
        return f"sentences-{RECIPE_VERSION}/{self.target_words}/{self.max_words}"
