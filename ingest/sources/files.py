"""Paths in, articles out: walks folders in a fixed order, picks the reader by ending, and never stops at a bad file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.catalog.rows import Floats
from ingest.identity import Owners
from ingest.models import Article, Failure, Passage
from ingest.sources.folders import is_aside, is_saved_page_folder
from ingest.sources.jsonl import read_lines
from ingest.sources.metadata import Given, Tables
from ingest.sources.readers import JSON_LINES, ending_of, is_known, read_whole, size_limit
from ingest.sources.records import Numbered, place
from trichdan.errors import IdentityError, SourceError


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made of an article on the way: its passages, and vectors of those that need any, by passage id."""

    passages: list[Passage]
    encodings: Mapping[str, tuple[Floats, bytes | None]]


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article and the file that it was read from (absolute path; of one of many, the file)."""

    article: Article
    origin: str
    prepared: Prepared | None = None


SourceItem = ArticleFile | Failure
Placed = tuple[str, SourceItem]
"""What was read, and the file or line that it stands in."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is read at once: a file, or some lines of a `.jsonl`.

    Attributes:
        root: the folder or file that was asked for.
        file: the file.
        name: what its id comes from.
        start: offset of the first line in bytes.
        stop: offset after the last one; None for the end of the file.
        before: how many lines stand before it.
    """

    root: Path
    file: Path
    name: str
    start: int = 0
    stop: int | None = None
    before: int = 0


def read_paths(paths: Iterable[Path], owners: Owners | None = None, given: Given | None = None) -> Iterator[SourceItem]:
    """Everything below `paths`, in order, lazily. Of two articles with one id the second is a failure."""
    owners = owners or Owners()
    for path in paths:
        yield from read_path(path, owners, given)


def read_path(path: Path, owners: Owners | None = None, given: Given | None = None) -> Iterator[SourceItem]:
    """The articles of a file or a folder, and a failure for everything that should be one and can't be read.

    Args:
        owners: whose the ids are, shared by the paths of one run.
        given: what holds for all of them.
    """
    given, tables = given or Given(), Tables(path)
    yield from owned(_placed(path, given, tables), owners or Owners())


def _placed(path: Path, given: Given, tables: Tables) -> Iterator[Placed]:
    for part in find_parts(path):
        if isinstance(part, Failure):
            yield part.where, part
            continue
        for failure in tables.read(part.file):
            yield failure.where, failure
        yield from read_part(part, given, tables)


def find_parts(path: Path) -> Iterator[Part | Failure]:
    """The files below `path` that are to be read, in order, and those that can't be."""
    for file, name in _files(path):
        yield file if isinstance(file, Failure) else Part(path, file, name)


def read_part(part: Part, given: Given, tables: Tables) -> Iterator[Placed]:
    """Its articles with what is said of them elsewhere, whosever their ids are. `tables` have read its folder's."""
    for where, item in _read_file(part):
        yield where, item if isinstance(item, Failure) else _completed(item, where, given, tables)


def owned(items: Iterable[Placed], owners: Owners) -> Iterator[SourceItem]:
    """Those that are new in this run; of two articles with one id the second is a failure."""
    for where, item in items:
        if isinstance(item, Failure):
            yield item
        elif owners.is_new(where):
            try:
                owners.take(item.article, where, item.origin)
                yield item
            except IdentityError as error:
                yield Failure(where, str(error), error.code)


def _completed(item: ArticleFile, where: str, given: Given, tables: Tables) -> SourceItem:
    """The article with what is said of it elsewhere; a failure if that can't be."""
    is_line = where != item.origin
    try:
        article = given.complete(item.article if is_line else tables.complete(Path(item.origin), item.article))
    except SourceError as error:
        return Failure(where, str(error), error.code)
    return replace(item, article=article)


# Walking


def _files(path: Path) -> Iterator[tuple[Path | Failure, str]]:
    """Files to read, with the names that their ids come from."""
    try:
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield path, path.name
        elif path.exists():
            yield Failure(_shown(path), "Neither a file nor a folder.", "unsupported"), ""
        else:
            yield Failure(_shown(path), "There is no such file or folder.", "not_found"), ""
    except (OSError, ValueError) as error:
        yield _unreadable(path, error), ""


def _walk(root: Path) -> Iterator[tuple[Path | Failure, str]]:
    visited: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_symlink() and _leads_out(path, root):
                if path.is_dir() or _wanted(path):
                    yield _not_followed(path), ""
            elif path.is_dir():
                status = path.stat()
                if (status.st_dev, status.st_ino) not in visited:
                    visited.add((status.st_dev, status.st_ino))
                    children = [child for child in path.iterdir() if not child.name.startswith(".")]
                    children = [child for child in children if not is_saved_page_folder(child, children)]
                    waiting.extend(sorted(children, key=lambda child: child.name, reverse=True))
            elif _wanted(path):
                yield path, path.relative_to(root).as_posix()
        except OSError as error:
            yield _unreadable(path, error), ""


def _leads_out(link: Path, root: Path) -> bool:
    return not Path(os.path.realpath(link)).is_relative_to(os.path.realpath(root))


def _not_followed(link: Path) -> Failure:
    reason = (
        f"It is a link that leads out of the folder, to {_shown(Path(os.path.realpath(link)))}; it was not followed."
    )
    return Failure(_shown(link), f"{reason} To ingest that, name it.", "outside")


def _wanted(path: Path) -> bool:
    """Whether a file that was found is to be read, or told as one that can't be."""
    return not is_aside(path) and (path.is_file() or path.is_symlink())


def _unreadable(path: Path, error: Exception) -> Failure:
    reason = getattr(error, "strerror", None) or str(error)
    code = "not_found" if isinstance(error, FileNotFoundError) else "unreadable"
    return Failure(_shown(path), f"It can't be read: {reason}.", code)


def _shown(path: Path) -> str:
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "replace")


# Reading one file


def _read_file(part: Part) -> Iterator[Placed]:
    path = part.file
    where = _shown(path)
    try:
        if ending_of(path.name) == JSON_LINES:
            yield from _read_jsonl(part, where)
        else:
            yield from _told_by_number(read_whole(part.name, _whole(path) if is_known(path.name) else b""), where)
    except OSError as error:
        yield where, _unreadable(path, error)
    except SourceError as error:
        yield where, Failure(where, str(error), error.code)


def _size(path: Path) -> int:
    """Bytes of a file. Raises SourceError for what can be read for ever: a pipe, a device, or a link to one."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise SourceError("It is a pipe or a device, not a file.")
    return status.st_size


def _read_jsonl(part: Part, where: str) -> Iterator[Placed]:
    _size(part.file)
    with part.file.open("rb") as file:
        file.seek(part.start)
        yield from _told_by_number(read_lines(file, part.before, part.stop), where)


def _told_by_number(results: Iterable[Numbered], where: str) -> Iterator[Placed]:
    for number, result in results:
        at = place(where, number)
        if isinstance(result, SourceError):
            yield at, Failure(at, str(result), result.code)
        else:
            yield at, ArticleFile(result, where)


def _whole(path: Path) -> bytes:
    limit = size_limit(path.name)
    if _size(path) > limit:
        raise SourceError(f"The file is larger than {limit} bytes.", help="Split it.")
    return path.read_bytes()
