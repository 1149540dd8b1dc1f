"""The gate's two committed files: which cases it asks, and what they scored when the baseline was taken.

The baseline has one line a case, sorted, so that a change of it reads as a list of cases that got better or worse.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

from evals.errors import ReportError
from evals.scorers.records import Record
from evals.scorers.registry import HEADLINES
from evals.suites.cases import Case
from evals.suites.datasets import EvalSets

FOLDER = Path(__file__).resolve().parents[1] / "baselines"
BASELINE_FILE = FOLDER / "gate.json"
ITEMS_FILE = FOLDER / "gate_items.json"

SEED = 20_251_017
SAMPLES = {"xquad": 20, "gold-removed": 10, "near-miss": 24}
"""Questions drawn of each suite; xquad and gold-removed have each in three typings. All seeds are asked besides."""

CONFIDENCE = "confidence"
"""Kept beside the scores, since how well it ranks is judged over all cases together."""

Scores = Mapping[str, Mapping[str, float]]
"""Headline scores by the key of the case, `<suite>/<case id>`."""


def read_baseline(path: Path | None = None) -> dict[str, dict[str, float]] | None:
    """The baseline's scores, or None if none was ever taken.

    Raises:
        ReportError: the file is damaged.
    """
    path = path or BASELINE_FILE
    if not path.exists():
        return None
    try:
        cases: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportError(f"The baseline {path} can't be read: {error}.") from error
    return cases


def write_baseline(scores: Scores, path: Path | None = None) -> None:
    """Write the baseline, one case a line."""
    lines = [f"{json.dumps(key)}: {json.dumps(dict(sorted(scores[key].items())))}" for key in sorted(scores)]
    (path or BASELINE_FILE).write_text('{"cases": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def headline_scores(records: Iterable[Record]) -> dict[str, dict[str, float]]:
    """What the baseline keeps of a run: headline scores and confidence, rounded to print the same anywhere."""
    return {record.key: _kept(record) for record in records}


def _kept(record: Record) -> dict[str, float]:
    scores = {name: round(value, 4) for name in HEADLINES if (value := record.value(name)) is not None}
    return scores if record.answer is None else scores | {CONFIDENCE: round(record.answer.confidence, 2)}


def read_items(path: Path = ITEMS_FILE) -> dict[str, list[str]]:
    """Case ids by suite, besides all seeds."""
    try:
        suites: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))["suites"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportError(f"The list of gate items {path} can't be read: {error}.") from error
    return suites


def sample_items(sets: EvalSets, seed: int = SEED) -> dict[str, list[str]]:
    """Draw the gate's cases: whole questions, spread evenly over the source articles."""
    pools = {"xquad": sets.xquad(), "gold-removed": sets.gold_removed(), "near-miss": sets.near_misses()}
    return {name: _draw(cases, SAMPLES[name], f"{seed}-{name}") for name, cases in pools.items()}


def _draw(cases: list[Case], count: int, seed: str) -> list[str]:
    """Ids of all typings of `count` questions, taken from each group in turn."""
    generator = random.Random(seed)  # noqa: S311 - a sample, not a secret
    by_group: dict[str, list[str]] = {}
    for base, group in sorted({(case.base, case.group) for case in cases}):
        by_group.setdefault(group, []).append(base)
    groups = sorted(by_group)
    generator.shuffle(groups)
    for group in groups:
        generator.shuffle(by_group[group])
    longest = max(map(len, by_group.values()), default=0)
    in_turn = [by_group[group][turn] for turn in range(longest) for group in groups if turn < len(by_group[group])]
    chosen = set(in_turn[:count])
    return sorted(case.id for case in cases if case.base in chosen)


def items_text(suites: Mapping[str, list[str]], seed: int = SEED) -> str:
    """The committed form of the list of items."""
    return json.dumps({"seed": seed, "suites": suites}, indent=1) + "\n"
