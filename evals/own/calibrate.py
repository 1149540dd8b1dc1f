"""Which caution keeps a bound on one's own corpus, with a finite-sample guarantee.

The cautions are tried from the strictest on, and the first that isn't shown to keep the bound ends the search:
fixed-sequence testing, as in "Learn then Test" (Angelopoulos, Bates, Candès, Jordan & Lei 2021). Each test is the exact
binomial one (Clopper & Pearson 1934). So the chance that the proposed caution breaks the bound is at most
1 - confidence, whatever the distribution, if the cases are drawn as readers' questions will be, each by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel

from evals.scorers.records import Record
from evals.statistics import upper_bound
from service.answerability.assess import THRESHOLDS
from trichdan.wire import Kind

Risk = Literal["unanswerable", "wrong"]
RISKS: dict[Risk, str] = {
    "unanswerable": "unanswerable questions that are answered",
    "wrong": "answers that quote no evidence for the question",
}


class Level(BaseModel):
    """A caution on these cases.

    Attributes:
        errors, n: how often the risk came true, of how many questions.
        bound: below it lies the risk, with the confidence asked for.
        refused, answerable: answerable questions that are refused, of all.
    """

    caution: str
    threshold: float
    errors: int
    n: int
    bound: float
    keeps: bool
    refused: int
    answerable: int


class Calibration(BaseModel):
    """What was asked for, the cautions from the strictest on, and the one that is proposed: none if None.

    `needed` is the least n with which even a run without an error would show the bound.
    """

    risk: Risk
    at_most: float
    confidence: float
    needed: int
    levels: list[Level]
    proposed: str | None

    @property
    def too_small(self) -> bool:
        """Whether there are too few cases to show anything."""
        return max((one.n for one in self.levels), default=0) < self.needed


def calibrate(
    records: Sequence[Record], *, risk: Risk = "unanswerable", at_most: float = 0.1, confidence: float = 0.95
) -> Calibration:
    """The least strict caution that keeps the bound.

    Args:
        records: of a run in which nothing was refused (`--answer-all`), so that it is known what would be quoted.
        risk: a key of `RISKS`.
        at_most: largest risk, 0 to 1.
        confidence: 0.5 to 1.
    """
    questions = _by_question(records)
    strictest_first = sorted(THRESHOLDS, key=THRESHOLDS.__getitem__, reverse=True)
    levels: list[Level] = []
    for caution in strictest_first:
        # Once one fails, no later one is tested: that keeps the chance of a false promise at one test's.
        going = all(one.keeps for one in levels)
        levels.append(_level(caution, questions, risk, at_most, confidence, going=going))
    kept = [one.caution for one in levels if one.keeps]
    return Calibration(
        risk=risk,
        at_most=at_most,
        confidence=confidence,
        needed=math.ceil(math.log(1 - confidence) / math.log(1 - at_most)),
        levels=levels,
        proposed=kept[-1] if kept else None,
    )


def _by_question(records: Sequence[Record]) -> list[list[Record]]:
    """The typings of each question together: they aren't independent, so a question counts once."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(f"{record.suite}/{record.case.base}", []).append(record)
    return list(found.values())


def _level(
    caution: str,
    questions: Sequence[Sequence[Record]],
    risk: Risk,
    at_most: float,
    confidence: float,
    *,
    going: bool,
) -> Level:
    threshold = THRESHOLDS[caution]
    counted = [one for one in questions if _COUNTED[risk](one, threshold)]
    # A question is wrong if any of its typings is: readers type in all ways.
    errors = sum(any(_is_wrong(record) for record in one if _answered(record, threshold)) for one in counted)
    bound = upper_bound(errors, len(counted), level=confidence)
    answerable = [one for one in questions if one[0].case.answerable]
    return Level(
        caution=caution,
        threshold=threshold,
        errors=errors,
        n=len(counted),
        bound=bound,
        keeps=going and bound <= at_most,
        refused=sum(not all(_answered(record, threshold) for record in one) for one in answerable),
        answerable=len(answerable),
    )


def _answered(record: Record, threshold: float) -> bool:
    """Whether a caution would let the answer out. Small talk and what is told of the collection always pass."""
    answer = record.answer
    if answer is None or not answer.answered:
        return False
    return answer.kind is not Kind.QUESTION or answer.confidence >= threshold


def _is_wrong(record: Record) -> bool:
    return not record.case.answerable or record.value("evidence@3") != 1.0


_COUNTED: dict[Risk, Callable[[Sequence[Record], float], bool]] = {
    "unanswerable": lambda question, _: not question[0].case.answerable,
    "wrong": lambda question, threshold: any(_answered(record, threshold) for record in question),
}
"""Of which questions a risk is a share."""
