"""How well the shipped reader tells answered questions from near misses: `python -m evals.reading.score FOLDER`.

Prints by wording how many there are of both and AUROC. A folder that wasn't learned from: evals/near_misses/held.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from evals.reading.data import WORDINGS, Paragraph, load
from evals.statistics import auroc
from ingest.embedding.base import Reader
from ingest.embedding.e5 import E5Embedder
from ingest.settings import IngestSettings, load_settings


def score(reader: Reader, paragraphs: Sequence[Paragraph], wording: str) -> tuple[int, int, float]:
    """How many questions there are in a wording that their paragraphs answer, how many near misses, and AUROC."""
    put = [(one, asked) for one in paragraphs for asked in one.asked if wording in asked.wordings]
    odds = [reader.read(asked.wordings[wording], f"{one.title}\n{one.text}").log_odds for one, asked in put]
    answered = [float(asked.answer is not None) for _, asked in put]
    return int(sum(answered)), len(put) - int(sum(answered)), auroc(odds, answered) or 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args(arguments)
    reader, paragraphs = E5Embedder(load_settings(IngestSettings).models_dir), load([chosen.folder])
    for wording in WORDINGS:
        answered, missed, value = score(reader, paragraphs, wording)
        if answered and missed:
            print(f"{wording}: {answered} answered, {missed} near misses, AUROC {value:.3f}", flush=True)


if __name__ == "__main__":
    main()
