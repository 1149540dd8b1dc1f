"""What is read of a file, in a form that tests can write down."""

from __future__ import annotations

from pathlib import Path

from ingest.models import Article
from ingest.sources.files import ArticleFile, read_path


def read_as(file: Path, content: str | bytes) -> list[Article | tuple[str, str]]:
    """The articles of a file of this name and content, and where what else of it stands and why it is none."""
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return [
        item.article if isinstance(item, ArticleFile) else (item.where.replace(f"{file.parent}/", ""), item.reason)
        for item in read_path(file)
    ]
