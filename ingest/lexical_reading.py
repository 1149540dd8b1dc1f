"""The lexical index for reading: BM25 over folded and accented syllable uni- and bigrams, and the corpus's spellings.

Many processes may read it while one writes (`ingest.lexical`); a commit is atomic.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import tantivy

from ingest.analysis import form_key
from ingest.lexical_check import damage
from trichdan.errors import IndexUnavailableError

Field = Literal["folded", "accented"]
Terms = Mapping[Field, Mapping[str, float]]
"""Weighted terms by the field that they are looked for in."""

SCHEMA_NAME = "5"
MARKER = "reached.json"
PANIC = "tantivy panicked"


def marked_sequence(folder: Path) -> int:
    """The sequence that the index in `folder` has reached, whatever catalog it belongs to; 0 where there is none."""
    try:
        return int(json.loads((folder / MARKER).read_text(encoding="utf-8"))["sequence"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


class LexicalReader:
    """The tantivy index of one catalog, as it was when it was opened or last asked.

    Raises:
        IndexUnavailableError: from any call, if tantivy fails.
    """

    def __init__(self, catalog_id: str, folder: Path) -> None:
        self.catalog_id = catalog_id
        self.folder = folder
        self._marker = folder / MARKER
        self._failure: str | None = None
        self._seen = (0, 0)
        self._links: TemporaryDirectory[str] | None = None

    @property
    def broken(self) -> bool:
        """Whether a call failed, or the folder is gone: `open` it again before it is used."""
        return self._failure is not None or not os.path.exists(self._marker)

    def looks_whole(self, sequence: int) -> bool:
        """Whether it can be read and has reached `sequence`."""
        try:
            self.open_reader()
        except IndexUnavailableError:
            return False
        return self.reached >= sequence

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
            self._seen = (0, 0)
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

    def close(self) -> None:
        """Give links back, if there are any; the writer lives only as long as one call."""
        if self._links is not None:
            self._links.cleanup()
            self._links = None

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

    def count(self) -> int:
        """Passages in the index."""
        return int(self._searcher().num_docs)

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

    def _searcher(self) -> tantivy.Searcher:
        with self._translated():
            # What was committed is published once it is marked: before that, there is nothing new to read.
            marked = self._marker.stat()
            state = (marked.st_mtime_ns, marked.st_ino)
            if state != self._seen:
                self._index.reload()
                self._seen = state
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
