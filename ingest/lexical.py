"""The lexical index: BM25 over folded and accented syllable uni- and bigrams, in tantivy. The one room of tantivy.

Derived from the catalog like the dense index, and marked with the sequence it has reached. Many processes may
read it while one writes; a commit is atomic, so a kill loses nothing that was committed.
"""

from __future__ import annotations

import json
import logging
import math
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import tantivy

from ingest.acronyms import definitions, mentions
from ingest.analysis import accented_terms, fold, folded_terms, form_key, form_terms, syllables
from ingest.catalog.rows import StoredPassage
from ingest.lexical_check import damage
from trichdan.errors import IndexUnavailableError

log = logging.getLogger(__name__)

Field = Literal["folded", "accented"]
Terms = Mapping[Field, Mapping[str, float]]
"""Weighted terms by the field that they are looked for in."""

SCHEMA_NAME = "5"
WRITER_HEAP_BYTES = 64_000_000

MARKER = "reached.json"
PANIC = "tantivy panicked"


def marked_sequence(folder: Path) -> int:
    """The sequence that the index in `folder` has reached, whatever catalog it belongs to; 0 where there is none."""
    try:
        return int(json.loads((folder / MARKER).read_text(encoding="utf-8"))["sequence"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("folded", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("accented", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("forms", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("acronyms", tokenizer_name="whitespace", index_option="basic")
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
        self._marker = folder / MARKER
        self._failure: str | None = None
        self._links: TemporaryDirectory[str] | None = None

    @property
    def broken(self) -> bool:
        """Whether a call failed, or the folder is gone: `open` it again before it is used."""
        return self._failure is not None or not self._marker.exists()

    def looks_whole(self, sequence: int) -> bool:
        """Whether it can be read and has reached `sequence`."""
        try:
            self.open_reader()
        except IndexUnavailableError:
            return False
        return self.reached >= sequence

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

    def open_reader(self) -> None:
        """Open what is there, for searching only.

        Raises:
            IndexUnavailableError: it is missing, damaged, or not this program's and catalog's.
        """
        reason = damage(self.folder) if self._read_marker() is not None else "it has no valid marker"
        if reason or self._failure == PANIC:
            raise IndexUnavailableError(f"The lexical index can't be used: {reason or PANIC}.")
        with self._translated():
            self._index = tantivy.Index.open(str(self._lockable_folder()))
        self._failure = None

    def _lockable_folder(self) -> Path:
        """The folder; where it can't be written, one of links to its files, since tantivy locks a file even to read."""
        if os.access(self.folder, os.W_OK):
            return self.folder
        self._links = TemporaryDirectory(prefix="trichdan-")
        for file in self.folder.iterdir():
            if file.suffix != ".lock":
                Path(self._links.name, file.name).symlink_to(file.absolute())
        return Path(self._links.name)

    def _create(self) -> None:
        with self._translated():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self._index = tantivy.Index(_schema(), path=str(self.folder))
            self.mark(0)
        self._failure = None

    def close(self) -> None:
        """Give links back, if there are any; the writer lives only as long as one call."""
        if self._links is not None:
            self._links.cleanup()
            self._links = None

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
        with self._translated():
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
    def _translated(self) -> Iterator[None]:
        """Whatever tantivy raises comes out as one error of ours, its panics too, which are no `Exception`s."""
        try:
            yield
        except IndexUnavailableError:
            raise
        except BaseException as error:
            panic = type(error).__name__ == "PanicException"
            if not panic and not isinstance(error, Exception):
                raise
            self._failure = PANIC if panic else str(error)
            raise IndexUnavailableError(f"The lexical index failed: {str(error)[:200]}.") from error

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with self._translated():
            writer = self._index.writer(WRITER_HEAP_BYTES, 1)
            yield writer
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def _searcher(self) -> tantivy.Searcher:
        with self._translated():
            self._index.reload()
            return self._index.searcher()

    def search(self, terms: Terms, k: int, only: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """At most `k` passage ids with their BM25 score over weighted `terms`, best first, ties by id.

        `only` narrows the search to these passages. k1 is 1.2 and b is 0.75, tantivy's fixed values.
        """
        weighted = [(field, term, weight) for field, of in terms.items() for term, weight in of.items() if weight]
        with self._translated():
            of_terms = [tantivy.Query.boost_query(self._term(field, term), weight) for field, term, weight in weighted]
        return self._search(of_terms, k, only)

    def search_renderings(
        self, words: Sequence[Sequence[Sequence[str]]], k: int, only: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """At most `k` passage ids for words given in several renderings, each a run of accented keys, best first.

        A word counts as its best rendering does, so that many renderings are worth no more than one.
        """
        with self._translated():
            of_words = [tantivy.Query.disjunction_max_query([self._run(run) for run in word]) for word in words]
        return self._search(of_words, k, only)

    def _term(self, field: Field, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, field, term, "freq")

    def _run(self, keys: Sequence[str]) -> tantivy.Query:
        """A run of words: all its bigrams, as near to a phrase as the index tells."""
        parts = [f"{first}_{second}" for first, second in pairwise(keys)] or list(keys)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, self._term("accented", part)) for part in parts])

    def _search(self, any_of: Sequence[tantivy.Query], k: int, only: Sequence[str] | None) -> list[tuple[str, float]]:
        if not any_of or (only is not None and not only):
            return []
        searcher = self._searcher()
        with self._translated():
            query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in any_of])
            if only is not None:
                # A filter must not add to the score, so it is constant zero.
                ids = tantivy.Query.term_set_query(self._index.schema, "id", list(only))
                among = tantivy.Query.const_score_query(ids, 0.0)
                query = tantivy.Query.boolean_query([(tantivy.Occur.Must, among), (tantivy.Occur.Must, query)])
            found = searcher.search(query, k, count=False)
            hits = [(searcher.doc(address)["id"][0], float(score)) for score, address in found.hits]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def ceiling(self, terms: Terms) -> float:
        """The sum of the weighted `terms`' inverse document frequencies: what a BM25 score is to be measured by.

        Terms that no passage holds count as the rarest, so that a question in words that the corpus doesn't know
        scores low with all passages.
        """
        searcher = self._searcher()
        with self._translated():
            documents = int(searcher.num_docs)
            return sum(
                weight * _inverse_frequency(documents, int(searcher.doc_freq(field, term)))
                for field, of in terms.items()
                for term, weight in of.items()
            )

    def holds(self, *words: str) -> bool:
        """Whether any passage holds this folded word, or these two side by side."""
        searcher = self._searcher()
        field = "words" if len(words) == 1 else "folded"
        with self._translated():
            return int(searcher.doc_freq(field, "_".join(words))) > 0

    def words(self, prefix: str) -> dict[str, int]:
        """The corpus's folded words with this beginning, with how many passages hold each."""
        searcher = self._searcher()
        with self._translated():
            return {term: int(count) for term, count in searcher.terms_with_prefix("words", prefix)}

    def acronyms(self, folded: Sequence[str]) -> dict[str, list[str]]:
        """Which of these words the corpus uses as acronyms, with their long forms, the most usual first."""
        searcher = self._searcher()
        with self._translated():
            found = {word: searcher.terms_with_prefix("acronyms", form_key([word])) for word in folded}
        return {
            word: [
                term.split("|", 1)[1].replace("_", " ")
                for term, _ in sorted(terms, key=lambda counted: (-counted[1], counted[0]))
                if not term.endswith("|")
            ]
            for word, terms in found.items()
            if terms
        }

    def forms(self, folded: Sequence[Sequence[str]]) -> list[dict[tuple[str, ...], int]]:
        """For each run of one to three folded words, how the corpus writes it, with how many passages hold that."""
        searcher = self._searcher()
        with self._translated():
            return [_spellings(searcher, words) for words in folded]


def _spellings(searcher: tantivy.Searcher, words: Sequence[str]) -> dict[tuple[str, ...], int]:
    key = form_key(words)
    found = ((tuple(term[len(key) :].split("_")), int(n)) for term, n in searcher.terms_with_prefix("forms", key))
    return {spelled: count for spelled, count in found if len(spelled) == len(words)}


def _inverse_frequency(documents: int, frequency: int) -> float:
    """As in BM25; deleted documents that tantivy still counts must not make it negative."""
    return math.log1p((max(documents, frequency) - frequency + 0.5) / (frequency + 0.5))


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
