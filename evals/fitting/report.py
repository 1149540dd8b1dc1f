"""What an answerability score is worth on what it didn't see, by genre, typing and kind of unanswerable question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.fitting.data import ANSWERABLE, GENRES, Asked
from evals.fitting.regression import left_out
from evals.statistics import auroc, ece, mean_with_interval
from service.answerability.assess import THRESHOLDS

Floats = NDArray[np.float64]

TYPINGS = ("vi", "vi-unaccented", "en")
KINDS = ("gold_removed", "near_miss", "foreign")
FEWEST = 5
"""Questions of a kind over a corpus from which on it has a figure."""


def orders(asked: Sequence[Asked], scores: Floats) -> dict[str, float]:
    """Mean AUROC of answerable questions against each other kind: within each corpus and typing, by genre."""
    keys = np.array([(one.corpus, one.typing, one.kind) for one in asked])
    genre = {one.corpus: one.genre for one in asked}
    found: dict[str, list[float]] = {}
    for corpus in sorted(genre):
        for typing in TYPINGS:
            # Within a corpus and a typing: over all together, scores that only tell corpora apart would look good.
            own = (keys[:, 0] == corpus) & (keys[:, 1] == typing)
            right = scores[own & (keys[:, 2] == ANSWERABLE)]
            for kind in KINDS:
                wrong = scores[own & (keys[:, 2] == kind)]
                if min(len(right), len(wrong)) >= FEWEST:
                    value = auroc(np.r_[right, wrong], np.r_[np.ones(len(right)), np.zeros(len(wrong))])
                    found.setdefault(f"{genre[corpus]} {kind}", []).append(value or 0.0)
    means = {name: float(np.mean(values)) for name, values in sorted(found.items())}
    return {"mean": float(np.mean(list(means.values())))} | means


def table(rows: Sequence[tuple[str, Mapping[str, float]]]) -> str:
    """Rows as a Markdown table."""
    columns = list(rows[0][1])
    head = f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}"
    lines = [f"| {label} | {' | '.join(f'{values[c]:.3f}' for c in columns)} |" for label, values in rows]
    return "\n".join([head, *lines])


def rates(asked: Sequence[Asked], confidence: Floats) -> str:
    """Share answered at each level, by genre, kind and typing, with intervals over corpora or articles."""
    lines = []
    for level, limit in THRESHOLDS.items():
        lines.append(f"## {level}")
        for genre in GENRES:
            for kind in (ANSWERABLE, *KINDS):
                cells = [_answered(asked, confidence >= limit, (genre, kind, typing)) for typing in TYPINGS]
                if any(cells):
                    lines.append(f"{genre} {kind}, {' / '.join(TYPINGS)}: {' / '.join(cells)}")
    return "\n".join(lines)


def _answered(asked: Sequence[Asked], answered: NDArray[np.bool_], cell: tuple[str, str, str]) -> str:
    genre, kind, typing = cell
    own = [at for at, one in enumerate(asked) if (one.genre, one.kind, one.typing) == (genre, kind, typing)]
    # Corpora of invented news differ more than articles within one do.
    groups = [asked[at].corpus if genre in ("news", "beats") else asked[at].group for at in own]
    found = mean_with_interval([float(answered[at]) for at in own], groups)
    if found is None:
        return ""
    low, high = (found.value if one is None else one for one in (found.low, found.high))
    return f"{found.value:.2f} [{low:.2f}, {high:.2f}] n {found.n}"


def calibration_errors(asked: Sequence[Asked], confidence: Floats) -> dict[str, float]:
    """Expected calibration error by genre, over answerable questions and those with their article withheld."""
    found = {}
    for genre in GENRES:
        own = np.array([one.genre == genre and one.kind in (ANSWERABLE, "gold_removed") for one in asked])
        value = ece(confidence[own], np.array([float(one.found_gold) for one in asked])[own]) if own.any() else None
        found[genre] = float("nan") if value is None else value
    return found


GROUPS: dict[str, Callable[[str], bool]] = {
    "reading": lambda name: name == "read",
    "scores of passages": lambda name: name in ("cosine", "maxsim_margin") or name.endswith("_background"),
    "renderings of English words": lambda name: name == "rendered_in_sentence",
    "numbers": lambda name: name in ("numbers_missing", "lacks_number"),
    "negation": lambda name: name.startswith("negation"),
    "kind of answer": lambda name: name.startswith("kind_"),
    "token vectors": lambda name: name in ("names_cover_min", "names_beyond_min"),
    "names that lack": lambda name: name == "lacks_name",
    "counts of nothing": lambda name: name == "lacks_counted",
    "offices of others": lambda name: name == "lacks_office",
    "kinds of facts": lambda name: name == "lacks_fact",
}


def ablate(asked: Sequence[Asked], x: Floats, names: Sequence[str]) -> list[tuple[str, dict[str, float]]]:
    """What each group of features is worth: everything measured without it."""
    rows = [("all", orders(asked, left_out(x, asked)))]
    for label, belongs in GROUPS.items():
        kept = [place for place, name in enumerate(names) if not belongs(name)]
        rows.append((f"without {label}", orders(asked, left_out(x[:, kept], asked))))
    return rows
