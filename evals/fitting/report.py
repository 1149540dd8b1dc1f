"""What an answerability score is worth: by typing and kind of unanswerability, as the issue's table asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.fitting.data import AMONG, NEWS, TRANSLATED, Asked
from evals.statistics import auroc, ece, mean_with_interval
from service.language.asking import read_question

Floats = NDArray[np.float64]

TYPINGS = ("vi", "vi-unaccented", "en")
REFUSED = 0.20
"""Share of answerable questions refused at which the answered shares are given."""


def over_others(asked: Sequence[Asked], confidence: Floats) -> tuple[list[Asked], Floats]:
    """XQuAD's questions and near misses, and foreign ones; but not over the seeds, which other numbers judge."""
    kept = [one.corpus not in NEWS for one in asked]
    return [one for one, keep in zip(asked, kept, strict=True) if keep], confidence[kept]


def measures(asked: Sequence[Asked], scores: Floats) -> dict[str, float]:
    """AUROC of gold removed and near misses, and what is answered wrongly when a fifth is refused."""
    typing = np.array([one.typing for one in asked])
    kind = np.array([one.kind for one in asked])
    found: dict[str, float] = {}
    for name in TYPINGS:
        own = (typing == name) & (kind == "answerable")
        if not own.any():
            continue
        limit = np.quantile(scores[own], REFUSED)
        removed, foreign = (typing == name) & (kind == "gold_removed"), (typing == name) & (kind == "foreign")
        found[f"auroc {name}"] = _auroc(scores, own, removed)
        found[f"removed {name}"] = float(np.mean(scores[removed] >= limit))
        found[f"foreign {name}"] = float(np.mean(scores[foreign] >= limit)) if foreign.any() else float("nan")
    for label, own, misses in (("near misses", "en", "near_miss"), ("near misses (mt)", "vi", TRANSLATED)):
        found[label] = _auroc(scores, (typing == own) & (kind == "answerable"), kind == misses)
    return found


def _auroc(scores: Floats, right: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> float:
    value = auroc(np.r_[scores[right], scores[wrong]], np.r_[np.ones(right.sum()), np.zeros(wrong.sum())])
    return float("nan") if value is None else value


def calibration_errors(asked: Sequence[Asked], confidence: Floats) -> dict[str, float]:
    """Expected calibration error by typing, over answerable questions and those with their gold removed."""
    kinds = ("answerable", "gold_removed")
    found = {}
    for name in TYPINGS:
        own = np.array([one.typing == name and one.kind in kinds for one in asked])
        right = np.array([float(one.found_gold) for one in asked])
        value = ece(confidence[own], right[own]) if own.any() else None
        found[name] = float("nan") if value is None else value
    return found


def table(rows: Sequence[tuple[str, dict[str, float]]]) -> str:
    """Rows as a Markdown table."""
    columns = list(rows[0][1])
    head = f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}"
    lines = [f"| {label} | {' | '.join(f'{values[c]:.3f}' for c in columns)} |" for label, values in rows]
    return "\n".join([head, *lines])


def report(asked: Sequence[Asked], confidence: Floats, refused: Mapping[str, float]) -> str:
    """Everything that docs/answerability.md quotes, but for corpora of one beat."""
    parts = [table([("cross-validated", measures(*over_others(asked, confidence)))])]
    for level, share in refused.items():
        parts += [f"## {level}", *_rates(asked, confidence, share)]
    parts.append(errors(asked, confidence))
    found = calibration_errors(*over_others(asked, confidence))
    parts.append("## calibration error\n" + str({name: round(value, 3) for name, value in found.items()}))
    return "\n".join(parts)


def _rates(asked: Sequence[Asked], confidence: Floats, share: float) -> list[str]:
    """Share answered by typing, kind and corpus, with intervals, at thresholds set by typing."""
    lines = []
    for name in TYPINGS:
        typed = [place for place, one in enumerate(asked) if one.typing == name]
        broad = [at for at in typed if asked[at].kind == "answerable" and asked[at].corpus != AMONG]
        limit = np.quantile(confidence[broad], share)
        for kind, corpus in sorted({(asked[at].kind, asked[at].corpus) for at in typed}):
            own = [at for at in typed if (asked[at].kind, asked[at].corpus) == (kind, corpus)]
            found = mean_with_interval([float(confidence[at] >= limit) for at in own], [asked[at].group for at in own])
            if found is not None:
                low = found.value if found.low is None else found.low
                high = found.value if found.high is None else found.high
                lines.append(f"{name} {kind} {corpus}: answered {found.value:.3f} [{low:.3f}, {high:.3f}], n {found.n}")
    return lines


def errors(asked: Sequence[Asked], confidence: Floats, count: int = 100) -> str:
    """The most confident wrong answers and the least confident wrong refusals, by what they have in common."""
    wrong = [at for at, one in enumerate(asked) if one.kind in ("gold_removed", "foreign", "near_miss")]
    refused = [at for at, one in enumerate(asked) if one.kind == "answerable"]
    parts = []
    for label, places in (
        ("answered wrongly", sorted(wrong, key=lambda at: -confidence[at])[:count]),
        ("refused wrongly", sorted(refused, key=lambda at: confidence[at])[:count]),
    ):
        kinds = Counter(_error_kind(asked[at]) for at in places)
        parts += [f"## {label}", *(f"{number} {kind}" for kind, number in kinds.most_common())]
    return "\n".join(parts)


def _error_kind(one: Asked) -> str:
    """Typing, kind, what is asked for, and whether the best passage is of the question's own group of articles."""
    found = one.retrieval
    group = found.passages[0].article.id.rpartition("-")[0]
    near = "own topic" if group == one.group else "other topic"
    gold = "" if one.kind != "answerable" else ", gold quoted" if one.found_gold else ", gold not quoted"
    expects = read_question(found.understood or found.question, found.language).expects
    return f"{one.typing}, {one.kind}{gold}, asks for {expects}, best passage of {near}"
