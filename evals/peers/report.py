"""The table: what each system did with the same questions, each figure with its n and 95 % interval. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals import statistics
from evals.peers.judge import Verdict, judge
from evals.peers.replies import Result
from evals.peers.sample import Question

Flag = Callable[[Verdict], bool | None]

COLUMNS: Mapping[str, Flag] = {
    "right": lambda one: one.right,
    "right in its own words": lambda one: one.said,
    "cited": lambda one: one.cited,
    "refused": lambda one: None if one.right is None else one.refused,
    "unanswerable refused": lambda one: None if one.right is not None else one.refused,
}
"""Right, cited and refused are of the answerable questions."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A result, its question and its verdict."""

    result: Result
    question: Question
    verdict: Verdict


def judged(
    results: Sequence[Result], questions: Sequence[Question], texts: Mapping[str, Mapping[str, str]]
) -> list[Judged]:
    """The results of these questions with their verdicts; `texts` are articles by corpus."""
    asked = {one.case.id: one for one in questions}
    return [
        Judged(one, asked[one.case], judge(asked[one.case].case, one.reply, texts[asked[one.case].corpus]))
        for one in results
        if one.case in asked
    ]


def shared(found: Sequence[Judged]) -> list[Judged]:
    """Those of questions that all systems were asked."""
    systems = {one.result.system for one in found}
    asked = Counter(one.question.case.id for one in found)
    return [one for one in found if asked[one.question.case.id] == len(systems)]


def table(found: Sequence[Judged]) -> str:
    """A row a system, in Markdown."""
    lines = ["| | n | " + " | ".join(COLUMNS) + " | verbatim quotes | tokens read + kept, written | s |"]
    lines.append("|---" * (len(COLUMNS) + 5) + "|")
    systems = dict.fromkeys(one.result.system for one in found)
    lines += [_row([one for one in found if one.result.system == system]) for system in systems]
    return "\n".join(lines)


def _row(members: Sequence[Judged]) -> str:
    answerable = sum(one.question.case.answerable for one in members)
    first = members[0].result
    cells = [f"{first.system} {first.version}", f"{answerable} + {len(members) - answerable}"]
    cells += [share(members, flag) for flag in COLUMNS.values()]
    quotes, verbatim = (sum(getattr(one.verdict, name) for one in members) for name in ("quotes", "verbatim"))
    cells.append(f"{verbatim} of {quotes}")
    read, cached, written = (_mean(members, name) for name in ("read", "cached", "written"))
    cells.append(f"{read - cached:.0f} + {cached:.0f}, {written:.0f}")
    cells.append(f"{statistics.percentile([one.result.seconds for one in members], 0.5):.0f}")
    return "| " + " | ".join(cells) + " |"


def share(members: Sequence[Judged], flag: Flag) -> str:
    """How often something is so, in %, with its interval by cluster bootstrap over the articles."""
    said = [(value, one.question.case.group) for one in members if (value := flag(one.verdict)) is not None]
    found = statistics.share_with_interval([value for value, _ in said], [group for _, group in said])
    if found is None or found.low is None or found.high is None:
        return "–"
    return f"{found.value * 100:.0f} ({found.low * 100:.0f}–{found.high * 100:.0f})"


def _mean(members: Sequence[Judged], name: str) -> float:
    return sum(float(one.result.usage.get(name, 0)) for one in members) / len(members)


def ways(found: Sequence[Judged]) -> list[str]:
    """How each system's answers came about, in a line each."""
    counted: dict[str, Counter[str]] = {}
    for one in found:
        way = "error" if one.result.reply.error else one.result.reply.way
        counted.setdefault(one.result.system, Counter())[way] += 1
    return [
        f"- {system}: " + ", ".join(f"{way} {times}" for way, times in found_ways.most_common())
        for system, found_ways in counted.items()
    ]


def typings(found: Sequence[Judged]) -> str:
    """How many are right in each typing, a row a system."""
    names = list(dict.fromkeys(one.question.case.language.value for one in found))
    lines = ["| right | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for system in dict.fromkeys(one.result.system for one in found):
        cells = []
        for name in names:
            rights = [
                one.verdict.right
                for one in found
                if (one.result.system, one.question.case.language.value) == (system, name)
                and one.verdict.right is not None
            ]
            cells.append(f"{sum(rights)} of {len(rights)}")
        lines.append(f"| {system} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def report(found: Sequence[Judged]) -> str:
    """All of it; over the questions that all were asked as well, where some were asked fewer."""
    if not found:
        return "Nothing was asked yet."
    parts = [table(found)]
    alike = shared(found)
    if len(alike) < len(found):
        parts += ["Over what all were asked:", table(alike)]
    return "\n\n".join([*parts, typings(found), "\n".join(ways(found))])
