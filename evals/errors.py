"""The evals' branch of the error tree; its root is in `trichdan.errors`.

TrichdanError
└── EvalError            an evaluation can't be run as asked
    ├── CaseError        a case file that is wrong, or whose gold is not in the articles
    ├── SuiteError       no such suite, or its data can't be read
    └── ReportError      a report or baseline that can't be read or compared
"""

from __future__ import annotations

from trichdan.errors import TrichdanError


class EvalError(TrichdanError):
    """An evaluation can't be run as asked."""

    code = "eval_failed"
    status = 422


class CaseError(EvalError):
    """A case file is wrong, or its gold is not in the articles."""

    code = "bad_case"


class SuiteError(EvalError):
    """There is no such suite, or its data can't be read."""

    code = "bad_suite"


class ReportError(EvalError):
    """A report or a baseline can't be read, or two can't be compared."""

    code = "bad_report"
