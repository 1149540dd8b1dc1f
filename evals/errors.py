"""The evals' branch of the error tree; its root is in `trichdan.errors`.

TrichdanError
└── EvalError            an evaluation can't be run as asked
    ├── CaseError        a case file that is wrong, or whose gold is not in the articles
    ├── SuiteError       no such suite, or its data can't be read
    ├── ReportError      a report or baseline that can't be read or compared
    └── PromiseError     a run that breaks a promise, and so can't become a baseline
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from trichdan.errors import TrichdanError

WORSE = 1
"""Exit code: what was measured is worse than it may be."""

WRONG_USE = 2
"""Exit code: nothing was measured, because what was asked for can't be."""


class EvalError(TrichdanError):
    """An evaluation can't be run as asked."""

    code = "eval_failed"
    status = 422
    exit_code: ClassVar[int] = WRONG_USE


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on a line (from 1) of a case file, and what to do, in words."""

    line: int
    says: str


SHOWN = 20
"""Faults of a file that are told at once."""


class CaseError(EvalError):
    """A case file is wrong, or its gold is not in the articles."""

    code = "bad_case"

    @classmethod
    def of(cls, path: Path, faults: Sequence[Fault]) -> Self:
        """All that is wrong with a file, a line for each fault."""
        # All at once: whoever writes cases shouldn't have to run it once for each fault.
        told = [f"  {path.name}, line {one.line}: {one.says}" for one in sorted(faults, key=lambda one: one.line)]
        rest = [f"  … and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
        return cls("\n".join([f"The case file {path} can't be used:", *told[:SHOWN], *rest]))


class SuiteError(EvalError):
    """There is no such suite, or its data can't be read."""

    code = "bad_suite"


class ReportError(EvalError):
    """A report or a baseline can't be read, or two can't be compared."""

    code = "bad_report"


class PromiseError(EvalError):
    """A run crashed or broke a promise, and so can't become a baseline."""

    code = "broken_promise"
    exit_code = WORSE
