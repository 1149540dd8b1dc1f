"""From records to the numbers of a report: means by suite and typing, and abstention by kind of unanswerability."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from pydantic import BaseModel

from evals import statistics
from evals.scorers.records import Record
from evals.scorers.registry import METRICS
from evals.suites.cases import Typing, UnanswerableKind

ALL = "all"
CURVE_POINTS = 60
"""Points of a risk-coverage curve that a report keeps."""


class Mean(BaseModel):
    """A mean with its interval (95 %, cluster bootstrap), and what stayed out of it.

    `p50` and `p95` are given for times and lengths. `value` is None where nothing was scored.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    clusters: int = 0
    unscored: int = 0
    failed: int = 0
    p50: float | None = None
    p95: float | None = None


class Slice(BaseModel):
    """The cases of a suite in one typing, or in all."""

    suite: str
    language: str
    cases: int
    means: dict[str, Mean]


class ReliabilityBin(BaseModel):
    """A bar of the reliability diagram; see `metrics.Bin`."""

    low: float
    high: float
    n: int
    confidence: float | None
    accuracy: float | None


class Abstention(BaseModel):
    """How well confidence tells what can be answered, for one dataset, typing and kind of unanswerability.

    Attributes:
        auroc: of confidence, answerable against unanswerable questions; `auroc_low` and `auroc_high` its interval.
        aurc: area under the risk-coverage curve, where "right" means that the evidence found answers.
        ece: calibration error over all questions; `ece_answered` over the answers given.
        curve: (coverage, risk), thinned.
    """

    dataset: str
    language: str
    kind: str
    answerable: int
    unanswerable: int
    auroc: float | None
    auroc_low: float | None = None
    auroc_high: float | None = None
    aurc: float | None
    ece: float | None
    ece_answered: float | None
    hallucination: Mean
    refusal_error: Mean
    curve: list[tuple[float, float]]
    bins: list[ReliabilityBin]


class Summary(BaseModel):
    """Everything that a report says before its cases."""

    slices: list[Slice]
    abstention: list[Abstention]


def summarise(records: Sequence[Record]) -> Summary:
    """The summary of a run; equal records give equal numbers."""
    return Summary(slices=list(_slices(records)), abstention=list(_abstentions(records)))


def mean_of(records: Sequence[Record], metric: str) -> Mean:
    """Mean of a metric over records, clustered by the cases' groups."""
    scored = [(record, value) for record in records if (value := record.value(metric)) is not None]
    failed = sum(record.error is not None for record in records)
    values = [value for _, value in scored]
    estimate = statistics.mean_with_interval(values, [record.case.group for record, _ in scored])
    # Told beside the mean, so that one over few cases doesn't pass for one over all.
    rest = {"unscored": len(records) - len(scored) - failed, "failed": failed}
    if estimate is None:
        return Mean(value=None, **rest)
    measured = METRICS[metric].unit != "share"
    return Mean(
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        clusters=estimate.clusters,
        **rest,
        p50=statistics.percentile(values, 0.5) if measured else None,
        p95=statistics.percentile(values, 0.95) if measured else None,
    )


def languages_of(records: Iterable[Record]) -> list[str]:
    """The typings that occur, in their usual order."""
    present = {record.case.language for record in records}
    return [typing.value for typing in Typing if typing in present]


def _slices(records: Sequence[Record]) -> Iterable[Slice]:
    for suite in dict.fromkeys(record.suite for record in records):
        members = [record for record in records if record.suite == suite]
        languages = languages_of(members)
        for language in [ALL, *languages] if len(languages) > 1 else languages:
            chosen = [record for record in members if language in {ALL, record.case.language.value}]
            means = {metric: mean_of(chosen, metric) for metric in METRICS}
            yield Slice(suite=suite, language=language, cases=len(chosen), means=means)


def _abstentions(records: Sequence[Record]) -> Iterable[Abstention]:
    for dataset in dict.fromkeys(record.dataset for record in records):
        members = [record for record in records if record.dataset == dataset and record.answer is not None]
        for language in languages_of(members):
            typed = [record for record in members if record.case.language.value == language]
            kinds = [kind for kind in UnanswerableKind if any(r.case.unanswerable_kind == kind for r in typed)]
            for kind in kinds:
                yield _abstention(dataset, language, kind.value, _of_kinds(typed, {kind}))
            if len(kinds) != 1:
                yield _abstention(dataset, language, ALL, _of_kinds(typed, set(kinds)))


def _of_kinds(records: Sequence[Record], kinds: set[UnanswerableKind]) -> list[Record]:
    return [r for r in records if r.case.unanswerable_kind is None or r.case.unanswerable_kind in kinds]


def _abstention(dataset: str, language: str, kind: str, records: Sequence[Record]) -> Abstention:
    confidences = [record.answer.confidence for record in records if record.answer]
    answerable = [record.case.answerable for record in records]
    # What the confidence claims to be the probability of; not whether the answer was judged right.
    right = [record.value("supported") or 0.0 for record in records]
    given = [place for place, record in enumerate(records) if record.answer and record.answer.answered]
    low, high = statistics.auroc_interval(confidences, answerable, [r.case.group for r in records]) or (None, None)
    bins = statistics.reliability(confidences, right) if records else []
    return Abstention(
        dataset=dataset,
        language=language,
        kind=kind,
        answerable=sum(answerable),
        unanswerable=len(records) - sum(answerable),
        auroc=statistics.auroc(confidences, answerable),
        auroc_low=low,
        auroc_high=high,
        aurc=statistics.aurc(confidences, right),
        ece=statistics.ece(confidences, right),
        ece_answered=statistics.ece([confidences[i] for i in given], [right[i] for i in given]),
        hallucination=mean_of(records, "hallucination"),
        refusal_error=mean_of(records, "refusal_error"),
        curve=_curve(confidences, right),
        bins=[ReliabilityBin(**asdict(one)) for one in bins],
    )


def _curve(confidences: Sequence[float], right: Sequence[float]) -> list[tuple[float, float]]:
    coverage, risk = statistics.risk_coverage(confidences, right)
    step = max(1, len(coverage) // CURVE_POINTS)
    places = sorted({*range(0, len(coverage), step), len(coverage) - 1} - {-1})
    return [(round(float(coverage[i]), 4), round(float(risk[i]), 4)) for i in places]
