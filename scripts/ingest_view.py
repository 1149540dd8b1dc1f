"""`trichdan ingest`: a progress bar on a terminal, and the report at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ingest.catalog.rows import ArticleInfo
from ingest.models import Failure, IngestReport
from ingest.pipeline import Ingestor
from ingest.sources.files import SourceItem, read_paths
from ingest.sources.metadata import Given
from ingest.survey import Reading
from trichdan.terminal import report_console

BYTES_A_CHARACTER = 1.35
"""Vietnamese text in UTF-8, for an estimate of what is left."""


class IngestView:
    """Shows a run of ingest. Progress goes to stderr, so that stdout holds only the report."""

    def __init__(self, ingestor: Ingestor, reading: Reading = read_paths, *, quiet: bool = False) -> None:
        self.ingestor = ingestor
        self.reading = reading
        self.quiet = quiet
        self.console = report_console(stderr=True)

    def run(self, paths: Sequence[Path], given: Given, *, prune: bool, anyway: bool, dry_run: bool) -> IngestReport:
        """Ingest, with a progress bar if stderr is a terminal."""
        run = partial(
            self.ingestor.run, paths, given=given, prune=prune, anyway=anyway, dry_run=dry_run, reading=self.reading
        )
        if self.quiet or not sys.stderr.isatty():
            return run()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self.console, transient=True) as progress:
            return run(progress=_Advance(progress, paths))

    @property
    def can_ask(self) -> bool:
        """Whether there is a person to ask."""
        return not self.quiet and sys.stdin.isatty()

    def ask_about_kept(self, report: IngestReport) -> None:
        """Ask whether the many articles whose file is gone may go, and remove them if so."""
        for failure in [one for one in report.failed if one.code == "prune_refused"]:
            self.console.print(f"{escape(failure.where)}: {escape(failure.reason)}")
        if typer.confirm(f"Remove these {len(report.kept)} articles?", err=True):
            report.removed += self.ingestor.remove_all(report.kept).removed
            report.failed = [one for one in report.failed if one.code != "prune_refused"]
            report.kept = []

    @staticmethod
    def show(report: IngestReport, *, dry_run: bool = False) -> None:
        """The report for a person: what became of the articles, then each failure with its reason."""
        out = report_console()
        if dry_run:
            out.print("Nothing was done (--dry-run). This would be:")
            for name, ids in (("added", report.added), ("updated", report.updated), ("removed", report.removed)):
                for article_id in ids:
                    out.print(Text(f"{name} {article_id}"))
        counts = {"added": len(report.added), "updated": len(report.updated), "unchanged": len(report.unchanged)}
        counts |= {"removed": len(report.removed), "failed": len(report.failed), "passages": report.passages}
        table = Table(*counts, "seconds")
        table.add_row(*map(str, counts.values()), f"{report.seconds:.1f}")
        out.print(table)
        for failure in report.failed:
            out.print(Text.assemble(("failed", "red"), f" {_as_typed(failure.where)}: {failure.reason}"))
        told: set[str] = set()
        for article_id, others in sorted(report.copies.items()):
            if article_id not in told:  # each is a copy of all others: once for all of them
                out.print(Text(f"{article_id} has the words of {', '.join(others)}: an answer cites one of them."))
            told |= {article_id, *others}


def delete_all(ingestor: Ingestor, ids: Sequence[str]) -> list[str]:
    """Remove articles and say so; returns those that there weren't."""
    missing = []
    for article_id in ids:
        info = ingestor.info(article_id)
        if info is None or not ingestor.remove(article_id):
            missing.append(article_id)
            typer.echo(f"There is no article {article_id!r}.", err=True)
            continue
        typer.echo(f"{article_id} is deleted.")
        if file_that_brings_back(info):
            typer.echo(f"Its file {info.origin} is still there: the next ingest of it brings the article back.")
    return missing


def file_that_brings_back(info: ArticleInfo) -> bool:
    """Whether the file of an article is still there."""
    return bool(info.origin) and Path(info.origin or "").exists()


def _as_typed(where: str) -> str:
    """A place below the current folder as the person who is there would name it."""
    here = f"{Path.cwd()}{os.sep}"
    return where.removeprefix(here)


class _Advance:
    """Moves the bar by the size of what has been read, as only that is known beforehand."""

    def __init__(self, progress: Progress, paths: Sequence[Path]) -> None:
        self.progress = progress
        total = max(1, sum(_size(path) for path in paths))
        self.task = progress.add_task("reading and embedding", total=total, rate="")
        self.articles = 0
        self.bytes = 0.0

    def __call__(self, item: SourceItem) -> None:
        """One more article or failure has been dealt with."""
        self.articles += 1
        if not isinstance(item, Failure):
            self.bytes += len(item.article.text) * BYTES_A_CHARACTER
        elapsed = self.progress.tasks[0].elapsed or 0.0
        rate = f"{self.articles / elapsed:.1f} articles/s" if elapsed > 0 else ""
        self.progress.update(self.task, completed=int(self.bytes), rate=rate)


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder."""
    try:
        if path.is_file():
            return path.stat().st_size
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    except OSError:
        return 0
