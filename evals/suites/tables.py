"""Case files as spreadsheets write them: CSV with a row for each question, read into the fields of a case.

Commas, semicolons or tabs, whichever the first line has most of; UTF-8, with or without a byte order mark.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trichdan.spreadsheet import cell, plain

COLUMNS = {
    "question": "as a reader types it",
    "answerable": "yes or no (có, không); where it is empty, a row with an answer or gold is answerable",
    "answer": "the words that answer, as they stand in the article",
    "gold": "the sentence that the answer stands in, as it stands in the article",
    "article": "id of the article: its file's name without the ending",
    "id": "name of the case; by default its row",
    "group": "what is counted as one; by default the article",
    "kind": "who, when, where, how_many …",
    "typing": "vi, vi-unaccented or en; by default as the question is typed",
    "why": "of what can't be answered: near_miss (by default), foreign or gold_removed",
    "draft": "yes while nobody has read the row",
    "note": "anything",
}
"""The columns of a table and what they hold; only `question` has to be there."""

NAMES = {"article_id": "article", "quote": "gold", "language": "typing", "unanswerable_kind": "why"}
"""Other names of columns."""

LINE_ID = "row-"
"""Begins the name of a case that was given none."""

_YES, _NO = (
    frozenset(("yes", "y", "true", "1", "có", "co", "x")),
    frozenset(("no", "n", "false", "0", "không", "khong")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line that it begins on, and its cells, by column, those that are empty left out."""

    line: int
    cells: Mapping[str, str]

    def yes(self, column: str) -> bool | None:
        """A cell that says yes or no; None where it is empty.

        Raises:
            ValueError: it says neither.
        """
        said = self.cells.get(column, "").casefold()
        if said and said not in _YES | _NO:
            raise ValueError(f"{column}: {self.cells[column]!r} is neither yes nor no")
        return said in _YES if said else None


def rows(text: str) -> Iterator[Row]:
    """The rows of a table that have anything in them.

    Raises:
        ValueError: it has no column `question`, or one that isn't known.
    """
    head = text.partition("\n")[0]
    # Spreadsheets choose the separator by the country that they are set to.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    names = [NAMES.get(name, name) for name in (one.strip().casefold() for one in next(reader, []))]
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or "question" not in names:
        what = f"there is no column {unknown[0]!r}" if unknown else "the column 'question' is missing"
        raise ValueError(f"{what}; the first line names the columns, of {', '.join(COLUMNS)}")
    line = reader.line_num + 1
    for values in reader:
        cells = {name: plain(value.strip()) for name, value in zip(names, values, strict=False) if value.strip()}
        if cells:
            yield Row(line, cells)
        line = reader.line_num + 1


def fields(row: Row) -> dict[str, Any]:
    """What a row says, as the fields of a case in a YAML file, its typing aside.

    Raises:
        ValueError: what it says can't be.
    """
    said = row.cells
    quote, answerable = said.get("answer") or said.get("gold"), row.yes("answerable")
    if answerable is None:
        answerable = quote is not None
    shared = {"id": said.get("id", f"{LINE_ID}{row.line}"), "draft": row.yes("draft") or False}
    shared |= {name: said[name] for name in ("kind", "note") if name in said}
    if not answerable:
        if quote is not None:
            raise ValueError("it is not answerable and has an answer or gold: empty those cells, or say yes")
        group = said.get("group") or said.get("article") or shared["id"]
        return shared | {"group": group, "unanswerable_kind": said.get("why", "near_miss")}
    if quote is None:
        raise ValueError("it is answerable, and neither answer nor gold is given: write what answers, word for word")
    if "article" not in said:
        raise ValueError("article: it is empty: write the name of the article's file, without its ending")
    # Questions about one article aren't independent, so that is the cluster unless a person says better.
    return shared | {"group": said.get("group", said["article"])} | _gold(said)


def _gold(said: Mapping[str, str]) -> dict[str, Any]:
    """The evidence of an answerable row: the answer, where its sentence is given within that."""
    answer, sentence = said.get("answer"), said.get("gold")
    evidence = {"article_id": said["article"], "quote": answer or sentence}
    if answer and sentence:
        evidence |= {"within": sentence} if answer in sentence else {"quote": sentence}
    return {"gold": [evidence]} | ({"expected": [[answer]]} if answer else {})


def written(table: list[Mapping[str, object]]) -> str:
    """A table as CSV; with a byte order mark it opens in a spreadsheet as what it is."""
    names = [name for name in COLUMNS if any(row.get(name) not in (None, "") for row in table)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([cell(row.get(name, "")) for name in names] for row in table)
    # Without the mark Excel reads UTF-8 as the code page of the country.
    return "\ufeff" + out.getvalue()
