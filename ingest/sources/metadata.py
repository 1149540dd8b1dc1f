"""What the person who ingests says of files: `metadata.csv` in their folder, and options that hold for a whole run.

A table beats what a file says of itself, since somebody wrote it for that file; an option fills in what is missing.
A table, and no file beside each file: one is kept in a spreadsheet, and doesn't double the folder.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.models import Article, Failure
from ingest.sources import checks
from ingest.sources.dates import partial_date
from trichdan.errors import SourceError

NAME = "metadata.csv"
COLUMNS = ("file", "title", "published", "url", "source", "language")


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for every article of a run.

    Attributes:
        id_prefix: put before every id.
        source: the source of articles that name none.
        published: the date of articles that have none.
        replace: whether files take over ids that belong to others.

    Raises:
        SourceError: `published` is no date.
    """

    id_prefix: str = ""
    source: str | None = None
    published: str | None = None
    replace: bool = False

    def __post_init__(self) -> None:
        _check_date(self.published)

    def complete(self, article: Article) -> Article:
        """The article with its prefix, and with what it lacks. Raises SourceError for an id that is too long."""
        return replace(
            article,
            id=checks.article_id(self.id_prefix + article.id),
            source=article.source or checks.one_line(self.source),
            published=article.published or self.published,
        )


class Tables:
    """The tables of a folder and of the folders in it, each read when the first file that it may name is.

    Args:
        path: what is ingested; of a file, the table in its folder counts.
    """

    def __init__(self, path: Path) -> None:
        self._root = path if path.is_dir() else path.parent
        self._read: set[Path] = set()
        self._rows: dict[str, dict[str, str]] = {}

    def read(self, file: Path) -> Iterator[Failure]:
        """Read the tables that may name `file`. Yields what is wrong with them, once."""
        for folder in (file.parent, *file.parent.parents):
            if folder not in self._read:
                self._read.add(folder)
                yield from self._read_table(folder / NAME)
            if folder == self._root:
                return

    def complete(self, file: Path, article: Article) -> Article:
        """The article of `file` with what the tables say of it."""
        return replace(article, **self._rows.get(_key(file), {}))

    def _read_table(self, table: Path) -> Iterator[Failure]:
        try:
            with table.open(encoding="utf-8-sig", newline="") as lines:
                reader = csv.DictReader(lines, delimiter=delimiter(lines.readline()), restkey="")
                lines.seek(0)
                _refuse_unknown(reader.fieldnames or ())
                for row in reader:
                    try:
                        self._keep(table.parent, row)
                    except SourceError as error:
                        yield Failure(f"{table}:{reader.line_num}", str(error), "bad_metadata")
        except FileNotFoundError:
            return
        except (OSError, ValueError, csv.Error, SourceError) as error:
            yield Failure(str(table), f"The table can't be used: {error}", "bad_metadata")

    def _keep(self, folder: Path, row: dict[str, str | None]) -> None:
        """Note what a row says. Raises SourceError where it can't be used."""
        file = folder / (row.get("file") or "").strip()
        if not file.is_file() and not _is_there(file):
            raise SourceError(f"There is no file {row.get('file') or ''!r} in this folder.")
        said = {name: checks.one_line(row.get(name)) for name in COLUMNS[1:]}
        _check_date(said["published"])
        own = self._rows.setdefault(_key(file), {})
        # The table nearest to the file is read first, and has the last word.
        self._rows[_key(file)] = {name: value for name, value in said.items() if value} | own


def _refuse_unknown(names: object) -> None:
    unknown = [name for name in names if name not in COLUMNS]  # type: ignore[attr-defined]
    if unknown or "file" not in names:  # type: ignore[operator]
        what = f"the column {unknown[0]!r} is unknown" if unknown else "the column 'file' is missing"
        raise SourceError(f"{what}.", help=f"Columns: {', '.join(COLUMNS)}.")


def delimiter(head: str) -> str:
    """What stands between the columns: spreadsheets of many countries write semicolons."""
    return max(",;\t", key=head.count)


def _check_date(published: str | None) -> None:
    """Raise SourceError for what is no date."""
    try:
        if published is not None:
            partial_date(published)
    except ValueError as error:
        raise SourceError(f"{error}") from error


def _is_there(file: Path) -> bool:
    """Whether there is a file of this name in another normal form of Unicode, as some systems write names."""
    return file.parent.is_dir() and _key(file) in map(_key, file.parent.iterdir())


def _key(file: Path) -> str:
    return unicodedata.normalize("NFC", str(file.absolute()))
