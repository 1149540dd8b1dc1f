"""An LLM's answers beside the extractive ones: the same questions, the same passages, the same yardstick, paired.

The LLM is asked every question, those too that the service would refuse without asking it: only so is there a verdict
on all of them. What a user gets is then put together: the refusal where the service refuses, the LLM's answer
elsewhere. Both are scored; the verdicts are judged as a signal beside the confidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel

from evals import statistics
from evals.benchmarks.verdicts import Signal, Verdict, signals, verdict_of
from evals.errors import EvalError
from evals.reports.compare import Comparison, compare_items, items_of
from evals.reports.report import percent
from evals.reports.summary import Mean, mean_of
from evals.running.run import SuiteRun, records_of
from evals.scorers.records import Record
from trichdan.wire import Reason


class Latency(BaseModel):
    """Milliseconds of wall time for an answer."""

    p50: float | None
    p95: float | None


class Answerers(BaseModel):
    """Two answerers compared.

    Attributes:
        llm: what the run says of the LLM: model, settings and prompt hashes.
        cases: questions asked; `same_passages` of them were answered from the same passages by both.
        shares: of all questions, what came of them with the LLM: see `outcome_of`.
        verdicts: the LLM's verdicts on answerable and on unanswerable questions.
        latency: of the extractive answers, and of those that the LLM was asked for.
        comparison: extractive before, with the LLM after.
        signals: what the verdict adds to the confidence, over all questions and by typing.
        counts: with the LLM, how many are right, cited, verbatim, refused and fallen back.
    """

    llm: dict[str, str]
    cases: int
    same_passages: int
    shares: dict[str, float]
    verdicts: dict[str, dict[str, int]]
    latency: dict[str, Latency]
    comparison: Comparison
    signals: list[Signal]
    counts: dict[str, Mean] = {}

    def lines(self) -> list[str]:
        """Everything but the comparison, in words, a fact a line."""
        facts = [f"{name}: {value}" for name, value in sorted(self.llm.items())]
        facts.append(f"{self.cases} questions, {self.same_passages} of them answered from the same passages by both")
        facts += [f"{name}: {share * 100:.1f} % of the questions" for name, share in self.shares.items()]
        facts += [f"{name}: {percent(mean)}, n {mean.n}" for name, mean in self.counts.items()]
        for kind, counts in self.verdicts.items():
            facts.append(f"the LLM's verdicts on {kind} questions: " + ", ".join(f"{k} {n}" for k, n in counts.items()))
        for name, times in self.latency.items():
            if times.p50 is not None and times.p95 is not None:
                facts.append(f"{name}: p50 {times.p50:.0f} ms, p95 {times.p95:.0f} ms")
        return facts + [signal.line() for signal in self.signals]

    def markdown(self) -> str:
        """The comparison for a pull request."""
        rows = [
            f"| {one.metric} | {one.n} | {one.before:.3f} | {one.after:.3f} | {_change(one.change, one.low, one.high)} "
            f"| {one.lost} | {one.won} |"
            for one in self.comparison.changes
        ]
        head = [
            "| metric | n | extractive | with the LLM | change, points | lost | won |",
            "|---|---|---|---|---|---|---|",
        ]
        facts = [f"- {line}" for line in self.lines()]
        flips = [f"- {line}" for line in self.comparison.lines(40)]
        return "\n".join(["# An LLM beside the extractive answerer", "", *facts, "", *head, *rows, "", *flips, ""])


def with_llm(extractive: Sequence[SuiteRun], asked: Sequence[SuiteRun]) -> list[SuiteRun]:
    """What a user gets with the LLM: the service's refusal, or what came of asking the LLM.

    Raises:
        EvalError: the two runs aren't of the same cases.
    """
    return [_with_llm(first, second) for first, second in zip(extractive, asked, strict=True)]


def _with_llm(first: SuiteRun, second: SuiteRun) -> SuiteRun:
    pairs = list(zip(first.records, second.records, strict=True))
    if any(one.key != other.key for one, other in pairs):
        raise EvalError(f"The two runs of {first.suite} are of different cases.")
    # A user gets the service's refusal without the LLM ever being asked, unless the service is in doubt.
    records = tuple(one if _not_asked(one) else other for one, other in pairs)
    caution = {name: value for name, value in first.description.items() if name == "caution"}
    return replace(second, records=records, description=second.description | caution)


def _not_asked(record: Record) -> bool:
    """Whether the service refuses without asking an LLM: in doubt it asks one."""
    answer = record.answer
    return answer is None or (not answer.answered and answer.reason is not Reason.LOW_CONFIDENCE)


def counted(users: Sequence[Record]) -> dict[str, Mean]:
    """What an LLM is judged by, each with its n and interval: of answerable questions, or of those it's said of."""
    answerable = [one for one in users if one.case.answerable]
    return {
        "right (answerable)": mean_of(answerable, "answer_correct"),
        "cited: evidence in the first three quotes (answerable)": mean_of(answerable, "evidence@3"),
        "verbatim quotes (answered)": mean_of(users, "quote_valid"),
        "refused (answerable)": mean_of(answerable, "refusal_error"),
        "answered (unanswerable)": mean_of(users, "hallucination"),
        "fallen back to quotes (all)": _share(users, "fallback"),
        "answered by the LLM (all)": _share(users, "answered by the LLM"),
    }


