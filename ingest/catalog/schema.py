"""The catalog's tables: the truth from which every index can be rebuilt without embedding again.

Rows are versioned by the catalog's growing sequence number. A row is visible at sequence s if
`added <= s < removed` (`removed` is null while it is live). Readers look at the published sequence, which is
raised only when every derived index holds all rows up to it; so an update is seen at once or not at all.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    literal_column,
)

SCHEMA_VERSION = "3"
"""Raised with every change of the tables; `upgrading` has a step for each."""

metadata = MetaData()
_Serial = BigInteger().with_variant(Integer, "sqlite")

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("version", _Serial, primary_key=True, autoincrement=True),
    Column("id", String(512), nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("removed", BigInteger, index=True),
    Column("content_key", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("copy_key", String(64)),
    Column("title", Text),
    Column("published", String(10)),
    Column("published_first", Integer),
    Column("published_last", Integer),
    Column("url", Text),
    Column("source", Text),
    Column("language", String(16)),
    Column("origin", Text),
    Column("characters", Integer, nullable=False),
    Column("passage_count", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("row", _Serial, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False),
    Column("article_version", ForeignKey("articles.version"), nullable=False, index=True),
    Column("added", BigInteger, nullable=False),
    Column("removed", BigInteger),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("context", Text, nullable=False),
    Column("sentences", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("tokens", LargeBinary),
)

Index("articles_by_date", articles.c.published_first, articles.c.published_last)
copies_index = Index("articles_by_copy_key", articles.c.copy_key)

totals = Table(
    "totals",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("articles", BigInteger, nullable=False),
    Column("passages", BigInteger, nullable=False),
)
"""How many there were at a sequence, so that nobody has to count; made by each write from the one before."""

DAY = func.coalesce(articles.c.published, literal_column("''"))
"""What articles are ordered by: the undated come first, or last."""

# What is asked of the last change has to be found by it, in whichever database: without the second column, planners
# take all that is live (`removed` is null) for the few rows that a condition of equality usually leaves.
change_indexes = (
    Index("articles_by_id", articles.c.id, articles.c.removed),
    Index("articles_by_day", DAY.desc(), articles.c.id),
    Index("passages_by_id", passages.c.id, passages.c.removed),
    Index("passages_by_change", passages.c.removed, passages.c.added),
)

_NEVER = literal_column("9223372036854775807", BigInteger)


def visible(table: FromClause, sequence: int | BindParameter[int]) -> ColumnElement[bool]:
    """Condition for rows of `articles` or `passages` that a reader at `sequence` sees."""
    # Not "is null or later": nearly all rows are, so an index for that is the slowest way, and planners like it.
    return (table.c.added <= sequence) & (func.coalesce(table.c.removed, _NEVER) > sequence)
