"""Opening the catalog. A lost one is told: a new one beside full indexes would hide the loss."""

from __future__ import annotations

from contextlib import ExitStack, closing

from ingest.catalog.engine import sqlite_file
from ingest.catalog.reading import CatalogReader
from ingest.catalog.writing import Catalog
from ingest.chroma_check import row_count
from ingest.lexical_reading import marked_sequence
from ingest.locks import translated
from ingest.settings import IngestSettings
from trichdan.errors import CatalogError


def has_catalog(settings: IngestSettings) -> bool:
    """Whether there is a catalog.

    Raises:
        CatalogError: its file is gone or empty, and the indexes that were derived from it aren't.
    """
    if CatalogReader.exists(settings.catalog_url):
        with closing(CatalogReader(settings.catalog_url)) as catalog:
            if catalog.is_made():
                return True
    file = sqlite_file(settings.catalog_url)
    if file and (marked_sequence(settings.data / "lexical") or row_count(settings.data / "chroma")):
        raise CatalogError(
            f"The catalog {file} is gone or empty, but the indexes beside it hold articles.",
            help="Put it back (trichdan restore BACKUP), or start anew without those articles (trichdan repair --yes).",
        )
    return False


def open_catalog(settings: IngestSettings) -> Catalog:
    """The catalog, made if there never was one.

    Raises:
        CatalogError: it is lost, can't be opened, or is of a later version.
        StorageError: the data folder can't be written.
    """
    there = has_catalog(settings)
    with translated(settings.data):
        settings.data.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(settings.catalog_url)
    with ExitStack() as unless_opened:
        # A connection that nobody gives back keeps the file from being restored.
        unless_opened.callback(catalog.close)
        if not there:
            catalog.create()
        catalog.facts()
        unless_opened.pop_all()
    return catalog
