"""The gate: fixed items, offline, extractive, compared case by case with the committed baseline.

It fails when a case crashes, when an invariant is broken (a quote that isn't verbatim, an answer against the
contract), when a floor isn't reached or was lowered, when cases or suites of the baseline are gone or ask something
else, and when a headline metric drops by more than two points and the paired interval excludes no change. A rise of
that size is told, since it has to be understood before it can be kept; a strict gate fails on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evals import statistics
from evals.errors import PromiseError
from evals.reports.baseline import CONFIDENCE, Baseline, baseline_of, read_items, suite_of
from evals.reports.compare import Change, Comparison, Item, change_of, compare_items
from evals.reports.floors import Floor, lowered, strictest, unmet
from evals.reports.summary import ALL, languages_of
from evals.scorers.records import Record
from evals.scorers.registry import HEADLINES, INVARIANTS, METRICS
from evals.suites.build import NotRun, Suite, build, with_cases

ALLOWED_DROP = 0.02
"""Two points: what a headline metric may lose before significance is asked for."""

RETAKE = "take the baseline anew if that is meant"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: `faults` fail it, `notes` don't. `comparison` is None if no case could be compared."""

    faults: tuple[str, ...]
    notes: tuple[str, ...]
    comparison: Comparison | None = field(default=None)

    @property
    def passed(self) -> bool:
        """Whether the change may be merged."""
        return not self.faults

    def with_faults(self, faults: Sequence[str]) -> Verdict:
        """The verdict with these faults as well."""
        return replace(self, faults=(*self.faults, *faults))


def gate_suites(evalsets: Path | None, items: Mapping[str, list[str]] | None = None) -> list[Suite | NotRun]:
    """The gate's suites: all seeds, and the listed items of those whose data is there."""
    suites: list[Suite | NotRun] = [*build("seeds", None)]
    for name, ids in (read_items() if items is None else items).items():
        suites += [
            with_cases(suite, set(ids)) if isinstance(suite, Suite) else suite for suite in build(name, evalsets)
        ]
    return suites


def judge(
    records: Sequence[Record],
    baseline: Baseline,
    not_run: Sequence[NotRun] = (),
    *,
    floors: Sequence[Floor] = (),
    strict: bool = False,
) -> Verdict:
    """Compare a run with the baseline.

    Args:
        records: the run.
        baseline: what was measured when it was taken.
        not_run: suites that couldn't be run; their part of the baseline is left out, and said so.
        floors: beside those of the baseline, which hold even where one of these allows more.
        strict: what is only told otherwise fails as well: suites that weren't run, rises that nobody explained.
    """
    # A floor of the command line may raise that of the baseline, and never lower it.
    kept, named = baseline.floors, {one.metric for one in floors}
    faults = [*broken_promises(records), *unmet(strictest([*kept, *floors]), records)]
    faults += lowered([one for one in kept if one.metric in named], floors)
    notes = [f"not run: {one.name}, because {one.reason}" for one in not_run]
    expected = baseline.without({one.name for one in not_run})
    verdict = _judge_against(records, expected, faults, notes)
    return replace(verdict, faults=verdict.faults + verdict.notes, notes=()) if strict else verdict


def _judge_against(records: Sequence[Record], expected: Baseline, faults: list[str], notes: list[str]) -> Verdict:
    run = baseline_of(records)
    faults += missing(expected, run)
    new = sorted(run.cases.keys() - expected.cases.keys())
    if new:
        notes.append(f"{len(new)} cases are not in the baseline yet (first: {new[0]}); they can't fail the gate.")
    changed = set(other_questions(expected, run))
    # Cases that ask something else now aren't compared: an easier question would pass for a gain.
    before = {key: Item(group="", scores=dict(scores)) for key, scores in expected.cases.items() if key not in changed}
    after = {
        record.key: Item(group=record.case.group, question=record.case.question, scores=dict(run.cases[record.key]))
        for record in records
        if record.key not in changed
    }
    if not before.keys() & after.keys():
        return Verdict((*faults, "No case of the baseline was run."), tuple(notes))
    faults += _drops(records, before, after)
    notes += _rises(records, before, after)
    return Verdict(tuple(faults), tuple(notes), compare_items(before, after))


def missing(before: Baseline, after: Baseline) -> list[str]:
    """Suites and cases that are gone, and cases that ask something else than before, in words."""
    suites = {suite_of(key) for key in before.cases} - {suite_of(key) for key in after.cases}
    faults = [f"The suite {one} of the baseline is gone; {RETAKE}." for one in sorted(suites)]
    vanished = sorted(key for key in before.cases.keys() - after.cases.keys() if suite_of(key) not in suites)
    if vanished:
        faults.append(f"{len(vanished)} cases of the baseline are gone (first: {vanished[0]}); {RETAKE}.")
    changed = other_questions(before, after)
    if changed:
        faults.append(f"{len(changed)} cases ask something else than before (first: {changed[0]}); {RETAKE}.")
    return faults


