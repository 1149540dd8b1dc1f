"""What a question takes for granted and no cited article mentions: another person's name, another number. Pure.

Such a question is answered with what the articles do say, since a name may be spelt in another way, and the remark is
true of the texts whatever was meant. A short answer, which stands alone, is only given where nothing is left open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ingest.analysis import fold
from ingest.models import Article
from service.answerability.evidence import whole
from service.answerability.missing_names import TOLD, surely_missing
from service.answerability.missing_numbers import missing_numbers, missing_values
from service.answerability.reasons import as_typed
from service.language.date_reading import typed_day
from service.language.detection import is_syllable
from service.language.fact_words import FOLDED_SURNAMES
from service.language.figure_reading import LABEL, MEASURES, figures_and_days
from service.language.languages import Language
from service.language.name_reading import FULL_NAME
from service.language.provinces import provinces_in
from service.language.question import Name, Question, Word, WordKind
from service.language.spellings import is_named
from service.language.text import folded_run, folded_words, words_of_all
from service.quoting.types import Retrieval

BEHIND = 16
"""Code points behind a name in which its number, or a list of them, stands."""

_NUMBERED = tuple(re.compile(rf"(?<!\w)((?:\w+[ -]){{{more}}}\w+)[\s-]+$") for more in (2, 1))
"""What a number belongs to: the words before it, three or two."""

_CODE = re.compile(r"(?<![\w.,/-])([^\W\d_]{1,4})-?(\d{1,4})(?!\w)")
"""A name of letters and a number ("U23", "S24")."""

_SENTENCES = {
    "vi": "Lưu ý: các bài được trích không nhắc đến {what}.",
    "en": "Note: the cited articles do not mention {what}.",
}


def unmentioned(found: Retrieval, articles: Sequence[Article]) -> tuple[str, ...]:
    """The names and numbers of the question that stand in none of these articles, in whichever way of writing.

    As they were typed; numbers that are said to be about right ("hơn 2,3") are left out.
    """
    question, texts = found.question, [whole(one) for one in articles]
    known = words_of_all(texts)
    runs = [folded_run(one) for one in texts]
    names = [
        " ".join(word.text for word in words)
        for name in question.names
        for words in ([name.words] if _is_unknown(name, question, known, found) else _namesakes(name.words, runs))
    ]
    named = fold(" ".join(names))
    places = [one for one in _missing_provinces(question.typed, runs, known) if one not in named]
    numbers = missing_values(question.text, missing_numbers(question, texts), texts)
    lost = (*names, *places, *numbers, *_other_labels(question.text, texts), *_other_days(question, texts))
    codes = [one for one in _other_codes(question.text, texts) if not any(one in other for other in lost)]
    return tuple(dict.fromkeys(as_typed(one, question.typed) for one in (*lost, *codes)))


def premise_sentence(what: Sequence[str], language: Language) -> str:
    """What the articles don't mention, in words; empty where that is nothing."""
    return _SENTENCES[language.code].format(what=", ".join(what)) if what else ""


def leaves_nothing_open(found: Retrieval, article: Article) -> bool:
    """Whether an article holds all names and numbers of the question."""
    question, text = found.question, whole(article)
    english = question.language is Language.ENGLISH
    return (
        not missing_numbers(question, [text])
        and not unmentioned(found, [article])
        and (english or all(is_named(word.folded, folded_words(text)) for word in question.of(WordKind.NAME)))
    )


def _is_unknown(name: Name, question: Question, known: Collection[str], found: Retrieval) -> bool:
    """Whether a word of a name stands nowhere; acronyms may be written out, and English words be translated."""
    told = [word for word in name.words if not word.text.isupper()]
    lost = [word for word in told if not is_named(word.folded, known)]
    if not lost or is_named(name.joined, known):
        return False
    if question.language is Language.ENGLISH:
        return name.surely and len(lost) == len(told) and surely_missing(lost, found)
    return len(name.words) > 1 or len(name.text) >= TOLD  # a short word alone is as often an initial or a grade


