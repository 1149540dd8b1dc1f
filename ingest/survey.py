"""What a run finds in files, against what is stored: new, changed, unchanged, gone. Stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.catalog.rows import Known
from ingest.identity import Owners
from ingest.models import Failure, IngestReport, Status
from ingest.sources.files import ArticleFile, SourceItem, read_paths
from ingest.sources.metadata import Given

FREE_LOSS = 1
"""Articles whose files may be gone without anyone being asked."""

FREE_SHARE = 0.25
"""And the share of a folder's articles: with more, a wrong folder is likelier than a clean-up."""


Progress = Callable[[SourceItem], None]

Reading = Callable[[Sequence[Path], Owners, Given], Iterable[SourceItem]]
"""Reads what is below paths, in order; who does so in other processes may have prepared it too."""


@dataclass
class Survey:
    """One run's findings.

    Attributes:
        paths: the files and folders that are looked at.
        known: what was stored before.
        given: what the person who ingests says of all articles.
        progress: told of each article or failure that has been dealt with.
        reading: who reads.
        report: what became of each article, as far as it is known.
        read: hashes of the texts that were read, by article id.
        moved: files that unchanged articles are now read from, by article id.
    """

    paths: Sequence[Path]
    known: Mapping[str, Known]
    given: Given
    progress: Progress | None = None
    reading: Reading = read_paths
    report: IngestReport = field(default_factory=IngestReport)
    read: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)

    def news(self) -> Iterator[ArticleFile]:
        """The articles that have to be stored; whatever else was found goes into the report."""
        for item in self.reading(self.paths, Owners(self.known, replace=self.given.replace), self.given):
            if isinstance(item, Failure):
                self.report.failed.append(item)
            elif self._is_new(item):
                yield item
            if self.progress:
                self.progress(item)

    def _is_new(self, item: ArticleFile) -> bool:
        """Whether an article has to be stored; one that is unchanged is noted."""
        article = item.article
        self.read[article.id] = article.sha256
        stored = self.known.get(article.id)
        if stored is None or stored.content_key != article.content_key:
            return True
        self.report.record(Status.UNCHANGED, [article.id])
        if not (stored.origin and Path(stored.origin).exists()):
            self.moved[article.id] = item.origin
        return False

    def plan(self, *, prune: bool, anyway: bool) -> None:
        """Report what storing all of it would do."""
        for item in self.news():
            status = Status.UPDATED if item.article.id in self.known else Status.ADDED
            self.report.record(status, [item.article.id])
        if prune:
            self.report.record(Status.REMOVED, self.gone(anyway=anyway))

    def gone(self, *, anyway: bool) -> list[str]:
        """Articles that came from below the paths and weren't read again, unless what held them failed.

        Of a path that lost suspiciously many they are left out, and noted in the report, but for `anyway`.
        """
        places = {key: _with_parents(one.origin) for key, one in self.known.items()}
        failed = {file for one in self.report.failed for file in _files_of(one.where)}
        found: list[str] = []
        for path in self.paths:
            below = [key for key, within in places.items() if path.resolve() in within]
            missing = [key for key in below if key not in self.read and failed.isdisjoint(places[key])]
            lost = self._lost(missing)
            if anyway or not _suspicious(lost, len(below)):
                found += missing
            else:
                self.report.kept += missing
                self.report.failed.append(_refused(path, lost, len(below)))
        return list(dict.fromkeys(found))

    def _lost(self, missing: Sequence[str]) -> int:
        """How many of `missing` have a text that isn't kept under another id: a renamed file loses nothing."""
        kept = set(self.read.values())
        return sum(self.known[key].sha256 not in kept for key in missing)


def _files_of(where: str) -> Iterator[Path]:
    """What may be the file of a place in it ("all.csv:3", "tin.zip:2025/all.csv:3"), and the place where it is one."""
    place = where
    while place:
        yield Path(place)
        place = place.rpartition(":")[0]


def _suspicious(lost: int, of: int) -> bool:
    return lost > 0 and (lost == of or lost > max(FREE_LOSS, FREE_SHARE * of))


def _refused(path: Path, lost: int, of: int) -> Failure:
    reason = f"Of {of} articles from here, {lost} have no file or line any more: none were removed."
    return Failure(str(path), f"{reason} If that is right, add --yes.", "prune_refused")


def _with_parents(origin: str | None) -> set[Path]:
    """The file and the folders that it is in; nothing for an article that came from no file."""
    file = Path(origin or "/").resolve()
    return {file, *file.parents} if origin else set()
