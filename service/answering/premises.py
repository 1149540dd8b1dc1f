"""What a question takes for granted and no cited article mentions: another person's name, another number. Pure.

Such a question is answered with what the articles do say, since a name may be spelt in another way, and the remark is
true of the texts whatever was meant.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ingest.models import Article
from service.answerability.evidence import folded_words, missing_numbers, whole
from service.answerability.lacks import TOLD, surely_missing
from service.language.asking import Word, read_question
from service.language.figures import figures_and_days, number
from service.language.spellings import is_named
from service.language.typing import Language
from service.quoting.types import Retrieval

LEAST_DIGITS = 2
"""Of a number: shorter ones are as often written in words, or count what is listed."""

_SENTENCES = {
    "vi": "Lưu ý: các bài được trích không nhắc đến {what}.",
    "en": "Note: the cited articles do not mention {what}.",
}


def unmentioned(found: Retrieval, articles: Sequence[Article]) -> tuple[str, ...]:
    """The names and numbers of the question that stand in none of these articles, in whichever way of writing."""
    asking = read_question(found.understood or found.question, found.language)
    texts = [whole(one) for one in articles]
    known = frozenset[str]().union(*map(folded_words, texts))
    names = [" ".join(word.text for word in run) for run in asking.names() if _is_unknown(run, known, found)]
    values = {figure.value for text in texts for figure in figures_and_days(text)[0]}
    numbers = [one for one in missing_numbers(asking, "\n".join(texts)) if len(one) >= LEAST_DIGITS]
    return (*names, *(one for one in numbers if not (one.isdecimal() and number(one) in values)))


def premise_sentence(what: Sequence[str], language: Language) -> str:
    """What the articles don't mention, in words; empty where that is nothing."""
    return _SENTENCES[language.code].format(what=", ".join(what)) if what else ""


def _is_unknown(run: tuple[Word, ...], known: Collection[str], found: Retrieval) -> bool:
    """Whether a word of a name stands nowhere; acronyms may be written out, and English words be translated."""
    told = [word for word in run if not word.text.isupper()]
    lost = [word for word in told if not is_named(word.folded, known)]
    if not lost or is_named("".join(word.folded for word in run), known):
        return False
    if found.language is Language.ENGLISH:
        return len(lost) == len(told) and surely_missing(found, lost)
    return len(run) > 1 or len(run[0].text) >= TOLD  # a short word alone is as often an initial or a grade
