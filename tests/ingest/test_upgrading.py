"""Catalogs of other versions: an earlier one ends up as a new one is, a later one is refused and left alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect
from typer.testing import CliRunner

from ingest.catalog.reading import sqlite_url
from ingest.catalog.schema import SCHEMA_VERSION
from ingest.catalog.upgrading import STEPS
from ingest.catalog.writing import Catalog
from scripts.cli import app
from trichdan.errors import CatalogError

OLDEST = Path(__file__).parent / "catalog_v1.sql"


def made_of(file: Path) -> dict[str, Any]:
    """Tables, columns and indexes of a catalog."""
    found = inspect(create_engine(sqlite_url(file)))
    return {
        table: (
            {one["name"]: (str(one["type"]), one["nullable"]) for one in found.get_columns(table)},
            {one["name"]: one["column_names"] for one in found.get_indexes(table)},
        )
        for table in found.get_table_names()
    }


def test_there_is_a_step_for_every_version() -> None:
    assert list(STEPS) == [str(number) for number in range(1, int(SCHEMA_VERSION))]


def test_an_upgraded_catalog_is_made_as_a_new_one(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite3", tmp_path / "new.sqlite3"
    with sqlite3.connect(old) as connection:
        connection.executescript(OLDEST.read_text("utf-8"))
    assert Catalog(sqlite_url(old)).facts()["schema"] == SCHEMA_VERSION
    Catalog(sqlite_url(new)).create()
    assert made_of(old) == made_of(new)


def test_a_catalog_of_a_later_version_is_refused_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "catalog.sqlite3"
    Catalog(sqlite_url(file)).create()
    later = str(int(SCHEMA_VERSION) + 1)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE facts SET value = ? WHERE name = 'schema'", (later,))
    with sqlite3.connect(file) as connection:
        before = list(connection.iterdump())
    for use in (Catalog.facts, Catalog.create, Catalog.is_made, lambda one: one.count(0), lambda one: one.publish(1)):
        with pytest.raises(CatalogError, match=f"version {later}, and this program knows version {SCHEMA_VERSION} at"):
            use(Catalog(sqlite_url(file)))
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path))
    for command in (["status"], ["articles"], ["ask", "Ai?"], ["ingest", str(OLDEST)], ["serve", "--port", "0"]):
        done = CliRunner().invoke(app, command)
        assert isinstance(done.exception, CatalogError), command
    with sqlite3.connect(file) as connection:
        assert list(connection.iterdump()) == before
