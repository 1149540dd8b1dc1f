"""Somebody or something that texts leave without a name ("một nữ sinh"), where the name is asked for. Pure.

Vietnamese news introduces whom it doesn't name by "một" and a noun, as English does by "a". What else stands there
doesn't tell who that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from ingest.analysis import accented, fold, syllables
from ingest.regex import regex
from service.language.glossary import render
from service.language.holders import Clause, clauses
from service.language.languages import Language
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.text import side_by_side

HEAD = 2
"""Words that tell what is asked for the name of: "nữ sinh", "chủ quán"."""

SHOWN = 8
"""Words of a text that are told of whom it leaves unnamed."""

BEHIND = 2
"""Clauses behind one in which the same is told of."""

_ONE = accented("một")
_CALLED = frozenset(("ten", "la"))

_SEXES = frozenset(("nam", "nu"))
_CLASSIFIERS = _SEXES | frozenset(
    ("ong", "ba", "anh", "chi", "co", "em", "be", "vi", "nguoi", "ten", "dua", "chiec", "con", "cai", "nhung", "cac")
)
"""What stands before a noun and tells little of it."""

_WITHIN = frozenset(("o", "tai", "tu", "den", "toi", "cho", "cua", "voi", "do", "boi", "ve", "sang", "qua"))
"""Behind these a name is a place's or another's."""

_VIETNAMESE = (
    regex(r"^(.+?) (?:ten|danh tinh)(?: that)?(?: la)? (?:gi|chi)\b"),
    regex(r"\bten (?:cua |cac )?(.+?) la (?:gi|chi)\b"),
    regex(r"^(.+?) la ai\b"),
    regex(r"^ai la (.+)"),
    regex(r"^(.+?) la (?:\w+ ){1,3}nao\b"),
    regex(r"^((?:\w+ ){1,3})nao\b"),
)
"""How the name is asked for, folded: of what stands in the group."""

_ENGLISH = (
    regex(r"\bname of (?:the |this |that )?(.+)"),
    regex(r"\bwho(?: is| was|'s|’s) (?:the|this|that) (.+)"),
    regex(r"\bwhat(?: is| was|'s|’s) (?:the|this|that) (.+?)(?:'s name| called)\b"),
)
_WHICH = regex(r"^which (.+)")
_ENDS = regex(
    r"\b(?:who|that|which|in|of|at|from|with|for|on|to|by|is|was|are|were|did|does|do|has|had|will|when|after)\b.*"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose name a question asks for, folded.

    Attributes:
        heads: what that may be called.
        rest: the question's other words, each by what it may stand as.
    """

    heads: tuple[tuple[str, ...], ...]
    rest: tuple[frozenset[str], ...]

    def shared(self, words: Sequence[str]) -> int:
        """How many of the other words stand among these."""
        run = f" {' '.join(words)} "
        return sum(any(f" {form} " in run for form in forms) for forms in self.rest)


def unnamed(question: str, language: Language, quoted: str, texts: Iterable[str]) -> str:
    """What is quoted of it in words, if a question asks the name of what the texts leave without one; else nothing."""
    asked = _english(question) if language is Language.ENGLISH else _vietnamese(question)
    if asked is None:
        return ""
    articles = [clauses(text) for text in texts]
    shown = f" {' '.join(word for one in clauses(quoted) for word in one.folded)} "
    for told, shared in (one for each in articles for one in _indefinite(asked, each, shown)):
        if not any(_is_named(asked, each, shared) for each in articles):
            return told
    return ""


def _vietnamese(question: str) -> Asked | None:
    words = [fold(word) for word in syllables(question)]
    thing = _asked_in(_VIETNAMESE, " ".join(words)).split()
    head = tuple(dropwhile((_CLASSIFIERS - _SEXES).__contains__, thing))[:HEAD]
    rest = dict.fromkeys(word for word in words if word not in head and word not in QUESTION_STOPWORDS["vi"])
    return Asked((head,), tuple(frozenset((word,)) for word in rest)) if head else None


