"""What each threshold of the claim check is worth: its neighbours, tried one by one over claims that aren't held out.

    python -m evals.benchmarks.thresholds evals/news --every 2

A line a value: how many supported claims are kept, how many refuted and not stated ones get through. The constants of
`service/verifying` say what came out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from types import ModuleType

from evals.benchmarks.claims import LABELS, corpora_in, judge
from evals.running.answers import ask_embedder
from evals.suites.build import NEWS_HELD
from service.language import name_reading as written_names
from service.verifying import bindings, content, dates, directions, exchanges, figures, names, negation, shades
from service.verifying.similarity import Similarity

TRIED: tuple[tuple[ModuleType, str, Sequence[float | Decimal]], ...] = (
    (content, "CONTENT_MIN", (0.2, 0.33)),
    (content, "PAIRED_MIN", (0.35, 0.55)),
    (content, "CAUSE_MIN", (0.4, 0.6)),
    (content, "TELLING", (3, 5)),
    (content, "CLAUSE", (1, 3)),
    (content, "LONG_CLAUSE", (2, 4)),
    (directions, "LEAST_LETTERS", (2, 4)),
    (directions, "NUMBER", (1, 5)),
    (negation, "SCOPE", (3, 7)),
    (negation, "DENIED", (0.34, 0.67)),
    (negation, "TOLD_THERE", (0.3, 0.7)),
    (bindings, "BESIDE", (1, 3)),
    (figures, "COARSE", (Decimal("0.05"), Decimal("0.2"))),
    (figures, "ABOUT", (Decimal("0.02"), Decimal("0.1"))),
    (figures, "SHARE", (Decimal("0.1"), Decimal(1))),
    (figures, "LEAST_COMPUTED", (2, 20)),
    (figures, "LEAST_UNITLESS", (10, 1000)),
    (figures, "ADDED", (2, 4)),
    (dates, "NEAR_MONTHS", (3, 9)),
    (names, "WHOLE_NAME", (1, 3)),
    (names, "INITIALS", (3,)),
    (exchanges, "TOLD_THERE", (1, 3)),
    (shades, "NAMED", (1, 3)),
    (written_names, "LONG", (4, 8)),
)


def counted(folder: Path, corpora: Sequence[str], every: int, similarity: Similarity | None) -> str:
    """How many claims of each label pass, of so many `every` one."""
    judged = list(judge(folder, corpora, similarity, every))
    passed, total = Counter(one.label for one in judged if one.passed), Counter(one.label for one in judged)
    return ", ".join(f"{words} {passed[label]} of {total[label]}" for label, words in LABELS.items())


def lines(folder: Path, every: int, similarity: Similarity | None) -> Iterator[str]:
    """As it is, then each neighbour of each threshold, all others as they are."""
    # What is held out is counted once, and never looked at for choosing.
    corpora = [name for name in corpora_in(folder) if name not in NEWS_HELD]
    yield f"as it is: {counted(folder, corpora, every, similarity)}"
    for module, name, values in TRIED:
        kept = getattr(module, name)
        for value in values:
            setattr(module, name, value)
            yield f"{module.__name__}.{name} {kept} → {value}: {counted(folder, corpora, every, similarity)}"
        # Back, so that the next one is tried with all others as they are.
        setattr(module, name, kept)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a value."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="corpora with claims, as for 'trichdan eval claims'")
    parser.add_argument("--every", type=int, default=1, help="judge one of so many claims")
    chosen = parser.parse_args(arguments)
    for line in lines(chosen.folder, chosen.every, ask_embedder()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
