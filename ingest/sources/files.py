"""Paths in, articles out: walks folders in a fixed order, picks the reader by ending, and never stops at a bad file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.models import Article, Failure
from ingest.sources import checks
from ingest.sources.folders import is_aside, is_saved_page_folder
from ingest.sources.html import parse_html
from ingest.sources.jsonl import read_lines
from ingest.sources.office import parse_docx, parse_pdf
from ingest.sources.text import parse_text
from trichdan.errors import SourceError

MAX_FILE = 256_000_000  # bytes, of a file that is read whole
ENDINGS = (".txt", ".md", ".jsonl", ".html", ".htm", ".pdf", ".docx")
_OTHERWISE = dict.fromkeys((".doc", ".rtf", ".odt"), " Save it as .docx.") | dict.fromkeys(
    (".json", ".csv", ".tsv", ".xml"), " Write its articles as .jsonl, one object a line."
)


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article and the file that it was read from (absolute path; of a `.jsonl`, the file)."""

    article: Article
    origin: str


SourceItem = ArticleFile | Failure


def read_paths(paths: Iterable[Path]) -> Iterator[SourceItem]:
    """Everything below `paths`, in order, lazily. Of two articles with one id the second is a failure."""
    seen: dict[str, str] = {}
    for path in paths:
        yield from read_path(path, seen)


def read_path(path: Path, seen: dict[str, str] | None = None) -> Iterator[SourceItem]:
    """The articles of a file or a folder, and a failure for everything that should be one and can't be read.

    Args:
        seen: article id -> where it came from, shared by the paths of one run; it is added to.
    """
    seen = {} if seen is None else seen
    for file, name in _files(path):
        if isinstance(file, Failure):
            yield file
            continue
        for where, item in _read_file(file, name):
            if isinstance(item, Failure):
                yield item
            elif item.article.id not in seen:
                seen[item.article.id] = where
                yield item
            elif seen[item.article.id] != where:  # else the same path was given twice
                yield _duplicate(item.article.id, where, seen[item.article.id])


def _duplicate(article_id: str, where: str, first: str) -> Failure:
    reason = f"The id {article_id!r} is already that of {first}; this one was left out."
    return Failure(where, reason, "duplicate_id")


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
            if path.is_dir():
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


def _read_file(path: Path, name: str) -> Iterator[tuple[str, SourceItem]]:
    where = _shown(path)
    try:
        if path.suffix.lower() == ".jsonl":
            yield from _read_jsonl(path, where)
        else:
            yield where, ArticleFile(_parse(path, name), where)
    except OSError as error:
        yield where, _unreadable(path, error)
    except SourceError as error:
        yield (
            where,
            Failure(where, str(error), error.code if path.suffix.lower() in ENDINGS else "unsupported"),
        )


def _read_jsonl(path: Path, where: str) -> Iterator[tuple[str, SourceItem]]:
    with path.open("rb") as file:
        for number, result in read_lines(file):
            line = f"{where}:{number}"
            if isinstance(result, SourceError):
                yield line, Failure(line, str(result), result.code)
            else:
                yield line, ArticleFile(result, where)


def _parse(path: Path, name: str) -> Article:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        kind = f"Files ending in {ending!r}" if ending else "Files without an ending"
        raise SourceError(f"{kind} can't be read.", help=f"Known: {', '.join(ENDINGS)}.{_OTHERWISE.get(ending, '')}")
    article_id = checks.article_id(name[: len(name) - len(path.suffix)])
    if path.stat().st_size > MAX_FILE:
        raise SourceError(f"The file is larger than {MAX_FILE} bytes.", help="Split it.")
    data = path.read_bytes()
    if ending in {".txt", ".md"}:
        return parse_text(data, article_id, markdown=ending == ".md")
    if ending in {".html", ".htm"}:
        return parse_html(data, article_id)
    return parse_pdf(data, article_id) if ending == ".pdf" else parse_docx(data, article_id)
