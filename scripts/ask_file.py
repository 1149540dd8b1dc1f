"""Ask a file of questions, one a line, and write a table with a row for each citation. The service must be running.

python -m scripts.ask_file questions.txt answers.csv [--url http://127.0.0.1:8000]

A cell that a spreadsheet would take for a formula ("=…", "-…") has an apostrophe before it, which isn't of the text.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from trichdan.client import Client
from trichdan.errors import TrichdanError
from trichdan.spreadsheet import cell
from trichdan.wire import Answer

COLUMNS = (
    "question", "answered", "reason", "answer", "confidence", "marker", "quote", "article_id", "start", "end",
    "title", "published", "url", "article_sha256",
)  # fmt: skip


def rows(answers: Iterable[Answer]) -> Iterator[dict[str, object]]:
    """A row for each citation, and one for a question that wasn't answered."""
    for answer in answers:
        said = answer.model_dump(include={"question", "answered", "reason", "answer", "confidence"}, mode="json")
        found = [said | citation.model_dump(include=set(COLUMNS)) for citation in answer.citations] or [said]
        yield from ({name: cell(value) for name, value in row.items()} for row in found)


def ask_all(client: Client, questions: Iterable[str]) -> Iterator[Answer]:
    """The answers, in order."""
    return (client.ask(question) for question in questions)


def main(arguments: list[str] | None = None) -> None:
    """Read the questions, ask, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, help="text file, one question a line")
    parser.add_argument("answers", type=Path, help="CSV file to write")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the service")
    given = parser.parse_args(arguments)
    questions = [line.strip() for line in given.questions.read_text("utf-8").splitlines() if line.strip()]
    try:
        with (
            Client(given.url, api_key=os.environ.get("TRICHDAN_KEY")) as client,
            given.answers.open("w", encoding="utf-8-sig", newline="") as file,
        ):
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows(ask_all(client, questions)))
    except TrichdanError as error:
        parser.exit(1, f"Error: {error}\n")


if __name__ == "__main__":
    main()
