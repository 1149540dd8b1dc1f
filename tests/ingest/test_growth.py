"""What is asked of the catalog at every write, health check and page doesn't grow with the corpus.

Work is counted in steps of SQLite's virtual machine, which is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert

from ingest.catalog.reading import sqlite_url
from ingest.catalog.schema import articles, facts, passages
from ingest.catalog.writing import Catalog

EACH = 5
"""Passages of an article."""

SMALL, LARGE = 1_000, 10_000
MORE = 1.3
"""Times the steps that ten times the articles may take: trees are a level deeper."""


def filled(file: Path, count: int) -> Catalog:
    """A catalog of that many articles, of which the last write replaced one and added one."""
    catalog = Catalog(sqlite_url(file))
    catalog.create()
    about = {"sha256": "", "characters": 1, "passage_count": EACH, "text": "x" * 2_000}
    both = [
        about
        | {"version": n, "id": f"a{n:06}", "content_key": f"k{n}", "added": n, "published": f"20{n % 25:02}-01-01"}
        for n in range(1, count + 1)
    ]
    parts = {"start": 0, "end": 1, "context": "", "sentences": "[]", "vector": b"\0" * 16}
    rows = [
        parts | {"id": f"p{n:06}.{at}", "article_version": n, "added": n, "ordinal": at}
        for n in range(1, count + 1)
        for at in range(EACH)
    ]
    with catalog.engine.begin() as connection:
        connection.execute(insert(articles), both)
        connection.execute(insert(passages), rows)
        connection.execute(facts.update().where(facts.c.name == "sequence").values(value=str(count)))
        connection.execute(facts.update().where(facts.c.name == "published").values(value=str(count)))
    catalog.remove("a000002")
    return catalog


@contextmanager
def steps(catalog: Catalog) -> Iterator[list[int]]:
    """Counts tens of steps that SQLite takes meanwhile."""
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    def watch(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(count, 10)

    event.listen(catalog.engine, "checkout", watch)
    try:
        yield taken
    finally:
        event.remove(catalog.engine, "checkout", watch)


ASKED: dict[str, Callable[[Catalog], object]] = {
    "count": lambda one: one.count(one.head),
    "count_added": lambda one: one.count_added(one.head - 1),
    "additions": lambda one: one.additions(one.head - 2, 100),
    "retired": lambda one: one.retired(one.head),
    "known": lambda one: one.known("a000500", one.head),
    "by id": lambda one: one.list_articles(one.head, after="a000300", limit=50),
    "newest": lambda one: one.list_articles(one.head, after="a000300", limit=10, newest=True),
    "first page": lambda one: one.list_articles(one.head, limit=50, newest=True),
    "passages": lambda one: one.passages(["p000003.1", "p000900.2"], one.head),
    "vectors": lambda one: one.vectors(one.head, ["p000003.1", "p000900.2"]),
    "remove": lambda one: one.remove("a000003"),
}


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalog, Catalog]:
    """A small and a large one."""
    folder = tmp_path_factory.mktemp("growth")
    return filled(folder / "small.sqlite3", SMALL), filled(folder / "large.sqlite3", LARGE)


@pytest.mark.parametrize("name", ASKED)
def test_it_takes_as_many_steps_in_a_large_catalog(catalogs: tuple[Catalog, Catalog], name: str) -> None:
    taken = []
    for catalog in catalogs:
        ASKED[name](catalog)  # the database is read in
        with steps(catalog) as counted:
            ASKED[name](catalog)
        taken.append(counted[0])
    assert taken[1] <= MORE * taken[0] + 10


def test_what_is_noted_is_what_is_counted(tmp_path: Path) -> None:
    catalog = filled(tmp_path / "catalog.sqlite3", 20)
    noted = [catalog.count(sequence) for sequence in (19, 20, 21)]
    assert noted == [(19, 95), (20, 100), (19, 95)]
    catalog.recount()
    assert [catalog.count(sequence) for sequence in (19, 20, 21)] == noted
    assert (catalog.count_added(21), catalog.count_added(19)) == (95, 90)
    assert catalog.retired(21) == [f"p000002.{at}" for at in range(EACH)]
    assert not catalog.remove("nobody")
    assert catalog.count(22) == (19, 95)
