"""The gate: fixed items, offline, extractive, compared case by case with the committed baseline.

It fails when a case crashes, when an invariant is broken (a quote that isn't verbatim, an answer against the
contract), and when a headline metric drops by more than two points and the paired interval excludes no change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals import statistics
from evals.errors import EvalError
from evals.reports.baseline import CONFIDENCE, headline_scores, read_items
from evals.reports.compare import Change, Comparison, Item, change_of, compare_items
from evals.reports.summary import ALL, languages_of
from evals.scorers.records import Record
from evals.scorers.registry import HEADLINES, INVARIANTS, METRICS
from evals.suites.build import NotRun, Suite, build, with_cases

ALLOWED_DROP = 0.02
"""Two points: what a headline metric may lose before significance is asked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: `faults` fail it, `notes` don't. `comparison` is None without a baseline."""

    faults: tuple[str, ...]
    notes: tuple[str, ...]
    comparison: Comparison | None = field(default=None)

    @property
    def passed(self) -> bool:
        """Whether the change may be merged."""
        return not self.faults


def gate_suites(evalsets: Path | None, items: Mapping[str, list[str]] | None = None) -> list[Suite | NotRun]:
    """The gate's suites: all seeds, and the listed items of those whose data is there."""
    suites: list[Suite | NotRun] = [*build("seeds", None)]
    for name, ids in (read_items() if items is None else items).items():
        suites += [
            with_cases(suite, set(ids)) if isinstance(suite, Suite) else suite for suite in build(name, evalsets)
        ]
    return suites


def judge(
    records: Sequence[Record], baseline: Mapping[str, Mapping[str, float]] | None, not_run: Sequence[NotRun] = ()
) -> Verdict:
    """Compare a run with the baseline.

    Args:
        records: the run.
        baseline: headline scores by case key; None if no baseline was ever taken.
        not_run: suites that couldn't be run; their part of the baseline is left out, and said so.
    """
    faults = broken_promises(records)
    notes = [f"not run: {one.name}, because {one.reason}" for one in not_run]
    if baseline is None:
        missing = "There is no baseline to compare with: take one with 'trichdan eval gate --update-baseline'."
        return Verdict((*faults, missing), tuple(notes))
    skipped = {one.name for one in not_run}
    expected = {key: scores for key, scores in baseline.items() if key.partition("/")[0] not in skipped}
    return _judge_against(records, expected, faults, notes)


def _judge_against(
    records: Sequence[Record], baseline: Mapping[str, Mapping[str, float]], faults: list[str], notes: list[str]
) -> Verdict:
    now = headline_scores(records)
    vanished, new = sorted(baseline.keys() - now.keys()), sorted(now.keys() - baseline.keys())
    if vanished:
        faults.append(
            f"{len(vanished)} cases of the baseline are gone (first: {vanished[0]}); update it if that is meant."
        )
    if new:
        notes.append(f"{len(new)} cases are not in the baseline yet (first: {new[0]}); they can't fail the gate.")
    if not baseline.keys() & now.keys():
        return Verdict((*faults, "No case of the baseline was run."), tuple(notes))
    questions = {record.key: record for record in records}
    after = {
        key: Item(group=questions[key].case.group, question=questions[key].case.question, scores=dict(now[key]))
        for key in now
    }
    before = {key: Item(group="", scores=dict(scores)) for key, scores in baseline.items()}
    faults += _drops(records, before, after)
    return Verdict(tuple(faults), tuple(notes), compare_items(before, after))


def broken_promises(records: Sequence[Record]) -> list[str]:
    """Crashes and broken invariants, in words. A single one fails the gate."""
    faults = [f"{record.key} crashed: {record.error}" for record in records if record.error is not None]
    for name in INVARIANTS:
        for record in records:
            outcome = record.scores[name]
            if outcome.outcome == "score" and outcome.value < 1:
                faults.append(f"{record.key} breaks {name} ({METRICS[name].says}): {outcome.reason}")
    return faults


def _drops(records: Sequence[Record], before: Mapping[str, Item], after: Mapping[str, Item]) -> list[str]:
    """Headline metrics that dropped significantly, over all cases and over each typing."""
    faults = []
    for language in (ALL, *languages_of(records)):
        keys = [
            record.key for record in records if record.key in before and language in {ALL, record.case.language.value}
        ]
        for metric in HEADLINES:
            change = change_of(metric, keys, before, after)
            if change is not None and is_significant_drop(change):
                faults.append(_drop_in_words(change, language))
        faults += _ranking_drop([record for record in records if record.key in keys], before, after, language)
    return faults


def _ranking_drop(
    records: Sequence[Record], before: Mapping[str, Item], after: Mapping[str, Item], language: str
) -> list[str]:
    """A significant drop of the AUROC of confidence: it tells answerable questions from others less well."""
    paired = [(before[r.key].scores.get(CONFIDENCE), after[r.key].scores.get(CONFIDENCE), r.case) for r in records]
    known = [(old, new, case) for old, new, case in paired if old is not None and new is not None]
    change = statistics.auroc_difference(
        [old for old, _, _ in known],
        [new for _, new, _ in known],
        [case.answerable for _, _, case in known],
        [case.group for _, _, case in known],
    )
    if change is None or change.value >= -ALLOWED_DROP or (change.high is not None and change.high >= 0):
        return []
    return [f"The AUROC of confidence {_where(language)} dropped by {-change.value:.3f} over {change.n} cases."]


def _where(language: str) -> str:
    return "over all typings" if language == ALL else f"for {language}"


def is_significant_drop(change: Change) -> bool:
    """Whether a metric got worse by more than the allowed drop, and its interval lies wholly on the worse side.

    Without an interval (fewer than two clusters) the drop alone decides.
    """
    sign = 1 if METRICS[change.metric].higher_is_better else -1
    ends = [change.change if end is None else end for end in (change.low, change.high)]
    return sign * change.change < -ALLOWED_DROP and all(sign * end < 0 for end in ends)


def _drop_in_words(change: Change, language: str) -> str:
    interval = (
        "" if change.low is None or change.high is None else f" ({change.low * 100:+.1f} to {change.high * 100:+.1f})"
    )
    return (
        f"{change.metric} {_where(language)} went from {change.before:.3f} to {change.after:.3f}: "
        f"{change.change * 100:+.1f} points{interval} over {change.n} cases, "
        f"{change.lost} worse and {change.won} better."
    )


def updated_baseline(
    records: Sequence[Record], old: Mapping[str, Mapping[str, float]] | None, not_run: Sequence[NotRun]
) -> dict[str, dict[str, float]]:
    """The new baseline: this run's scores, and the old ones of suites that couldn't be run.

    Raises:
        EvalError: a case crashed or an invariant is broken; such a run must not become the measure.
    """
    faults = broken_promises(records)
    if faults:
        raise EvalError(f"The baseline was not updated, because {len(faults)} promises are broken: {faults[0]}")
    skipped = {one.name for one in not_run}
    kept = {key: dict(scores) for key, scores in (old or {}).items() if key.partition("/")[0] in skipped}
    return kept | headline_scores(records)