def other_questions(before: Baseline, after: Baseline) -> list[str]:
    """The keys of cases whose question or gold changed."""
    shared = sorted(before.asked.keys() & after.asked.keys() & before.cases.keys() & after.cases.keys())
    return [key for key in shared if before.asked[key] != after.asked[key]]


def unexplained(earlier: Baseline, now: Baseline) -> list[str]:
    """What a new baseline lets pass and an earlier one didn't, unless it says why in words of its own."""
    # The words of an earlier change don't excuse a later one.
    if now.because and now.because != earlier.because:
        return []
    before, after = (
        {key: Item(group=key, scores=dict(scores)) for key, scores in one.cases.items()} for one in (earlier, now)
    )
    keys = sorted(before.keys() & after.keys() - set(other_questions(earlier, now)))
    changes = (change_of(metric, keys, before, after) for metric in HEADLINES)
    drops = [_in_words(one, ALL) for one in changes if one is not None and is_significant_drop(one)]
    faults = [*lowered(earlier.floors, now.floors), *missing(earlier, now), *drops]
    return [f"The baseline differs from the earlier one without a new 'because': {one}" for one in faults]


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
    # Over each typing too: a loss in one hides in the mean of three.
    for language, keys in _slices(records, before, after):
        for metric in HEADLINES:
            change = change_of(metric, keys, before, after)
            if change is not None and is_significant_drop(change):
                faults.append(_in_words(change, language))
        faults += _ranking_drop([record for record in records if record.key in keys], before, after, language)
    return faults


def _rises(records: Sequence[Record], before: Mapping[str, Item], after: Mapping[str, Item]) -> list[str]:
    """Headline metrics that rose as surely as a drop would have to fall, over all cases."""
    keys = next((keys for language, keys in _slices(records, before, after) if language == ALL), [])
    changes = (change_of(metric, keys, before, after) for metric in HEADLINES)
    rises = [one for one in changes if one is not None and _is_sure(one, better=True)]
    why = "better than the baseline, and nobody said why: find out, then take the baseline anew to keep it"
    return [f"{_in_words(one, ALL)} This is {why}." for one in rises]


def _slices(
    records: Sequence[Record], before: Mapping[str, Item], after: Mapping[str, Item]
) -> Iterable[tuple[str, list[str]]]:
    """All comparable cases, and those of each typing."""
    shared = [record for record in records if record.key in before and record.key in after]
    for language in (ALL, *languages_of(records)):
        yield language, [record.key for record in shared if language in {ALL, record.case.language.value}]


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
    return _is_sure(change, better=False)


def _is_sure(change: Change, *, better: bool) -> bool:
    sign = 1 if METRICS[change.metric].higher_is_better is better else -1
    ends = [change.change if end is None else end for end in (change.low, change.high)]
    # Both: a tiny drop can be sure, and a large one chance.
    return sign * change.change > ALLOWED_DROP and all(sign * end > 0 for end in ends)


def _in_words(change: Change, language: str) -> str:
    interval = (
        "" if change.low is None or change.high is None else f" ({change.low * 100:+.1f} to {change.high * 100:+.1f})"
    )
    return (
        f"{change.metric} {_where(language)} went from {change.before:.3f} to {change.after:.3f}: "
        f"{change.change * 100:+.1f} points{interval} over {change.n} cases, "
        f"{change.lost} worse and {change.won} better."
    )


def updated_baseline(
    records: Sequence[Record],
    old: Baseline | None,
    not_run: Sequence[NotRun],
    *,
    floors: Sequence[Floor] = (),
    because: str = "",
) -> Baseline:
    """The new baseline: this run's scores, and the old ones of suites that couldn't be run.

    The floors given take the place of the old ones of the same metrics.

    Raises:
        PromiseError: a case crashed or an invariant is broken; such a run must not become the measure.
    """
    broken = broken_promises(records)
    if broken:
        raise PromiseError(f"The baseline was not updated, because {len(broken)} promises are broken: {broken[0]}")
    skipped = {one.name for one in not_run}
    old = old or Baseline({})
    # Whoever lacks the data of a suite mustn't drop its part of the baseline.
    kept = {key: dict(scores) for key, scores in old.cases.items() if suite_of(key) in skipped}
    asked = {key: old.asked[key] for key in kept if key in old.asked}
    named = {one.metric for one in floors}
    run = baseline_of(records)
    return Baseline(
        kept | dict(run.cases),
        asked | dict(run.asked),
        tuple(sorted([*floors, *(one for one in old.floors if one.metric not in named)], key=str)),
        because or old.because,
    )
