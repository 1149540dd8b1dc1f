"""How a question is typed, and in which language it is answered."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """How a question is typed."""

    VIETNAMESE = "vi"
    UNACCENTED = "vi-unaccented"
    ENGLISH = "en"

    @property
    def code(self) -> str:
        """ISO 639-1 code, as on the wire: the language to answer in."""
        return "en" if self is Language.ENGLISH else "vi"
