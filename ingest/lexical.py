"""The lexical index: BM25 over folded and accented syllable uni- and bigrams, in tantivy. The one room of tantivy.

Derived from the catalog like the dense index, and marked with the sequence it has reached. Many processes may
read it while one writes; a commit is atomic, so a kill loses nothing that was committed.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import tantivy

from ingest.analysis import accented_terms, fold, folded_terms, syllables
from ingest.catalog.rows import StoredPassage
from ingest.errors import IndexUnavailableError

log = logging.getLogger(__name__)

Field = Literal["folded", "accented"]

SCHEMA_NAME = "2"
WRITER_HEAP_BYTES = 64_000_000
SEPARATOR = "|"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("folded", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("accented", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("forms", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


class LexicalIndex:
    """The tantivy index of one catalog.

    Raises:
        IndexUnavailableError: from any call, if tantivy fails.
    """

    name = "lexical"

    def __init__(self, catalog_id: str, folder: Path) -> None:
        self.catalog_id = catalog_id
        self.folder = folder
        self._marker = folder / "reached.json"

    def open(self) -> str | None:
        """Open for writing, empty if it had to be made anew. Returns why it was, or None."""
        reason = None
        if self.folder.exists() and self._read_marker() is None:
            reason = "it has no valid marker"
        elif self.folder.exists():
            try:
                self.open_reader()
            except IndexUnavailableError as error:
                reason = str(error)
        if reason:
            log.warning("The lexical index is damaged (%s); it is rebuilt from the catalog.", reason)
        if reason or not self.folder.exists():
            self._create()
        return reason

    def open_reader(self) -> None:
        """Open what is there, for searching only."""
        with _translated():
            self._index = tantivy.Index.open(str(self.folder))

    def _create(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        with _translated():
            self._index = tantivy.Index(_schema(), path=str(self.folder))
        self.mark(0)

    def close(self) -> None:
        """Nothing to give back; the writer lives only as long as one call."""

    def reset(self) -> None:
        """Drop everything and start empty."""
        self._create()

    @property
    def reached(self) -> int:
        """The catalog's sequence up to which every live row is in."""
        return self._read_marker() or 0

    def _read_marker(self) -> int | None:
        try:
            marker = json.loads(self._marker.read_text(encoding="utf-8"))
            ours = marker["catalog"] == self.catalog_id and marker["schema"] == SCHEMA_NAME
            return int(marker["sequence"]) if ours else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def mark(self, sequence: int) -> None:
        """Note that every row up to `sequence` is in; after the rows, so that a kill between repeats them."""
        temporary = self._marker.with_suffix(".tmp")
        marker = {"catalog": self.catalog_id, "schema": SCHEMA_NAME, "sequence": sequence}
        temporary.write_text(json.dumps(marker), encoding="utf-8")
        os.replace(temporary, self._marker)

    def count(self) -> int:
        """Passages in the index."""
        return int(self._searcher().num_docs)

    def bloated(self) -> bool:
        """Never: tantivy merges deleted rows away by itself."""
        return False

    def add(self, passages: Sequence[StoredPassage]) -> None:
        """Add passages; one that is there already is replaced."""
        with self._writing() as writer:
            for one in passages:
                writer.delete_documents_by_term("id", one.passage.id)
                writer.add_document(_document(one))

    def remove(self, ids: Sequence[str]) -> None:
        """Remove passages by id; ids that aren't there are ignored."""
        with self._writing() as writer:
            for key in ids:
                writer.delete_documents_by_term("id", key)

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with _translated():
            writer = self._index.writer(WRITER_HEAP_BYTES, 1)
            yield writer
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def _searcher(self) -> tantivy.Searcher:
        with _translated():
            self._index.reload()
            return self._index.searcher()

    def search(
        self, field: Field, terms: Mapping[str, float], k: int, only: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """At most `k` passage ids with their BM25 score over weighted `terms` of `field`, best first.

        `only` narrows the search to these passages. k1 is 1.2 and b is 0.75, tantivy's fixed values.
        """
        if not terms or (only is not None and not only):
            return []
        searcher = self._searcher()
        with _translated():
            schema = self._index.schema
            any_of = [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, term, "freq"), weight),
                )
                for term, weight in terms.items()
            ]
            query = tantivy.Query.boolean_query(any_of)
            if only is not None:
                # A filter must not add to the score, so it is constant zero.
                among = tantivy.Query.const_score_query(tantivy.Query.term_set_query(schema, "id", list(only)), 0.0)
                query = tantivy.Query.boolean_query([(tantivy.Occur.Must, among), (tantivy.Occur.Must, query)])
            found = searcher.search(query, k, count=False)
            return [(searcher.doc(address)["id"][0], float(score)) for score, address in found.hits]

    def document_frequencies(self, field: Field, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        """How many passages there are, and how many hold each of `terms`."""
        searcher = self._searcher()
        with _translated():
            return int(searcher.num_docs), {term: int(searcher.doc_freq(field, term)) for term in terms}

    def forms(self, folded: str) -> dict[str, int]:
        """The spellings with diacritics that the corpus has for a folded syllable, with their passage counts."""
        searcher = self._searcher()
        with _translated():
            found = searcher.terms_with_prefix("forms", folded + SEPARATOR)
        return {term.split(SEPARATOR, 1)[1]: count for term, count in found}


def _document(one: StoredPassage) -> tantivy.Document:
    """A passage as terms. The context line (title, date) is searched too, as it is embedded too."""
    text = one.passage.embedded_text
    words = set(syllables(text))
    return tantivy.Document(
        id=one.passage.id,
        folded=" ".join(folded_terms(text)),
        accented=" ".join(accented_terms(text)),
        forms=" ".join(f"{fold(word)}{SEPARATOR}{word}" for word in words),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Whatever tantivy raises comes out as one error of ours."""
    try:
        yield
    except Exception as error:
        raise IndexUnavailableError(f"The lexical index failed: {str(error)[:200]}.") from error
