"""The lexical index for writing, in tantivy: passages as terms. What is asked of it: `ingest.lexical_reading`.

Derived from the catalog like the dense index, and marked with the sequence it has reached. A commit is atomic, so a
kill loses nothing that was committed.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import tantivy

from ingest.acronyms import definitions, mentions
from ingest.analysis import accented_terms, fold, folded_terms, form_key, form_terms, syllables
from ingest.catalog.rows import StoredPassage
from ingest.lexical_reading import SCHEMA_NAME, LexicalReader
from ingest.locks import clear
from trichdan.errors import IndexUnavailableError

log = logging.getLogger(__name__)

WRITER_HEAP_BYTES = 64_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("folded", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("accented", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("forms", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("acronyms", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


class LexicalIndex(LexicalReader):
    """The tantivy index of one catalog, for its one writer too.

    Raises:
        IndexUnavailableError: from any call, if tantivy fails.
    """

    name = "lexical"

    def open(self) -> str | None:
        """Open for writing, empty if it had to be made anew. Returns why it was, or None."""
        reason = None
        if self.folder.exists():
            try:
                self.open_reader()
            except IndexUnavailableError as error:
                reason = str(error)
        if reason:
            log.warning("The lexical index is damaged (%s); it is rebuilt from the catalog.", reason)
        if reason or not self.folder.exists():
            self._create()
        return reason

    def _create(self) -> None:
        with self._translated():
            clear(self.folder)
            self.folder.mkdir(parents=True)
            self._index = tantivy.Index(_schema(), path=str(self.folder))
            self.mark(0)
        self._failure = None

    def reset(self) -> None:
        """Drop everything and start empty."""
        self._create()

    def mark(self, sequence: int) -> None:
        """Note that every row up to `sequence` is in; after the rows, so that a kill between repeats them."""
        temporary = self._marker.with_suffix(".tmp")
        marker = {"catalog": self.catalog_id, "schema": SCHEMA_NAME, "sequence": sequence}
        with self._translated():
            temporary.write_text(json.dumps(marker), encoding="utf-8")
            os.replace(temporary, self._marker)

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
        with self._translated():
            writer = self._index.writer(WRITER_HEAP_BYTES, 1)
            yield writer
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()


def _document(one: StoredPassage) -> tantivy.Document:
    """A passage as terms. The context line (title, date) is searched too, as it is embedded too."""
    text = one.passage.embedded_text
    return tantivy.Document(
        id=one.passage.id,
        folded=" ".join(folded_terms(text)),
        accented=" ".join(accented_terms(text)),
        words=" ".join(sorted({fold(word) for word in syllables(text)})),
        forms=" ".join(sorted(form_terms(text))),
        acronyms=" ".join(_acronym_terms(text)),
    )


def _acronym_terms(text: str) -> list[str]:
    """ "acronym|" for each that is used, and "acronym|Its_long_form" for each that is explained."""
    explained = {form_key([short]) + long.replace(" ", "_") for short, long in definitions(text)}
    return sorted(explained | {form_key([short]) for short in mentions(text)})
