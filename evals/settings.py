"""Settings of the evals, from the environment or `.env`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EvalSettings(BaseSettings):
    """Where evaluation data lies that is not ours to ship."""

    model_config = SettingsConfigDict(env_prefix="TRICHDAN_", env_file=".env", extra="ignore", frozen=True)

    evalsets: Path | None = Field(
        default=None,
        description="Folder with the evaluation sets `xquad/`, `squad2_unanswerable/` and `viwiki/`; "
        "suites that need it are not run when it is empty.",
    )
