"""The manifest of the seeds is what the reader makes of the files, and the files are the published bytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from ingest.models import Sentence, SentenceKind
from ingest.sentences import split_sentences
from ingest.sources.files import ArticleFile, read_path

SEEDS = Path(__file__).parents[2] / "seeds"
MANIFEST = json.loads((SEEDS / "manifest.json").read_text(encoding="utf-8"))["articles"]
GOLDEN = json.loads((Path(__file__).parent / "seed_sentences.json").read_text(encoding="utf-8"))


def test_the_manifest_is_what_the_reader_reads() -> None:
    read = []
    for item in read_path(SEEDS):
        assert isinstance(item, ArticleFile)
        article, file = item.article, Path(item.origin)
        read.append(
            {
                "id": article.id,
                "file": file.name,
                "title": article.title,
                "published": article.published,
                "url": article.url,
                "source": article.source,
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "text_sha256": article.sha256,
            }
        )
    assert read == MANIFEST


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["id"])
def test_every_sentence_of_the_seeds(entry: dict[str, str]) -> None:
    """Read by eye once, and pinned: kind and text of each sentence, paragraph by paragraph."""
    item = next(read_path(SEEDS / entry["file"]))
    assert isinstance(item, ArticleFile)
    text = item.article.text
    found = [[str(one.kind), text[one.start : one.end]] for one in split_sentences(text)]
    assert found == GOLDEN[entry["id"]]


def test_only_the_header_is_taken_out_of_the_text() -> None:
    for entry in MANIFEST:
        item = next(read_path(SEEDS / entry["file"]))
        assert isinstance(item, ArticleFile)
        raw = (SEEDS / entry["file"]).read_text(encoding="utf-8")
        assert raw.endswith(item.article.text)
        removed = raw[: len(raw) - len(item.article.text)].strip()
        assert removed == "" or removed == f"date {entry['published'][: len(removed) - 5]}"


def test_the_table_of_the_readme_has_every_file_with_its_date() -> None:
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    for entry in MANIFEST:
        assert f"| `{entry['file']}` | {entry['published'] or 'not given'} |" in readme


def test_kinds_other_than_prose_are_whole_lines() -> None:
    for item in read_path(SEEDS):
        assert isinstance(item, ArticleFile)
        text = item.article.text
        marked: list[Sentence] = [one for one in split_sentences(text) if one.kind is not SentenceKind.PROSE]
        assert all(text[one.start : one.end] in text.split("\n") for one in marked)
