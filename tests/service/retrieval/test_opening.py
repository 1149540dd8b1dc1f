"""Whoever fails to open a catalog gives its connections back: one left open keeps the file from being restored."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalog.database import CatalogDatabase
from ingest.catalog.engine import sqlite_file
from ingest.catalog.writing import Catalog
from ingest.opening import open_catalog
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from trichdan.errors import CatalogError


@pytest.mark.parametrize("serving", [True, False])
def test_a_catalog_that_cant_be_read_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serving: bool) -> None:
    settings = ServiceSettings(_env_file=None, data=tmp_path)
    open_catalog(settings).close()
    file = sqlite_file(settings.catalog_url)
    assert file is not None
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    opened: list[CatalogDatabase] = []
    closed: list[CatalogDatabase] = []
    begin, close = Catalog.__init__, CatalogDatabase.close

    def begun(self: Catalog, url: str) -> None:
        begin(self, url)
        opened.append(self)

    def ended(self: CatalogDatabase) -> None:
        close(self)
        closed.append(self)

    monkeypatch.setattr(Catalog, "__init__", begun)
    monkeypatch.setattr(CatalogDatabase, "close", ended)
    with pytest.raises(CatalogError):
        Corpus(settings, serving=serving)
    assert [one for one in opened if one not in closed] == []