def _namesakes(run: tuple[Word, ...], texts: Sequence[str]) -> Iterator[tuple[Word, ...]]:
    """The full name at the end of a run, where the folded texts have one that differs by a syllable in its stead.

    Each of its syllables may well stand there by itself: Nguyễn Văn Phước is not Nguyễn Hữu Phước.
    """
    ends = (run[-length:] for length in reversed(FULL_NAME) if length <= len(run))
    name = next((one for one in ends if one[0].folded in FOLDED_SURNAMES), None)
    if name is None or not all(is_syllable(word.folded) for word in name):
        return
    if _stands([word.folded for word in name], texts) or _is_two_names(run, texts):
        return
    syllables = [re.escape(word.folded) for word in name]
    others = (" ".join((*syllables[:at], r"\S+", *syllables[at + 1 :])) for at in range(len(syllables)))
    near = re.compile(f" (?:{'|'.join(others)}) ")
    if any(near.search(text) for text in texts):
        yield name


def _is_two_names(run: tuple[Word, ...], texts: Sequence[str]) -> bool:
    """Whether a run is two names side by side that the folded texts have, as of two teams ("Bình Lâm Hải Thịnh")."""
    words = [word.folded for word in run]
    return any(_stands(words[:at], texts) and _stands(words[at:], texts) for at in range(2, len(words) - 1))


def _stands(words: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a folded text has these folded words side by side."""
    name = f" {' '.join(words)} "
    return any(name in text for text in texts)


def _other_labels(question: str, texts: Sequence[str]) -> Iterator[str]:
    """What the question numbers otherwise than the texts do: "bão số 13" where they tell of a "bão số 14" alone.

    The number may well stand there by itself.
    """
    lowered = [text.lower() for text in texts]
    for one in figures_and_days(question)[0]:
        before = question[: one.start]
        forms = _NUMBERED[before.endswith("-") :] if one.unit == LABEL else ()  # "dự án Lạc Việt-2" is a Lạc Việt-2
        for named in filter(None, (form.search(before) for form in forms)):
            behind = [text for each in lowered for text in _behind(named[1].lower(), each)]
            if any(text[0].isdigit() for text in behind):
                theirs = [figure.value for text in behind for figure in figures_and_days(text, loose=True)[0]]
                if one.value not in theirs:
                    yield question[named.start(1) : one.end]
                break


def _other_codes(question: str, texts: Sequence[str]) -> Iterator[str]:
    """The codes of the question that the texts have with other numbers alone: "S25" where they tell of an "S24".

    No units ("m2"), nor what the texts write out ("quốc lộ 1" for "QL1", "tháng 7" for "t7").
    """
    for code in _CODE.finditer(question):
        letters, number = code[1], int(code[2])
        same = re.compile(rf"(?<!\w){letters}[\s-]?(\d+)(?!\d)", re.IGNORECASE)
        words = r"\w*[\s-]+".join(letters)
        written_out = re.compile(rf"(?<!\w){words}\w*\s+0*{number}(?!\d)", re.IGNORECASE)
        theirs = {int(found[1]) for text in texts for found in same.finditer(text)}
        told = number in theirs or any(map(written_out.search, texts))
        if theirs and not told and code[0].lower() not in MEASURES:
            yield code[0]


def _behind(named: str, text: str) -> list[str]:
    """What a text has behind each place where it names this, as much as a number or a list of them takes."""
    form = re.compile(rf"(?<!\w){re.escape(named)}[\s-]+(?=\w)")
    return [text[found.end() : found.end() + BEHIND] for found in form.finditer(text)]


def _other_days(question: Question, texts: Sequence[str]) -> Iterator[str]:
    """The days of a question in Vietnamese that no text tells, nor lie between two of one."""
    if question.language is Language.ENGLISH:
        return
    told = [days for text in texts if (days := _days(text))]
    for month, day in _days(question.text):
        typed = typed_day(question.text, month, day)
        if typed and not any(min(days) <= (month, day) <= max(days) for days in told):
            yield typed


def _days(text: str) -> list[tuple[int, int]]:
    """The days that a text tells, as month and day of the month."""
    return [(one.month, one.day) for one in figures_and_days(text)[1] if one.month and one.day]


def _missing_provinces(typed: str, texts: Sequence[str], known: Collection[str]) -> list[str]:
    """The provinces of the question that no folded text has, nor its `known` words: as two words or one; folded."""
    asked = dict.fromkeys(provinces_in(typed))
    return [" ".join(one) for one in asked if not _stands(one, texts) and not is_named("".join(one), known)]
