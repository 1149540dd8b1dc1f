"""Reports of a run: JSON for machines, Markdown for a pull request, one self-contained HTML page for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import ReportError
from evals.reports.summary import Mean, Summary, summarise
from evals.running.provenance import Provenance, provenance
from evals.running.run import SuiteRun, records_of
from evals.scorers.records import Record
from evals.scorers.registry import DOUBT, INVARIANTS, METRICS, SHORT
from evals.suites.build import NotRun

TEMPLATES = Path(__file__).parent / "templates"
WORST = 30
"""Cases shown in full."""

ABSTENTION = ("hallucination", "refusal_error", *DOUBT)
QUALITY = ("evidence@1", "evidence@3", "answer_correct", "citation_precision", "citation_recall")
RETRIEVAL = ("r@1", "r@5", "r@10", "mrr", "ndcg@10", "article_r@1")


_FAULTS = (
    ("quote_valid", 0.0, "quote not valid"),
    ("schema_valid", 0.0, "breaks the contract"),
    ("hallucination", 1.0, "answered, though nothing answers"),
    ("refusal_error", 1.0, "refused, though it can be answered"),
    ("evidence@3", 0.0, "wrong evidence"),
)
"""Metric, its bad value, and what that is called."""


class Skipped(BaseModel):
    """A suite that was asked for and not run, and why."""

    suite: str
    reason: str


class Report(BaseModel):
    """A whole run: what it was measured on, the numbers, and every case."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    created: str
    provenance: Provenance
    not_run: list[Skipped]
    summary: Summary
    records: list[Record]


def make_report(runs: Sequence[SuiteRun], not_run: Sequence[NotRun] = ()) -> Report:
    """The report of these runs."""
    records = records_of(runs)
    return Report(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        provenance=provenance(runs),
        not_run=[Skipped(suite=one.name, reason=one.reason) for one in not_run],
        summary=summarise(records),
        records=records,
    )


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write `report.json`, `report.md` and `report.html` into `folder`, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "report.json": report.model_dump_json(indent=1) + "\n",
        "report.md": _render("report.md.j2", report),
        "report.html": _render("report.html.j2", report),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def read_report(path: Path) -> Report:
    """A report from its JSON file, or from the folder that holds it.

    Raises:
        ReportError: it isn't there or is no report.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        return Report.model_validate_json(file.read_bytes())
    except OSError as error:
        raise ReportError(f"The report {file} can't be read: {error.strerror}.") from error
    except ValidationError as error:
        raise ReportError(f"{file} is no report of this version: {error.error_count()} faults.") from error


def worst_cases(records: Sequence[Record], count: int = WORST) -> list[Record]:
    """The cases to look at first: crashes, broken invariants, then confident mistakes before timid ones."""
    bad = [(badness, record) for record in records if (badness := _badness(record)) is not None]
    return [record for _, record in sorted(bad, key=lambda pair: (pair[0], pair[1].key))[:count]]


def _badness(record: Record) -> tuple[int, float] | None:
    if record.error is not None or record.answer is None:
        return (0, 0.0)
    # A broken promise before any wrong answer: that is a bug, the other only a miss.
    if any(record.value(name) == 0.0 for name in INVARIANTS):
        return (1, 0.0)
    confidence = record.answer.confidence
    if record.value("hallucination") == 1.0:
        return (2, -confidence)
    if record.answer.answered and record.value("evidence@3") == 0.0:
        return (2, -confidence)
    return (3, confidence) if record.value("refusal_error") == 1.0 else None


def fault_in_words(record: Record) -> str:
    """Why a case is among the worst."""
    if record.error is not None:
        return f"crashed: {record.error}"
    for name, bad, words in _FAULTS:
        outcome = record.scores[name]
        if outcome.outcome == "score" and outcome.value == bad:
            return f"{words}: {outcome.reason}"
    return "no fault"


def percent(mean: Mean | None) -> str:
    """A share with its interval, for a table: "91.2 % (88.0 to 94.1)"; a dash where nothing was scored."""
    if mean is None or mean.value is None:
        return "–"
    interval = "" if mean.low is None or mean.high is None else f" ({mean.low * 100:.1f} to {mean.high * 100:.1f})"
    return f"{mean.value * 100:.1f} %{interval}"


def counts(mean: Mean) -> str:
    """What a mean stands on, where that isn't all: "n 40, unscored 12, failed 1"."""
    rest = [f"{name} {number}" for name, number in (("unscored", mean.unscored), ("failed", mean.failed)) if number]
    return ", ".join([f"n {mean.n}", *rest])


def decimal(value: float | None) -> str:
    """A number with three decimals; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def _render(template: str, report: Report) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from evals.reports import charts

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        # Reports quote articles, which anyone may have written.
        autoescape=template.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    values: dict[str, Any] = {
        "report": report,
        "worst": [(record, fault_in_words(record)) for record in worst_cases(report.records)],
        "metrics": METRICS,
        "tables": {
            "Answers": QUALITY,
            "Short answers": SHORT,
            "Retrieval": RETRIEVAL,
            "Abstention": ABSTENTION,
            "Invariants": INVARIANTS,
        },
        "percent": percent,
        "counts": counts,
        "decimal": decimal,
        "charts": charts.of_summary(report.summary),
    }
    return environment.get_template(template).render(values)
