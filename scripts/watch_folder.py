"""Ingest what is new or changed in a folder, and remove what is gone, until stopped with Ctrl-C.

python -m scripts.watch_folder incoming/ [--every 5]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from ingest.models import IngestReport
from ingest.pipeline import Ingestor
from ingest.settings import IngestSettings, load_settings
from trichdan.errors import TrichdanError

Snapshot = frozenset[tuple[str, int, int]]


def snapshot(folder: Path) -> Snapshot:
    """Name, size and time of every file; a file that vanishes meanwhile is left out."""
    return frozenset(_facts(folder))


def _facts(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.rglob("*"):
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue
        if path.is_file():
            yield str(path), facts.st_size, facts.st_mtime_ns


def watch(ingestor: Ingestor, folder: Path, every: float) -> Iterator[IngestReport]:
    """A report after each change that has settled: nothing differs between two looks."""
    done: Snapshot | None = None
    before: Snapshot | None = None
    while True:
        now = snapshot(folder)
        if now == before and now != done:
            yield ingestor.run([folder], prune=True)
            done = now
        before = now
        time.sleep(every)


def main(arguments: list[str] | None = None) -> None:
    """Watch until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between looks")
    given = parser.parse_args(arguments)
    if not given.folder.is_dir():
        parser.error(f"{given.folder} is no folder")
    ingestor = Ingestor(load_settings(IngestSettings))
    while True:
        try:
            for report in watch(ingestor, given.folder, given.every):
                counts = (len(report.added), len(report.updated), len(report.removed), len(report.failed))
                print("added {}, updated {}, removed {}, failed {}".format(*counts), flush=True)
                for failure in report.failed:
                    print(f"{failure.where}: {failure.reason}", flush=True)
        except TrichdanError as error:  # another process is writing, say: look again
            print(f"Error: {error}", flush=True)
            time.sleep(given.every)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
