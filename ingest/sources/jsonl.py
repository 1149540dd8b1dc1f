"""`.jsonl`: one article a line. Bad lines are told with their number; the others are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.models import Article
from ingest.sources.records import Numbered, attempt, read_record
from trichdan.errors import SourceError

MAX_LINE = 64_000_000  # bytes: longer than any article that is allowed


def read_lines(file: BinaryIO, before: int = 0, stop: int | None = None) -> Iterator[Numbered]:
    """Line numbers, from 1, with the article or what is wrong. Holds one line in memory at a time.

    Args:
        file: from where on to read; a line begins there.
        before: how many lines of the file stand before that.
        stop: the offset in bytes at which to stop, a line's beginning too; the file's end by default.
    """
    number = before
    while (stop is None or file.tell() < stop) and (line := file.readline(MAX_LINE + 1)):
        number += 1
        if len(line) > MAX_LINE:
            _skip_rest(file, line)
            yield number, SourceError(f"The line is longer than {MAX_LINE} bytes.", help="Split the article.")
        elif line.strip():
            yield number, attempt(parse_line, line if number > 1 else line.removeprefix(b"\xef\xbb\xbf"))


def _skip_rest(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(MAX_LINE)


def parse_line(line: bytes) -> Article:
    """The article in one line. Raises SourceError with a sentence that says what is wrong."""
    return read_record(read_json(line, "the line"))


def read_json(data: bytes, whole: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What JSON in UTF-8 holds; `whole`: what offsets count in. Raises SourceError where it can't be read."""
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError(f"Not UTF-8: byte 0x{data[error.start]:02X} at offset {error.start} of {whole}.") from error
    except json.JSONDecodeError as error:
        raise SourceError(f"Not JSON: {error.msg} at character {error.pos} of {whole}.") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"JSON that can't be read: {error}.") from error
