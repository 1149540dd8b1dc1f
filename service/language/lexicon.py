"""Words that checking needs: what turns a meaning, what is translated how. Data and lookup.

The table is of general news language in Vietnamese and English, written by hand. A line is one concept:
`English forms | Vietnamese forms`. Concepts of one opposition exclude each other ("tăng" and "giảm").
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ingest.regex import regex
from service.language.stopwords import COMMONEST
from service.language.text import fold_tones

NEGATIONS = {
    "vi": "không, chưa, chẳng, chả, chớ, không hề, chưa từng, không có, chưa có, không còn, không phải",
    "en": "not, no, never, without, none, neither, nor, cannot, nobody, nothing, n't",
}
CONTRACTED = "n't"
"""A negation at the end of an English verb."""

NOT_NEGATIONS = {
    "vi": "không khí, không gian, hàng không, không quân, phòng không, trên không, không ngừng, không chỉ, "
    "không những, không kém, có hay không, có hay chưa, hay không, hay chưa, không lưu, số không, "
    "không quá, không dưới, không hơn, không kém, chưa đến, chưa tới, chưa đầy, chưa kể, không kể, không tính",
    "en": "not only, no longer only, no less than, no more than, no fewer than, not least, no doubt, not counting",
}
"""Phrases that contain a negation's letters and deny nothing."""

NEGATIVE_IN_MEANING = {
    "vi": (
        "cấm, bác bỏ, từ chối, phủ nhận, hủy, huỷ, hủy bỏ, dừng, ngừng, thiếu hụt, thất bại, thôi, vắng mặt, "
        "phản đối, đừng, trái với, giữ nguyên, miễn phí, lỡ, hụt, trượt, vênh"
    ),
    "en": (
        "ban, prohibit, reject, refuse, deny, lack, fail, cancel, stop, halt, unable, absent, except, against, false"
    ),
}
"""Words that may stand for a negation in a paraphrase or a translation."""

_PASSIVE = "bị, được, bởi, do, nhận, by, from, received"
_FROM_TO = "lên, xuống, còn, đến, tới, sang, to"
INFLECTED = 4
"""Fewest letters of an English word that a stem is made of ("does"): shorter ones are function words and names."""

STEM = 3
"""Fewest letters that an ending leaves: "sing" and "red" have none."""

FOREIGN = 0.2
"""Share of letters of another script up to which they may be names in passing. By hand."""

MARKED = 0.25
"""Marks a letter from which a text isn't English: the seeds, in Vietnamese, have .35."""

NAME_LETTERS = 12
"""A text of no more letters may be a Vietnamese name, whatever its language. By hand."""

TELLING = 8
"""From so many words on, a text without one function word of its language isn't in it. By hand."""

STRAY = 2
"""From so many function words of the other language on, they are no chance ("a", "to" are syllables of both)."""

