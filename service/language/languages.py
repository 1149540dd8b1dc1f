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
        return self.value.partition("-")[0]

    @property
    def written(self) -> Language:
        """The language of texts: who asks may leave out diacritics, who writes doesn't."""
        return Language(self.code)


CODES = tuple(dict.fromkeys(language.code for language in Language))
"""The languages that are answered in. Whatever is written by language has all of them (`tests/test_contracts.py`)."""