def _english(question: str) -> Asked | None:
    lower = question.lower()
    which = _WHICH.search(lower)
    nouns = render(_ENDS.sub("", which[1] if which else _asked_in(_ENGLISH, lower)))
    if not nouns:
        return None
    # "Which company bought the rice?", but "the name of the rice company".
    noun = nouns[0 if which else -1]
    renderings = (tuple(syllables(fold(form))) for form in sorted(noun.renderings))
    heads = tuple(one for one in renderings if len(one) >= HEAD)
    others = (one for one in render(question) if one.words != noun.words)
    return Asked(heads, tuple(frozenset(fold(form).strip() for form in one.renderings) for one in others))


def _asked_in(patterns: Iterable[re.Pattern[str]], question: str) -> str:
    return next((match[1] for pattern in patterns if (match := pattern.search(question))), "")


def _indefinite(asked: Asked, text: Sequence[Clause], shown: str) -> Iterator[tuple[str, int]]:
    """What is introduced as one of its kind where it is shown, in words, and how much of the question is around it."""
    for place, clause, at, end in _mentions(asked, text):
        start = at - 1 if clause.folded[at - 1] in _CLASSIFIERS and clause.keys[at - 1] != _ONE else at
        shared = asked.shared(_around(text, place, at, end))
        introduced = start > 0 and clause.keys[start - 1] == _ONE and clause.folded[start - 2 : start - 1] != ("la",)
        # A single word is a part of others: "một trường hợp" is no school.
        if introduced and shared > (end - at < HEAD) and f" {' '.join(clause.folded[start - 1 :])} " in shown:
            yield _in_words(clause.words[start - 1 :]), shared


def _in_words(words: Sequence[str]) -> str:
    return " ".join(words[:SHOWN]) + ("" if len(words) <= SHOWN else " …")


def _is_named(asked: Asked, text: Sequence[Clause], shared: int) -> bool:
    """Whether one of its kind has a name somewhere, with as much of the question around it."""
    return any(
        _has_name(text, place, at, end) and asked.shared(_around(text, place, at, end)) >= shared
        for place, _, at, end in _mentions(asked, text)
    )


def _mentions(asked: Asked, text: Sequence[Clause]) -> Iterator[tuple[int, Clause, int, int]]:
    for place, clause in enumerate(text):
        for head in asked.heads:
            for at in side_by_side(head, clause.folded):
                yield place, clause, at, at + len(head)


def _has_name(text: Sequence[Clause], place: int, at: int, end: int) -> bool:
    """Whether a name stands at a noun, or makes a clause beside it: "Lê Thị Lan, nữ sinh lớp 12"."""
    clause, size = text[place], len(text[place].words)
    near = {at - 1, at - 2, end, end + 1}
    told = {one + 1 for one in range(end, size) if clause.folded[one] in _CALLED}
    if any(_names(clause, one) for one in near | told if 0 < one < size):
        return True
    before, behind = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    called = clause.folded[at:end]
    return any(at < HEAD and _ends_in_name(one) for one in before) or any(
        _begins_with_name(one, called) for one in behind
    )


def _ends_in_name(clause: Clause) -> bool:
    run = list(takewhile(lambda word: word[0].isupper(), reversed(clause.words)))
    led_by = clause.folded[-len(run) - 1 : -len(run)] if run else ()
    return bool(run) and not _WITHIN.intersection(led_by)


def _begins_with_name(clause: Clause, called: Sequence[str]) -> bool:
    addressed = sum(1 for _ in takewhile(lambda word: word in called or word in _CLASSIFIERS, clause.folded))
    name = clause.words[addressed : addressed + HEAD]
    # A sentence begins with one capital.
    return len(name) == HEAD and all(word[0].isupper() for word in name)


def _names(clause: Clause, at: int) -> bool:
    return clause.words[at][0].isupper() and clause.folded[at - 1] not in _WITHIN


def _around(text: Sequence[Clause], place: int, at: int, end: int) -> list[str]:
    """The words of a clause without those of a noun, and of the two behind it."""
    own = text[place].folded
    return [*own[:at], *own[end:], *(word for one in text[place + 1 : place + 1 + BEHIND] for word in one.folded)]
