"""`trichdan ingest`: a progress bar on a terminal, and the report at the end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ingest.models import Failure, IngestReport
from ingest.pipeline import Ingestor
from ingest.settings import IngestSettings
from ingest.sources.files import SourceItem

BYTES_A_CHARACTER = 1.35
"""Vietnamese text in UTF-8, for an estimate of what is left."""


class IngestView:
    """Shows a run of ingest. Progress goes to stderr, so that stdout holds only the report."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.console = Console(stderr=True, highlight=False)

    def run(self, settings: IngestSettings, paths: Sequence[Path], *, prune: bool) -> IngestReport:
        """Ingest, with a progress bar if stderr is a terminal."""
        ingestor = Ingestor(settings)
        if self.quiet or not sys.stderr.isatty():
            return ingestor.run(paths, prune=prune)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self.console, transient=True) as progress:
            return ingestor.run(paths, prune=prune, progress=_Advance(progress, paths))

    @staticmethod
    def as_json(report: IngestReport) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(report)

    def show(self, report: IngestReport) -> None:
        """The report for a person: counts, then each failure with its reason."""
        out = Console(highlight=False)
        table = Table("added", "updated", "unchanged", "removed", "failed", "passages", "seconds")
        counts = [len(report.added), len(report.updated), len(report.unchanged), len(report.removed)]
        counts += [len(report.failed), report.passages]
        table.add_row(*map(str, counts), f"{report.seconds:.1f}")
        out.print(table)
        for failure in report.failed:
            out.print(f"[red]failed[/red] {escape(failure.where)}: {escape(failure.reason)}")


class _Advance:
    """Moves the bar by the size of what has been read, as only that is known beforehand."""

    def __init__(self, progress: Progress, paths: Sequence[Path]) -> None:
        self.progress = progress
        total = max(1, sum(_size(path) for path in paths) // 1024)
        self.task = progress.add_task("ingesting (KiB)", total=total, rate="")
        self.articles = 0
        self.bytes = 0.0

    def __call__(self, item: SourceItem) -> None:
        """One more article or failure has been dealt with."""
        self.articles += 1
        if not isinstance(item, Failure):
            self.bytes += len(item.article.text) * BYTES_A_CHARACTER
        elapsed = self.progress.tasks[0].elapsed or 0.0
        rate = f"{self.articles / elapsed:.1f} articles/s" if elapsed > 0 else ""
        self.progress.update(self.task, completed=int(self.bytes // 1024), rate=rate)


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder."""
    try:
        if path.is_file():
            return path.stat().st_size
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    except OSError:
        return 0