_MARKED = regex(r"[\u0300-\u036fđĐ]")
_WORD = regex(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@lru_cache(maxsize=64)
def terms(listed: str) -> tuple[str, ...]:
    """The phrases of a comma-separated list."""
    return tuple(term for term in (part.strip() for part in listed.split(",")) if term)


PASSIVE = frozenset(terms(_PASSIVE))
"""Words that turn who acts and who suffers around."""

FROM_TO = frozenset(terms(_FROM_TO))
"""Words between what a number was and what it is."""


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """A crude stem of an English word (both sides of a comparison get it); Vietnamese doesn't inflect."""
    if language != "en" or len(word) < INFLECTED:
        return word
    for ending, rest in (
        ("ies", "y"),
        ("ing", ""),
        ("ied", "y"),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
        ("ly", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= STEM and not word.endswith("ss"):
            word = word[: -len(ending)] + rest
            break
    # "Arrives" and "arrived" end alike then; crude, but both sides of a comparison get it.
    word = word[:-1] if word.endswith("e") else word
    return word[:-1] if len(word) > STEM and word[-1] == word[-2] else word


def words_of(text: str) -> list[str]:
    """The words of `text`, in lower case, without numbers."""
    return [fold_tones(match.group()) for match in _WORD.finditer(text.replace("’", "'").casefold())]


def speaks(text: str, language: str) -> bool:
    """Whether `text` may be in `language`: false if it's plainly in another one. Short texts of names pass."""
    letters = [char for char in text if char.isalpha()]
    foreign = sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters)
    if foreign > FOREIGN * max(len(letters), 1):
        return False
    marks = len(_MARKED.findall(unicodedata.normalize("NFD", text)))
    if language == "en" and marks > MARKED * max(len(letters), 1) and len(letters) > NAME_LETTERS:
        return False
    words = words_of(text)
    counts = {name: sum(word in commonest for word in words) for name, commonest in COMMONEST.items()}
    other = counts["en" if language == "vi" else "vi"]
    own = counts.get(language, other)
    # Headlines in Vietnamese may do without function words, English sentences hardly.
    if own == 0 and len(words) >= TELLING:
        return language == "vi" and marks > 0
    return own >= other or other < STRAY


@dataclass(frozen=True, slots=True)
class Concept:
    """A meaning and its forms. `opposition` names what it excludes its fellows in; `kind` is the table's section."""

    name: str
    kind: str
    opposition: str
    forms: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def vietnamese(self) -> tuple[str, ...]:
        """Its forms in Vietnamese."""
        return dict(self.forms)["vi"]


@lru_cache(maxsize=1)
def concepts() -> tuple[Concept, ...]:
    """The bilingual table, read from `data/lexicon.txt` once."""
    kind, number, read = "", 0, []
    for line in resources.files("service.language").joinpath("data/lexicon.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[] ")
        elif line.strip() and not line.startswith("#"):
            number += 1
            sides = line.split("<>")
            for side in sides:
                en, vi = (terms(part) for part in side.split("|"))
                opposition = f"o{number}" if len(sides) > 1 else ""
                read.append(Concept((en or vi)[0], kind, opposition, (("en", en), ("vi", vi))))
    return tuple(read)


@lru_cache(maxsize=1)
def ranks() -> str:
    """The opposition of the titles that are ranks: a man is a general of nothing in particular."""
    return next(one.opposition for one in concepts() if one.kind == "title" and one.name == "general")


@lru_cache(maxsize=2)
def _forms(language: str) -> dict[tuple[str, ...], tuple[Concept, ...]]:
    """Stemmed forms of one language → the concepts that they may mean."""
    found: dict[tuple[str, ...], tuple[Concept, ...]] = {}
    for concept in concepts():
        for form in dict(concept.forms)[language]:
            key = tuple(stem(word, language) for word in words_of(form))
            found[key] = (*found.get(key, ()), concept)
    for form in terms(NOT_NEGATIONS[language]):
        # Without a concept, but longer than the negation in it: so "không khí" isn't read as a "không".
        found.setdefault(tuple(stem(word, language) for word in words_of(form)), ())
    return found


@dataclass(frozen=True, slots=True)
class Mention:
    """Concepts that the words `start` to `end` (word indexes) of a text may mean."""

    start: int
    end: int
    concepts: tuple[Concept, ...]


def mentions(stems: tuple[str, ...], language: str) -> list[Mention]:
    """The concepts in a text, given as its words' stems: longest form first from left to right, none overlapping."""
    forms = _forms(language)
    found = []
    at = 0
    while at < len(stems):
        for size in range(min(5, len(stems) - at), 0, -1):
            hit = forms.get(stems[at : at + size])
            if hit is not None:
                found.append(Mention(at, at + size, hit))
                at += size
                break
        else:
            at += 1
    return found


def negators(forms: tuple[str, ...], language: str) -> list[int]:
    """Word indexes after each negation in a text, given as its words' forms ("không khí" is none)."""
    negating = [tuple(words_of(term)) for term in terms(NEGATIONS[language])]
    skipped = [tuple(words_of(term)) for term in terms(NOT_NEGATIONS[language])]
    found = []
    at = 0
    while at < len(forms):
        size = max((len(form) for form in negating if forms[at : at + len(form)] == form), default=0)
        skip = max((len(form) for form in skipped if forms[at : at + len(form)] == form), default=0)
        # "Không khí" is air and "không quá" a bound: the longer phrase wins.
        if size > skip or (size == 0 and forms[at].endswith(CONTRACTED)):
            found.append(at + max(size, 1))
        at += max(size, skip, 1)
    return found


def is_negative(stems: tuple[str, ...], language: str) -> bool:
    """Whether a text, given as its words' stems, has a word that may stand for a negation."""
    joined = f" {' '.join(stems)} "
    listed = (" ".join(stem(word, language) for word in form.split()) for form in terms(NEGATIVE_IN_MEANING[language]))
    return any(f" {form} " in joined for form in listed)


@lru_cache(maxsize=1)
def _decisive() -> frozenset[str]:
    """Single words that turn a meaning: negations and every one-word form of an opposition."""
    listed = [form for concept in concepts() if concept.opposition for _, forms in concept.forms for form in forms]
    listed += [form for group in (NEGATIONS, NEGATIVE_IN_MEANING) for text in group.values() for form in terms(text)]
    listed += [
        "có",
        "được",
        "bị",
        "hơn",
        "dưới",
        "trên",
        "gần",
        "khoảng",
        "phó",
        "nguyên",
        "cựu",
        "mọi",
        "một",
    ]
    return frozenset(form for form in listed if " " not in form)


def is_decisive(word: str) -> bool:
    """Whether a word (in lower case) can't be added to, or lost from, a quote without changing what it says."""
    return word in _decisive() or word[0].isdigit()
