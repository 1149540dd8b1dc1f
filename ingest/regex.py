"""Regular expressions that are compiled when they are first used: one question uses half of them by their cost."""

from __future__ import annotations

import re
from typing import Any, cast


class Regex:
    """Stands for a compiled expression. What was once asked of that is kept as an attribute, and found directly."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = (pattern, flags)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a compiled expression has
        value = getattr(re.compile(*self._written), name)
        setattr(self, name, value)
        return value


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but for when: a fault in `pattern` is told at its first use (a test uses them all)."""
    return cast("re.Pattern[str]", Regex(pattern, flags))