def _share(records: Sequence[Record], outcome: str) -> Mean:
    flags = [outcome_of(one).startswith(outcome) for one in records]
    found = statistics.share_with_interval(flags, [one.case.group for one in records])
    if found is None:
        return Mean(value=None)
    return Mean(value=found.value, low=found.low, high=found.high, n=found.n, clusters=found.clusters)


def compare_answerers(extractive: Sequence[SuiteRun], asked: Sequence[SuiteRun]) -> Answerers:
    """Compare the extractive run with one in which the LLM was asked everything (`answer_all`), case by case."""
    plain, every = records_of(extractive), records_of(asked)
    users = records_of(with_llm(extractive, asked))
    outcomes = Counter(outcome_of(record) for record in users)
    facts = {name: value for run in asked for name, value in run.description.items() if _is_of_llm(name)}
    verdicts = {
        kind: {
            one.value: sum(verdict_of(r) is one for r in every if r.case.answerable is answerable) for one in Verdict
        }
        for kind, answerable in (("answerable", True), ("unanswerable", False))
    }
    return Answerers(
        llm=facts,
        cases=len(users),
        same_passages=sum(one.hits == other.hits for one, other in zip(plain, every, strict=True)),
        shares={name: number / len(users) for name, number in sorted(outcomes.items())},
        verdicts=verdicts,
        latency={"extractive": _latency(plain), "with the LLM, where asked": _latency(every)},
        comparison=compare_items(items_of(plain), items_of(users)),
        signals=signals(plain, every),
        counts=counted(users),
    )


def outcome_of(record: Record) -> str:
    """What came of a question with an LLM configured, in words."""
    answer = record.answer
    if answer is None:
        return "crashed"
    if answer.degraded is not None:
        return f"fallback to quotes ({answer.degraded.value})"
    if answer.mode == "llm":
        return "answered by the LLM" if answer.answered else "refused by the LLM"
    return "refused without asking the LLM"


def write_answerers(found: Answerers, folder: Path) -> list[Path]:
    """Write `answerers.json` and `answerers.md` into `folder`, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"answerers.json": found.model_dump_json(indent=1) + "\n", "answerers.md": found.markdown()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def _is_of_llm(name: str) -> bool:
    return name == "model" or name.startswith(("prompt:", "llm_", "passages"))


def _latency(records: Sequence[Record]) -> Latency:
    times = [record.ask_ms for record in records if record.ask_ms is not None]
    return Latency(p50=statistics.percentile(times, 0.5), p95=statistics.percentile(times, 0.95))


def _change(change: float, low: float | None, high: float | None) -> str:
    interval = "" if low is None or high is None else f" ({low * 100:+.1f} to {high * 100:+.1f})"
    return f"{change * 100:+.1f}{interval}"
