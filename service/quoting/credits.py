"""Questions about an article itself: who took a picture, who wrote it, where it comes from. Pure.

Their answers stand in captions, bylines and source lines, which are never quoted first otherwise.
"""

from __future__ import annotations

from ingest.analysis import fold, syllables
from ingest.models import SentenceKind
from service.language.credit_words import ASKED, NAMES_SOMEBODY
from service.language.languages import Language


def credit_asked(question: str, language: Language) -> SentenceKind | None:
    """The kind of line that a question about a picture's or an article's origin asks for; None for other questions."""
    folded = " ".join(fold(word) for word in syllables(question))
    return next((kind for pattern, kind in ASKED[language.code] if pattern.search(folded)), None)


def credits_somebody(text: str, kind: SentenceKind | None) -> bool:
    """Whether a line of that kind says whom it credits; captions often don't."""
    return kind is not SentenceKind.CAPTION or NAMES_SOMEBODY.search(text) is not None
