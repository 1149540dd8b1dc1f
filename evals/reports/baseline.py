"""The gate's two committed files: which cases it asks, and what they scored when the baseline was taken.

The baseline has one line a case, sorted, so that a change of it reads as a list of cases that got better or worse.
Beside the scores a line holds a hash of what was asked, so that a case can't be made easier under its old name.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.errors import EvalError, ReportError
from evals.reports.floors import Floor
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


ASKED = "asked"
"""Where a case's line keeps the hash of what was asked."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What later runs are held against.

    Attributes:
        cases: headline scores by the key of the case.
        asked: hash of what each case asks; none of cases from before hashes were kept.
        floors: hold for every later run.
        because: why the baseline was taken although it lets something pass that the one before didn't.
    """

    cases: Scores
    asked: Mapping[str, str] = field(default_factory=dict)
    floors: tuple[Floor, ...] = ()
    because: str = ""

    def without(self, suites: set[str]) -> Baseline:
        """The part that is about other suites than these."""
        kept = {key: scores for key, scores in self.cases.items() if suite_of(key) not in suites}
        return Baseline(kept, self.asked, self.floors, self.because)


def suite_of(key: str) -> str:
    """The suite of a case, by the case's key."""
    return key.partition("/")[0]


def read_baseline(path: Path | None = None) -> Baseline | None:
    """The baseline, or None if none was ever taken.

    Raises:
        ReportError: the file is damaged.
    """
    path = path or BASELINE_FILE
    if not path.exists():
        return None
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        lines = held["cases"]
        asked = {key: str(line[ASKED]) for key, line in lines.items() if ASKED in line}
        cases = {key: {name: float(line[name]) for name in line if name != ASKED} for key, line in lines.items()}
        floors = tuple(Floor.parse(one) for one in held.get("floors", []))
        return Baseline(cases, asked, floors, str(held.get("because", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EvalError) as error:
        raise ReportError(f"The baseline {path} can't be read: {error}.") from error


def write_baseline(baseline: Baseline, path: Path | None = None) -> None:
    """Write the baseline, one case a line."""
    # By hand, as `json` can't write one case a line.
    lines = [f"{json.dumps(key)}: {json.dumps(_line(baseline, key))}" for key in sorted(baseline.cases)]
    head: dict[str, Any] = {"because": baseline.because} if baseline.because else {}
    head |= {"floors": [str(one) for one in baseline.floors]} if baseline.floors else {}
    opens = "".join(f"{json.dumps(name)}: {json.dumps(head[name], ensure_ascii=False)},\n" for name in sorted(head))
    text = "{" + opens + '"cases": {\n' + ",\n".join(lines) + "\n}}\n"
    (path or BASELINE_FILE).write_text(text, encoding="utf-8")


def _line(baseline: Baseline, key: str) -> dict[str, Any]:
    asked = {ASKED: baseline.asked[key]} if key in baseline.asked else {}
    return asked | dict(sorted(baseline.cases[key].items()))


def baseline_of(records: Iterable[Record]) -> Baseline:
    """A run as a baseline."""
    records = list(records)
    return Baseline(headline_scores(records), {record.key: asked_of(record.case) for record in records})


def asked_of(case: Case) -> str:
    """Hash of the question, its gold and what else decides whether an answer is right: 8 hex digits.

    Not of offsets: an article may be edited elsewhere.
    """
    gold = [sorted((one.article_id, one.quote or "") for one in piece) for piece in case.pieces]
    parts = [case.question, gold, case.expected, case.unanswerable_kind, case.exclude_articles]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:8]


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
    # A question from each article before a second from any: clusters are what an interval counts.
    in_turn = [by_group[group][turn] for turn in range(longest) for group in groups if turn < len(by_group[group])]
    chosen = set(in_turn[:count])
    return sorted(case.id for case in cases if case.base in chosen)


def items_text(suites: Mapping[str, list[str]], seed: int = SEED) -> str:
    """The committed form of the list of items."""
    return json.dumps({"seed": seed, "suites": suites}, indent=1) + "\n"
