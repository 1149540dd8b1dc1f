"""Settings of ingest and of what it shares with the service, from `TRICHDAN_*` variables and `.env`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.catalog.reading import sqlite_url
from ingest.chunk_settings import ChunkSettings
from ingest.embedding.settings import EmbeddingSettings
from trichdan.errors import SettingsError

PREFIX = "TRICHDAN_"


class IngestSettings(BaseSettings):
    """Where things are stored and how articles become vectors."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="ignore",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    data: Path = Field(default=Path(".trichdan"), description="Folder that holds everything that is stored.")
    models: Path | None = Field(
        default=None, description="Folder of converted models; empty means `models` in the data folder."
    )
    database_url: str = Field(
        default="", description="SQLAlchemy URL of the catalog; empty means SQLite in the data folder."
    )
    chroma_url: str = Field(
        default="", description="Address of a Chroma server (`chroma run`); empty means embedded in the data folder."
    )
    lock_wait: float = Field(default=5.0, ge=0, description="Seconds to wait for another process that is writing.")
    late_interaction: bool = Field(
        default=True,
        description="Store token vectors: better retrieval for about 28 KB a passage. Fixed once something is stored.",
    )
    embedding: EmbeddingSettings = EmbeddingSettings()
    chunk: ChunkSettings = ChunkSettings()

    @property
    def catalog_url(self) -> str:
        """SQLAlchemy URL of the catalog."""
        return self.database_url or sqlite_url(self.data / "catalog.sqlite3")

    @property
    def models_dir(self) -> Path:
        """Where the bundled model is converted to, once."""
        return self.models or self.data / "models"

    def fingerprint(self) -> str:
        """Hash of every setting except secrets, to be stamped on reports: 12 hex digits."""
        dumped = json.dumps(self.model_dump(mode="json", exclude={"data"}), sort_keys=True)
        return hashlib.sha256(dumped.encode()).hexdigest()[:12]


T = TypeVar("T", bound="IngestSettings")


def load_settings(kind: type[T], **values: Any) -> T:
    """Settings from the environment, `.env` and `values`.

    Raises:
        SettingsError: a value can't work; the message names the variable and says why.
    """
    try:
        return kind(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"The setting {name} can't be used: {first['msg']}.") from None
